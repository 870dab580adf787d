from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cellprint.app.compute import compute_study_file
from cellprint.app.data import shipped_catalogue
from cellprint.app.workbook_words import vocabulary
from cellprint.app.workbooks import chemistries, filled, template
from cellprint.errors import BadInputError
from cellprint.formats.workbook.read import read_workbook

EXAMPLE = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"


def test_a_workbook_computes_to_the_same_footprint_as_the_study(tmp_path: Path) -> None:
    book = tmp_path / "any name"
    book.write_bytes(filled(shipped_catalogue(), EXAMPLE, lang="zh"))

    assert compute_study_file(book).document == compute_study_file(EXAMPLE).document


@pytest.mark.parametrize("chemistry", chemistries())
def test_a_template_has_products_and_units_but_no_amounts(chemistry: str) -> None:
    content = template(shipped_catalogue(), lang="zh", chemistry=chemistry)

    page = load_workbook(BytesIO(content))["3 物料清单"]
    rows = [row for row in page.iter_rows(min_row=4, values_only=True) if row[4]]

    assert len(rows) >= 15
    assert all(row[5] is None for row in rows)
    assert {row[6] for row in rows} == {"kg"}


def test_a_fresh_template_asks_for_everything_that_is_needed() -> None:
    catalogue = shipped_catalogue()
    content = template(catalogue, lang="en", chemistry="nmc811")

    result = read_workbook(content, name="x", vocabulary=vocabulary(catalogue))

    assert {finding.code for finding in result.findings} == {"CP-XLS-021", "CP-XLS-030"}
    assert result.study is None


def test_an_unknown_chemistry_is_refused_with_those_that_are_there() -> None:
    with pytest.raises(BadInputError, match="CP-XLS-010") as caught:
        template(shipped_catalogue(), lang="en", chemistry="lto")

    assert "lfp" in caught.value.findings[0].near


def test_a_workbook_with_a_verified_footprint_only_has_nothing_to_compute(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(template(shipped_catalogue(), lang="zh")))
    page = book["0 已有核查碳足迹"]
    entries: dict[str, str | float] = {
        "编号": "cathode",
        "产品": "lfp_cathode",
        "碳足迹": 8.1,
        "文件": "statement",
    }
    for row in page.iter_rows(min_row=4, max_col=3):
        name = str(row[0].value).partition("\n")[0]
        if name in entries:
            row[1].value = entries[name]
        if name == "碳足迹":
            row[2].value = "千克二氧化碳当量/千克"
        if name == "工厂所在地":
            row[1].value = "四川"
    path = tmp_path / "book.xlsx"
    book.save(path)

    with pytest.raises(BadInputError, match="CP-XLS-027"):
        compute_study_file(path)
