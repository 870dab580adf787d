from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import html as lxml_html

import cellprint
from cellprint.app.notebook import Study
from cellprint.app.notebook_results import Comparison, Footprint, Levers, Uncertainty
from cellprint.app.notebook_shown import Shown
from cellprint.charts.numbers import significant
from cellprint.cli.main import run
from cellprint.errors import BadInputError

EXAMPLES = Path(__file__).parents[2] / "examples"
LFP = EXAMPLES / "lfp-ctp-yibin" / "study.yaml"


@pytest.fixture(autouse=True, scope="module")
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELLPRINT_HOME", str(tmp_path_factory.getbasetemp() / "home"))


def study() -> Study:
    found = cellprint.load_study(LFP)
    assert isinstance(found, Study)
    return found


@pytest.fixture(scope="module")
def footprint() -> Footprint:
    return study().compute()


@pytest.fixture(scope="module")
def drawn() -> Uncertainty:
    return study().uncertainty(samples=64)


@pytest.fixture(scope="module")
def both() -> Comparison:
    return study().compare(cellprint.examples()["nmc811-xining"], samples=64)


@pytest.fixture(scope="module")
def levers() -> Levers:
    return study().what_if()


def shown(result: Shown) -> str:
    """Return the words that a notebook shows."""
    root: lxml_html.HtmlElement = lxml_html.fromstring(result._repr_html_())
    assert root.xpath("//script|//@src|//@onclick|//link") == []
    return " ".join(root.text_content().split())


def test_importing_cellprint_loads_nothing_else() -> None:
    heavy = "{'numpy', 'yaml', 'jinja2', 'typer', 'altair'}"
    code = f"import cellprint, sys; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_functions_are_offered_and_others_are_refused() -> None:
    assert {"load_study", "examples", "compare", "open_catalogue"} <= set(dir(cellprint))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cellprint.nothing


def test_the_number_is_that_of_the_command_line(
    footprint: Footprint, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["compute", str(LFP), "--json"])

    assert footprint.document == json.loads(capsys.readouterr().out)
    assert footprint.value == float(footprint.document["total"]["value"])
    assert footprint.per_kwh_capacity == float(footprint.document["per_kwh_capacity"]["value"])


def test_stages_as_rows_add_up(footprint: Footprint) -> None:
    assert sum(row["value"] for row in footprint.rows()) == pytest.approx(footprint.value)
    assert sum(row["share"] for row in footprint.rows()) == pytest.approx(1)


def test_a_footprint_shows_its_number_its_stages_and_that_rules_are_draft(
    footprint: Footprint,
) -> None:
    words = shown(footprint)
    number = significant(Decimal(footprint.document["total"]["value"]))

    assert repr(footprint) == f"LFP pack, cell-to-pack, Yibin: {number} kg CO2e/kWh delivered"
    assert f"{number} kg CO₂e/kWh delivered" in words
    assert "Draft rules" in words
    assert "End of life and recycling" in words


@pytest.mark.parametrize("kind", ["stages", "waterfall", "items", "chain", "electricity"])
def test_every_chart_of_a_footprint_is_a_valid_specification(
    footprint: Footprint, kind: str
) -> None:
    assert footprint.chart(kind).to_dict()["layer"]


def test_a_branch_is_explained_down_to_its_source(footprint: Footprint) -> None:
    assert footprint.explain("raw_materials")["path"] == "raw_materials"


def test_parameters_and_rules_make_another_study_and_leave_the_first() -> None:
    base = study()

    other = base.but(capacity="62 kWh").under("jrc-cfb-ev-2023")

    assert base.parameters == {}
    assert repr(other) == "LFP pack, cell-to-pack, Yibin · jrc-cfb-ev-2023 · capacity=62 kWh"
    assert other.compute().document["rulebook"]["id"] == "jrc-cfb-ev-2023"


