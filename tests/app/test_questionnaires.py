from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from cellprint.app.data import shipped_catalogue, working_catalogue
from cellprint.app.opening import open_study
from cellprint.app.product import product_footprint
from cellprint.app.questionnaires import supplier_template, suppliers
from cellprint.app.workbooks import read_returned, returned_files
from cellprint.cli.main import run
from cellprint.errors import BadInputError
from cellprint.formats.workbook.questionnaire import QuestionnaireReading

FORM = {
    "企业": "甲公司",
    "工厂": "一厂",
    "工厂所在省份或国家": "四川",
    "统计期起始日": date(2024, 1, 1),
    "统计期截止日的次日": date(2025, 1, 1),
    "统计期产量": 1000,
    "产量来源": "生产报表",
}


def answered(path: Path, tables: Mapping[str, Mapping[str, object]], **form: Any) -> Path:
    """Write a cathode maker's answers: product → amount, every other row emptied."""
    content = supplier_template(shipped_catalogue(), "cathode", lang="zh")
    book = load_workbook(BytesIO(content))
    page = book["1 产品与工厂"]
    for row in page.iter_rows(min_row=4, max_col=3):
        name = str(row[0].value).partition("\n")[0].removesuffix(" *")
        if name in {**FORM, **form}:
            row[1].value = {**FORM, **form}[name]
        if name == "统计期产量":
            row[2].value = "吨"
    for sheet, amounts in tables.items():
        page = book[sheet]
        for line in page.iter_rows(min_row=4):
            for cell in line:
                cell.value = None
        for number, (product, amount) in enumerate(amounts.items(), start=4):
            heads = {str(cell.value).partition("\n")[0]: cell.column or 0 for cell in page[3]}
            value, unit = str(amount).split(" ")
            page.cell(number, 1).value = product
            page.cell(number, heads["数量"]).value = float(value)
            page.cell(number, heads["数量单位"]).value = unit
            page.cell(number, heads["来源"]).value = "台账"
    book.save(path)
    return path


ANSWERS = {
    "2 原辅材料": {"lithium_carbonate": "240 吨", "iron_phosphate": "960000 kg"},
    "3 能源": {"electricity": "310 万千瓦时"},
    "4 过程排放": {"co2_fossil": "66 吨"},
}


@pytest.mark.parametrize("supplier", suppliers())
def test_a_questionnaire_has_products_and_units_but_no_amounts(supplier: str) -> None:
    content = supplier_template(shipped_catalogue(), supplier, lang="zh")

    book = load_workbook(BytesIO(content))
    rows = list(book["2 原辅材料"].iter_rows(min_row=4, values_only=True))

    assert book.sheetnames[1] == "0 已有核查碳足迹"
    assert any(row[0] for row in rows)
    assert all(row[1] is None for row in rows)
    assert supplier_template(shipped_catalogue(), supplier, lang="zh") == content


def test_answers_become_a_process_per_unit_made(tmp_path: Path) -> None:
    path = answered(tmp_path / "answers.xlsx", ANSWERS)
    reading = read_returned(path, shipped_catalogue())

    files = returned_files(reading, shipped_catalogue())

    assert reading.findings == ()
    (process,) = yaml.safe_load(files["processes/supplier.yaml"])
    # 240 t, 960 t, 3.1 GWh and 66 t over 1000 t of product
    assert {
        row["flow"]: (row["role"], row["amount"], row["unit"]) for row in process["exchanges"]
    } == {
        "lithium_carbonate": ("input", "0.24", "kg"),
        "iron_phosphate": ("input", "0.96", "kg"),
        "electricity": ("input", "3.1", "kWh"),
        "co2_fossil": ("emission", "0.066", "kg"),
    }
    assert (process["flow"], process["location"]) == ("lfp_cathode", "CN-SC")


