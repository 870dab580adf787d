"""Upper bounds from ⟨M⟩, the comparison matrix, once it is proved to be an M-matrix.

A vector v > 0 with ⟨M⟩ᵀ v > 0 is the proof (Hawkins–Simon), and a vector w ≥ 0 with ⟨M⟩ᵀ w ≥ gap
bounds whatever is caused by the gap. Neither has to be a solution to the last digit: a few sums of
non-negative terms do, because the inequality itself is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from cellprint.engine.linear import LinearSolver
from cellprint.engine.types import Floats

_MARGIN = 1.01
_MOST = 400
_GROWTH = 1.5
_ROUND = 4
_REACHED = 0.7
_SMOOTH = 0.125
_CERTAIN = 1e-10
_NOTHING = 1e-12
_FINE = 1e-10


class Majorant(Protocol):
    """⟨M⟩ and a way to go up from it."""

    @property
    def by_columns(self) -> sp.csc_array:
        """Return ⟨M⟩; its columns are the equations of the adjoint system."""
        ...

    @property
    def by_rows(self) -> sp.csc_array:
        """Return ⟨M⟩ᵀ; its columns are the equations of the forward system."""
        ...

    def gross(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return about ⟨M⟩⁻ᵀ |right| (`adjoint`) or ⟨M⟩⁻¹ |right|: sums without cancellation."""
        ...

    def above(self, gap: Floats, *, adjoint: bool) -> Floats:
        """Return a vector w that should have ⟨M⟩ᵀ w ≥ gap; the caller checks it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedMajorant:
    """Bounds by solving with ⟨M⟩."""

    solver: LinearSolver

    @property
    def by_columns(self) -> sp.csc_array:
        """Return ⟨M⟩ by columns."""
        return self.solver.by_columns

    @property
    def by_rows(self) -> sp.csc_array:
        """Return ⟨M⟩ by rows."""
        return self.solver.by_rows

    def gross(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return ⟨M⟩⁻ᵀ |right|, not negative."""
        return np.maximum(self.solver.solve_raw(np.abs(right), adjoint=adjoint), 0.0)

    def above(self, gap: Floats, *, adjoint: bool) -> Floats:
        """Return the solution for the gap and a hundredth more."""
        return np.asarray(_MARGIN * self.solver.solve_raw(gap, adjoint=adjoint))


@dataclass(frozen=True, kw_only=True)  # no slots: what a direction needs is made on demand
class SummedMajorant:
    """Bounds by summing the supply chain step by step: no factors, no compiled code.

    Attributes:
        by_columns: ⟨M⟩, every diagonal entry stored and positive.
        direct: emissions of the processes, which give the scale of the proof, shape (n,).
    """

    by_columns: sp.csc_array
    direct: Floats

    @cached_property
    def by_rows(self) -> sp.csc_array:
        """Return ⟨M⟩ by rows."""
        return sp.csc_array(self.by_columns.T)

    @cached_property
    def diagonal(self) -> Floats:
        """Return the diagonal of ⟨M⟩, shape (n,)."""
        return self.by_columns.diagonal()

    @cached_property
    def size(self) -> Floats:
        """Return the gross footprints of the processes, to their order of magnitude, shape (n,)."""
        return self._gross(self.direct, self._upstream)

    @cached_property
    def proof(self) -> Floats | None:
        """Return v > 0 with ⟨M⟩ᵀ v > 0, scaled like footprints; None when none was found."""
        needs, size = self._upstream, self.size
        used = size > 0.0
        # Nothing is emitted upstream of the others: they may count for next to nothing.
        own = np.where(used, size, _NOTHING * size[used].min(initial=1.0))
        total = own
        for step in range(_MOST):
            fed = needs @ total
            # The margin is far above the rounding of these sums.
            if step % _ROUND == _ROUND - 1 and (total - fed > _CERTAIN * total).all():
                return np.asarray(total)
            total = own + fed
        return None

    @cached_property
    def _slack(self) -> Floats | None:
        """Return what ⟨M⟩ᵀ v certainly is at least, for the v of the proof."""
        if self.proof is None:
            return None
        left = self.proof - self._upstream @ self.proof
        return np.asarray((left - _CERTAIN / 2.0 * self.proof) * self.diagonal)

    @cached_property
    def _upstream(self) -> sp.csr_array:
        return _needs(self.by_columns, self.diagonal)

    @cached_property
    def _downstream(self) -> sp.csr_array:
        return _needs(self.by_rows, self.diagonal)

    def gross(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return ⟨M⟩⁻ᵀ |right| to about its order of magnitude, from below."""
        if adjoint and right is self.direct:
            return self.size
        return self._gross(right, self._upstream if adjoint else self._downstream)

    def _gross(self, right: Floats, needs: sp.csr_array) -> Floats:
        own = np.abs(right) / self.diagonal
        total = own
        for _ in range(_MOST):
            before = total
            total = own + needs @ before
            if (total <= _GROWTH * before).all():
                break
        return np.asarray(total)

    def above(self, gap: Floats, *, adjoint: bool) -> Floats:
        """Return w with ⟨M⟩ᵀ w ≥ gap; not finite where the sums do not settle."""
        if adjoint and self.proof is not None and self._slack is not None:
            share = _MARGIN * float((gap / self._slack).max(initial=0.0))
            ready = np.where(self.size > 0.0, share * self.proof, 0.0)
            if (ready <= _FINE * self.size).all():
                return np.asarray(ready)
        needs = self._upstream if adjoint else self._downstream
        own = gap / self.diagonal
        # Where a gap is far below that of its suppliers the sums would settle late.
        wide = np.maximum(own, _SMOOTH * (needs @ own))
        used = wide > 0.0
        total = wide
        for step in range(_MOST):
            fed = needs @ total
            if step % _ROUND == _ROUND - 1:
                share = ((total - fed)[used] / wide[used]).min(initial=1.0)
                if share >= _REACHED:
                    return np.asarray(total * (_MARGIN / share))
            total = wide + fed
        return np.full_like(gap, np.inf)


def _needs(equations: sp.csc_array, diagonal: Floats) -> sp.csr_array:
    """Return the needs per unit, not negative, equations as rows, the diagonal left 0."""
    width = np.diff(equations.indptr)
    data = np.abs(equations.data) / np.repeat(diagonal, width)
    data[equations.indices == np.repeat(np.arange(width.size), width)] = 0.0
    return sp.csr_array((data, equations.indices, equations.indptr), shape=equations.shape)