def test_a_run_shows_its_interval_and_what_to_improve(drawn: Uncertainty) -> None:
    low, high = drawn.interval

    assert low < drawn.median < high
    assert drawn.rows()[0]["share_of_variance"] == max(
        row["share_of_variance"] for row in drawn.rows()
    )
    assert "Which datum to improve first" in shown(drawn)
    assert "90 %" in shown(drawn)
    assert f"{drawn.median:.3g} (" in repr(drawn)
    assert drawn.chart("tornado").to_dict()["layer"]
    assert drawn.chart().to_dict()["layer"]


def test_default_spreads_are_noted() -> None:
    wider = study().uncertainty(samples=64, default_spreads=True)

    assert "Default ranges" in shown(wider)


def test_a_comparison_shows_results_and_how_often_the_first_is_lower(both: Comparison) -> None:
    assert both.probabilities == [1.0]
    assert [row["study"] for row in both.rows()] == ["lfp-ctp-yibin", "nmc811-xining"]
    assert "of the paired draws" in shown(both)
    assert len(repr(both).splitlines()) == 2
    assert both.chart().to_dict()["layer"]


def test_rule_books_are_compared_on_one_study() -> None:
    found = study().compare_rules("eu-cfb-ev-draft-2024", "jrc-cfb-ev-2023")

    assert found.probabilities == []
    assert [row["rules"] for row in found.rows()] == ["eu-cfb-ev-draft-2024", "jrc-cfb-ev-2023"]
    assert "Rule books compared" in shown(found)


def test_one_side_is_no_comparison() -> None:
    with pytest.raises(BadInputError) as alone:
        study().compare()
    with pytest.raises(BadInputError) as one_book:
        study().compare_rules("eu-cfb-ev-draft-2024")

    assert alone.value.code == one_book.value.code == "CP-UNC-006"


def test_a_lever_set_gives_the_same_value_either_way(levers: Levers) -> None:
    set_ = study().what_if(**{"electricity.wind": 0.5})

    assert levers.at({}) == pytest.approx(levers.value)
    assert set_.value == pytest.approx(levers.at({"electricity.wind": 0.5}))
    assert set_.value < levers.value
    assert "electricity.wind" in {row["lever"] for row in levers.rows()}
    assert "becomes" in shown(set_)
    assert "levers" in repr(levers)
    assert levers.chart().to_dict()["layer"]


def test_results_are_saved_as_pages(
    footprint: Footprint, drawn: Uncertainty, both: Comparison, tmp_path: Path
) -> None:
    for name, result in (("footprint", footprint), ("run", drawn), ("both", both)):
        result.save(tmp_path / f"{name}.html")

        assert "</html>" in (tmp_path / f"{name}.html").read_text("utf-8")


def test_the_catalogue_is_searched_and_shows_entries_with_their_sources() -> None:
    data = cellprint.open_catalogue(lang="zh")

    found = data.search("碳酸锂")
    assert "lithium_carbonate" in [row["id"] for row in found.rows()]
    assert "碳酸锂（电池级）" in shown(found)
    assert repr(found) == f"{len(found.rows())} products"
    process = data["li2co3_brine_cn_qh"]
    assert "LIU2025" in shown(process)
    assert repr(process).startswith("li2co3_brine_cn_qh: ")
    assert "brine_qinghai" in shown(data["lithium_carbonate"])


def test_a_product_shows_its_number_and_its_parts() -> None:
    made = cellprint.open_catalogue().product("lithium_carbonate", at="CN-QH")

    assert made.unit == "kg CO2e/kg"
    assert made.value == float(made.document["value"])
    assert "Qinghai" in shown(made)
    assert repr(made).startswith("Lithium carbonate, battery grade · Qinghai: ")
    assert made.chart().to_dict()["layer"]


def test_names_that_are_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as missing:
        cellprint.load_study(tmp_path / "none.yaml")
    with pytest.raises(BadInputError) as unknown:
        _ = cellprint.open_catalogue()["lithium_carbonat"]

    assert missing.value.code == "CP-CLI-004"
    assert unknown.value.findings[0].near


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_results_speak_the_language_of_their_study(lang: str) -> None:
    found = cellprint.examples(lang=lang)["lfp-ctp-yibin"].compute()

    assert ("碳足迹" in shown(found)) == (lang == "zh")
