"""Mean and standard deviation of quantities, in closed form, truncation included.

References:
    Johnson, Kotz & Balakrishnan 1994, "Continuous univariate distributions", volume 1,
    sections 13.10.1 (truncated normal) and 14.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from cellprint.engine.quantities import Kind, Quantities
from cellprint.engine.types import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Mean and standard deviation of each quantity, shape (k,) each."""

    mean: Floats
    sd: Floats


def moments(quantities: Quantities) -> Moments:
    """Return mean and standard deviation of each quantity."""
    mean = np.empty(quantities.size)
    variance = np.zeros(quantities.size)
    for kind in np.unique(quantities.kind):
        rows = np.flatnonzero(quantities.kind == kind)
        mean[rows], variance[rows] = _of_kind(Kind(kind), quantities, rows)
    return Moments(mean=mean, sd=np.sqrt(np.maximum(variance, 0.0)))


def _of_kind(kind: Kind, quantities: Quantities, rows: Ints) -> tuple[Floats, Floats]:
    if kind is Kind.DISCRETE:
        return _discrete(quantities, rows)
    a, b, c, d = quantities.parameters[rows].T
    share = quantities.share[rows].T
    if kind is Kind.LOGNORMAL:
        return _lognormal(a, b, share)
    if kind is Kind.NORMAL:
        return _normal(a, b, share)
    return _bounded(kind, (a, b, c, d))


def _bounded(kind: Kind, parameters: tuple[Floats, ...]) -> tuple[Floats, Floats]:
    """Return mean and variance of the kinds with two ends, and of fixed values."""
    a, b, c, d = parameters
    if kind is Kind.UNIFORM:
        return (a + b) / 2.0, (b - a) ** 2 / 12.0
    if kind is Kind.TRIANGULAR:
        spread = a * a + b * b + c * c - a * b - a * c - b * c
        return (a + b + c) / 3.0, spread / 18.0
    if kind is Kind.BETA:
        total = a + b
        return c + (d - c) * a / total, (d - c) ** 2 * a * b / (total**2 * (total + 1.0))
    return a, np.zeros_like(a)


def _lognormal(centre: Floats, spread: Floats, share: Floats) -> tuple[Floats, Floats]:
    low, high = ndtri(share)

    def raw(order: float) -> Floats:
        shift = order * spread
        inside = (ndtr(high - shift) - ndtr(low - shift)) / (share[1] - share[0])
        return np.asarray(np.exp(order * centre + shift**2 / 2.0) * inside)

    mean = raw(1.0)
    return mean, raw(2.0) - mean**2


def _normal(centre: Floats, spread: Floats, share: Floats) -> tuple[Floats, Floats]:
    low, high = ndtri(share)
    width = share[1] - share[0]
    density_low, density_high = _density(low), _density(high)
    shift = (density_low - density_high) / width
    edge = _edge(low, density_low) - _edge(high, density_high)
    variance = spread**2 * (1.0 + edge / width - shift**2)
    return centre + spread * shift, variance


def _density(z: Floats) -> Floats:
    return np.asarray(np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi))


def _edge(z: Floats, density: Floats) -> Floats:
    """Return z φ(z), which is 0 at an end that is not truncated."""
    return np.where(np.isfinite(z), z, 0.0) * density


def _discrete(quantities: Quantities, rows: Ints) -> tuple[Floats, Floats]:
    mean, variance = np.empty(rows.size), np.empty(rows.size)
    for place, row in enumerate(rows):
        first, count = quantities.parameters[row, :2].astype(np.int64)
        values = quantities.values[first : first + count]
        weights = np.diff(quantities.cumulative[first : first + count], prepend=0.0)
        mean[place] = weights @ values
        variance[place] = weights @ (values - mean[place]) ** 2
    return mean, variance
