"""What a score depends on: derivatives, elasticities, shares of the variance, tornado data.

From one adjoint solve (y) and one forward solve (s), for every entry at once:

    ∂h/∂a_ij = −y_i s_j        ∂h/∂direct_j = s_j

Derivatives rank; they do not state an interval: the first-order standard deviation is about three
quarters of the Monte Carlo one in the median. `first_order_sobol` takes its figures from the
samples of a run instead.

References:
    Heijungs & Suh 2002, doi:10.1007/978-94-015-9900-9, chapter 6 (perturbation theory);
    Plischke, Borgonovo & Smith 2013, doi:10.1016/j.ejor.2012.11.047 (given-data estimation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellprint.engine.drawing import draw, quantile
from cellprint.engine.moments import moments
from cellprint.engine.montecarlo import Samples
from cellprint.engine.types import Floats, Ints
from cellprint.engine.uncertain import UncertainSystem

_BINS = 20
_BOOTSTRAPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradient:
    """Derivatives of a score by each entry of A and each direct emission.

    Attributes:
        entries: ∂h/∂a, in the order of `problem.values` [kg CO2e per unit of the entry].
        direct: ∂h/∂direct_j = s_j, shape (n,).
    """

    entries: Floats
    direct: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    """Shares of the first-order variance, largest first.

    Attributes:
        quantity: positions of the quantities, shape (k,).
        share: (g_q sd_q)² / Σ (g sd)², shape (k,).
        sd: first-order standard deviation of the score [kg CO2e].
    """

    quantity: Ints
    share: Floats
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sobol:
    """First-order Sobol index of some quantities: share of the variance each explains alone.

    Attributes:
        quantity: positions of the quantities, shape (k,).
        index: estimates, corrected for the bias of binning, shape (k,).
        low: lower ends of the bootstrap intervals, shape (k,).
        high: upper ends, shape (k,).
    """

    quantity: Ints
    index: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """First-order score when one quantity at a time takes a low and a high value.

    Attributes:
        quantity: positions of the quantities, widest bar first.
        low: score at the lower quantile of the quantity [kg CO2e].
        high: score at the upper quantile [kg CO2e].
    """

    quantity: Ints
    low: Floats
    high: Floats


def gradient(system: UncertainSystem, intensities: Floats, activity: Floats) -> Gradient:
    """Return the derivatives of a score by entries and direct emissions.

    Args:
        system: the uncertain system, at its baseline.
        intensities: y [kg CO2e / unit], by product, shape (n,).
        activity: s of the demand [runs], by process, shape (n,).
    """
    problem = system.problem
    return Gradient(
        entries=-intensities[problem.rows] * activity[problem.cols],
        direct=activity.copy(),
    )


def quantity_gradient(system: UncertainSystem, intensities: Floats, activity: Floats) -> Floats:
    """Return the derivative of a score by each quantity, shape (quantities,) [kg CO2e / unit].

    Args:
        system: the uncertain system, at its baseline.
        intensities: y [kg CO2e / unit], by product, shape (n,).
        activity: s of the demand [runs], by process, shape (n,).

    In a mix, raising one input lowers the others so that the sum stays: with γ the derivatives
    by the entries a, the derivative by a_e before scaling is γ_e − Σ γ a / Σ a.
    """
    slopes = gradient(system, intensities, activity)
    entries = slopes.entries
    for mix in system.mixes:
        amounts = system.problem.values[mix]
        entries[mix] -= float(entries[mix] @ amounts) / float(amounts.sum())
    size = system.quantities.size
    return _summed(
        system.entries.quantity, system.entries.coefficient * entries[system.entries.place], size
    ) + _summed(
        system.direct.quantity, system.direct.coefficient * slopes.direct[system.direct.place], size
    )


def _summed(which: Ints, weights: Floats, size: int) -> Floats:
    return np.asarray(np.bincount(which, weights=weights, minlength=size), dtype=np.float64)


def elasticity(
    system: UncertainSystem, slopes: Floats, *, score: float, group: Ints | None = None
) -> float:
    """Return the relative change of a score per relative change of a group of quantities.

    Args:
        system: the uncertain system.
        slopes: from `quantity_gradient`, shape (quantities,).
        score: the score [kg CO2e], not 0.
        group: positions of the quantities that change together; all when None.
    """
    terms = slopes * system.quantities.base
    return float((terms if group is None else terms[group]).sum()) / score


def variance_contributions(system: UncertainSystem, slopes: Floats) -> Contributions:
    """Return the first-order shares of the variance of a score, largest first.

    Args:
        system: the uncertain system.
        slopes: from `quantity_gradient`, shape (quantities,).
    """
    parts = (slopes * moments(system.quantities).sd) ** 2
    total = float(parts.sum())
    order = np.argsort(-parts, kind="stable")
    share = parts[order] / total if total > 0.0 else np.zeros_like(parts)
    return Contributions(quantity=order.astype(np.int64), share=share, sd=float(np.sqrt(total)))


def tornado(
    system: UncertainSystem,
    slopes: Floats,
    *,
    score: float,
    level: float = 0.9,
    count: int = 20,
) -> Tornado:
    """Return the first-order bars of the quantities with the widest ones.

    Args:
        system: the uncertain system.
        slopes: from `quantity_gradient`, shape (quantities,).
        score: the score of the baseline [kg CO2e].
        level: share between the low and the high value of each quantity.
        count: number of bars.
    """
    table = system.quantities
    ends = np.broadcast_to([(1.0 - level) / 2.0, (1.0 + level) / 2.0], (table.size, 2))
    change = slopes[:, None] * (quantile(table, ends) - table.base[:, None])
    order = np.argsort(-np.abs(change[:, 1] - change[:, 0]), kind="stable")[:count]
    return Tornado(
        quantity=order.astype(np.int64),
        low=score + change[order, 0],
        high=score + change[order, 1],
    )


def first_order_sobol(
    system: UncertainSystem,
    samples: Samples,
    which: Ints,
    *,
    demand: int = 0,
    level: float = 0.9,
) -> Sobol:
    """Return first-order Sobol indices of quantities from the samples of a run.

    The samples are ranked by the quantity and cut into bins of equal count; the variance between
    the means of the bins, less what chance alone would give, over the variance of the score. Error
    bars come from a bootstrap over the samples, seeded by the run.

    Args:
        system: what was drawn.
        samples: a run; a few hundred samples at least.
        which: positions of the quantities, such as the leading ones of `variance_contributions`.
        demand: which of the demands of the run.
        level: coverage of the error bars.
    """
    score = samples.scores[:, demand]
    drawn = draw(system.quantities.take(which), samples.numbers, seed=samples.seed)
    random = np.random.default_rng(samples.seed)
    picks = random.integers(0, score.size, size=(_BOOTSTRAPS, score.size))
    index = np.empty(which.size)
    ends = np.empty((which.size, 2))
    for row, values in enumerate(drawn):
        index[row] = _given_data(values, score)
        again = [_given_data(values[pick], score[pick]) for pick in picks]
        # Doubled samples raise every bootstrap value a little; the spread is what is wanted.
        shift = index[row] - float(np.mean(again))
        ends[row] = np.quantile(again, [(1.0 - level) / 2.0, (1.0 + level) / 2.0]) + shift
    return Sobol(quantity=which, index=index, low=ends[:, 0], high=ends[:, 1])


def _given_data(values: Floats, score: Floats) -> float:
    """Return the binned estimate of Var(E[h | x]) / Var(h), bias-corrected."""
    variance = float(score.var(ddof=1))
    bins = min(_BINS, score.size // 10)
    if variance == 0.0 or bins < 2:  # noqa: PLR2004  (nothing to compare)
        return 0.0
    ordered = score[np.argsort(values, kind="stable")]
    parts = np.array_split(ordered, bins)
    means = np.array([part.mean() for part in parts])
    within = np.array([part.var(ddof=1) / part.size for part in parts])
    between = float(means.var(ddof=1)) - float(within.mean())
    return max(0.0, between / variance)
