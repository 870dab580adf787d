"""The specification of every chart, for change control: a change of a drawing is a visible diff.

`CELLPRINT_WRITE_GOLDEN=1 pytest tests/charts/test_golden.py` writes the files anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import vl_convert

from cellprint.charts.analysis import read_sensitivity, read_uncertainty
from cellprint.charts.compare_bars import compare_bars, compare_bars_view
from cellprint.charts.comparison import read_comparison
from cellprint.charts.contributions import contributions, contributors_view
from cellprint.charts.difference import difference, difference_view
from cellprint.charts.document import Footprint
from cellprint.charts.electricity_methods import electricity_methods, electricity_methods_view
from cellprint.charts.interval import interval_view, intervals
from cellprint.charts.ranked import levers_view, ranked
from cellprint.charts.sankey import sankey, sankey_view
from cellprint.charts.stage_bars import stage_bars, stage_bars_view
from cellprint.charts.static import vega
from cellprint.charts.tornado import tornado, tornado_view
from cellprint.charts.waterfall import waterfall, waterfall_view
from tests.charts.analysed import levers, sensitivity, studies_compared, uncertainty
from tests.charts.drawn import example, footprint_of, leaf, node, rest, with_data
from tests.charts.example import text

if TYPE_CHECKING:
    import altair as alt

GOLDEN = Path(__file__).parent / "golden"


def small() -> Footprint:
    """Return an invented footprint that is small and has every kind of mark."""
    method = {"id": "mix", "name": text("Mix", "平均"), "counts": True, "total": "9"}
    other = {"id": "contract", "name": text("Contract", "合同"), "total": "8"}
    return footprint_of(
        node("raw_materials", node("cathode", leaf("nickel", "5"), rest("1"))),
        node("manufacturing", leaf("power", "4"), leaf("heat", "1")),
        node("end_of_life", leaf("metals", "-2")),
        electricity_methods=[
            {**method, "difference": "0"},
            {**other, "difference": "-0.111111111111"},
        ],
    )


CHARTS: dict[str, Callable[[Footprint], alt.LayerChart]] = {
    "stage_bars": lambda f: stage_bars(stage_bars_view(f, lang="zh"), lang="zh"),
    "waterfall": lambda f: waterfall(waterfall_view(f, lang="zh"), lang="zh"),
    "contributions": lambda f: contributions(contributors_view(f, lang="zh"), lang="zh"),
    "electricity_methods": lambda f: electricity_methods(
        electricity_methods_view(f, lang="zh"), lang="zh"
    ),
    "compare_bars": lambda f: compare_bars(compare_bars_view([f, f], lang="zh"), lang="zh"),
    "sankey": lambda f: sankey(sankey_view(f, lang="zh", levels=2), lang="zh"),
    "intervals": lambda _: intervals(
        interval_view(read_uncertainty(uncertainty()), lang="zh"), lang="zh"
    ),
    "tornado": lambda _: tornado(
        tornado_view(read_sensitivity(sensitivity()), lang="zh"), lang="zh"
    ),
    "difference": lambda _: difference(
        difference_view(read_comparison(studies_compared()), lang="zh"), lang="zh"
    ),
    "ranked": lambda _: ranked(levers_view(levers(), lang="zh"), lang="zh"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_the_specification_is_as_it_was(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    found = with_data(CHARTS[name](small()))
    del found["$schema"]  # follows the version of Altair
    written = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("CELLPRINT_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")

    assert found == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CHARTS)
def test_a_translation_made_for_other_data_draws_the_same(name: str) -> None:
    other, shown = with_data(CHARTS[name](example())), with_data(CHARTS[name](small()))
    for specification in (other, shown):
        specification["config"]["font"] = "monospace"

    drawn = [vl_convert.vega_to_svg(vega(one)) for one in (other, shown)]

    assert drawn == [vl_convert.vegalite_to_svg(one) for one in (other, shown)]
