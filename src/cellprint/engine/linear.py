"""Direct solution, and the refinement that every way of solving goes through.

SuperLU factorises Mᵀ in symmetric mode without a pivoting threshold, in our own order of
elimination: its default (COLAMD on M) fills an inventory matrix terribly. Skipping pivots can lose
accuracy; the refinement mends it and the certificate finds it where it does not.

References:
    Skeel 1980, doi:10.1090/S0025-5718-1980-0572859-4: one step of refinement suffices for
    componentwise backward stability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from cellprint.engine.ordering import elimination_order, permuted
from cellprint.engine.types import Floats, Ints

EXTENDED_ROUNDING = float(np.finfo(np.longdouble).eps)
"""Unit of the widest floating-point type here; residuals are formed in it."""

_REFINEMENTS = 8
_PIVOTING = 0.1


class LinearSolver(Protocol):
    """A way to solve Mᵀ x = b (adjoint) and M x = b (forward) approximately."""

    @property
    def name(self) -> str:
        """Return how it solves."""
        ...

    @property
    def refinements(self) -> int:
        """Return how many steps of refinement its solutions may need."""
        ...

    @property
    def by_columns(self) -> sp.csc_array:
        """Return M; its columns are the equations of the adjoint system."""
        ...

    @property
    def by_rows(self) -> sp.csc_array:
        """Return Mᵀ; its columns are the equations of the forward system."""
        ...

    def solve_raw(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return the solution for right-hand sides of shape (n,) or (n, k), not refined."""
        ...


class _TriangularPair(Protocol):
    """What is used of `scipy.sparse.linalg.SuperLU`; its type stubs lack `trans`."""

    def solve(self, rhs: Floats, trans: str, /) -> Floats:
        """Return the solution of the factorised system (`N`) or its transpose (`T`)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """LU factors of Mᵀ in elimination order, together with M by columns and by rows."""

    by_columns: sp.csc_array
    by_rows: sp.csc_array
    order: Ints
    factors: _TriangularPair
    name: str = "superlu"
    refinements: int = _REFINEMENTS

    def solve_raw(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return the solution of Mᵀ x = right (`adjoint`) or M x = right, not refined."""
        ordered = self.factors.solve(right[self.order], "N" if adjoint else "T")
        return permuted(ordered, self.order)


def factorise(
    columns: sp.csc_array, *, order: Ints | None = None, pivoting: bool = False
) -> Factor | None:
    """Return the factors of Mᵀ from M by columns; None when a pivot is exactly zero.

    Args:
        columns: M by columns, shape (n, n).
        order: order of elimination, when it is known from a matrix with the same links.
        pivoting: exchange rows where a diagonal entry is small beside the others of its column.
    """
    by_rows = sp.csc_array(columns.T)
    sequence = elimination_order(columns) if order is None else order
    try:
        factors = splu(
            sp.csc_matrix(by_rows[sequence][:, sequence]),
            permc_spec="NATURAL",
            diag_pivot_thresh=_PIVOTING if pivoting else 0.0,
            options={"SymmetricMode": not pivoting},
        )
    except RuntimeError:
        return None
    return Factor(
        by_columns=columns,
        by_rows=by_rows,
        order=sequence,
        factors=cast("_TriangularPair", factors),
        name="superlu with row exchanges" if pivoting else "superlu",
    )


def equations(solver: LinearSolver, *, adjoint: bool) -> sp.csc_array:
    """Return the matrix whose columns are the equations of that direction."""
    return solver.by_columns if adjoint else solver.by_rows


def residual(columns: sp.csc_array, solution: Floats, right: Floats) -> Floats:
    """Return right − columnsᵀ solution, formed in extended precision, shape (n,).

    Every column holds at least its reference output, so no sum is empty.
    """
    wide = columns.data.astype(np.longdouble) * solution.astype(np.longdouble)[columns.indices]
    sums = np.add.reduceat(wide, columns.indptr[:-1])
    return np.asarray(right.astype(np.longdouble) - sums, dtype=np.float64)


def magnitude(columns: sp.csc_array, solution: Floats, right: Floats) -> Floats:
    """Return |right| + |columns|ᵀ |solution|, shape (n,)."""
    return np.asarray(np.abs(right) + abs(columns).T @ np.abs(solution), dtype=np.float64)


def refined(solver: LinearSolver, right: Floats, *, adjoint: bool) -> Floats:
    """Return the solution, refined until the correction stops shrinking, shape (n,)."""
    columns = equations(solver, adjoint=adjoint)
    solution = solver.solve_raw(right, adjoint=adjoint)
    before = np.inf
    for _ in range(solver.refinements):
        correction = solver.solve_raw(residual(columns, solution, right), adjoint=adjoint)
        size = _relative_size(correction, solution)
        if not size < before / 2.0:
            break
        solution = solution + correction
        before = size
    return solution


def _relative_size(correction: Floats, solution: Floats) -> float:
    """Return the largest |correction| / |solution| over entries that are not zero."""
    used = solution != 0.0
    if not used.any():
        return float(np.abs(correction).max(initial=0.0))
    return float((np.abs(correction[used]) / np.abs(solution[used])).max())
