"""Solving: footprint of one unit of every product, activity of every process.

    adjoint:  Aᵀ y = direct     y_i = kg CO2e per unit of product i, for every i at once
    forward:  A s = f           s_j = runs of process j for the demand f
    score:    h = yᵀ f = directᵀ s

References:
    Heijungs & Suh 2002, doi:10.1007/978-94-015-9900-9, chapters 2 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from cellprint.engine.certificate import DEFAULT_LIMIT, Certificate, error_bound
from cellprint.engine.krylov import Krylov
from cellprint.engine.linear import LinearSolver, factorise, refined
from cellprint.engine.majorant import Majorant, SolvedMajorant, SummedMajorant
from cellprint.engine.normal import NormalForm, normal_form
from cellprint.engine.ordering import elimination_order
from cellprint.engine.problem import Problem
from cellprint.engine.productive import is_m_matrix, self_need
from cellprint.engine.types import Floats, finite_vector
from cellprint.errors import BadInputError, CellprintError

Way = Literal["auto", "direct", "iterative"]

LARGE = 5000
"""Processes from which iteration is quicker than factors, and compiled sweeps pay."""

_SINGULAR = 1e-9
_UNSETTLED = "iteration does not settle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A system ready to be solved: everything that further solves share.

    Attributes:
        problem: the system.
        form: its normal form M.
        solver: solves M, by factors or by iteration.
        majorant: bounds from ⟨M⟩ when it is proved to be an M-matrix, else None.
        fallbacks: what had to be done beyond the usual way, in order.
    """

    problem: Problem
    form: NormalForm
    solver: LinearSolver
    majorant: Majorant | None
    fallbacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensities:
    """Footprint of one unit of every product.

    Attributes:
        values: y [kg CO2e / unit of the product], by product, shape (n,).
        certificate: bound of each entry's relative error.
        method: how it was computed.
        fallbacks: what had to be done beyond the usual way.
    """

    values: Floats
    certificate: Certificate
    method: str
    fallbacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Runs of every process for one demand.

    Attributes:
        values: s [runs], by process, shape (n,).
        certificate: bound of each entry's relative error.
    """

    values: Floats
    certificate: Certificate


def prepare(problem: Problem, *, way: Way = "auto") -> Prepared:
    """Return the system ready for any number of solves, after the check that it can produce.

    Args:
        problem: the system.
        way: `direct` factorises, `iterative` does not, `auto` iterates from 5,000 processes. What
            iteration cannot do is factorised.

    Raises:
        CP-ENG-006: singular.
        CP-ENG-007: not productive.
    """
    form = normal_form(problem)
    if way == "iterative" or (way == "auto" and problem.size >= LARGE):
        ready = _iterative(problem, form)
        if ready is not None:
            return ready
        return _factorised(problem, form, fallbacks=(_UNSETTLED,))
    return _factorised(problem, form)


def _iterative(problem: Problem, form: NormalForm) -> Prepared | None:
    """Return the system ready for iteration when ⟨M⟩ is proved to be an M-matrix, else None."""
    if not (form.columns.diagonal() > 0.0).all():
        return None
    majorant = SummedMajorant(by_columns=form.comparison(), direct=form.direct)
    if majorant.proof is None:
        return None
    solver = Krylov(by_columns=form.columns, majorant=majorant)
    return Prepared(problem=problem, form=form, solver=solver, majorant=majorant)


def _factorised(problem: Problem, form: NormalForm, *, fallbacks: tuple[str, ...] = ()) -> Prepared:
    """Return the factorised system."""
    order = elimination_order(form.columns)
    factor = factorise(form.columns, order=order)
    positive = bool((form.columns.diagonal() > 0.0).all())
    same = positive and not form.has_credits
    comparison = factor if same else factorise(form.comparison(), order=order)
    proved = comparison is not None and is_m_matrix(comparison)
    if not (proved and positive):
        _require_productive(problem, form)
        factor = factorise(form.columns, order=order, pivoting=True)
        fallbacks += ("loops checked by eigenvalues", "factorised with row exchanges")
    if factor is None:
        raise _singular(problem, self_need(form.needs())[1])
    return Prepared(
        problem=problem,
        form=form,
        solver=factor,
        majorant=SolvedMajorant(solver=comparison) if proved and comparison else None,
        fallbacks=fallbacks,
    )


def solve_adjoint(
    system: Problem | Prepared, *, direct: ArrayLike | None = None, limit: float = DEFAULT_LIMIT
) -> Intensities:
    """Return the footprint of one unit of every product [kg CO2e / unit].

    Args:
        system: the problem, or what `prepare` made of it.
        direct: other direct emissions per process (another characterisation) [shape (n,)].
        limit: largest relative error that is accepted for any product.

    Raises:
        CP-ENG-006, CP-ENG-007: singular, not productive.
        CP-ENG-008: an entry may be wrong by more than `limit`.
    """
    ready = system if isinstance(system, Prepared) else prepare(system)
    form = ready.form
    right = form.direct
    if direct is not None:
        right = finite_vector(direct, name="direct", length=ready.problem.size) / form.unit
    ready, solution = _solved(ready, right, adjoint=True)
    bound = error_bound(ready.solver, ready.majorant, solution=solution, right=right, adjoint=True)
    relative = np.empty_like(solution)
    relative[form.reference] = bound.relative()
    certificate = Certificate(name="intensities", relative=relative, way=bound.way, limit=limit)
    return Intensities(
        values=form.intensities(solution),
        certificate=certificate.require(),
        method=ready.solver.name,
        fallbacks=ready.fallbacks,
    )


def solve_forward(
    system: Problem | Prepared, demand: ArrayLike, *, limit: float = DEFAULT_LIMIT
) -> Activity:
    """Return the runs of every process that deliver `demand`.

    Args:
        system: the problem, or what `prepare` made of it.
        demand: amount of every product [unit of the product], shape (n,).
        limit: largest relative error that is accepted for any process.

    Raises:
        CP-ENG-001, CP-ENG-002: a demand of wrong shape or not finite.
        CP-ENG-006, CP-ENG-007, CP-ENG-008: as in `solve_adjoint`.
    """
    ready = system if isinstance(system, Prepared) else prepare(system)
    form = ready.form
    right = form.demand(finite_vector(demand, name="demand", length=ready.problem.size))
    ready, solution = _solved(ready, right, adjoint=False)
    bound = error_bound(ready.solver, ready.majorant, solution=solution, right=right, adjoint=False)
    certificate = Certificate(
        name="activity", relative=bound.relative(), way=bound.way, limit=limit
    )
    return Activity(values=form.activity(solution), certificate=certificate.require())


def _solved(ready: Prepared, right: Floats, *, adjoint: bool) -> tuple[Prepared, Floats]:
    """Return the solution and what it came from: factors when the iteration does not settle."""
    solution = refined(ready.solver, right, adjoint=adjoint)
    if np.isfinite(solution).all():
        return ready, solution
    ready = _factorised(ready.problem, ready.form, fallbacks=(*ready.fallbacks, _UNSETTLED))
    return ready, refined(ready.solver, right, adjoint=adjoint)


def _require_productive(problem: Problem, form: NormalForm) -> None:
    need, process = self_need(form.needs())
    if abs(need - 1.0) <= _SINGULAR:
        raise _singular(problem, process)
    if need > 1.0:
        raise BadInputError.of(
            "CP-ENG-007",
            where=f"processes[{process}]",
            process=problem.label(process),
            share=f"{need:.6g}",
        )


def _singular(problem: Problem, process: int) -> CellprintError:
    return BadInputError.of(
        "CP-ENG-006", where=f"processes[{process}]", process=problem.label(process)
    )
