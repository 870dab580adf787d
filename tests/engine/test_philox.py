"""Random words: known answers, and independence of how they are asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cellprint.engine import draw_kernels
from cellprint.engine.philox import UNIT, stream_id, uniforms, words

FULL = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        # Known answers of philox4x32-10 in the distribution of Random123 (file kat_vectors).
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((FULL,) * 4, (FULL, FULL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_known_answers(
    counter: tuple[int, ...], key: tuple[int, int], expected: tuple[int, ...]
) -> None:
    c0, c1, c2, c3 = (np.array([value], dtype=np.uint64) for value in counter)

    assert tuple(int(word[0]) for word in words((c0, c1, c2, c3), key)) == expected


def test_any_draw_can_be_replayed_alone() -> None:
    streams = np.array([stream_id(name) for name in "abc"], dtype=np.uint64)
    together = uniforms(streams, np.arange(40), seed=11)

    alone = uniforms(streams[1:2], np.array([37]), seed=11)
    shuffled = uniforms(streams[[2, 0]], np.array([8, 3, 39]), seed=11)

    assert alone[0, 0] == together[1, 37]
    assert (shuffled == together[[2, 0]][:, [8, 3, 39]]).all()


def test_seed_and_stream_matter() -> None:
    one = np.array([stream_id("a")], dtype=np.uint64)
    two = np.array([stream_id("b")], dtype=np.uint64)
    numbers = np.arange(2000)

    a = uniforms(one, numbers, seed=1)[0]
    others = [uniforms(one, numbers, seed=2)[0], uniforms(two, numbers, seed=1)[0]]

    for other in others:
        assert abs(np.corrcoef(a, other)[0, 1]) < 0.06


def test_numbers_are_uniform() -> None:
    streams = np.arange(50, dtype=np.uint64)

    drawn = uniforms(streams, np.arange(400), seed=5).ravel()

    assert stats.kstest(drawn, "uniform").pvalue > 0.01
    assert drawn.min() > 0.0
    assert drawn.max() < 1.0


def test_kernel_draws_the_same_words() -> None:
    stream = np.array([stream_id("x")], dtype=np.uint64)
    expected = uniforms(stream, np.arange(8, 12), seed=(3 << 32) + 9)[0]
    words = np.empty((4, 1), dtype=np.uint64)

    with np.errstate(over="ignore"):
        draw_kernels.philox(4, (0, 1), stream, 2, (3 << 32) + 9, words)

    assert ((words[:, 0].astype(np.float64) + 0.5) * UNIT == expected).all()
