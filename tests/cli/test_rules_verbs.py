from __future__ import annotations

import json
from pathlib import Path

import pytest

from cellprint.cli.main import run

LFP = str(Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path_factory.getbasetemp() / "home"))
    monkeypatch.delenv("CELLPRINT_LANG", raising=False)


def answers(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    run(["check", LFP, *arguments, "--json"])
    document = json.loads(capsys.readouterr().out)
    return {check["id"]: check["outcome"] for check in document["checks"]}


def test_the_checklist_answers_what_the_study_shows(capsys: pytest.CaptureFixture[str]) -> None:
    found = answers(capsys)

    # shown by the computation itself
    for check in ("EU-003", "EU-010", "EU-012", "EU-020", "EU-021", "EU-040", "EU-060"):
        assert found[check] == "pass", check
    # the example has no company data and no manufacturer
    assert found["EU-030"] == "fail"
    assert found["EU-090"] == "fail"
    # no act has set classes or thresholds
    assert found["EU-091"] == found["EU-092"] == "not assessable"


def test_a_failed_check_is_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", LFP]) == 1
    assert "EU-030" in capsys.readouterr().out


def test_the_checklist_in_chinese_and_its_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", LFP, "--lang", "zh"])

    assert "附件二" in capsys.readouterr().out
    run(["check", LFP, "--json"])
    covered = json.loads(capsys.readouterr().out)["coverage"]
    assert covered["open"] == []
    assert covered["checked"] + covered["not_applicable"] == covered["demands"]


def test_a_draft_rule_book_never_says_compliant(capsys: pytest.CaptureFixture[str]) -> None:
    for lang in ("en", "zh"):
        run(["check", LFP, "--lang", lang])
        text = capsys.readouterr().out.lower()
        assert "compliant" not in text
        assert "合规" not in text


@pytest.mark.parametrize(
    ("day", "value"), [("2026-11-21", "Undetermined"), ("2024-01-01", "NotYetDue")]
)
def test_the_declaration_duty_waits_for_its_acts(
    day: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["obligations", "--category", "ev", "--date", day, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)

    european = next(one for one in document["registers"] if one["id"] == "eu-2023-1542")
    duty = next(one for one in european["duties"] if "Art. 7(1)" in one["reference"])
    assert duty["value"] == value
    assert duty["applies_from"] is None


def test_obligations_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["obligations", "--category", "ev", "--date", "2026-11-21", "--lang", "zh"]) == 0
    assert "待定" in capsys.readouterr().out


def test_wrong_dates_and_categories(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["obligations", "--category", "ev", "--date", "21.11.2026"]) == 2
    assert "CP-CLI-007" in capsys.readouterr().err
    assert run(["obligations", "--category", "car", "--date", "2026-11-21"]) == 2
    assert "CP-UNC-007" in capsys.readouterr().err
