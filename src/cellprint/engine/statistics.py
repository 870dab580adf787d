"""What a Monte Carlo run says: medians, means, intervals, comparisons.

Quantiles are those of the accepted samples (linear between order statistics). The plain mean has
the standard error s/√n. The controlled mean uses the linear predictor p = Σ g_q (x_q − E x_q) from
the gradient, whose mean is known to be 0: mean(h − β p) has a variance smaller by 1 − R².

References:
    Owen 2013, "Monte Carlo theory, methods and examples", chapter 8.9 (control variates).
    Wilson 1927, doi:10.1080/01621459.1927.10502953 (interval of a share).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from cellprint.engine.drawing import draw
from cellprint.engine.moments import moments
from cellprint.engine.montecarlo import Samples
from cellprint.engine.types import Floats, Ints
from cellprint.engine.uncertain import UncertainSystem

DEFAULT_LEVEL = 0.9
_KEPT = 0.9999
_CHUNK = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Spread of one score.

    Attributes:
        median: [kg CO2e].
        mean: [kg CO2e].
        mean_error: standard error of the mean [kg CO2e].
        sd: standard deviation [kg CO2e].
        low: lower end of the central interval [kg CO2e].
        high: upper end [kg CO2e].
        level: share of the samples between `low` and `high`.
        count: accepted samples.
        rejected: rejected draws.
    """

    median: float
    mean: float
    mean_error: float
    sd: float
    low: float
    high: float
    level: float
    count: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlledMean:
    """Mean with a control variate.

    Attributes:
        mean: [kg CO2e].
        mean_error: its standard error [kg CO2e].
        r2: share of the variance that the linear predictor explains.
    """

    mean: float
    mean_error: float
    r2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A against B on the same draws.

    Attributes:
        share: share of the draws with A < B, ties counted half.
        share_low: lower end of the interval of that share.
        share_high: upper end.
        difference: spread of A − B.
    """

    share: float
    share_low: float
    share_high: float
    difference: Summary


def summary(samples: Samples, *, demand: int = 0, level: float = DEFAULT_LEVEL) -> Summary:
    """Return the spread of the score of one demand.

    Args:
        samples: a run.
        demand: which of its demands.
        level: share of the central interval.
    """
    return _summary(samples.scores[:, demand], samples.rejected.size, level=level)


def _summary(values: Floats, rejected: int, *, level: float) -> Summary:
    low, median, high = np.quantile(values, [(1 - level) / 2, 0.5, (1 + level) / 2])
    sd = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return Summary(
        median=float(median),
        mean=float(values.mean()),
        mean_error=sd / float(np.sqrt(values.size)),
        sd=sd,
        low=float(low),
        high=float(high),
        level=level,
        count=int(values.size),
        rejected=int(rejected),
    )


def paired(
    a: Samples,
    b: Samples,
    *,
    demand_a: int = 0,
    demand_b: int = 0,
    level: float = DEFAULT_LEVEL,
) -> Comparison:
    """Return the comparison of two scores on the draws that both runs accepted.

    The runs may be one and the same (two demands), or two systems with the same seed in which
    equal quantities have equal names.

    Args:
        a: one run.
        b: the other, with the same seed.
        demand_a: which demand of `a`.
        demand_b: which demand of `b`.
        level: share of the draws that the interval covers, between 0 and 1.
    """
    _, in_a, in_b = np.intersect1d(a.numbers, b.numbers, return_indices=True)
    difference = a.scores[in_a, demand_a] - b.scores[in_b, demand_b]
    count = difference.size
    share = float(((difference < 0.0) + 0.5 * (difference == 0.0)).mean())
    z = float(ndtri((1.0 + level) / 2.0))
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    spread = np.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) * z / (1 + z * z / count)
    rejected = np.union1d(a.rejected, b.rejected).size
    return Comparison(
        share=share,
        share_low=max(0.0, centre - float(spread)),
        share_high=min(1.0, centre + float(spread)),
        difference=_summary(difference, rejected, level=level),
    )


def controlled_mean(
    system: UncertainSystem, samples: Samples, gradient: Floats, *, demand: int = 0
) -> ControlledMean:
    """Return the mean of a score, sharpened by the linear predictor.

    Args:
        system: what was drawn.
        samples: a run.
        gradient: derivative of the score by each quantity, from `quantity_gradient`, shape (k,).
        demand: which of the demands of the run.
    """
    score = samples.scores[:, demand]
    predictor = _predictor(system, samples.numbers, gradient, seed=samples.seed)
    inner = predictor - predictor.mean()
    variance = float(inner @ inner)
    slope = float(inner @ score) / variance if variance > 0.0 else 0.0
    rest = score - slope * predictor
    free = max(1, score.size - 2)
    left = float(((rest - rest.mean()) ** 2).sum())
    total = float(((score - score.mean()) ** 2).sum())
    return ControlledMean(
        mean=float(rest.mean()),
        mean_error=float(np.sqrt(left / free / score.size)),
        r2=1.0 - left / total if total > 0.0 else 0.0,
    )


def _predictor(system: UncertainSystem, numbers: Ints, gradient: Floats, *, seed: int) -> Floats:
    """Return Σ g (x − E x) over the quantities that carry nearly all of its variance."""
    known = moments(system.quantities)
    weight = (gradient * known.sd) ** 2
    order = np.argsort(-weight, kind="stable")
    carried = np.cumsum(weight[order])
    kept = order[: int(np.searchsorted(carried, _KEPT * carried[-1])) + 1]
    table = system.quantities.take(kept)
    out = np.empty(numbers.size)
    for start in range(0, numbers.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        drawn = draw(table, numbers[part], seed=seed)
        out[part] = gradient[kept] @ (drawn - known.mean[kept][:, None])
    return out
