"""In which order processes are eliminated (direct solver) or visited (sweeps)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from cellprint.engine.types import Ints

Number = TypeVar("Number", np.float64, np.int64)

_SMALL = 200
_HUB_SHARE = 10


def elimination_order(matrix: sp.csc_array) -> Ints:
    """Return processes in the order of elimination: minimum degree, the hubs last.

    Minimum degree spends nearly all its time on the rows of electricity, heat and transport, which
    end up last anyway. With a tenth of the nodes, those of highest degree, set aside and put last,
    the ordering of 20,000 processes takes a twentieth of the time and fills no more.
    """
    n = matrix.shape[0]
    if n < _SMALL:
        return np.arange(n)
    pattern = sp.csc_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    degree = np.diff(sp.csc_array(pattern + pattern.T).indptr)
    by_degree = np.argsort(degree, kind="stable")
    hubs = by_degree[n - n // _HUB_SHARE :]
    others = np.sort(by_degree[: n - n // _HUB_SHARE])
    inner = sp.csc_array(pattern[others][:, others])
    # Any values do, as only the order is wanted: a dominant diagonal can never fail.
    dominant = sp.csc_matrix(inner + sp.diags_array(2.0 * degree[others] + 2.0))
    factors = splu(
        dominant,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    order: Ints = np.concatenate([others[np.argsort(factors.perm_c)], hubs]).astype(np.int64)
    return order


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Processes in strong-component order, suppliers before users.

    Attributes:
        order: processes, shape (n,).
        bounds: component k is order[bounds[k] : bounds[k + 1]], shape (components + 1,).
    """

    order: Ints
    bounds: Ints


def strong_components(off_diagonal: sp.csc_array) -> Components:
    """Return the strong components of the links, suppliers first.

    SciPy numbers components users first. Should a release number them otherwise, all processes
    form one component: the sweeps then take longer and are still right.
    """
    count, label = connected_components(off_diagonal, directed=True, connection="strong")
    links = off_diagonal.tocoo()
    rank = (count - 1 - label).astype(np.int64)
    if (rank[links.row] > rank[links.col]).any():
        rank = np.zeros_like(rank)
        count = 1
    order: Ints = np.argsort(rank, kind="stable").astype(np.int64)
    bounds: Ints = np.searchsorted(rank[order], np.arange(count + 1)).astype(np.int64)
    return Components(order=order, bounds=bounds)


def permuted(vector: NDArray[Number], order: Ints) -> NDArray[Number]:
    """Return a copy of `vector` scattered so that out[order] = vector, any trailing axes."""
    out = np.empty_like(vector)
    out[order] = vector
    return out
