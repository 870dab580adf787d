"""An uncertain system: which entries depend on which quantities.

Every entry of A and every direct emission is linear in the quantities:

    value = baseline + Σ coefficient · (x_q − base_q)

One quantity may appear in many entries (one plant's electricity need, one emission factor): these
are then fully correlated. Direct emissions are characterised first: the coefficient of a flow's
amount is its characterisation factor. The inputs of a `mix` (a market) are scaled after drawing so
that they add up to what they add up to in the baseline: shares stay shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cellprint.engine.problem import Problem
from cellprint.engine.quantities import Quantities
from cellprint.engine.types import Floats, Ints, finite_vector, index_vector
from cellprint.errors import BadInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Terms coefficient · (x_q − base_q) of places, sorted by place.

    Attributes:
        place: position in `problem.values`, or process for direct emissions, shape (m,).
        quantity: position in the table of quantities, shape (m,).
        coefficient: unit of the place per unit of the quantity, shape (m,).
    """

    place: Ints
    quantity: Ints
    coefficient: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainSystem:
    """A problem, its quantities, and where they act; make one with `uncertain`.

    Attributes:
        problem: the baseline.
        quantities: what is drawn.
        entries: terms of technosphere entries.
        direct: terms of direct emissions [kg CO2e per unit of the quantity].
        mixes: positions in `problem.values` of the inputs of each mix.
    """

    problem: Problem
    quantities: Quantities
    entries: Links
    direct: Links
    mixes: tuple[Ints, ...] = ()


def links(
    *, place: ArrayLike, quantity: ArrayLike, coefficient: ArrayLike, places: int, quantities: int
) -> Links:
    """Return checked links, sorted by place.

    Args:
        place: positions in `problem.values`, or processes for direct emissions, shape (m,).
        quantity: positions in the table of quantities, shape (m,).
        coefficient: unit of the place per unit of the quantity, shape (m,).
        places: number of entries, or of processes.
        quantities: number of quantities.

    Raises:
        CP-ENG-001, CP-ENG-002, CP-ENG-003: shape, finiteness, range.
    """
    amount = finite_vector(coefficient, name="coefficient")
    where = index_vector(place, name="place", size=places, length=amount.size)
    which = index_vector(quantity, name="quantity", size=quantities, length=amount.size)
    order = np.argsort(where, kind="stable")
    return Links(place=where[order], quantity=which[order], coefficient=amount[order])


def no_links() -> Links:
    """Return links without any term."""
    nothing = np.zeros(0, dtype=np.int64)
    return Links(place=nothing, quantity=nothing, coefficient=np.zeros(0))


def entry_positions(problem: Problem, *, products: ArrayLike, processes: ArrayLike) -> Ints:
    """Return the positions in `problem.values` of entries given by product and process.

    Raises:
        CP-ENG-003: an index out of range.
        CP-ENG-011: an entry that the system does not have.
    """
    rows = index_vector(products, name="products", size=problem.size)
    cols = index_vector(processes, name="processes", size=problem.size, length=rows.size)
    keys = problem.cols * problem.size + problem.rows
    wanted = cols * problem.size + rows
    found = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    missing = np.flatnonzero(keys[found] != wanted)
    if missing.size:
        first = int(missing[0])
        raise BadInputError.of(
            "CP-ENG-011",
            where=f"processes[{cols[first]}]",
            product=int(rows[first]),
            process=problem.label(int(cols[first])),
        )
    return found.astype(np.int64)


def uncertain(
    problem: Problem,
    quantities: Quantities,
    *,
    entries: Links | None = None,
    direct: Links | None = None,
    mixes: Sequence[ArrayLike] = (),
) -> UncertainSystem:
    """Return a checked uncertain system.

    Args:
        problem: the baseline.
        quantities: what is drawn.
        entries: terms of technosphere entries, from `links` and `entry_positions`.
        direct: terms of direct emissions, from `links`.
        mixes: for each mix the positions in `problem.values` of its inputs.

    Raises:
        CP-ENG-012: a mix over several processes, or without a sum.
    """
    checked = []
    for number, mix in enumerate(mixes):
        positions = index_vector(mix, name=f"mixes[{number}]", size=problem.values.size)
        one = np.unique(problem.cols[positions]).size == 1
        if not one or problem.values[positions].sum() == 0.0:
            raise BadInputError.of("CP-ENG-012", where=f"mixes[{number}]", mix=number)
        checked.append(positions)
    return UncertainSystem(
        problem=problem,
        quantities=quantities,
        entries=no_links() if entries is None else entries,
        direct=no_links() if direct is None else direct,
        mixes=tuple(checked),
    )


def varied(system: UncertainSystem, drawn: Floats) -> tuple[Floats, Floats]:
    """Return technosphere values and direct emissions for drawn quantities.

    Args:
        system: the uncertain system.
        drawn: values of the quantities, shape (k,) or (k, m).

    Returns:
        Values of the entries, shape (entries, m), and direct emissions, shape (n, m); without
        the last axis when `drawn` has none.
    """
    change = (drawn.T - system.quantities.base).T
    problem = system.problem
    values = _added(problem.values, system.entries, change)
    direct = _added(problem.direct, system.direct, change)
    for mix in system.mixes:
        total = float(problem.values[mix].sum())
        with np.errstate(divide="ignore", invalid="ignore"):
            values[mix] *= total / values[mix].sum(axis=0)
    return values, direct


def _added(baseline: Floats, terms: Links, change: Floats) -> Floats:
    out = np.broadcast_to(
        baseline.reshape(-1, *(1,) * (change.ndim - 1)), baseline.shape + change.shape[1:]
    ).copy()
    parts = (change[terms.quantity].T * terms.coefficient).T
    np.add.at(out, terms.place, parts)
    return out
