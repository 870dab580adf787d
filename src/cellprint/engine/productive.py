"""Whether a system can produce at all.

A direct solver returns a number for a system that cannot deliver (a loop that needs more of a
product than it makes). Without credits the Hawkins–Simon condition decides: M is a nonsingular
M-matrix, which holds if and only if some v > 0 has Mᵀ v > 0. With credits the same test on the
comparison matrix ⟨M⟩ is sufficient; if it fails, the system is called productive when T = I − M
has no real eigenvalue ≥ 1, that is, when I − τT stays regular while the loops are switched on
(τ from 0 to 1).

References:
    Hawkins & Simon 1949, doi:10.2307/1905526.
    Berman & Plemmons 1994, doi:10.1137/1.9781611971262, chapter 6 (condition I27).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackNoConvergence, eigs

from cellprint.engine.linear import LinearSolver
from cellprint.engine.types import Floats, Ints

_DENSE_LOOP = 1500
_REAL = 1e-9
_HALF = 0.5
_POWERS = 2000
_SETTLED = 1e-9


def is_m_matrix(comparison: LinearSolver) -> bool:
    """Return whether some v > 0 with ⟨M⟩ᵀ v > 0 was found: proof of an M-matrix."""
    n = comparison.by_columns.shape[0]
    vector = comparison.solve_raw(np.ones(n), adjoint=True)
    if not (np.isfinite(vector).all() and (vector > 0.0).all()):
        return False
    return bool((comparison.by_columns.T @ vector > _HALF).all())


def self_need(needs: sp.csc_array) -> tuple[float, int]:
    """Return the largest real eigenvalue of T and a process of the loop it belongs to.

    It is the amount of its own output that the worst loop needs per unit made; the system is
    productive when it is below 1. Each strong component is looked at alone. Without any loop: 0.
    """
    count, component = connected_components(needs, directed=True, connection="strong")
    members = np.argsort(component, kind="stable")
    bounds = np.searchsorted(component[members], np.arange(count + 1))
    diagonal = needs.diagonal()
    sizes = np.diff(bounds)
    single = members[bounds[:-1][sizes == 1]]
    worst, where = -np.inf, 0
    if single.size:
        where = int(single[np.argmax(diagonal[single])])
        worst = float(diagonal[where])
    for index in np.flatnonzero(sizes > 1):
        loop = members[bounds[index] : bounds[index + 1]]
        value, inside = _largest_real(needs, loop.astype(np.int64))
        if value > worst:
            worst, where = value, inside
    return worst, where


def _largest_real(needs: sp.csc_array, loop: Ints) -> tuple[float, int]:
    """Return the largest real eigenvalue inside one loop and the process it weighs most on."""
    block = sp.csc_array(needs[loop][:, loop])
    powered = _by_powers(block)
    if powered is not None:
        return powered[0], int(loop[powered[1]])
    if loop.size <= _DENSE_LOOP:
        values, vectors = np.linalg.eig(block.toarray())
    else:
        values, vectors = _arnoldi(block)
    real = np.abs(values.imag) <= _REAL * np.maximum(1.0, np.abs(values))
    if not real.any():
        return -np.inf, int(loop[0])
    best = int(np.argmax(np.where(real, values.real, -np.inf)))
    weights: Floats = np.abs(vectors[:, best])
    return float(values[best].real), int(loop[np.argmax(weights)])


def _by_powers(block: sp.csc_array) -> tuple[float, int] | None:
    """Return the largest real eigenvalue by powers of (T + I) / 2, None if they do not settle.

    When they settle on a real eigenvalue μ > 0, it is the largest in modulus, and 2 μ − 1 is the
    largest real eigenvalue of T. The shift keeps periodic loops from swinging.
    """
    vector = np.ones(block.shape[0])
    for _ in range(_POWERS):
        image = (block @ vector + vector) / 2.0
        where = int(np.argmax(np.abs(image)))
        size = float(image[where] / vector[where]) if vector[where] != 0.0 else 0.0
        if np.abs(image - size * vector).max() <= _SETTLED * np.abs(image).max():
            return 2.0 * size - 1.0, where
        vector = image / np.abs(image).max()
    return None


def _arnoldi(block: sp.csc_array) -> tuple[np.ndarray, np.ndarray]:
    """Return the eigenvalues with the largest real part, from a fixed start vector."""
    start = np.ones(block.shape[0])
    try:
        return eigs(block, k=6, which="LR", v0=start)
    except ArpackNoConvergence as partial:
        return partial.eigenvalues, partial.eigenvectors
