from __future__ import annotations

import pytest

from cellprint.charts.analysis import read_sensitivity
from cellprint.charts.tornado import tornado, tornado_view
from tests.charts.analysed import sensitivity
from tests.charts.drawn import boxes, texts


def test_bars_lie_around_the_stated_value_in_proportion() -> None:
    drawn = boxes(tornado(tornado_view(read_sensitivity(sensitivity()), lang="en"), lang="en"))

    low, high = drawn["a/low"], drawn["a/high"]  # −2 and +3 around 10
    assert low["x2"] == pytest.approx(high["x"], abs=1.5)
    assert (high["x2"] - high["x"]) / (low["x2"] - low["x"]) == pytest.approx(1.5, rel=0.03)
    assert low["fill"] != high["fill"]


def test_a_quantity_may_move_the_footprint_against_itself() -> None:
    drawn = boxes(tornado(tornado_view(read_sensitivity(sensitivity()), lang="en"), lang="en"))

    # b at its low value gives 11, at its high value 9.5: the hollow end lies to the right.
    assert drawn["b/low"]["x"] == pytest.approx(drawn["b/high"]["x2"], abs=1.5)


def test_a_one_sided_range_is_one_bar_beside_the_middle() -> None:
    drawn = boxes(tornado(tornado_view(read_sensitivity(sensitivity()), lang="en"), lang="en"))

    assert "c/high" not in drawn
    assert drawn["c/low"]["x2"] < drawn["a/high"]["x"]


def test_title_labels_and_legend() -> None:
    chart = tornado(tornado_view(read_sensitivity(sensitivity()), lang="en"), lang="en")

    said = texts(chart)
    assert "Nickel moves the footprint most: −20 % to +30 %" in said
    assert "−5.0 % / +10 %" in said
    assert "quantity at its 5 % quantile" in said
    assert "quantity at its 95 % quantile" in said
    assert "EXAMPLE-A · official" in said


def test_a_study_without_spreads_says_so() -> None:
    view = tornado_view(read_sensitivity(sensitivity(tornado=[])), lang="zh")

    assert view.head.title == "没有给出离散程度的量"
    assert tornado(view, lang="zh").to_dict()


def test_only_the_strongest_are_drawn() -> None:
    assert len(tornado_view(read_sensitivity(sensitivity()), lang="en", most=2).bars) == 2
