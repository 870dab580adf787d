"""Thousands of what-if cases without solving the system again.

A lever moves entries of A and direct emissions of a few processes J (m of them) linearly. With
Δ = Σ λ_l D_l the change of their columns, W = (A⁻¹ Δ)_J and t = (I + W)⁻¹ s_J (Woodbury):

    s'_J = t        h' = h − (yᵀ Δ) t + (Σ λ_l e_l)_Jᵀ t

so that each case is an m × m system. A⁻¹ D_l restricted to J is computed once, from m adjoint
solves. The result is exact, not a linearisation.

References:
    Hager 1989, doi:10.1137/1031049 (updating the inverse of a matrix).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from cellprint.engine.baseline import Prepared, prepare, solve_adjoint, solve_forward
from cellprint.engine.problem import Problem
from cellprint.engine.types import Demand, Floats, Ints, demand_matrix
from cellprint.errors import BadInputError

_CHUNK = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A declared change: per unit of the lever, what is added to entries and direct emissions.

    Attributes:
        entries: change of A by (product, process) [unit of the product per unit of the lever].
        direct: change of direct emissions by process [kg CO2e per unit of the lever].
    """

    entries: Mapping[tuple[int, int], float] = field(default_factory=dict)
    direct: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """Levers of a system, solved in advance; make them with `presolve`.

    Attributes:
        base: scores without any change, shape (demands,) [kg CO2e].
        runs: s_J of each demand, shape (m, demands).
        inner: (A⁻¹ D_l)_J of each lever, shape (levers, m, m).
        input: yᵀ D_l of each lever, shape (levers, m) [kg CO2e].
        direct: e_l on J of each lever, shape (levers, m) [kg CO2e].
    """

    base: Floats
    runs: Floats
    inner: Floats
    input: Floats
    direct: Floats


def presolve(
    system: Problem | Prepared, levers: Sequence[Lever], demands: Sequence[Demand]
) -> Levers:
    """Return the levers of a system, ready for any number of cases.

    Args:
        system: the baseline, or what `prepare` made of it.
        levers: what one unit of each setting changes.
        demands: amounts by product index [unit of the product].

    Raises:
        CP-ENG-003: an index out of range.
        CP-ENG-006, CP-ENG-007, CP-ENG-008: the baseline cannot be solved.
    """
    ready = system if isinstance(system, Prepared) else prepare(system)
    size = ready.problem.size
    touched = _touched(levers, size=size)
    place = {int(process): number for number, process in enumerate(touched)}
    intensities = solve_adjoint(ready).values
    asked = demand_matrix(demands, size=size)
    runs = [solve_forward(ready, column).values for column in asked.T]
    rows = _inverse_rows(ready, touched)
    m = touched.size
    inner = np.zeros((len(levers), m, m))
    moved = np.zeros((len(levers), m))
    direct = np.zeros((len(levers), m))
    for number, lever in enumerate(levers):
        for (product, process), amount in lever.entries.items():
            inner[number, :, place[process]] += rows[:, product] * amount
            moved[number, place[process]] += intensities[product] * amount
        for process, amount in lever.direct.items():
            direct[number, place[process]] += amount
    return Levers(
        base=intensities @ asked,
        runs=np.array(runs).reshape(len(runs), size)[:, touched].T.copy(),
        inner=inner,
        input=moved,
        direct=direct,
    )


def _touched(levers: Sequence[Lever], *, size: int) -> Ints:
    """Return the processes that any lever changes, in order."""
    used = [process for lever in levers for _, process in lever.entries]
    used += [process for lever in levers for process in lever.direct]
    products = [product for lever in levers for product, _ in lever.entries]
    for found in (*used, *products):
        if not 0 <= found < size:
            raise BadInputError.of(
                "CP-ENG-003", where="levers", name="levers", found=found, last=size - 1
            )
    return np.array(sorted(set(used)), dtype=np.int64)


def _inverse_rows(ready: Prepared, processes: Ints) -> Floats:
    """Return the rows of A⁻¹ of some processes, shape (m, n products): Aᵀ r = e_j."""
    size = ready.problem.size
    rows = np.empty((processes.size, size))
    for number, process in enumerate(processes):
        unit = np.zeros(size)
        unit[process] = 1.0
        rows[number] = solve_adjoint(ready, direct=unit).values
    return rows


def scores(levers: Levers, settings: ArrayLike) -> Floats:
    """Return the score of every demand in every case, shape (cases, demands) [kg CO2e].

    Args:
        levers: from `presolve`.
        settings: value of each lever in each case, shape (cases, levers); 0 is the baseline.

    Raises:
        CP-ENG-001: settings of another shape.
        CP-ENG-014: a case that makes the system singular or non-productive, det(I + W) ≤ 0.
    """
    values = np.asarray(settings, dtype=np.float64)
    count = levers.inner.shape[0]
    if values.ndim != 2 or values.shape[1] != count:  # noqa: PLR2004  (cases × levers)
        raise BadInputError.of(
            "CP-ENG-001",
            where="settings",
            name="settings",
            found=str(values.shape),
            expected=f"(cases, {count})",
        )
    out = np.empty((values.shape[0], levers.base.size))
    for start in range(0, values.shape[0], _CHUNK):
        out[start : start + _CHUNK] = _chunk(levers, values[start : start + _CHUNK], first=start)
    return out


def _chunk(levers: Levers, values: Floats, *, first: int) -> Floats:
    count, m = values.shape[0], levers.runs.shape[0]
    change = (values @ levers.inner.reshape(values.shape[1], -1)).reshape(count, m, m)
    matrix = np.eye(m) + change
    wrong = np.flatnonzero(~(np.linalg.det(matrix) > 0.0))
    if wrong.size:
        raise BadInputError.of(
            "CP-ENG-014",
            where=f"settings[{first + int(wrong[0])}]",
            scenario=first + int(wrong[0]),
        )
    runs = np.linalg.solve(matrix, np.broadcast_to(levers.runs, (count, *levers.runs.shape)))
    weight = values @ (levers.direct - levers.input)
    return np.asarray(levers.base + np.einsum("cm,cmd->cd", weight, runs))
