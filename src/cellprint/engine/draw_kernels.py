"""Loops that draw quantities and add up what depends on them, compiled by numba when it is there.

Makers, lanes and the edition as in `kernels`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cellprint.engine.kernels import Values
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

TOGETHER: Final = 32
"""Quantities drawn together: their numbers stay in the nearest cache."""


def make_draws(lanes: int, edition: int) -> Callable[..., None]:
    """Return the kernel that draws the quantities of one group of `lanes` samples.

    Quantities of one kind in a row are drawn together: the arithmetic is the same for all.
    """

    def draws(
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
        u = np.empty(TOGETHER * lanes)
        z = np.empty(TOGETHER * lanes)
        bits = np.empty(TOGETHER * lanes, dtype=np.int64)
        counters = np.empty((WORDS, TOGETHER * lanes // WORDS), dtype=np.uint64)
        first = 0
        while first < kind.size:
            last = alike(kind, first)
            if kind[first] > 4:  # noqa: PLR2004  (beta and discrete: left to SciPy)
                first = last
                continue
            if kind[first] > 0:
                part = (first, last)
                philox(lanes, part, stream, group, seed, counters)
                between(lanes, part, share, counters, u)
                transformed(lanes, part, kind[first], parameters, u, z, bits)
            for q in range(first, last):
                for lane in range(lanes):
                    drawn = parameters[q, 0] if kind[q] == 0 else u[(q - first) * lanes + lane]
                    out[q, lane] = drawn
            first = last

    return draws


def alike(kind: NDArray[np.uint8], first: int) -> int:
    """Return where the row of at most `TOGETHER` quantities of one kind ends."""
    last = first + 1
    while last < min(kind.size, first + TOGETHER) and kind[last] == kind[first]:
        last += 1
    return last


def philox(
    lanes: int,
    part: tuple[int, int],
    stream: NDArray[np.uint64],
    group: int,
    seed: int,
    words: NDArray[np.uint64],
) -> None:
    """Overwrite words (4, quantities · lanes / 4) by random words; as `philox.uniforms`."""
    first, last = part
    mask = np.uint64(MASK)
    shift = np.uint64(32)
    blocks = lanes // WORDS
    for q in range(first, last):
        for block in range(blocks):
            at = (q - first) * blocks + block
            number = np.uint64(group * blocks + block)
            words[0, at], words[1, at] = stream[q] & mask, stream[q] >> shift
            words[2, at], words[3, at] = number & mask, number >> shift
    low, high = np.uint64(seed & MASK), np.uint64((seed >> 32) & MASK)
    for at in range((last - first) * blocks):
        c0, c1, c2, c3 = words[0, at], words[1, at], words[2, at], words[3, at]
        key_0, key_1 = low, high
        for _ in range(ROUNDS):
            product_0 = (c0 & mask) * np.uint64(MULTIPLIER_0)
            product_1 = (c2 & mask) * np.uint64(MULTIPLIER_1)
            c0 = (product_1 >> shift) ^ c1 ^ key_0
            c1 = product_1 & mask
            c2 = (product_0 >> shift) ^ c3 ^ key_1
            c3 = product_0 & mask
            key_0 = (key_0 + np.uint64(WEYL_0)) & mask
            key_1 = (key_1 + np.uint64(WEYL_1)) & mask
        words[0, at], words[1, at], words[2, at], words[3, at] = c0, c1, c2, c3


def between(
    lanes: int, part: tuple[int, int], share: Floats, words: NDArray[np.uint64], u: Floats
) -> None:
    """Overwrite u by numbers between the shares of each quantity, sample by sample."""
    first, last = part
    blocks = lanes // WORDS
    for q in range(first, last):
        low, width = share[q, 0], share[q, 1] - share[q, 0]
        for block in range(blocks):
            at = (q - first) * blocks + block
            for word in range(WORDS):
                uniform = (float(np.int64(words[word, at])) + 0.5) * UNIT
                u[at * WORDS + word] = low + uniform * width


def transformed(
    lanes: int,
    part: tuple[int, int],
    kind: int,
    parameters: Floats,
    u: Floats,
    z: Floats,
    bits: Ints,
) -> None:
    """Overwrite u by the quantiles of quantities of one kind."""
    first, last = part
    size = (last - first) * lanes
    if kind <= 2:  # noqa: PLR2004  (Kind.LOGNORMAL, Kind.NORMAL; enums are slow to compile)
        normal_quantiles(u[:size], z[:size], bits[:size])
        for q in range(first, last):
            a, b = parameters[q, 0], parameters[q, 1]
            for at in range((q - first) * lanes, (q - first + 1) * lanes):
                z[at] = a + b * z[at]
        if kind == 1:
            exponentials(z[:size], u[:size], bits[:size])
        else:
            u[:size] = z[:size]
        return
    for q in range(first, last):
        a, b, c = parameters[q, 0], parameters[q, 1], parameters[q, 2]
        for at in range((q - first) * lanes, (q - first + 1) * lanes):
            if kind == 3:  # noqa: PLR2004  (Kind.UNIFORM)
                u[at] = a + u[at] * (b - a)
            elif u[at] * (c - a) < b - a:
                u[at] = a + sqrt(u[at] * (c - a) * (b - a))
            else:
                u[at] = c - sqrt((1.0 - u[at]) * (c - a) * (c - b))


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
