from __future__ import annotations

import pytest

from cellprint.charts.stage_bars import stage_bars, stage_bars_view
from tests.charts.drawn import boxes, example, footprint_of, leaf, rows, texts


def test_the_title_states_the_finding() -> None:
    view = stage_bars_view(example(), lang="en")

    assert (
        view.head.title
        == "Raw material acquisition and pre-processing accounts for 74 % of the footprint"
    )
    assert view.head.subtitle == "Life-cycle stages, kg CO₂e/kWh delivered"
    assert (
        view.head.source
        == "Source: Study example-pack · catalogue 0.0-example · rules example-draft"
    )


def test_the_title_in_chinese_sets_a_space_before_numbers() -> None:
    view = stage_bars_view(example(), lang="zh")

    assert view.head.title == "原材料获取与预处理占碳足迹的 74 %"


def test_drawn_stages_add_up_to_the_drawn_total() -> None:
    view = stage_bars_view(example(), lang="en")

    drawn = boxes(stage_bars(view, lang="en"))

    stages = sum(box["value"] for id_, box in drawn.items() if id_ != "total")
    assert stages == pytest.approx(drawn["total"]["value"], rel=1e-12)
    assert drawn["total"]["value"] == view.total


@pytest.mark.parametrize("width", [340.0, 620.0])
def test_lengths_are_in_proportion_and_start_at_zero(width: float) -> None:
    stages = (leaf("raw_materials", "6"), leaf("manufacturing", "3"), leaf("end_of_life", "-1"))
    view = stage_bars_view(footprint_of(*stages), lang="en")

    drawn = boxes(stage_bars(view, lang="en", width=width))

    unit = (drawn["total"]["x2"] - drawn["total"]["x"]) / 8
    lengths = {id_: (box["x2"] - box["x"]) / unit for id_, box in drawn.items()}
    assert lengths == pytest.approx(
        {"raw_materials": 6, "manufacturing": 3, "end_of_life": 1, "total": 8}, abs=0.01
    )
    assert drawn["end_of_life"]["x2"] == pytest.approx(drawn["raw_materials"]["x"], abs=0.02)


def test_a_credit_has_its_own_colour_and_a_minus() -> None:
    stages = (leaf("raw_materials", "6"), leaf("end_of_life", "-1"))
    view = stage_bars_view(footprint_of(*stages), lang="en")

    chart = stage_bars(view, lang="en")

    assert boxes(chart)["end_of_life"]["fill"] == "#32A76B"
    assert "\u22121.00 · \u221220 %" in texts(chart)


def test_the_total_is_an_outline() -> None:
    chart = stage_bars(stage_bars_view(example(), lang="en"), lang="en")

    assert boxes(chart)["total"]["stroke"] == "#1B1B1B"


def test_without_its_frame_the_chart_has_no_title() -> None:
    view = stage_bars_view(example(), lang="en")

    bare = stage_bars(view, lang="en", with_head=False)

    assert view.head.source not in texts(bare)
    assert view.head.source in texts(stage_bars(view, lang="en"))


def test_a_footprint_of_zero_is_drawn() -> None:
    view = stage_bars_view(footprint_of(leaf("raw_materials", "0")), lang="en")

    assert rows(stage_bars(view, lang="en"), "rect")[0]["value"] == 0


def test_the_text_alternative_says_what_is_drawn() -> None:
    chart = stage_bars(stage_bars_view(example(), lang="zh"), lang="zh")

    assert str(chart.description).startswith("原材料获取与预处理占碳足迹的 74 %。")
    assert "分销：0.000372 · 1.3 %" in str(chart.description)
