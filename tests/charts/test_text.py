from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cellprint.charts.text import shortened, width, wrapped

WORDS = st.text(alphabet="abcde fghij-正极材料，（）", max_size=60)


def test_han_characters_are_one_em_wide() -> None:
    assert width("正极", 12) == 24


def test_words_stay_whole_and_han_breaks_anywhere() -> None:
    assert wrapped("raw material supply", 60, 12) == ("raw", "material", "supply")
    assert wrapped("原材料获取", 36, 12) == ("原材料", "获取")


def test_closing_marks_do_not_open_a_line() -> None:
    assert wrapped("原材料，获取", 36, 12) == ("原材", "料，获", "取")


def test_long_compounds_break_after_their_hyphen() -> None:
    assert wrapped("pre-processing", 100, 12) == ("pre-", "processing")
    assert wrapped("A-B", 18, 12) == (shortened("A-B", 18, 12),)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert shortened("manufacturing", 50, 12).endswith("…")
    assert shortened("short", 50, 12) == "short"


def test_the_last_allowed_line_says_that_it_goes_on() -> None:
    lines = wrapped("one two three four five six", 60, 12, lines=2)

    assert len(lines) == 2
    assert lines[-1].endswith("…")


@given(WORDS)
def test_no_line_is_wider_than_the_limit(text: str) -> None:
    assert all(width(line, 12) <= 80 for line in wrapped(text, 80, 12))


@given(WORDS)
def test_wrapping_loses_nothing_but_spaces(text: str) -> None:
    joined = "".join(wrapped(text, 200, 12)).replace(" ", "")

    assert joined == text.replace(" ", "")
