"""Random numbers that can be replayed one by one: Philox4x32-10.

The word drawn for sample s of a quantity depends on (seed, stream id, s) alone: not on the number
of threads, not on the size of a block, not on which other quantities exist. One evaluation gives
four words, used for the samples 4k … 4k + 3.

References:
    Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC '11,
    doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cellprint.engine.types import Floats, Ints

Words = NDArray[np.uint64]

MULTIPLIER_0: Final = 0xD2511F53
MULTIPLIER_1: Final = 0xCD9E8D57
WEYL_0: Final = 0x9E3779B9
WEYL_1: Final = 0xBB67AE85
MASK: Final = 0xFFFFFFFF
ROUNDS: Final = 10
WORDS: Final = 4
UNIT: Final = 2.0**-32

_SHIFT = np.uint64(32)
_LOW = np.uint64(MASK)


def stream_id(name: str) -> int:
    """Return the 64-bit stream of a stable exchange or parameter id.

    >>> stream_id("li2co3_brine_cl_atacama/soda_ash") == stream_id("another")
    False
    """
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def words(counter: tuple[Words, Words, Words, Words], key: tuple[int, int]) -> tuple[Words, ...]:
    """Return the four output words of each counter, arrays of 32-bit values held in uint64."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        product_0 = c0 * np.uint64(MULTIPLIER_0)
        product_1 = c2 * np.uint64(MULTIPLIER_1)
        c0, c1, c2, c3 = (
            (product_1 >> _SHIFT) ^ c1 ^ np.uint64(k0),
            product_1 & _LOW,
            (product_0 >> _SHIFT) ^ c3 ^ np.uint64(k1),
            product_0 & _LOW,
        )
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


def uniforms(streams: Words, samples: Ints, *, seed: int) -> Floats:
    """Return numbers in (0, 1), shape (streams, samples).

    Args:
        streams: 64-bit stream ids, shape (k,).
        samples: sample numbers, not negative, shape (m,).
        seed: not negative, below 2⁶⁴.
    """
    quarter, which = np.divmod(samples.astype(np.uint64), np.uint64(WORDS))
    blocks, back = np.unique(quarter, return_inverse=True)
    shape = (streams.size, blocks.size)
    counter = (
        np.broadcast_to((streams & _LOW)[:, None], shape),
        np.broadcast_to((streams >> _SHIFT)[:, None], shape),
        np.broadcast_to((blocks & _LOW)[None, :], shape),
        np.broadcast_to((blocks >> _SHIFT)[None, :], shape),
    )
    drawn = np.stack(words(counter, (seed & MASK, (seed >> 32) & MASK)))
    chosen = drawn[which.astype(np.int64), :, back].T
    return np.asarray((chosen.astype(np.float64) + 0.5) * UNIT, dtype=np.float64)
