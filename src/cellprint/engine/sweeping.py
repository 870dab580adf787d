"""Solution of large systems by sweeps in strong-component order: no factorisation.

With the diagonal taken out, M = D (I − T), the sweeps are Gauss–Seidel on x = D⁻¹b + Tᵀ x. For an
M-matrix they converge from any start if and only if the system is productive (Varga 2000,
doi:10.1007/978-3-642-05156-2, theorem 3.37 with regular splittings); with credits, when ⟨M⟩ is an
M-matrix. What does not settle goes to the direct solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from cellprint.engine import compiled
from cellprint.engine.ordering import permuted, strong_components
from cellprint.engine.types import Floats, Ints

TOLERANCE = 1e-13
MOST_SWEEPS = 3000
PATIENCE = 300
_CANCELLED = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Entries of M in the order in which sweeps visit them.

    Attributes:
        order: process at each place of the visit, shape (n,).
        start: entries of place j are start[j] … start[j + 1], diagonal left out, shape (n + 1,).
        supplier: place that supplies each entry.
        entry: position in `columns.data` of each entry.
        diagonal: position in `columns.data` of each place's diagonal, shape (n,).
        bounds: strong components.
    """

    order: Ints
    start: Ints
    supplier: Ints
    entry: Ints
    diagonal: Ints
    bounds: Ints


def layout(columns: sp.csc_array) -> Layout:
    """Return the order of visit of the adjoint system Mᵀ x = b; every diagonal must be stored."""
    n = columns.shape[0]
    col = np.repeat(np.arange(n), np.diff(columns.indptr))
    row = columns.indices.astype(np.int64)
    off = row != col
    parts = strong_components(sp.csc_array((off[off] * 1.0, (row[off], col[off])), shape=(n, n)))
    place = permuted(np.arange(n), parts.order)
    diagonal = permuted(np.flatnonzero(~off), col[~off])
    width = np.diff(columns.indptr)[parts.order].astype(np.int64)
    first = np.cumsum(width) - width
    shift = np.repeat(columns.indptr[:-1][parts.order].astype(np.int64) - first, width)
    entry = np.arange(columns.nnz) + shift
    entry = entry[off[entry]]
    return Layout(
        order=parts.order,
        start=np.concatenate([[0], np.cumsum(width - 1)]),
        supplier=place[row[entry]],
        entry=entry,
        diagonal=diagonal[parts.order],
        bounds=parts.bounds,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """Solves M and Mᵀ by sweeps; `positive` says that M has no positive entry off its diagonal."""

    by_columns: sp.csc_array
    by_rows: sp.csc_array
    adjoint: Layout
    forward: Layout
    positive: bool
    name: str = "sweeps"
    refinements: int = 0

    def solve_raw(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return the solution for one or several right-hand sides; NaN where it does not settle."""
        columns = self.by_columns if adjoint else self.by_rows
        visit = self.adjoint if adjoint else self.forward
        if right.ndim > 1:
            return np.stack([self.solve_raw(b, adjoint=adjoint) for b in right.T], axis=1)
        floor = np.zeros(right.size)
        if not self.positive or (right < 0.0).any():
            gross = _swept(visit, -np.abs(columns.data), columns, np.abs(right), floor)
            floor = _CANCELLED * gross[visit.order]
        return _swept(visit, columns.data, columns, right, floor)


def sweeper(columns: sp.csc_array, *, like: Sweeper | None = None) -> Sweeper | None:
    """Return the sweeper of M, or None when a diagonal entry is not positive.

    Args:
        columns: M by columns.
        like: sweeper of a matrix with the same stored entries, whose layout is used again.
    """
    diagonal = columns.diagonal()
    if not (diagonal > 0.0).all():
        return None
    by_rows = sp.csc_array(columns.T)
    return Sweeper(
        by_columns=columns,
        by_rows=by_rows,
        adjoint=layout(columns) if like is None else like.adjoint,
        forward=layout(by_rows) if like is None else like.forward,
        positive=bool((columns.data > 0.0).sum() == diagonal.size),
    )


def _swept(
    visit: Layout, data: Floats, columns: sp.csc_array, right: Floats, floor: Floats
) -> Floats:
    """Return the solution of columnsᵀ x = right with off-diagonal values from `data`."""
    diagonal = np.abs(columns.data[visit.diagonal])
    width = np.diff(visit.start)
    need = -data[visit.entry] / np.repeat(diagonal, width)
    x = np.zeros((right.size, 1))
    error = np.zeros(1)
    compiled.sweeps(1)(
        visit.start,
        visit.supplier,
        np.full(right.size, -1, dtype=np.int64),
        visit.bounds,
        need[:, None],
        (right[visit.order] / diagonal)[:, None],
        floor,
        x,
        TOLERANCE,
        MOST_SWEEPS,
        PATIENCE,
        error,
    )
    if not np.isfinite(error[0]):
        return np.full(right.size, np.nan)
    return permuted(x[:, 0], visit.order)
