"""Carbon footprint performance classes: an engine with pluggable rules, and how sure a class is.

Regulation (EU) 2023/1542, Art. 7(2) and Annex II(8): a meaningful number of classes, A the best,
from the distribution of the values of the previous three years, reviewed every three years. The
act that fixes the method is not adopted; so the number of classes and the rule are inputs, and a
class computed here is never a declared class.

Equation:
    class of x = first class whose upper bound is ≥ x        (lower is better)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from cellprint.errors import BadInputError

Values = npt.NDArray[np.float64]
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FEWEST = 2


class ClassRule(Protocol):
    """A rule that draws class boundaries from a distribution of values."""

    def bounds(self, population: Values) -> Values:
        """Return the upper bound of each class but the last, ascending [kg CO2e per unit]."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileClasses:
    """Classes that hold equal shares of the population; linear interpolation between values."""

    count: int

    def bounds(self, population: Values) -> Values:
        """Return the 1/n, 2/n … quantiles."""
        _require_count(self.count)
        return _quantiles(population, np.arange(1, self.count) / self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopShareClasses:
    """Classes by cumulative share of the best: (0.1, 0.3) = best 10 %, next 20 %, the rest."""

    shares: tuple[float, ...]

    def bounds(self, population: Values) -> Values:
        """Return the quantiles at the cumulative shares."""
        _require_ascending(self.shares, low=0.0, high=1.0)
        return _quantiles(population, np.asarray(self.shares))


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedClasses:
    """Classes by a table of upper bounds, whatever the population [kg CO2e per unit]."""

    upper_bounds: tuple[float, ...]

    def bounds(self, population: Values) -> Values:
        """Return the table."""
        del population
        _require_ascending(self.upper_bounds, low=-np.inf, high=np.inf)
        return np.asarray(self.upper_bounds, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTable:
    """Class boundaries drawn from a population, with bootstrap intervals of each boundary.

    Attributes:
        bounds: upper bound of each class but the last, ascending [kg CO2e per unit].
        low, high: interval of each bound at `level`; equal to it where none was drawn.
    """

    bounds: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    level: float
    population: int

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the names of the classes, A the best."""
        return tuple(_ALPHABET[: len(self.bounds) + 1])


def class_table(
    population: Sequence[float],
    rule: ClassRule,
    *,
    draws: int = 0,
    seed: int = 0,
    level: float = 0.9,
) -> ClassTable:
    """Return class boundaries and, with `draws` > 0, their bootstrap percentile intervals.

    Args:
        population: values of the reference period [kg CO2e per unit].
        rule: quantile, top-share or fixed rule.
        draws: bootstrap samples; 0 = no intervals.
        seed: seed of the samples; same inputs, same table.
        level: probability that the interval covers.

    Raises:
        CP-RULE-085: no population, a value not finite, or a rule without proper boundaries.

    References:
        Regulation (EU) 2023/1542, Art. 7(2), Annex II(8). Percentile bootstrap: Efron, 1979,
        doi:10.1214/aos/1176344552.
    """
    values = np.asarray(population, dtype=np.float64)
    if not values.size or not np.isfinite(values).all():
        _refuse("population empty or not finite")
    bounds = rule.bounds(values)
    low = high = bounds
    if draws:
        generator = np.random.Generator(np.random.PCG64(seed))
        picks = generator.integers(0, values.size, size=(draws, values.size))
        sampled = np.stack([rule.bounds(values[pick]) for pick in picks])
        tail = (1 - level) / 2
        low, high = np.quantile(sampled, [tail, 1 - tail], axis=0)
    return ClassTable(
        bounds=tuple(bounds.tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        level=level,
        population=int(values.size),
    )


def class_of(value: float, table: ClassTable) -> str:
    """Return the class of a value; a value on a bound belongs to the better class.

    >>> table = class_table([1.0, 2.0, 3.0, 4.0], FixedClasses(upper_bounds=(1.5, 2.5)))
    >>> class_of(1.5, table), class_of(2.6, table)
    ('A', 'C')
    """
    place = int(np.searchsorted(np.asarray(table.bounds), value, side="left"))
    return table.labels[place]


def class_probabilities(samples: Sequence[float], table: ClassTable) -> Mapping[str, float]:
    """Return the probability of each class, from samples of an uncertain footprint.

    Args:
        samples: draws of the footprint [kg CO2e per unit], from the engine's Monte Carlo run.
        table: the boundaries.

    Raises:
        CP-RULE-085: no samples, or one not finite.
    """
    values = np.asarray(samples, dtype=np.float64)
    if not values.size or not np.isfinite(values).all():
        _refuse("samples empty or not finite")
    places = np.searchsorted(np.asarray(table.bounds), values, side="left")
    counts = np.bincount(places, minlength=len(table.labels))
    return {
        label: float(count) / values.size
        for label, count in zip(table.labels, counts.tolist(), strict=True)
    }


def _quantiles(population: Values, shares: Values) -> Values:
    return np.asarray(np.quantile(population, shares), dtype=np.float64)


def _require_count(count: int) -> None:
    if not _FEWEST <= count <= len(_ALPHABET):
        _refuse(f"{count} classes")


def _require_ascending(values: Sequence[float], *, low: float, high: float) -> None:
    inside = all(low < value < high for value in values)
    ascending = all(a < b for a, b in pairwise(values))
    if not values or not inside or not ascending or len(values) >= len(_ALPHABET):
        _refuse(f"boundaries {tuple(values)}")


def _refuse(problem: str) -> None:
    raise BadInputError.of("CP-RULE-085", where="classes", problem=problem)
