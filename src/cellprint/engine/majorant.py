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
    """

    by_columns: sp.csc_array

    @cached_property
    def by_rows(self) -> sp.csc_array:
        """Return ⟨M⟩ by rows."""
        return sp.csc_array(self.by_columns.T)

    @cached_property
    def diagonal(self) -> Floats:
        """Return the diagonal of ⟨M⟩, shape (n,)."""
        return self.by_columns.diagonal()

    @cached_property
    def _upstream(self) -> sp.csr_array:
        return _needs(self.by_columns, self.diagonal)

    @cached_property
    def _downstream(self) -> sp.csr_array:
        return _needs(self.by_rows, self.diagonal)

    def gross(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return ⟨M⟩⁻ᵀ |right| to about its order of magnitude, from below."""
        needs = self._upstream if adjoint else self._downstream
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

    def is_proved(self, right: Floats) -> bool:
        """Return whether a vector v > 0 with ⟨M⟩ᵀ v > 0 was found, scaled like footprints.

        Args:
            right: emissions of the processes; where none are upstream the scale is free.
        """
        needs = self._upstream
        size = self.gross(right, adjoint=True)
        own = np.where(size > 0.0, size, 1.0)
        total = own
        for step in range(_MOST):
            fed = needs @ total
            # The margin is far above the rounding of these sums.
            if step % _ROUND == _ROUND - 1 and (total - fed > _CERTAIN * total).all():
                return True
            total = own + fed
        return False


def _needs(equations: sp.csc_array, diagonal: Floats) -> sp.csr_array:
    """Return the needs per unit, not negative, equations as rows, the diagonal left 0."""
    width = np.diff(equations.indptr)
    data = np.abs(equations.data) / np.repeat(diagonal, width)
    data[equations.indices == np.repeat(np.arange(width.size), width)] = 0.0
    return sp.csr_array((data, equations.indices, equations.indptr), shape=equations.shape)
