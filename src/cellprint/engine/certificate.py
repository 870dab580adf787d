"""How wrong each number may be: a bound of the forward error, product by product.

A small residual is not a small error. With r the residual (formed in extended precision) and
e the error, Mᵀ e = −r, hence |e| ≤ |M⁻ᵀ| g with

    g = |r| + ρ (|Mᵀ| |u| + |direct|),     ρ = rounding of the residual itself.

Three ways to bound |M⁻ᵀ| g, the first that applies is taken:

- `verified`: ⟨M⟩ is an M-matrix, then |M⁻ᵀ| ≤ ⟨M⟩⁻ᵀ (Ostrowski 1937). A vector w ≥ 0 with
  ⟨M⟩ᵀ w ≥ g is computed **and the inequality is checked**, so |e| ≤ w is proved;
- `inverse`: up to 2,000 processes, from an approximate inverse R with ‖I − RM‖ < 1;
- `probed`: the row norms of M⁻ᵀ diag(g), estimated from solves with random signs. An estimate.

Each bound is divided by the number's own magnitude, as products span many decades. Where credits
cancel burdens to less than 10⁻⁶ of their gross sum, that share of the gross sum is the scale.

References:
    Oettli & Prager 1964, doi:10.1007/BF01386090; Skeel 1979, J. ACM 26, 494–526;
    Ostrowski 1937, doi:10.1007/BF01214284; Rump 2010, doi:10.1017/S096249291000005X.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cellprint.engine.linear import (
    EXTENDED_ROUNDING,
    LinearSolver,
    equations,
    magnitude,
    residual,
)
from cellprint.engine.majorant import Majorant
from cellprint.engine.types import Floats
from cellprint.errors import BadInputError

Way = Literal["verified", "inverse", "probed"]

DEFAULT_LIMIT = 1e-7
"""Largest relative error of a number that is given out."""

_CANCELLED = 1e-6
_DENSE = 2000
_PROBES = 24
_PROBE_SAFETY = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Bounds of the relative error of a vector, each entry scaled to itself.

    Attributes:
        name: what is certified, `intensities` or `activity`.
        relative: bound (or estimate, see `way`) of each entry's relative error, shape (n,).
        way: how it was found.
        limit: largest value that passes.
    """

    name: str
    relative: Floats
    way: Way
    limit: float

    @property
    def maximum(self) -> float:
        """Return the largest relative error."""
        return float(self.relative.max(initial=0.0))

    @property
    def median(self) -> float:
        """Return the median relative error."""
        return float(np.median(self.relative)) if self.relative.size else 0.0

    @property
    def passes(self) -> bool:
        """Return whether every entry is within the limit."""
        return bool((self.relative <= self.limit).all())

    def require(self) -> Certificate:
        """Return itself, or raise.

        Raises:
            CP-ENG-008: an entry may be wrong by more than the limit.
        """
        if self.passes:
            return self
        worst = int(np.argmax(np.where(np.isnan(self.relative), np.inf, self.relative)))
        raise BadInputError.of(
            "CP-ENG-008",
            where=f"{self.name}[{worst}]",
            name=self.name,
            position=worst,
            error=f"{self.relative[worst]:.1e}",
            limit=f"{self.limit:.0e}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Absolute error bound of each unknown, the scale it is compared with, and the way."""

    error: Floats
    scale: Floats
    way: Way

    def relative(self) -> Floats:
        """Return error / scale; 0 where both vanish, infinity where only the scale does."""
        out = np.full_like(self.error, np.inf)
        out[(self.error == 0.0) & (self.scale == 0.0)] = 0.0
        np.divide(self.error, self.scale, out=out, where=self.scale > 0.0)
        return out


def error_bound(
    factor: LinearSolver,
    majorant: Majorant | None,
    *,
    solution: Floats,
    right: Floats,
    adjoint: bool,
) -> Bound:
    """Return the error bound of a solution of Mᵀ u = right (`adjoint`) or M t = right.

    Args:
        factor: factors of M.
        majorant: bounds from ⟨M⟩, only when it is proved to be an M-matrix; else None.
        solution: computed solution, shape (n,).
        right: right-hand side, shape (n,).
        adjoint: direction.
    """
    columns = equations(factor, adjoint=adjoint)
    longest = int(np.diff(columns.indptr).max(initial=0)) + 2
    rounding = longest * EXTENDED_ROUNDING
    size = magnitude(columns, solution, right)
    gap = np.abs(residual(columns, solution, right)) + rounding * size
    if majorant is not None:
        gross = majorant.gross(right, adjoint=adjoint)
        scale = np.maximum(np.abs(solution), _CANCELLED * gross)
        error = _verified(majorant, gap, adjoint=adjoint)
        if error is not None:
            return Bound(error=error, scale=scale, way="verified")
    scale = np.abs(solution)
    if solution.size <= _DENSE:
        error = _by_inverse(factor, gap, scale, adjoint=adjoint)
        return Bound(error=error, scale=scale, way="inverse")
    return Bound(error=_probed(factor, gap, adjoint=adjoint), scale=scale, way="probed")


def _verified(majorant: Majorant, gap: Floats, *, adjoint: bool) -> Floats | None:
    """Return w with ⟨M⟩ᵀ w ≥ gap, checked with its rounding; None if the check fails."""
    bound = majorant.above(gap, adjoint=adjoint)
    if not (np.isfinite(bound).all() and (bound >= 0.0).all()):
        return None
    columns = majorant.by_columns if adjoint else majorant.by_rows
    reached = columns.T @ bound
    longest = int(np.diff(columns.indptr).max(initial=0)) + 2
    rounding = longest * np.finfo(np.float64).eps * (2.0 * columns.diagonal() * bound - reached)
    if (reached - rounding >= gap).all():
        return bound
    reached = -residual(columns, bound, np.zeros_like(bound))
    return bound if bool((reached >= gap).all()) else None


def _by_inverse(factor: LinearSolver, gap: Floats, scale: Floats, *, adjoint: bool) -> Floats:
    """Return the bound from an approximate inverse; infinite when it proves nothing.

    With unknowns scaled by D: |e| ≤ |R| g + D α/(1−α) max(D⁻¹ |R| g), α = ‖D⁻¹ (I − RM) D‖∞.
    """
    matrix = equations(factor, adjoint=adjoint).T.toarray()
    try:
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return np.full_like(gap, np.inf)
    unit = np.where(scale > 0.0, scale, scale.max(initial=0.0) * 1e-15 + np.finfo(float).tiny)
    defect = np.abs(np.eye(gap.size) - inverse @ matrix)
    alpha = float((defect @ unit / unit).max(initial=0.0))
    if not alpha < 1.0:
        return np.full_like(gap, np.inf)
    first = np.abs(inverse) @ gap
    return np.asarray(first + unit * (alpha / (1.0 - alpha)) * float((first / unit).max()))


def _probed(factor: LinearSolver, gap: Floats, *, adjoint: bool) -> Floats:
    """Return an estimate of |M⁻ᵀ| gap from solves with random signs (fixed seed)."""
    signs = np.random.default_rng(0).choice((-1.0, 1.0), size=(gap.size, _PROBES))
    answers = factor.solve_raw(gap[:, None] * signs, adjoint=adjoint)
    return np.asarray(_PROBE_SAFETY * np.abs(answers).max(axis=1), dtype=np.float64)
