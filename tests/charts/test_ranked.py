from __future__ import annotations

from cellprint.charts.ranked import (
    direct_view,
    explained_parts_view,
    levers_view,
    product_parts_view,
    ranked,
)
from tests.charts.analysed import levers
from tests.charts.drawn import boxes, texts
from tests.charts.example import Json, text

PART = {"id": "acid", "name": text("Acid", "酸"), "value": "3", "share": "0.75"}


def product() -> Json:
    return {
        "product": {"id": "salt", "name": text("Salt", "盐")},
        "location": {"code": "CL", "name": text("Chile", "智利")},
        "value": "4",
        "unit": "kg CO2e/kg",
        "catalogue": {"release": "2026.11"},
        "contributions": [
            {"id": "heat", "name": text("Heat", "热"), "value": "1", "share": "0.25"},
            PART,
        ],
    }


def test_levers_are_ranked_by_effect_and_idle_ones_left_out() -> None:
    view = levers_view(levers(), lang="en")

    assert [bar.id for bar in view.bars] == ["wind", "yield"]
    assert [bar.value_label for bar in view.bars] == ["−20 %", "+5.0 %"]
    drawn = boxes(ranked(view, lang="en"))
    assert drawn["wind"]["x2"] <= drawn["yield"]["x"]


def test_levers_that_are_set_change_the_sentence() -> None:
    view = levers_view({**levers(), "value": "8", "difference": "-0.2"}, lang="en")

    assert view.head.title == "Pack one: 10.0 kg CO₂e/kWh delivered becomes 8.00 (−20 %)"


def test_parts_of_a_product_start_with_the_largest() -> None:
    view = product_parts_view(product(), lang="zh")

    assert [bar.id for bar in view.bars] == ["acid", "heat"]
    assert view.head.title == "盐，智利：4.00 kg CO₂e/kg"
    assert "3.00 · 75 %" in texts(ranked(view, lang="zh"))


def test_parts_of_a_branch_name_the_branch() -> None:
    document = {"path": "raw/salt", "value": "4", "share": "0.4", "parts": [PART], "way": []}

    whole = explained_parts_view(document, lang="en")
    inner = explained_parts_view({**document, "way": [{"name": text("Salt", "盐")}]}, lang="en")

    assert whole.head.title == "Whole product: 4.00 kg CO₂e, 40 % of the footprint"
    assert inner.head.title.startswith("Salt:")


def test_nothing_to_rank_is_an_empty_chart() -> None:
    view = levers_view({**levers(), "levers": []}, lang="en")

    assert boxes(ranked(view, lang="en")) == {}


def burned(place: str, direct: str, share: str) -> Json:
    return {
        "id": "gas",
        "name": text("Gas, burned", "天然气燃烧"),
        "location": {"code": place, "name": text(place, place)},
        "direct": direct,
        "share": share,
    }


def test_direct_parts_of_one_process_at_two_places_are_told_apart() -> None:
    document = {
        "study": {"id": "pack"},
        "rulebook": {"id": "pact-3"},
        "total": {"value": "10", "unit": "kg CO2e/battery"},
        "processes": [burned("CN-SC", "5", "0.5"), burned("CN-QH", "3", "0.3")],
    }

    view = direct_view(document, lang="en")

    assert view.head.title == "The 2 processes that emit most themselves add up to 80 %"
    assert [bar.label for bar in view.bars] == ["Gas, burned · CN-SC", "Gas, burned · CN-QH"]
    assert [bar.value_label for bar in view.bars] == ["5.00 · 50 %", "3.00 · 30 %"]
