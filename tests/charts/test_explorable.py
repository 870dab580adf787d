"""Marks that say what they are: name, value, unit; a static drawing knows nothing of it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pytest

from cellprint.charts.contributions import contributions, contributors_view
from cellprint.charts.electricity_methods import electricity_methods, electricity_methods_view
from cellprint.charts.picture import Picture
from cellprint.charts.sankey import sankey, sankey_view
from cellprint.charts.stage_bars import stage_bars, stage_bars_view
from cellprint.charts.waterfall import waterfall, waterfall_view
from cellprint.charts.words import tip
from cellprint.i18n import Lang
from tests.charts.drawn import footprint_of, leaf, node
from tests.charts.example import text

METHODS = [
    {"id": "mix", "name": text("Mix", "平均"), "counts": True, "total": "9", "difference": "0"},
    {"id": "other", "name": text("Contract", "合同"), "total": "8", "difference": "-0.1111"},
]
SMALL = footprint_of(
    node("raw_materials", leaf("nickel", "6")),
    node("manufacturing", leaf("power", "5")),
    node("end_of_life", leaf("metals", "-2")),
    electricity_methods=METHODS,
)


def pictures(lang: Lang) -> dict[str, Picture]:
    return {
        "stages": stage_bars.picture(stage_bars_view(SMALL, lang=lang), lang=lang),
        "waterfall": waterfall.picture(waterfall_view(SMALL, lang=lang), lang=lang),
        "contributions": contributions.picture(contributors_view(SMALL, lang=lang), lang=lang),
        "methods": electricity_methods.picture(
            electricity_methods_view(SMALL, lang=lang), lang=lang
        ),
        "chain": sankey.picture(sankey_view(SMALL, lang=lang, levels=1), lang=lang),
    }


def tips(specification: dict[str, Any]) -> list[str]:
    """Return the tips of all marks in their order, each once."""
    rows = (row for layer in specification["layer"] for row in layer["data"]["values"])
    return list(dict.fromkeys(row["tip"] for row in rows if "tip" in row))


def marks(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of what has a value."""
    kinds = ("rect", "area")
    return [layer for layer in specification["layer"] if layer["mark"]["type"] in kinds]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["stages", "waterfall", "contributions", "methods", "chain"])
def test_every_mark_with_a_value_has_a_tip_with_its_unit(name: str, lang: Lang) -> None:
    picture = pictures(lang)[name]

    found = picture.explorable()

    assert all("tooltip" in layer["encoding"] for layer in marks(found))
    assert all("kg CO₂e" in row["tip"] for layer in marks(found) for row in layer["data"]["values"])
    alt.LayerChart.from_dict(found)  # it is valid Vega-Lite


@pytest.mark.parametrize("name", ["stages", "waterfall", "contributions", "methods", "chain"])
def test_the_static_drawing_has_none(name: str) -> None:
    found = pictures("en")[name].specification()

    assert tips(found) == []
    assert not any("tooltip" in layer["encoding"] for layer in found["layer"])


def test_the_tips_of_a_chain_name_both_ends_and_take_credits_off() -> None:
    found = tips(pictures("en")["chain"].explorable())

    streams = [line for line in found if "→" in line]
    assert len(streams) == 3
    assert any(line.split(": ")[1].startswith("6.00 kg CO₂e") for line in streams)
    assert any(line.split(": ")[1].startswith("−2.00 kg CO₂e") for line in streams)


def test_a_tip_leaves_out_what_is_not_said() -> None:
    assert tip("A", "1", "", unit="", lang="zh") == "A：1"
    assert tip("A", "1", "5 %", unit="kg", lang="en") == "A: 1 kg · 5 %"
