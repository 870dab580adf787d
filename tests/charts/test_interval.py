from __future__ import annotations

import pytest

from cellprint.charts.analysis import read_uncertainty
from cellprint.charts.comparison import read_comparison
from cellprint.charts.interval import compared_intervals_view, interval_view, intervals
from cellprint.errors import BadInputError
from tests.charts.analysed import books_compared, spread, studies_compared, uncertainty
from tests.charts.drawn import boxes, rows, texts


def test_bars_reach_from_low_to_high_on_one_scale_with_the_stated_value() -> None:
    view = interval_view(read_uncertainty(uncertainty()), lang="en")

    drawn = boxes(intervals(view, lang="en", with_head=False))

    stated = drawn["stated"]
    scale = (stated["x2"] - stated["x"]) / 10
    low, high = drawn["total/low"], drawn["total/high"]
    assert low["x"] - stated["x"] == pytest.approx(8 * scale, abs=1.5)
    assert low["x2"] - stated["x"] == pytest.approx(10.5 * scale, abs=1.5)
    assert high["x2"] - stated["x"] == pytest.approx(13 * scale, abs=1.5)


def test_labels_say_median_interval_and_level() -> None:
    chart = intervals(interval_view(read_uncertainty(uncertainty()), lang="en"), lang="en")

    said = texts(chart)
    assert "Pack one: 10 (8–13), 90 %" in said
    assert "7 (6–9)" in said  # half width 1.5: no decimals
    assert any("90 % of the draws" in line for line in said)
    assert any("1,990 draws, seed 7" in line for line in said)


@pytest.mark.parametrize(
    ("stated", "words"), [("7.9", "lies below"), ("13.1", "lies above"), ("8", ""), ("13", "")]
)
def test_a_stated_value_outside_the_interval_is_said_in_the_title(stated: str, words: str) -> None:
    view = interval_view(read_uncertainty(uncertainty(baseline=stated)), lang="en")

    assert ("lies" in view.head.title) == bool(words)
    assert words in view.head.title


def test_an_unknown_stage_is_refused() -> None:
    wrong = uncertainty(stages=[{"id": "storage", **spread("1", "2", "3")}])

    with pytest.raises(BadInputError) as caught:
        read_uncertainty(wrong)

    assert caught.value.code == "CP-CHART-004"


def test_the_lowest_study_is_named_and_only_parted_intervals_decide() -> None:
    overlap = compared_intervals_view(read_comparison(studies_compared()), lang="en")
    document = studies_compared()
    results = document["results"]
    assert isinstance(results, list)
    results[1]["interval"] = spread("6", "7", "7.5")
    apart = compared_intervals_view(read_comparison(document), lang="en")

    assert overlap.head.title == "“Pack two” has the lowest median"
    assert apart.head.title == "“Pack two” is lowest; its interval lies below all others"
    assert len(rows(intervals(apart, lang="en"), "rect")) == 4


def test_rule_books_have_no_intervals_to_draw() -> None:
    with pytest.raises(BadInputError) as caught:
        compared_intervals_view(read_comparison(books_compared()), lang="en")

    assert caught.value.code == "CP-CHART-007"
