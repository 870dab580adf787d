"""Loops for large systems, written in plain Python and compiled by numba when it is there.

Each maker takes the number of lanes (samples side by side), which the compiler then sees as a
constant, and the edition, a check sum of the sources. As closure variables both are part of
numba's cache key: its disk cache notices neither a changed module constant nor a changed helper.
No linear-algebra library is called here: threaded BLAS inside such loops costs more than it gives.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cellprint.engine.normals import exponentials, normal_quantiles
from cellprint.engine.philox import (
    MASK,
    MULTIPLIER_0,
    MULTIPLIER_1,
    ROUNDS,
    UNIT,
    WEYL_0,
    WEYL_1,
    WORDS,
)
from cellprint.engine.types import Floats, Ints

Values = NDArray[np.float32] | NDArray[np.float64]
Sweeps = Callable[..., None]

CHECK: Final = 3
DEAD: Final = 1e12
STILL: Final = 1e-2


def make_sweeps(lanes: int, edition: int) -> Sweeps:  # noqa: C901  (holds the compiled loop)
    """Return the kernel that solves x_j = direct_j + Σ need · x_supplier, lanes side by side.

    The processes come in strong-component order, suppliers first: components of one process are
    done in one visit, the others are swept (Gauss–Seidel) until they settle. The kernel overwrites
    x (n, lanes) and error (lanes,); its arguments are those of `sweeping.Layout` and

        own: entry of self-consumption, or −1, shape (n,);
        need: amount of each entry, shape (entries, lanes);
        direct: right-hand side, shape (n, lanes);
        floor: smallest magnitude that changes are compared with, shape (n,);
        tolerance, most, patience: as in `settled`;
        error: estimated relative error of each lane, infinite where the sweeps do not settle.
    """

    def sweeps(  # noqa: C901, PLR0912, PLR0913, PLR0917  (one loop nest, compiled as a whole)
        start: Ints,
        supplier: Ints,
        own: Ints,
        bounds: Ints,
        need: Values,
        direct: Floats,
        floor: Floats,
        x: Floats,
        tolerance: float,
        most: int,
        patience: int,
        error: Floats,
    ) -> None:
        if edition < 0:
            return
        total = np.empty(lanes)
        change = np.empty(lanes)
        before = np.empty(lanes)
        estimate = np.empty(lanes)
        error[:] = 0.0
        for component in range(bounds.size - 1):
            first, last = bounds[component], bounds[component + 1]
            loop = last - first > 1
            before[:] = 0.0
            estimate[:] = np.inf
            for sweep in range(most if loop else 1):
                check = loop and sweep % CHECK == CHECK - 1
                change[:] = 0.0
                for j in range(first, last):
                    for lane in range(lanes):
                        total[lane] = direct[j, lane]
                    for e in range(start[j], start[j + 1]):
                        i = supplier[e]
                        for lane in range(lanes):
                            total[lane] += need[e, lane] * x[i, lane]
                    if own[j] >= 0:
                        divide_out(total, need[own[j]], error)
                    if check:
                        for lane in range(lanes):
                            size = max(abs(total[lane]), floor[j])
                            moved = abs(total[lane] - x[j, lane])
                            if not moved <= change[lane] * size:  # also when it is no number
                                change[lane] = moved / size
                    for lane in range(lanes):
                        x[j, lane] = total[lane]
                left = most - sweep if sweep > patience else 0
                if check and settled(change, before, estimate, error, tolerance, left):
                    break
            for lane in range(lanes if loop else 0):
                if estimate[lane] > tolerance:
                    error[lane] = np.inf
                error[lane] = max(error[lane], estimate[lane])

    return sweeps


def divide_out(total: Floats, own: Values, error: Floats) -> None:
    """Divide each lane by what its process leaves of its own output; nothing left is an error."""
    for lane in range(total.size):
        left = 1.0 - own[lane]
        if not left > 0.0:
            error[lane] = np.inf
            left = 1.0
        total[lane] /= left


def settled(
    change: Floats, before: Floats, estimate: Floats, error: Floats, tolerance: float, left: int
) -> bool:
    """Return whether every lane is settled or given up; update `before`, `estimate` and `error`.

    With c the largest relative change of a sweep and q its contraction per sweep, seen over the
    last `CHECK` sweeps, the error is about c q / (1 − q). Once patience is over (`left` > 0), a
    lane that would not reach the tolerance in the `left` sweeps is given up.
    """
    done = True
    for lane in range(change.size):
        estimate[lane] = np.inf
        if before[lane] > 0.0 and change[lane] < before[lane]:
            ratio = (change[lane] / before[lane]) ** (1.0 / CHECK)
            estimate[lane] = change[lane] * ratio / (1.0 - ratio)
        if change[lane] < tolerance * STILL:
            estimate[lane] = min(estimate[lane], tolerance)
        elif left > 0:
            ratio = change[lane] / before[lane]
            reached = change[lane] * ratio ** (left / CHECK)
            if not (ratio < 1.0 and reached < tolerance):
                error[lane] = np.inf
        before[lane] = change[lane]
        if not change[lane] < DEAD:
            error[lane] = np.inf
        if error[lane] < np.inf and estimate[lane] > tolerance:
            done = False
    return done


def make_draws(lanes: int, edition: int) -> Callable[..., None]:  # noqa: C901  (holds the loop)
    """Return the kernel that draws the quantities of one group of `lanes` samples."""

    def draws(  # noqa: C901, PLR0912  (one loop nest, compiled as a whole)
        kind: NDArray[np.uint8],
        parameters: Floats,
        share: Floats,
        stream: NDArray[np.uint64],
        group: int,
        seed: int,
        out: Values,
    ) -> None:
        """Overwrite out (quantities, lanes) by the samples group·lanes … of kinds 0 to 4."""
        if edition < 0:
            return
        u = np.empty(lanes)
        z = np.empty(lanes)
        bits = np.empty(lanes, dtype=np.int64)
        seed_low = np.uint64(seed & MASK)
        seed_high = np.uint64((seed >> 32) & MASK)
        for q in range(kind.size):
            a, b, c = parameters[q, 0], parameters[q, 1], parameters[q, 2]
            if kind[q] == 0:
                for lane in range(lanes):
                    out[q, lane] = a
                continue
            low, width = share[q, 0], share[q, 1] - share[q, 0]
            for quarter in range(lanes // WORDS):
                block = np.uint64(group * (lanes // WORDS) + quarter)
                philox(stream[q], block, seed_low, seed_high, u, quarter * WORDS)
            for lane in range(lanes):
                u[lane] = low + u[lane] * width
            if kind[q] == 1:
                normal_quantiles(u, z, bits)
                for lane in range(lanes):
                    z[lane] = a + b * z[lane]
                exponentials(z, u, bits)
                for lane in range(lanes):
                    out[q, lane] = u[lane]
            elif kind[q] == 2:  # noqa: PLR2004  (Kind.NORMAL; enums are slow to compile)
                normal_quantiles(u, z, bits)
                for lane in range(lanes):
                    out[q, lane] = a + b * z[lane]
            elif kind[q] == 3:  # noqa: PLR2004  (Kind.UNIFORM)
                for lane in range(lanes):
                    out[q, lane] = a + u[lane] * (b - a)
            elif kind[q] == 4:  # noqa: PLR2004  (Kind.TRIANGULAR)
                for lane in range(lanes):
                    if u[lane] * (c - a) < b - a:
                        out[q, lane] = a + sqrt(u[lane] * (c - a) * (b - a))
                    else:
                        out[q, lane] = c - sqrt((1.0 - u[lane]) * (c - a) * (c - b))

    return draws


def philox(
    stream: np.uint64,
    block: np.uint64,
    key_0: np.uint64,
    key_1: np.uint64,
    out: Floats,
    at: int,
) -> None:
    """Write four uniform numbers to out[at … at + 4]; the same as `philox.uniforms`."""
    mask = np.uint64(MASK)
    shift = np.uint64(32)
    c0, c1 = stream & mask, stream >> shift
    c2, c3 = block & mask, block >> shift
    for _ in range(ROUNDS):
        product_0 = c0 * np.uint64(MULTIPLIER_0)
        product_1 = c2 * np.uint64(MULTIPLIER_1)
        c0 = (product_1 >> shift) ^ c1 ^ key_0
        c1 = product_1 & mask
        c2 = (product_0 >> shift) ^ c3 ^ key_1
        c3 = product_0 & mask
        key_0 = (key_0 + np.uint64(WEYL_0)) & mask
        key_1 = (key_1 + np.uint64(WEYL_1)) & mask
    out[at] = (float(c0) + 0.5) * UNIT
    out[at + 1] = (float(c1) + 0.5) * UNIT
    out[at + 2] = (float(c2) + 0.5) * UNIT
    out[at + 3] = (float(c3) + 0.5) * UNIT


def make_terms(lanes: int, edition: int) -> Callable[..., None]:
    """Return the kernel that adds up terms: out[place] = constant + Σ weight · drawn[quantity]."""

    def terms(
        start: Ints,
        quantity: Ints,
        weight: Floats,
        constant: Floats,
        drawn: Values,
        out: Values,
    ) -> None:
        """Overwrite out (places, lanes); the terms of a place are start[place] … ."""
        if edition < 0:
            return
        total = np.empty(lanes)
        for place in range(constant.size):
            for lane in range(lanes):
                total[lane] = constant[place]
            for term in range(start[place], start[place + 1]):
                w = weight[term]
                q = quantity[term]
                for lane in range(lanes):
                    total[lane] += w * drawn[q, lane]
            for lane in range(lanes):
                out[place, lane] = total[lane]

    return terms
