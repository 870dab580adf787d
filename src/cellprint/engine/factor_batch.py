"""Groups of samples with SciPy alone: corrections with the factors of the baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellprint.engine.baseline import Prepared
from cellprint.engine.compiled import LANES
from cellprint.engine.drawing import draw
from cellprint.engine.groups import TOLERANCE, Group, scale_of, solved_alone
from cellprint.engine.types import Floats
from cellprint.engine.uncertain import UncertainSystem, varied

_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorBatch:
    """Corrections with the baseline's factors: x ← x + M₀⁻ᵀ (d − Mᵀ x), all lanes at once.

    It settles when the largest eigenvalue of M₀⁻¹ (M − M₀) is below 1; then no loop turns
    non-productive on the way from the baseline to the sample.
    """

    system: UncertainSystem
    ready: Prepared
    scale: Floats

    @classmethod
    def of(cls, system: UncertainSystem, ready: Prepared) -> FactorBatch:
        """Return the batch of a system whose baseline is ready."""
        return cls(system=system, ready=ready, scale=scale_of(ready))

    def group(self, number: int, *, seed: int) -> Group:
        """Return the results of one group."""
        samples = np.arange(number * LANES, (number + 1) * LANES)
        drawn = draw(self.system.quantities, samples, seed=seed)
        values, direct = varied(self.system, drawn)
        unknowns, error = self._settled(values, direct)
        form = self.ready.form
        result = np.empty_like(unknowns)
        result[form.reference] = unknowns * form.sign[:, None]
        lone = np.flatnonzero(~np.isfinite(error))
        for lane in lone:
            result[:, lane], error[lane] = solved_alone(
                self.system, values[:, lane], direct[:, lane]
            )
        return Group(number=number, intensities=result, error=error, alone=lone.size)

    def _settled(self, values: Floats, direct: Floats) -> tuple[Floats, Floats]:
        """Return unknowns by process, shape (n, LANES), and the error estimate of each lane."""
        form, solver = self.ready.form, self.ready.solver
        columns = form.columns
        row = columns.indices
        col = np.repeat(np.arange(direct.shape[0]), np.diff(columns.indptr))
        matrix = values * (form.sign[row] / form.unit[col])[:, None]
        right = direct / form.unit[:, None]
        x = solver.solve_raw(right, adjoint=True)
        error = np.full(LANES, np.inf)
        before = np.full(LANES, np.inf)
        with np.errstate(all="ignore"):
            for _ in range(_MOST):
                sums = np.add.reduceat(matrix * x[row], columns.indptr[:-1], axis=0)
                step = solver.solve_raw(right - sums, adjoint=True)
                x = x + step
                change = (np.abs(step) / np.maximum(np.abs(x), self.scale[:, None])).max(axis=0)
                error = _error_estimate(change, before)
                before = change
                if not ((error > TOLERANCE) & (change < np.inf)).any():
                    break
        return x, np.where(error <= TOLERANCE, error, np.inf)


def _error_estimate(change: Floats, before: Floats) -> Floats:
    """Return c q / (1 − q) from two changes in a row; c itself at the level of rounding."""
    ratio = np.where(before < np.inf, change / before, 1.0)
    estimate = np.where(ratio < 1.0, change * ratio / (1.0 - ratio), np.inf)
    still = change < TOLERANCE * 1e-2
    return np.where(still, np.minimum(estimate, TOLERANCE), estimate)
