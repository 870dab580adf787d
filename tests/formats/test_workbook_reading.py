from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from cellprint.errors import BadInputError, CellprintError
from cellprint.formats.workbook import package
from cellprint.formats.workbook.mark import marked_workbook
from tests.formats.workbooks import (
    edited,
    found,
    reading,
    repacked,
    small_study,
    written,
)

ITEMS, BATTERY, ENERGY, PARTS = "3 物料清单", "1 电池与工厂", "4 能源", "2 部件"


def after(edit: Callable[[Any], object]) -> Any:
    return reading(edited(written(), edit))


def put(sheet: str, **cells: object) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        for place, value in cells.items():
            book[sheet][place] = value

    return edit


def amounts(result: Any) -> list[str]:
    return [item.amount for item in result.study.components[0].items]


@pytest.mark.parametrize(
    ("value", "unit", "amount"),
    [
        (2.5, "kg", "2.5 kg"),
        (3, "吨", "3 吨"),
        ("２．５", "千克", "２．５ 千克"),
        ("1,250", "kg", "1,250 kg"),
        ("12.4 kg", None, "12.4 kg"),
        ("12.4 kg", "千克", "12.4 kg"),
        ("= 2 kg/kWh_capacity * capacity", "kg", "= 2 kg/kWh_capacity * capacity"),
    ],
)
def test_amounts_are_read_as_people_write_them(
    value: object, unit: str | None, amount: str
) -> None:
    def edit(book: Any) -> None:
        book[ITEMS]["F4"].value = value
        if isinstance(value, str):
            book[ITEMS]["F4"].data_type = "s"
        book[ITEMS]["G4"].value = unit

    result = after(edit)

    assert result.findings == ()
    assert amounts(result) == [amount, "0.5 kg"]


@pytest.mark.parametrize("unit", ["度", "万千瓦时", "千瓦时"])
def test_chinese_units_of_energy_are_kept(unit: str) -> None:
    result = after(put(ENERGY, E4=unit))

    assert result.study.manufacturing.energy[0].amount == f"30 {unit}"


def test_a_percentage_is_a_share() -> None:
    def edit(book: Any) -> None:
        book[ITEMS]["O4"] = 0.95
        book[ITEMS]["O4"].number_format = "0%"

    assert after(edit).study.components[0].items[0].yield_ == "95 %"


def test_inserted_rows_and_columns_do_no_harm() -> None:
    def edit(book: Any) -> None:
        book[ITEMS].insert_rows(5)
        book[ITEMS].insert_rows(2, 3)
        book[ITEMS].insert_cols(4)
        book[BATTERY].insert_rows(8, 2)
        book[BATTERY].insert_cols(2)

    assert after(edit).study == reading(written()).study


def test_heads_and_sheet_names_may_be_touched_up() -> None:
    def edit(book: Any) -> None:
        book[ITEMS]["F3"] = " 数 量 "
        book[ITEMS]["E3"] = "Product"
        book[ITEMS].title = "物料清单 "
        book[ENERGY].title = "能耗表"

    assert after(edit).study == reading(written()).study


def test_a_part_merged_over_rows_holds_for_all_of_them() -> None:
    result = after(lambda book: book[ITEMS].merge_cells("B4:B5"))

    assert len(result.study.components[0].items) == 2


def test_an_amount_merged_over_rows_is_reported() -> None:
    result = after(lambda book: book[ITEMS].merge_cells("F4:F5"))

    assert ("CP-XLS-020", f"{ITEMS}!F4") in found(result)
    assert result.study is None


def test_a_hidden_row_counts_and_is_told() -> None:
    def edit(book: Any) -> None:
        book[ITEMS].row_dimensions[5].hidden = True

    result = after(edit)

    assert found(result) == [("CP-XLS-023", f"{ITEMS}!A5")]
    assert len(result.study.components[0].items) == 2


@pytest.mark.parametrize(
    "value", [45292, "2024-01-01", "2024/1/1", "2024年1月1日", "20240101", date(2024, 1, 1)]
)
def test_dates_are_read_as_people_write_them(value: object) -> None:
    def edit(book: Any) -> None:
        book[BATTERY]["B10"] = value
        book[BATTERY]["B10"].number_format = "General"

    assert after(edit).study.period.from_ == date(2024, 1, 1)


def test_a_place_may_be_named() -> None:
    result = after(put(BATTERY, B18="四川"))

    assert result.study.plant.location == "CN-SC"


