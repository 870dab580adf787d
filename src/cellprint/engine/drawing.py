"""Values of quantities in given samples: one uniform number each, through the quantile function."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, ndtri

from cellprint.engine.philox import uniforms
from cellprint.engine.quantities import Kind, Quantities
from cellprint.engine.types import Floats, Ints


def draw(quantities: Quantities, samples: Ints, *, seed: int) -> Floats:
    """Return the values of the quantities in the given samples, shape (k, samples).

    Args:
        quantities: what is drawn.
        samples: sample numbers, shape (m,).
        seed: seed of the whole run.
    """
    return quantile(quantities, uniforms(quantities.stream, samples, seed=seed))


def quantile(quantities: Quantities, probability: Floats) -> Floats:
    """Return Q(u) of each quantity, shape as `probability`: (k, m)."""
    low, high = quantities.share[:, :1], quantities.share[:, 1:]
    inside = low + probability * (high - low)
    out = np.empty_like(inside)
    for kind in np.unique(quantities.kind):
        rows = np.flatnonzero(quantities.kind == kind)
        parameters = quantities.parameters[rows].T[:, :, None]
        if kind == Kind.DISCRETE:
            out[rows] = _discrete_quantile(quantities, rows, inside[rows])
        else:
            out[rows] = _continuous_quantile(Kind(kind), parameters, inside[rows])
    return out


def _continuous_quantile(kind: Kind, parameters: Floats, u: Floats) -> Floats:
    a, b, c, d = parameters
    if kind is Kind.LOGNORMAL:
        return np.asarray(np.exp(a + b * ndtri(u)))
    if kind is Kind.NORMAL:
        return np.asarray(a + b * ndtri(u))
    if kind is Kind.UNIFORM:
        return np.asarray(a + u * (b - a))
    if kind is Kind.TRIANGULAR:
        rising = a + np.sqrt(u * (c - a) * (b - a))
        falling = c - np.sqrt((1.0 - u) * (c - a) * (c - b))
        return np.asarray(np.where(u * (c - a) < b - a, rising, falling), dtype=np.float64)
    if kind is Kind.BETA:
        return np.asarray(c + (d - c) * betaincinv(a, b, u), dtype=np.float64)
    return np.asarray(np.broadcast_to(a, u.shape).copy(), dtype=np.float64)


def _discrete_quantile(quantities: Quantities, rows: Ints, u: Floats) -> Floats:
    out = np.empty_like(u)
    for place, row in enumerate(rows):
        first, count = quantities.parameters[row, :2].astype(np.int64)
        steps = quantities.cumulative[first : first + count]
        chosen = np.minimum(np.searchsorted(steps, u[place], side="right"), count - 1)
        out[place] = quantities.values[first + chosen]
    return out
