"""In which order the sweeps over many samples visit the entries of M.

With the diagonal taken out, M = D (I − T), the sweeps are Gauss–Seidel on x = D⁻¹b + Tᵀ x, in
strong-component order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from cellprint.engine.ordering import permuted, strong_components
from cellprint.engine.types import Ints


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
