"""The README says what the program computes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cellprint.app.compute import Computation, compute_study_file
from cellprint.app.uncertainty import draw_study, uncertainty_document
from cellprint.charts.numbers import interval, percent, significant
from tools.readme_picture import FOLDER, pictures

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")


@pytest.fixture(scope="module", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELLPRINT_HOME", str(tmp_path_factory.getbasetemp() / "home"))


@pytest.fixture(scope="module")
def example() -> Computation:
    return compute_study_file(ROOT / "examples" / "lfp-ctp-yibin" / "study.yaml")


@pytest.mark.parametrize("readme", READMES)
def test_the_result_is_what_the_example_gives(readme: str, example: Computation) -> None:
    text = (ROOT / readme).read_text("utf-8").replace("（", " (").replace("）", ")")
    document = example.document
    local = next(one for one in document["electricity_methods"] if one["id"] == "el.ghgp_location")

    for value in (
        document["total"]["value"],
        document["per_kwh_capacity"]["value"],
        local["per_kwh_capacity"],
    ):
        assert significant(Decimal(value)) in text
    assert percent(Decimal(document["unverified_share"])) in text


@pytest.mark.parametrize("readme", READMES)
def test_the_interval_is_what_the_draws_give(readme: str, example: Computation) -> None:
    text = (ROOT / readme).read_text("utf-8").replace("（", " (").replace("）", ")")
    total = uncertainty_document(example, draw_study(example))["total"]

    median, low, high, level = (Decimal(total[key]) for key in ("median", "low", "high", "level"))
    shown = interval(median, low, high, level)
    assert shown.partition(",")[0] in text


def test_the_picture_is_up_to_date() -> None:
    for name, svg in pictures().items():
        written = (FOLDER / name).read_text("utf-8")
        assert written == svg, f"{name}: run `python -m tools.readme_picture`"
