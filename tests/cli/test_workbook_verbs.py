from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from cellprint.app.data import shipped_catalogue
from cellprint.app.switches import study_effects
from cellprint.cli.main import run
from cellprint.formats.study_yaml import read_study

EXAMPLE = Path(__file__).parents[2] / "examples" / "nmc811-poland" / "study.yaml"


def test_a_study_goes_into_a_workbook_and_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, study = tmp_path / "book.xlsx", tmp_path / "study.yaml"

    assert run(["template", "--language", "zh", "--from", str(EXAMPLE), "--out", str(book)]) == 0
    assert run(["workbook", "read", str(book), "--out", str(study)]) == 0

    assert "book.xlsx" in capsys.readouterr().out
    assert read_study(study) == read_study(EXAMPLE)


def test_verbs_of_studies_take_workbooks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "home"))
    book = tmp_path / "book.xlsx"
    run(["template", "--from", str(EXAMPLE), "--out", str(book)])
    gate = ("--recipient", "Car maker", "--country", "DE", "--purpose", "request")
    view = ("--class", "partner", "--legal-basis", "contract 12")
    capsys.readouterr()

    seen = {}
    for name in ("book.xlsx", str(EXAMPLE)):
        file = str(tmp_path / name)  # an absolute path stays what it is
        assert run(["suppliers", file, "--json"]) == 0
        assert run(["export-view", file, *gate, *view]) == 0
        seen[name] = capsys.readouterr().out

    assert seen["book.xlsx"] == seen[str(EXAMPLE)]
    assert study_effects(shipped_catalogue(), book) == study_effects(shipped_catalogue(), EXAMPLE)


def test_wrong_cells_come_back_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "book.xlsx"
    run(["template", "--from", str(EXAMPLE), "--out", str(path), "--lang", "zh"])
    book = load_workbook(path)
    book["3 物料清单"]["E5"] = "unobtainium"
    book.save(path)

    code = run(["compute", str(path), "--lang", "zh"])

    captured = capsys.readouterr()
    assert code == 2
    assert "3 物料清单!F5" in captured.err
    assert "book.marked.xlsx" in captured.err
    again = load_workbook(tmp_path / "book.marked.xlsx")
    assert again.sheetnames[0] == "问题清单"


def test_reading_a_bad_workbook_marks_it_where_it_is_told(tmp_path: Path) -> None:
    path, marked = tmp_path / "book.xlsx", tmp_path / "marked.xlsx"
    run(["template", "--chemistry", "lfp", "--out", str(path), "--lang", "en"])

    code = run(["workbook", "read", str(path), "--marked", str(marked)])

    assert code == 2
    assert load_workbook(marked).sheetnames[0] == "Findings"


@pytest.mark.parametrize("name", ["old.xls", "macros.xlsm", "table.xlsx"])
def test_a_file_that_is_no_workbook_is_told(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text("a,b\n", encoding="utf-8")

    code = run(["compute", str(path)])

    assert code == 2
    assert "CP-XLS-001" in capsys.readouterr().err


def test_language_and_beginning_are_checked(tmp_path: Path) -> None:
    out = str(tmp_path / "x.xlsx")

    assert run(["template", "--language", "fr", "--out", out]) == 2
    assert run(["template", "--chemistry", "lfp", "--from", str(EXAMPLE), "--out", out]) == 2
