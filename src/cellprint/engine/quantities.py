"""Uncertain quantities: what is drawn, as a table of numbers.

Every distribution is drawn through its quantile function, x = Q(u), from one uniform number, so
that a draw can be replayed, a truncated distribution is Q on a part of (0, 1), and two systems
that share a stream id share the draw.

| kind | parameters a, b, c, d |
|---|---|
| FIXED | value |
| LOGNORMAL | ln(median), ln(geometric standard deviation) |
| NORMAL | mean, standard deviation |
| UNIFORM | low, high |
| TRIANGULAR | low, mode, high |
| BETA | alpha, beta, low, high (PERT: alpha = 1 + 4 (mode − low) / (high − low), …) |
| DISCRETE | first position and number of values in `values` / `weights` |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from cellprint.engine.philox import Words, stream_id
from cellprint.engine.types import Floats, Ints
from cellprint.errors import BadInputError


class Kind(IntEnum):
    """Distribution of a quantity."""

    FIXED = 0
    LOGNORMAL = 1
    NORMAL = 2
    UNIFORM = 3
    TRIANGULAR = 4
    BETA = 5
    DISCRETE = 6


TRUNCATED = (Kind.LOGNORMAL, Kind.NORMAL)
"""Kinds that may be truncated; the others have ends of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One uncertain quantity; make it with `lognormal`, `normal` … below.

    Attributes:
        name: stable id; equal names are one physical quantity.
        kind: distribution.
        parameters: as in the table of this module.
        base: value used in the baseline, in the unit of the quantity.
        low: lower truncation.
        high: upper truncation.
        values: possible values (DISCRETE).
        weights: their weights (DISCRETE).
    """

    name: str
    kind: Kind
    parameters: tuple[float, ...]
    base: float
    low: float = -np.inf
    high: float = np.inf
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Check that every number is one.

        Raises:
            CP-ENG-009: NaN anywhere, or infinity elsewhere than in a truncation.
        """
        numbers = (*self.parameters, self.base, *self.values, *self.weights)
        ready = np.isfinite(numbers).all() and not np.isnan((self.low, self.high)).any()
        _require(bool(ready), name=self.name, rule="finite numbers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantities:
    """Table of quantities.

    Attributes:
        kind: `Kind` of each, shape (k,).
        parameters: shape (k, 4).
        share: part of (0, 1) that truncation leaves, shape (k, 2).
        base: baseline value, shape (k,).
        stream: stream id, shape (k,).
        values: values of all discrete quantities, one after the other.
        cumulative: their cumulated probabilities, each ending at 1.
    """

    kind: NDArray[np.uint8]
    parameters: Floats
    share: Floats
    base: Floats
    stream: Words
    values: Floats
    cumulative: Floats

    @property
    def size(self) -> int:
        """Return the number of quantities."""
        return int(self.kind.size)

    def take(self, which: Ints) -> Quantities:
        """Return the quantities at the positions `which`."""
        return Quantities(
            kind=self.kind[which],
            parameters=self.parameters[which],
            share=self.share[which],
            base=self.base[which],
            stream=self.stream[which],
            values=self.values,
            cumulative=self.cumulative,
        )


def fixed(name: str, value: float) -> Quantity:
    """Return a quantity without spread.

    Raises:
        CP-ENG-009: the value is NaN or infinite, as in every quantity.
    """
    return Quantity(name=name, kind=Kind.FIXED, parameters=(value,), base=value)


def lognormal(
    name: str, *, median: float, gsd: float, low: float = 0.0, high: float = np.inf
) -> Quantity:
    """Return a lognormal quantity; for negative amounts give the link a negative coefficient.

    Args:
        name: stable id.
        median: geometric mean, > 0.
        gsd: geometric standard deviation, > 1.
        low: lower truncation.
        high: upper truncation.

    Raises:
        CP-ENG-009: median ≤ 0 or gsd ≤ 1.
    """
    _require(median > 0.0 and gsd > 1.0, name=name, rule="median > 0, gsd > 1")
    parameters = (float(np.log(median)), float(np.log(gsd)))
    return Quantity(
        name=name, kind=Kind.LOGNORMAL, parameters=parameters, base=median, low=low, high=high
    )


def normal(
    name: str, *, mean: float, sd: float, low: float = -np.inf, high: float = np.inf
) -> Quantity:
    """Return a normal quantity, possibly truncated.

    Raises:
        CP-ENG-009: sd ≤ 0.
    """
    _require(sd > 0.0, name=name, rule="sd > 0")
    return Quantity(
        name=name, kind=Kind.NORMAL, parameters=(mean, sd), base=mean, low=low, high=high
    )


def uniform(name: str, *, low: float, high: float, base: float | None = None) -> Quantity:
    """Return a quantity spread evenly; its base is the middle unless given.

    Raises:
        CP-ENG-009: low ≥ high.
    """
    _require(low < high, name=name, rule="low < high")
    middle = (low + high) / 2.0 if base is None else base
    return Quantity(name=name, kind=Kind.UNIFORM, parameters=(low, high), base=middle)


def triangular(
    name: str, *, low: float, mode: float, high: float, base: float | None = None
) -> Quantity:
    """Return a triangular quantity; its base is the mode unless given.

    Raises:
        CP-ENG-009: not low ≤ mode ≤ high with low < high.
    """
    _require(low <= mode <= high and low < high, name=name, rule="low ≤ mode ≤ high, low < high")
    return Quantity(
        name=name,
        kind=Kind.TRIANGULAR,
        parameters=(low, mode, high),
        base=mode if base is None else base,
    )


def beta(name: str, *, alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> Quantity:
    """Return a beta quantity on [low, high]; its base is the mean.

    Raises:
        CP-ENG-009: a shape ≤ 0, or low ≥ high.
    """
    rule = "alpha > 0, beta > 0, low < high"
    _require(alpha > 0.0 and beta > 0.0 and low < high, name=name, rule=rule)
    mean = low + (high - low) * alpha / (alpha + beta)
    return Quantity(name=name, kind=Kind.BETA, parameters=(alpha, beta, low, high), base=mean)


def pert(name: str, *, low: float, mode: float, high: float, weight: float = 4.0) -> Quantity:
    """Return a PERT quantity (Malcolm et al. 1959, doi:10.1287/opre.7.5.646); base is the mode.

    Args:
        name: stable id.
        low: smallest value.
        mode: likeliest value.
        high: largest value.
        weight: how strongly the values gather at the mode, ≥ 0; 4 is usual, 0 is uniform.

    Raises:
        CP-ENG-009: not low ≤ mode ≤ high with low < high, or a weight below 0.
    """
    rule = "low ≤ mode ≤ high, low < high, weight ≥ 0"
    _require(low <= mode <= high and low < high and weight >= 0.0, name=name, rule=rule)
    alpha = 1.0 + weight * (mode - low) / (high - low)
    other = 1.0 + weight * (high - mode) / (high - low)
    return Quantity(name=name, kind=Kind.BETA, parameters=(alpha, other, low, high), base=mode)


def discrete(name: str, *, values: Sequence[float], weights: Sequence[float]) -> Quantity:
    """Return a quantity with a few possible values; its base is the likeliest, the first of equals.

    Raises:
        CP-ENG-009: no values, as many weights as values expected, or weights not positive.
    """
    ready = len(values) == len(weights) > 0 and min(weights) > 0.0
    _require(ready, name=name, rule="one weight > 0 for each value")
    likeliest = values[int(np.argmax(np.array(weights)))]
    return Quantity(
        name=name,
        kind=Kind.DISCRETE,
        parameters=(),
        base=likeliest,
        values=tuple(values),
        weights=tuple(weights),
    )


def table(quantities: Sequence[Quantity]) -> Quantities:
    """Return quantities as a table.

    Raises:
        CP-ENG-009: a truncation that leaves nothing, or of a kind that has ends of its own.
        CP-ENG-010: two quantities with one name.
    """
    names = [quantity.name for quantity in quantities]
    if len(set(names)) != len(names):
        double = next(name for name in names if names.count(name) > 1)
        raise BadInputError.of("CP-ENG-010", where=f"quantities[{double}]", name=double)
    parameters = np.zeros((len(quantities), 4))
    values: list[float] = []
    cumulative: list[float] = []
    for row, quantity in enumerate(quantities):
        given = quantity.parameters
        if quantity.kind is Kind.DISCRETE:
            given = (float(len(values)), float(len(quantity.values)))
            total = np.cumsum(np.array(quantity.weights))
            values.extend(quantity.values)
            cumulative.extend((total / total[-1]).tolist())
        parameters[row, : len(given)] = given
    return Quantities(
        kind=np.array([quantity.kind for quantity in quantities], dtype=np.uint8),
        parameters=parameters,
        share=np.array([_share(quantity) for quantity in quantities]).reshape(-1, 2),
        base=np.array([quantity.base for quantity in quantities], dtype=np.float64),
        stream=np.array([stream_id(name) for name in names], dtype=np.uint64),
        values=np.array(values, dtype=np.float64),
        cumulative=np.array(cumulative, dtype=np.float64),
    )


def _share(quantity: Quantity) -> tuple[float, float]:
    """Return the probabilities below the lower and the upper truncation."""
    if quantity.kind not in TRUNCATED:
        ends = quantity.low == -np.inf and quantity.high == np.inf
        _require(ends, name=quantity.name, rule="truncation of lognormal and normal only")
        return 0.0, 1.0
    ends_of = np.array([quantity.low, quantity.high])
    if quantity.kind is Kind.LOGNORMAL:
        with np.errstate(divide="ignore"):
            ends_of = np.log(np.maximum(ends_of, 0.0))
    centre, spread = quantity.parameters
    low, high = ndtr((ends_of - centre) / spread)
    _require(low < high, name=quantity.name, rule="truncation that leaves a range")
    return float(low), float(high)


def _require(condition: bool, *, name: str, rule: str) -> None:  # noqa: FBT001  (a plain check)
    if not condition:
        raise BadInputError.of("CP-ENG-009", where=f"quantities[{name}]", name=name, condition=rule)
