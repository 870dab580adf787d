"""Write a datapackage of `bw_processing` that Brightway computes with as it is.

The data sets have to be resolved: each process has one product, amounts are in the reference units
of their flows, and each product input names its provider. A treatment of waste has a negative
output. The licence is always stated; the format would otherwise mean public domain.
"""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from cellprint.formats.bw_processing import layout
from cellprint.formats.bw_processing.arrays import write_array
from cellprint.formats.lookup import Lookup
from cellprint.formats.made_ids import made_id
from cellprint.formats.numbers import shortest
from cellprint.model.foreign import (
    Dataset,
    ForeignExchange,
    ForeignFlow,
    ForeignProcess,
    ForeignRole,
    Licence,
    Spread,
    first_words,
)
from cellprint.model.foreign_json import dataset_kind, to_plain
from cellprint.model.loss_report import LossReport

_MOMENT = (1980, 1, 1, 0, 0, 0)
_NAN = float("nan")
_PROCESS_KEPT = {"id", "name", "location", "exchanges", "kind", "licence"}
_EXCHANGE_KEPT = {"seq", "flow", "is_input", "role", "amount", "provider", "spread"}
_FLOW_KEPT = {"id", "name", "kind", "category", "cas", "properties"}
_UNITS = ("unit_group", "flow_property")


def write_bw_processing(
    path: Path, datasets: Iterable[Dataset], lookup: Lookup, report: LossReport
) -> None:
    """Write resolved data sets into a zip; what matrices cannot hold is reported.

    Args:
        path: file to write.
        datasets: resolved, in any order.
        lookup: what the data sets refer to.
        report: takes what does not fit.
    """
    report.format, report.version = "bw_processing", "1"
    report.options["distributions"] = "32-bit, as the format has them"
    made = _Matrices(lookup, report)
    for one in datasets:
        report.counters[dataset_kind(one)] += 1
        if isinstance(one, ForeignProcess):
            made.process(one)
        elif isinstance(one, ForeignFlow):
            made.lost(one, _FLOW_KEPT)
        elif dataset_kind(one) not in _UNITS:
            report.add("CP-FMT-055", "loss", path=dataset_kind(one), action="dropped")
    parts = made.parts()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


@dataclass(slots=True)
class _Group:
    """Growing arrays of one matrix."""

    matrix: str
    rows: array[int] = field(default_factory=lambda: array("q"))
    cols: array[int] = field(default_factory=lambda: array("q"))
    data: array[float] = field(default_factory=lambda: array("d"))
    flip: array[int] = field(default_factory=lambda: array("b"))
    spreads: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, row: int, col: int, amount: float, *, flip: bool, spread: Spread | None) -> None:
        self.rows.append(row)
        self.cols.append(col)
        self.data.append(amount)
        self.flip.append(flip)
        self.spreads.append(_record(spread, amount))

    def parts(self, group: str) -> dict[str, bytes]:
        """Return the arrays as files."""
        indices = np.zeros(len(self.rows), dtype=layout.INDICES)
        indices["row"], indices["col"] = self.rows, self.cols
        arrays = {
            "indices": indices,
            "data": np.array(self.data, dtype=np.float64),
            "flip": np.array(self.flip, dtype=np.bool_),
            "distributions": np.array(self.spreads, dtype=layout.DISTRIBUTIONS),
        }
        return {f"{group}.{kind}.npy": write_array(one) for kind, one in arrays.items()}


