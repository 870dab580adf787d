from __future__ import annotations

import pytest

from cellprint.charts.compare_bars import compare_bars, compare_bars_view
from cellprint.errors import BadInputError
from tests.charts.drawn import boxes, footprint_of, leaf, rows, texts
from tests.charts.example import text

LOW = footprint_of(
    leaf("raw_materials", "6"),
    leaf("end_of_life", "-1"),
    study={"id": "low", "name": text("Low", "低")},
)
HIGH = footprint_of(
    leaf("manufacturing", "4"),
    leaf("raw_materials", "6"),
    study={"id": "high", "name": text("High", "高")},
)


def test_the_title_names_the_lowest() -> None:
    view = compare_bars_view([HIGH, LOW], lang="en")

    assert view.head.title == "Low has the lowest footprint, 50 % below High"
    assert compare_bars_view([HIGH], lang="en").head.title == (
        "Footprint of High: 10.0 kg CO₂e/kWh delivered"
    )


def test_segments_add_up_to_the_total_of_each_study() -> None:
    drawn = boxes(compare_bars(compare_bars_view([LOW, HIGH], lang="en"), lang="en"))

    assert sum(box["value"] for id_, box in drawn.items() if id_.startswith("low/")) == 5
    assert sum(box["value"] for id_, box in drawn.items() if id_.startswith("high/")) == 10


def test_credits_stand_left_of_zero_and_the_total_is_marked() -> None:
    chart = compare_bars(compare_bars_view([LOW, HIGH], lang="en"), lang="en")

    drawn = boxes(chart)
    raw, credit = drawn["low/raw_materials"], drawn["low/end_of_life"]
    assert credit["x2"] == pytest.approx(raw["x"], abs=1.01)
    assert credit["fill"] == "#32A76B"
    unit = (drawn["high/raw_materials"]["x2"] + 1 - drawn["high/raw_materials"]["x"]) / 6
    marks = sorted(row["x"] for row in rows(chart, "rule") if row["color"] == "#1A1A1A")
    assert [(x - raw["x"]) / unit for x in marks] == pytest.approx([5, 10], abs=0.02)


def test_stages_are_stacked_in_the_order_of_the_life_cycle() -> None:
    view = compare_bars_view([HIGH], lang="en")

    assert [segment.stage for segment in view.studies[0].segments] == [
        "raw_materials",
        "manufacturing",
    ]


def test_the_legend_names_credits_only_where_there_are_any() -> None:
    assert "Credit" in texts(compare_bars(compare_bars_view([LOW], lang="en"), lang="en"))
    assert "Credit" not in texts(compare_bars(compare_bars_view([HIGH], lang="en"), lang="en"))


def test_other_units_do_not_stand_in_one_chart() -> None:
    other = footprint_of(
        leaf("raw_materials", "1"), total={"value": "1", "unit": "kg CO2e/kWh capacity"}
    )

    with pytest.raises(BadInputError, match="CP-CHART-006"):
        compare_bars_view([LOW, other], lang="en")


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(BadInputError, match="CP-CHART-007"):
        compare_bars_view([], lang="en")