def test_a_saved_value_of_a_formula_is_taken_and_told() -> None:
    content = repacked(
        written(), lambda _, body: body.replace(b"<v>2.05</v>", b"<f>4.1/2</f><v>2.05</v>")
    )

    result = reading(content)

    assert found(result) == [("CP-XLS-015", f"{ITEMS}!F4")]
    assert amounts(result) == ["2.05 kg", "0.5 kg"]


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ({"F4": "=4.1/2"}, "CP-XLS-014", "F4"),
        ({"F4": date(2024, 2, 1)}, "CP-XLS-017", "F4"),
        ({"F4": True}, "CP-XLS-017", "F4"),
        ({"F4": None}, "CP-XLS-021", "F4"),
        ({"F4": "12.4 t"}, "CP-XLS-022", "F4"),
        ({"F4": "n/a"}, "CP-UNIT-003", "F4"),
        ({"G4": "kgs of it"}, "CP-UNIT-001", "F4"),
        ({"P5": None}, "CP-XLS-021", "P5"),
        ({"C4": "perhaps"}, "CP-XLS-018", "C4"),
        ({"B4": "cel"}, "CP-XLS-024", "B4"),
        ({"I4": "四 川 省"}, "CP-STUDY-006", "I4"),
        ({"R4": 1.2}, "CP-XLS-021", "Q4"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(
    cells: dict[str, object], code: str, place: str
) -> None:
    result = after(put(ITEMS, **cells))

    assert found(result) == [(code, f"{ITEMS}!{place}")]
    assert result.study is None
    assert result.errors[0].what("zh")


def test_an_error_value_is_told() -> None:
    content = repacked(
        written(),
        lambda _, body: body.replace(b"><v>2.05</v>", b' t="e"><f>1/0</f><v>#DIV/0!</v>'),
    )

    assert found(reading(content)) == [("CP-XLS-016", f"{ITEMS}!F4")]


def test_what_is_missing_in_a_form_is_told() -> None:
    result = after(put(BATTERY, B10=None, B24=None))

    assert found(result) == [
        ("CP-XLS-030", f"{BATTERY}!B10"),
        ("CP-XLS-030", f"{BATTERY}!B24"),
    ]


def test_a_date_that_is_none_is_told() -> None:
    assert found(after(put(BATTERY, B10="last year"))) == [("CP-XLS-019", f"{BATTERY}!B10")]


def test_heads_that_are_gone_double_or_new_are_told() -> None:
    gone = after(put(ITEMS, F3="how much"))
    double = after(put(ITEMS, H3="数量"))
    new = after(put(ITEMS, AA3="price", AA4=7))

    assert ("CP-XLS-011", f"{ITEMS}!A3") in found(gone)
    assert found(double) == [("CP-XLS-012", f"{ITEMS}!H3")]
    assert found(new) == [("CP-XLS-013", f"{ITEMS}!AA3")]
    assert new.study is not None


def test_a_name_that_stands_twice_is_told() -> None:
    data = small_study(parameters={"a": {"value": "1", "source": "x"}})
    content = edited(written(data), put("10 参数", A5="a", B5=2, D5="x"))

    assert found(reading(content)) == [("CP-XLS-025", "10 参数!A5")]


def test_freight_of_a_row_that_is_not_there_is_told() -> None:
    result = after(put("6 物流运输", A4="M77", B4="road", C4=300, D4="km"))

    assert found(result) == [("CP-XLS-024", "6 物流运输!A4")]


def test_a_verified_footprint_alone_is_read_alone() -> None:
    def edit(book: Any) -> None:
        page = book["0 已有核查碳足迹"]
        for row, value in {4: "cathode", 5: "lfp_cathode", 7: 8.1, 12: "CN"}.items():
            page.cell(row, 2).value = value
        page["C7"] = "kgCO2e/kg"
        for row in range(4, 40):
            if str(page.cell(row, 1).value).startswith("文件"):
                page.cell(row, 2).value = "statement"
        book[BATTERY]["B4"] = book[BATTERY]["B6"] = None
        for place in ("B5", "B10", "B11"):
            book[BATTERY][place] = None

    result = reading(edited(written(), edit))

    assert result.findings == ()
    assert result.study is None
    assert result.footprint is not None
    assert (result.footprint.id, result.footprint.value) == ("cathode", "8.1 kgCO2e/kg")


def test_a_verified_footprint_beside_a_study_is_told() -> None:
    result = after(put("0 已有核查碳足迹", B4="cathode"))

    assert found(result) == [("CP-XLS-026", "0 已有核查碳足迹!A1")]
    assert result.study is not None


def test_another_workbook_and_another_version_are_refused() -> None:
    other = edited(written(), lambda book: book.remove(book[BATTERY]))
    newer = repacked(
        written(), lambda _, body: body.replace(b"study-workbook/1", b"study-workbook/9")
    )

    for content, code in ((other, "CP-XLS-008"), (newer, "CP-XLS-009")):
        with pytest.raises(BadInputError) as caught:
            reading(content)
        assert caught.value.code == code


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def doctype(name: str, body: bytes) -> bytes:
    return body.replace(b"?>", b"?><!DOCTYPE x>", 1) if name == "xl/workbook.xml" else body


def spread(name: str, body: bytes) -> bytes:
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    if name != "xl/worksheets/sheet4.xml":
        return body
    return body.replace(b"</sheetData>", b"</sheetData>" + merged)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,2\n", "CP-XLS-001"),
        (b"<html></html>", "CP-XLS-001"),
        (OLE + b"Workbook", "CP-XLS-002"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "CP-XLS-003"),
        (repacked(written(), lambda _, body: body, **{"xl/vbaProject.bin": b"x"}), "CP-XLS-004"),
        (written()[:5000], "CP-XLS-005"),
        (repacked(written(), lambda _, body: body[: len(body) // 2]), "CP-XLS-005"),
        (repacked(written(), lambda _, body: body, bomb=b"0" * 40_000_000), "CP-XLS-006"),
        (repacked(written(), doctype), "CP-XLS-007"),
        (repacked(written(), spread), "CP-XLS-006"),
    ],
)
def test_files_that_are_not_opened(content: bytes, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        reading(content)

    assert caught.value.code == code
    assert caught.value.findings[0].where == "book.xlsx"


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    content = bytearray(written())
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")

    with pytest.raises(CellprintError, match="CP-XLS-005"):
        package.checked_package(bytes(content), name="x")


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cellprint.formats.workbook.grid.MAX_CELLS", 100)

    with pytest.raises(BadInputError, match="CP-XLS-006"):
        reading(written())


def test_a_formatted_cell_in_the_far_corner_costs_nothing() -> None:
    result = after(put(ITEMS, XFD1048576=None))

    assert result.study is not None


def marked(content: bytes) -> bytes:
    return marked_workbook(content, reading(content).findings, lang="zh")


def test_the_marked_copy_is_the_user_s_own_workbook() -> None:
    def edit(book: Any) -> None:
        book[ITEMS]["F4"] = "n/a"
        book[ITEMS]["AZ30"] = "own remark"
        book[ITEMS].column_dimensions["E"].width = 77

    content = edited(written(), edit)
    book = load_workbook(BytesIO(marked(content)))
    cell = book[ITEMS]["F4"]

    assert book.sheetnames[0] == "问题清单"
    row = [value.value for value in book["问题清单"][2]]
    assert row[1:5] == ["错误", ITEMS, "F4", "CP-UNIT-003"]
    assert cell.value == "n/a"
    assert cell.fill.start_color.rgb == "FFFFC7CE"
    assert "CP-UNIT-003" in cell.comment.text
    assert book[ITEMS]["AZ30"].value == "own remark"
    assert book[ITEMS].column_dimensions["E"].width == 77
    assert book[ITEMS]["F5"].fill.start_color.rgb == "FFFFEFB0"
    assert len(book[ITEMS].data_validations.dataValidation) > 5


def test_a_mended_copy_is_read_and_loses_its_marks() -> None:
    first = marked(edited(written(), put(ITEMS, F4="n/a", F5="n/a")))
    mended = edited(first, put(ITEMS, F4=2.05))

    again = load_workbook(BytesIO(marked(mended)))
    whole = edited(mended, put(ITEMS, F5=0.5))

    assert again[ITEMS]["F4"].comment is None
    assert again[ITEMS]["F4"].fill.start_color.rgb == "FFFFEFB0"
    assert again[ITEMS]["F5"].fill.start_color.rgb == "FFFFC7CE"
    assert reading(whole).study == reading(written()).study


def test_a_comment_of_the_user_stays() -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415

    def edit(book: Any) -> None:
        book[ITEMS]["F4"] = "n/a"
        book[ITEMS]["F4"].comment = Comment("ask Li", "Wang")

    first = marked(edited(written(), edit))
    again = marked(edited(first, put(ITEMS, F4=1)))

    assert "ask Li" in load_workbook(BytesIO(first))[ITEMS]["F4"].comment.text
    assert load_workbook(BytesIO(again))[ITEMS]["F4"].comment.text == "ask Li"


def test_pictures_that_are_left_out_are_told() -> None:
    content = repacked(written(), lambda _, body: body, **{"xl/media/image1.png": b"x"})

    book = load_workbook(BytesIO(marked(content)))

    assert book["问题清单"]["E2"].value == "CP-XLS-029"


def test_a_formula_of_a_study_stays_a_text_in_the_marked_copy() -> None:
    data = small_study()
    data["components"][0]["items"][0]["amount"] = "= mass"
    content = edited(written(data), put(ITEMS, F5="n/a"))

    cell = load_workbook(BytesIO(marked(content)))[ITEMS]["F4"]

    assert (cell.value, cell.data_type) == ("= mass", "s")


def test_a_package_is_closed_again() -> None:
    with zipfile.ZipFile(BytesIO(marked(edited(written(), put(ITEMS, F4="n/a"))))) as made:
        assert made.testzip() is None