class _Matrices:
    """Numbers the nodes and collects entries."""

    def __init__(self, lookup: Lookup, report: LossReport) -> None:
        self.lookup = lookup
        self.report = report
        self.numbers: dict[tuple[str, str], int] = {}
        self.nodes: dict[int, dict[str, str]] = {}
        self.technosphere = _Group(layout.TECHNOSPHERE)
        self.biosphere = _Group(layout.BIOSPHERE)
        self.output: dict[int, float] = {}
        # entries whose sign waits for the output of their provider
        self.waiting: list[tuple[int, int, ForeignExchange]] = []
        self.licences: dict[Licence, None] = {}

    def process(self, process: ForeignProcess) -> None:
        """Take a process: a column, and the row of its product."""
        self.lost(process, _PROCESS_KEPT)
        if process.licence != Licence():
            self.tell("process/licence", process.id, "merged")
        self.licences[process.licence] = None
        column = self.number(layout.PROCESS, process.id)
        for one in process.exchanges:
            self.lost(one, _EXCHANGE_KEPT)
            if Decimal(one.amount) != Decimal(shortest(float(one.amount))):
                self.tell("exchange/amount", process.id, "rounded")
            if one.role is ForeignRole.REFERENCE:
                self.product(process, one, column)
            elif one.role is ForeignRole.ELEMENTARY:
                self.elementary(one, column)
            else:
                provider = self.number(layout.PROCESS, one.provider)
                self.waiting.append((provider, column, one))

    def product(self, process: ForeignProcess, one: ForeignExchange, column: int) -> None:
        amount = -float(one.amount) if one.is_input else float(one.amount)
        self.output[column] = amount
        self.technosphere.add(column, column, amount, flip=False, spread=one.spread)
        self.nodes[column] = {
            **self.flow_columns(one.flow),
            "node": layout.PROCESS,
            "dataset": process.id,
            "name": self.text(process.name, "process/name"),
            "location": process.location,
            "kind": process.kind,
            "open_ends": dict(process.fields).get(layout.OPEN_ENDS, ""),
        }

    def elementary(self, one: ForeignExchange, column: int) -> None:
        row = self.number(layout.ELEMENTARY, one.flow)
        known = self.nodes.get(row)
        if known is None:
            known = self.nodes[row] = {
                **self.flow_columns(one.flow),
                "node": layout.ELEMENTARY,
                "is_input": "true" if one.is_input else "",
            }
        same = bool(known["is_input"]) == one.is_input
        amount = float(one.amount) if same else -float(one.amount)
        self.biosphere.add(row, column, amount, flip=False, spread=one.spread if same else None)

    def flow_columns(self, identity: str) -> dict[str, str]:
        flow = self.lookup.flows.get(identity)
        if flow is None:
            return {"flow": identity}
        measure = flow.properties[0].property if flow.properties else ""
        group = self.lookup.groups.get(
            self.lookup.properties[measure].unit_group if measure in self.lookup.properties else ""
        )
        unit = next((u.name for u in group.units if u.id == group.reference), "") if group else ""
        return {
            "flow": identity,
            "flow_name": self.text(flow.name, "flow/name"),
            "unit": unit,
            "category": layout.STEP.join(flow.category),
            "cas": flow.cas,
        }

    def text(self, texts: tuple[tuple[str, str], ...], path: str) -> str:
        if len(texts) > 1:
            self.report.add("CP-FMT-055", "loss", path=f"{path} (languages)", action="dropped")
        return first_words(texts, "en")

    def number(self, node: str, identity: str) -> int:
        """Return the number of a node; numbers begin with 1."""
        return self.numbers.setdefault((node, identity), len(self.numbers) + 1)

    def lost(self, value: Any, kept: set[str]) -> None:
        """Tell the fields that matrices have no place for."""
        kind = "exchange" if isinstance(value, ForeignExchange) else dataset_kind(value)
        for name in to_plain(value).keys() - kept:
            if name != "fields" or any(key != layout.OPEN_ENDS for key, _ in value.fields):
                self.tell(f"{kind}/{name}", getattr(value, "id", ""), "dropped")

    def tell(self, path: str, identity: str, action: Any) -> None:
        self.report.add("CP-FMT-055", "loss", path=path, action=action, dataset=identity)

    def parts(self) -> dict[str, bytes]:
        """Return the files of the package."""
        for provider, column, one in self.waiting:
            amount = float(one.amount)
            treated = one.role is ForeignRole.WASTE and self.output.get(provider, 1.0) < 0
            gives = treated or one.role is ForeignRole.AVOIDED
            self.technosphere.add(provider, column, amount, flip=not gives, spread=one.spread)
        groups = {"technosphere": self.technosphere, "biosphere": self.biosphere}
        found: dict[str, bytes] = {}
        resources = []
        for name, group in groups.items():
            found |= group.parts(name)
            resources += [
                layout.resource(name, kind, group.matrix, len(group.rows))
                for kind in layout.SUFFIXES
            ]
        path = f"{layout.NODES}.csv"
        found[path] = self.table().encode()
        valid = [[name, end] for name in groups for end in ("rows", "cols")]
        resources.append(
            {
                "profile": "data-resource",
                "mediatype": "text/csv",
                "path": path,
                "name": layout.NODES,
                "valid_for": valid,
            }
        )
        found[layout.DESCRIPTION] = json.dumps(self.description(resources), indent=1).encode()
        return found

    def table(self) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, layout.COLUMNS, lineterminator="\n")
        writer.writeheader()
        for number in sorted(self.nodes):
            writer.writerow({"id": str(number), **self.nodes[number]})
        return out.getvalue()

    def description(self, resources: list[dict[str, Any]]) -> dict[str, Any]:
        identity = made_id("datapackage", *(name for _, name in sorted(self.numbers)))
        return {
            "profile": "data-package",
            "name": "cellprint-export",
            "id": identity,
            "licenses": [_licence(one) for one in self.licences] or [_licence(Licence())],
            "resources": resources,
            "combinatorial": False,
            "sequential": False,
            "seed": None,
            "64_bit_indices": True,
            "sum_intra_duplicates": True,
            "sum_inter_duplicates": False,
            "matrix_serialize_format_type": "numpy",
        }


def _licence(licence: Licence) -> dict[str, str]:
    """Return a licence as the description states it, in the words of the data."""
    stated = (
        licence.kind,
        first_words(licence.restrictions, "en"),
        f"copyright: {licence.copyright}" if licence.copyright else "",
        licence.owner,
    )
    title = "; ".join(one for one in stated if one) or "not stated by the data; all rights reserved"
    name = licence.kind or "as stated" if any(stated) else layout.NOT_STATED
    return {"name": name, "path": "", "title": title}


def _record(spread: Spread | None, amount: float) -> tuple[Any, ...]:
    """Return a spread as stats_arrays has it; type 0 where there is none."""
    none = (0, amount, _NAN, _NAN, _NAN, _NAN, False)
    if spread is None or not spread.family:
        return none
    given = {name: float(text) for name, text in spread.parameters}
    low, high = given.get("low", _NAN), given.get("high", _NAN)
    if spread.family == "lognormal" and amount:
        scale = math.log(given["gsd"])
        return (2, math.log(abs(amount)), scale, _NAN, _NAN, _NAN, amount < 0)
    if spread.family == "normal":
        return (3, amount, given["sd"], _NAN, _NAN, _NAN, False)
    if spread.family == "uniform":
        return (4, _NAN, _NAN, _NAN, low, high, False)
    if spread.family == "triangular":
        return (5, given["mode"], _NAN, _NAN, low, high, False)
    return none