def test_answers_can_be_computed_with(tmp_path: Path) -> None:
    path, folder = answered(tmp_path / "answers.xlsx", ANSWERS), tmp_path / "own"

    assert run(["workbook", "read", str(path), "--out", str(folder)]) == 0

    own = product_footprint(working_catalogue([folder]), "lfp_cathode", at="CN-SC")
    shipped = product_footprint(shipped_catalogue(), "lfp_cathode", at="CN-SC")
    assert own["process"]["id"] == "lfp_cathode_supplier_process"
    assert own["value"] != shipped["value"]


def test_freight_of_the_materials_counts_as_mass_times_distance(tmp_path: Path) -> None:
    path = answered(tmp_path / "answers.xlsx", ANSWERS)
    book = load_workbook(path)
    leg_row: list[str | int] = ["锂盐", "road_freight", 240, "吨", 500, "公里", "台账"]
    for column, value in enumerate(leg_row, start=1):
        book["5 物流运输"].cell(4, column, value)
    book.save(path)

    files = returned_files(read_returned(path, shipped_catalogue()), shipped_catalogue())

    (process,) = yaml.safe_load(files["processes/supplier.yaml"])
    leg = process["exchanges"][-1]
    # 240 t × 500 km over 1 000 000 kg
    assert (leg["flow"], leg["amount"], leg["unit"]) == ("road_freight", "0.12", "tkm")


def test_a_verified_footprint_alone_is_an_entry_of_a_study(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(supplier_template(shipped_catalogue(), "graphite", lang="zh")))
    entries: dict[str, str | float] = {
        "编号": "anode",
        "碳足迹": 8.1,
        "工厂所在地": "四川",
        "文件": "声明",
    }
    for row in book["0 已有核查碳足迹"].iter_rows(min_row=4, max_col=3):
        name = str(row[0].value).partition("\n")[0].removesuffix(" *")
        if name in entries:
            row[1].value = entries[name]
        if name == "碳足迹":
            row[2].value = "kgCO2e/kg"
    path = tmp_path / "anode.xlsx"
    book.save(path)

    reading = read_returned(path, shipped_catalogue())
    (text,) = returned_files(reading, shipped_catalogue()).values()

    (entry,) = yaml.safe_load(text)["supplier_footprints"]
    assert (entry["value"], entry["location"], entry["kind"]) == (
        "8.1 kgCO2e/kg",
        "CN-SC",
        "life_cycle",
    )


def test_an_empty_questionnaire_asks_for_what_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(supplier_template(shipped_catalogue(), "foil", lang="en"))

    reading = read_returned(path, shipped_catalogue())

    assert isinstance(reading, QuestionnaireReading)
    assert {finding.code for finding in reading.errors} == {"CP-XLS-021", "CP-XLS-030"}
    with pytest.raises(BadInputError):
        returned_files(reading, shipped_catalogue())


def test_an_answer_that_cannot_be_taken_is_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**ANSWERS, "2 原辅材料": {"iron_phosphate": "9 kWh"}}
    path = answered(tmp_path / "answers.xlsx", wrong)

    assert run(["workbook", "read", str(path), "--out", str(tmp_path / "own")]) == 2

    assert "2 原辅材料!" in capsys.readouterr().err
    assert load_workbook(tmp_path / "answers.marked.xlsx").sheetnames[0] == "Findings"


def test_no_production_divides_nothing(tmp_path: Path) -> None:
    path = answered(tmp_path / "answers.xlsx", ANSWERS, 统计期产量=0)

    with pytest.raises(BadInputError, match="CP-XLS-031"):
        returned_files(read_returned(path, shipped_catalogue()), shipped_catalogue())


def test_a_questionnaire_is_no_study(tmp_path: Path) -> None:
    path = answered(tmp_path / "answers.xlsx", ANSWERS)

    with pytest.raises(BadInputError, match="CP-XLS-009"):
        open_study(path, shipped_catalogue())


def test_an_unknown_supplier_or_product_is_refused() -> None:
    for supplier, product in (("bolts", ""), ("foil", "lfp_cathode")):
        with pytest.raises(BadInputError, match="CP-XLS-010"):
            supplier_template(shipped_catalogue(), supplier, lang="en", product=product)
