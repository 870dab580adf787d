"""Solution of large systems by Krylov iteration: no factorisation, no compiled code.

The unknowns are scaled by their gross size (the sum of |needs| upstream), so that products eight
decades apart count alike and the test on the largest residual is a test of every product. What does
not settle is NaN and goes to another solver; how good the numbers are is said by the certificate.

References:
    van der Vorst 1992, BiCGSTAB, doi:10.1137/0913035.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from cellprint.engine.majorant import SummedMajorant
from cellprint.engine.types import Floats

TOLERANCE = 1e-14
ACCEPTED = 1e-12
MOST = 400
STARTS = 4


@dataclass(frozen=True, kw_only=True)  # no slots: the forward direction is made on demand
class Krylov:
    """Solves M and Mᵀ by BiCGSTAB; `majorant` is ⟨M⟩, which gives the scale of the unknowns."""

    by_columns: sp.csc_array
    majorant: SummedMajorant
    name: str = "bicgstab"
    refinements: int = 0

    @cached_property
    def by_rows(self) -> sp.csc_array:
        """Return M by rows."""
        return sp.csc_array(self.by_columns.T)

    def solve_raw(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return the solution for one or several right-hand sides; NaN where it does not settle."""
        if right.ndim > 1:
            return np.stack([self.solve_raw(b, adjoint=adjoint) for b in right.T], axis=1)
        columns = self.by_columns if adjoint else self.by_rows
        gross = self.majorant.gross(right, adjoint=adjoint)
        scale = np.where(gross > 0.0, gross, 1.0)
        unit = 1.0 / (self.majorant.diagonal * scale)
        data = columns.data * np.repeat(unit, np.diff(columns.indptr)) * scale[columns.indices]
        matrix = sp.csr_array((data, columns.indices, columns.indptr), shape=columns.shape)
        return np.asarray(scale * bicgstab(matrix, right * unit), dtype=np.float64)


def bicgstab(matrix: sp.csr_array, right: Floats) -> Floats:
    """Return x with matrix · x = right, largest residual about `TOLERANCE`, or NaN.

    The residual of the recurrence drifts away from the true one: it is started afresh from the
    true one until this is small too.
    """
    x = np.where(right != 0.0, 1.0, 0.0)
    for _ in range(STARTS):
        residual = right - matrix @ x
        size = float(np.abs(residual).max(initial=0.0))
        if size <= TOLERANCE:
            return x
        if not np.isfinite(size):
            break
        x = x + _steps(matrix, residual)
    residual = right - matrix @ x
    settled = float(np.abs(residual).max(initial=0.0)) <= ACCEPTED
    return x if settled else np.full_like(x, np.nan)


def _steps(matrix: sp.csr_array, residual: Floats) -> Floats:
    """Return the correction for a residual; what was reached when the recurrence breaks down."""
    shadow = residual
    correction = np.zeros_like(residual)
    direction = residual
    weight = _product(shadow, residual)
    for _ in range(MOST):
        image = matrix @ direction
        along = _product(shadow, image)
        if along == 0.0:
            break
        length = weight / along
        half = residual - length * image
        turned = matrix @ half
        square = _product(turned, turned)
        stretch = _product(turned, half) / square if square > 0.0 else 0.0
        correction = correction + (length * direction + stretch * half)
        residual = half - stretch * turned
        if not np.abs(residual).max() > TOLERANCE:
            break
        before, weight = weight, _product(shadow, residual)
        if stretch == 0.0 or weight == 0.0:
            break
        direction = residual + (weight / before * length / stretch) * (direction - stretch * image)
    return correction


def _product(a: Floats, b: Floats) -> float:
    """Return Σ a b; not by BLAS, whose sums depend on the number of its threads."""
    return float(np.einsum("i,i", a, b))
