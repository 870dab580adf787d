from __future__ import annotations

import subprocess
import sys

from cellprint.charts.stage_bars import stage_bars, stage_bars_view
from cellprint.charts.static import static_svg
from tests.charts.drawn import example

ALONE = """
import sys
from cellprint.charts.stage_bars import stage_bars, stage_bars_view
from cellprint.charts.static import static_svg
from tests.charts.drawn import example
view = stage_bars_view(example(), lang="en")
svg = static_svg(stage_bars.picture(view, lang="en"), title="T", description="D", id_="x")
assert "<text" in svg
assert "altair" not in sys.modules
"""


def test_a_picture_and_its_altair_chart_draw_the_same() -> None:
    view = stage_bars_view(example(), lang="zh")
    picture, chart = stage_bars.picture(view, lang="zh"), stage_bars(view, lang="zh")

    drawn = [static_svg(one, title="T", description="D", id_="x") for one in (picture, chart)]

    assert drawn[0] == drawn[1]
    assert chart.description == picture.description


def test_a_static_drawing_needs_no_altair() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_a_chart_function_keeps_its_name_and_help() -> None:
    assert stage_bars.__name__ == "stage_bars"  # type: ignore[attr-defined]
    assert "one per stage" in (stage_bars.__doc__ or "")
