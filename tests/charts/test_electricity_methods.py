from __future__ import annotations

import pytest

from cellprint.charts.electricity_methods import electricity_methods, electricity_methods_view
from tests.charts.drawn import boxes, example, footprint_of, leaf, rows, texts


def test_the_title_gives_the_range() -> None:
    view = electricity_methods_view(example(), lang="en")

    assert view.head.title == (
        "The way electricity is counted moves the footprint by \u221222 % to +7.0 %"
    )


def test_methods_without_a_total_are_not_drawn() -> None:
    view = electricity_methods_view(example(), lang="en")

    assert [method.id for method in view.methods] == [
        "grid_average",
        "grid_region",
        "residual_mix",
        "contract",
    ]


def test_the_one_that_counts_is_filled_and_marked_and_equals_the_footprint() -> None:
    view = electricity_methods_view(example(), lang="en")

    chart = electricity_methods(view, lang="en")

    drawn = boxes(chart)
    assert drawn["grid_average"]["value"] == pytest.approx(view.counted, rel=1e-12)
    assert {id_ for id_, box in drawn.items() if box["fill"] == "#1C1C1C"} == {"grid_average"}
    assert "counts here" in texts(chart)


def test_a_dashed_line_stands_at_the_value_that_counts() -> None:
    view = electricity_methods_view(example(), lang="en")

    chart = electricity_methods(view, lang="en")

    counted = boxes(chart)["grid_average"]
    dashed = [row for row in rows(chart, "rule") if row["color"] == "#54555A"]
    assert len(dashed) == len(view.methods)
    assert {row["x"] for row in dashed} == {counted["x2"]}


def test_the_dashed_line_crosses_no_value() -> None:
    near = [
        {"id": "a", "name": "A", "counts": True, "total": "5", "difference": "0"},
        {"id": "b", "name": "B", "counts": False, "total": "4.5", "difference": "-0.1"},
    ]
    footprint = footprint_of(leaf("raw_materials", "5"), electricity_methods=near)

    chart = electricity_methods(electricity_methods_view(footprint, lang="en"), lang="en")

    (line,) = {row["x"] for row in rows(chart, "rule") if row["color"] == "#54555A"}
    (value,) = (row for row in rows(chart, "text") if row["text"].startswith("4.50"))
    assert value["x"] > line, "behind its bar the line would cross it"


def test_equal_methods_are_said_to_be_equal() -> None:
    method = {
        "id": "a",
        "name": "A",
        "counts": True,
        "total": "5",
        "difference": "0",
    }
    footprint = footprint_of(leaf("raw_materials", "5"), electricity_methods=[method])

    view = electricity_methods_view(footprint, lang="zh")

    assert view.head.title == "各种电力核算方法得到的碳足迹相同"
