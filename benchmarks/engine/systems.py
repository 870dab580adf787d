"""The systems that are timed, from the generator in the shared reference folder."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from cellprint.engine import UncertainSystem, build, entry_positions, links, uncertain
from cellprint.engine.philox import stream_id
from cellprint.engine.quantities import Kind, Quantities

GENERATOR = Path("..") / "shared" / "bench" / "gen_lci.py"
KINDS = {2: Kind.LOGNORMAL, 3: Kind.NORMAL, 4: Kind.UNIFORM, 5: Kind.TRIANGULAR}


def generator() -> Callable[..., dict[str, Any]] | None:
    """Return the generator's `generate`, or None when the shared folder is not there."""
    if not GENERATOR.exists():
        return None
    spec = importlib.util.spec_from_file_location("gen_lci", GENERATOR)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    generate: Callable[..., dict[str, Any]] = module.generate
    return generate


def baseline(data: dict[str, Any]) -> Any:
    """Return the problem of generated data: characterise, then build."""
    weights = data["gwp"][data["B_i"]] * data["B_v"]
    return build(
        rows=data["A_i"],
        cols=data["A_j"],
        values=np.where(data["flip"], -data["A_v"], data["A_v"]),
        direct=np.bincount(data["B_j"], weights=weights, minlength=int(data["n"])),
    )


def with_spreads(data: dict[str, Any]) -> UncertainSystem:
    """Return the uncertain system; flows without a factor need no draw."""
    problem = baseline(data)
    technosphere = np.flatnonzero(data["t_unc"]["uncertainty_type"] > 0)
    weights = data["gwp"][data["B_i"]]
    biosphere = np.flatnonzero((data["b_unc"]["uncertainty_type"] > 0) & (weights != 0.0))
    records = np.concatenate([data["t_unc"][technosphere], data["b_unc"][biosphere]])
    amounts = np.concatenate([data["A_v"][technosphere], data["B_v"][biosphere]])
    table, sign = quantities(records, amounts)
    count, split = table.size, technosphere.size
    flip = np.where(data["flip"][technosphere], -1.0, 1.0)
    return uncertain(
        problem,
        table,
        entries=links(
            place=entry_positions(
                problem, products=data["A_i"][technosphere], processes=data["A_j"][technosphere]
            ),
            quantity=np.arange(split),
            coefficient=flip * sign[:split],
            places=problem.values.size,
            quantities=count,
        ),
        direct=links(
            place=data["B_j"][biosphere],
            quantity=split + np.arange(biosphere.size),
            coefficient=weights[biosphere] * sign[split:],
            places=problem.size,
            quantities=count,
        ),
    )


def quantities(records: Any, amounts: Any) -> tuple[Quantities, Any]:
    """Return records of stats_arrays as a table, and the sign of each (lognormals are positive)."""
    kind = np.zeros(records.size, dtype=np.uint8)
    parameters = np.zeros((records.size, 4))
    columns: dict[int, tuple[str, ...]] = {
        2: ("loc", "scale"),
        3: ("loc", "scale"),
        4: ("minimum", "maximum"),
    }
    columns[5] = ("minimum", "loc", "maximum")
    for number, names in columns.items():
        rows = records["uncertainty_type"] == number
        kind[rows] = KINDS[number]
        for place, name in enumerate(names):
            parameters[rows, place] = records[name][rows]
    positive = kind == Kind.LOGNORMAL
    streams = [stream_id(f"exchange {k}") for k in range(records.size)]
    table = Quantities(
        kind=kind,
        parameters=parameters,
        share=np.tile([0.0, 1.0], (records.size, 1)),
        base=np.where(positive, np.abs(amounts), amounts),
        stream=np.array(streams, dtype=np.uint64),
        values=np.zeros(0),
        cumulative=np.zeros(0),
    )
    return table, np.where(positive, np.sign(amounts), 1.0)
