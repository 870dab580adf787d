from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cellprint.cli.main import run

EXAMPLES = Path(__file__).parents[2] / "examples"
LFP = str(EXAMPLES / "lfp-ctp-yibin" / "study.yaml")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path_factory.getbasetemp() / "home"))
    monkeypatch.delenv("CELLPRINT_LANG", raising=False)


def test_compute_prints_the_document_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["compute", LFP, "--json"])
    document = json.loads(capsys.readouterr().out)

    assert code == 0
    wanted = {
        "product",
        "plant_location",
        "period",
        "functional_unit",
        "total",
        "per_kwh_capacity",
        "per_product",
        "stages",
        "contributions",
        "links",
        "unverified_share",
        "rulebook",
        "catalogue",
        "digest",
    }
    assert wanted <= set(document)
    assert [stage["id"] for stage in document["stages"]] == [
        "raw_materials",
        "manufacturing",
        "distribution",
        "end_of_life",
    ]
    assert set(document["functional_unit"]) >= {"text", "total_energy_kwh"}
    assert {"linked", "cut_off", "errors"} <= set(document["links"])


def test_the_stages_sum_to_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    run(["compute", LFP, "--json"])
    document = json.loads(capsys.readouterr().out)

    total = float(document["total"]["value"])
    assert sum(float(stage["value"]) for stage in document["stages"]) == pytest.approx(total)
    assert sum(float(stage["share"]) for stage in document["stages"]) == pytest.approx(1)


def test_the_same_study_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    run(["compute", LFP, "--json"])
    first = capsys.readouterr().out
    run(["compute", LFP, "--json"])

    assert capsys.readouterr().out == first


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_compute_for_people_in_both_languages(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compute", LFP, "--lang", lang]) == 0
    text = capsys.readouterr().out
    assert ("Rule book" in text) == (lang == "en")
    assert ("规则集" in text) == (lang == "zh")


def test_product_for_people_and_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["product", "lithium_carbonate", "--at", "CN-QH", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {
        "product",
        "location",
        "unit",
        "value",
        "contributions",
        "unverified_share",
        "links",
    } <= set(document)
    assert document["location"]["code"] == "CN-QH"
    assert run(["product", "碳酸锂", "--choose", "lithium_carbonate=brine_atacama"]) == 0
    assert "Atacama" in capsys.readouterr().out


def test_explain_goes_down_to_source_page_and_licence(capsys: pytest.CaptureFixture[str]) -> None:
    run(["compute", LFP, "--json"])
    stage = json.loads(capsys.readouterr().out)["contributions"][0]
    cell = stage["children"][0]
    path = "/".join((stage["id"], cell["id"], cell["children"][0]["id"]))
    assert run(["explain", LFP, path]) == 0
    text = capsys.readouterr().out
    assert "source:" in text
    assert "stated:" in text
    assert run(["explain", LFP, path, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert float(document["value"]) == pytest.approx(float(cell["children"][0]["value"]))
    parts = sum(float(part["value"]) for part in document["parts"])
    assert parts == pytest.approx(float(document["value"]))


def test_explain_of_a_wrong_path_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", LFP, "raw_materials/nothing"]) == 2
    assert capsys.readouterr().err.startswith("CP-CLI-005 · raw_materials · ")


def test_init_writes_a_study_that_computes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mine.yaml"
    for lang in ("en", "zh"):
        target.unlink(missing_ok=True)
        assert run(["init", str(target), "--lang", lang]) == 0
        assert run(["compute", str(target)]) == 0
    assert run(["init", str(target)]) == 2
    assert "CP-CLI-003" in capsys.readouterr().err


def test_schema_is_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "study"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")
    assert run(["schema", "stuby"]) == 2
    assert "CP-CLI-006" in capsys.readouterr().err


def test_catalogue_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "list", "碳酸锂", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[0]["id"] == "lithium_carbonate"
    assert run(["catalogue", "list", "--family", "lithium"]) == 0
    assert run(["catalogue", "show", "li2co3_brine_cl_atacama"]) == 0
    assert "SCHENKER2022" in capsys.readouterr().out
    assert run(["catalogue", "show", "lithium_carbonate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["composition"]["fractions"]["Li"]


def test_wrong_usage_and_missing_files_are_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compute", "nowhere.yaml"]) == 2
    assert "CP-CLI-004" in capsys.readouterr().err
    assert run(["compute"]) == 2
    assert run(["product", "lithium_carbonate", "--choose", "no-equals-sign"]) == 2
    assert "CP-CLI-002" in capsys.readouterr().err
    assert run(["compute", LFP, "--rules", "eu-cfb-ev-draft"]) == 2
    assert "eu-cfb-ev-draft-2024" in capsys.readouterr().err


def test_an_internal_error_is_said_with_exit_code_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("cellprint.app.compute.compute_study_file", broken)
    monkeypatch.delenv("CELLPRINT_DEBUG", raising=False)
    assert run(["compute", LFP]) == 3
    assert capsys.readouterr().err.startswith("CP-CLI-001 · RuntimeError · ")


def test_version_and_language_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip()
    monkeypatch.setenv("CELLPRINT_LANG", "zh")
    run(["product", "unobtainium"])
    assert "·" in capsys.readouterr().err
    assert run(["product", "electricity", "--lang", "fr"]) == 2


def test_demo_writes_a_folder_for_each_study_and_forks_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A fork of a process that holds the threads of the chart renderer hangs.
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("the program was forked"))
    assert run(["demo", "--out", str(tmp_path / "out")]) == 0
    studies = sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_dir())
    assert "lfp-ctp-yibin" in studies
    assert "nmc811-xining" in studies
    for study in studies:
        footprint = json.loads((tmp_path / "out" / study / "footprint.json").read_text("utf-8"))
        run(["compute", str(EXAMPLES / study / "study.yaml"), "--json"])
        out = capsys.readouterr().out
        assert json.loads(out[out.index("{") :]) == footprint
        for lang in ("en", "zh"):
            assert (tmp_path / "out" / study / f"report.{lang}.html").is_file()
