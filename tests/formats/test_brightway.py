from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cellprint.errors import BadInputError
from cellprint.formats.brightway.read import read_brightway
from cellprint.formats.brightway.uncertainty import spread_of
from cellprint.formats.limits import Limits
from cellprint.formats.package import open_package
from cellprint.formats.recognise import recognise
from cellprint.model.foreign import (
    Dataset,
    ForeignFlow,
    ForeignKind,
    ForeignParameter,
    ForeignProcess,
    ForeignRole,
    first_words,
)
from cellprint.model.loss_report import LossReport
from tests.formats.brightway_samples import LABELS, Rows, steel_rows, workbook
from tests.formats.foreign_samples import zip_bytes


def read(
    folder: Path, content: bytes, *, limits: Limits | None = None
) -> tuple[list[Dataset], LossReport]:
    path = folder / "file"
    path.write_bytes(content)
    report = LossReport()
    with open_package(path, limits=limits or Limits()) as package:
        return list(read_brightway(package, recognise(package), report)), report


def process(found: list[Dataset], name: str) -> ForeignProcess:
    (one,) = (
        each
        for each in found
        if isinstance(each, ForeignProcess) and first_words(each.name) == name
    )
    return one


def changed(at: str, column: int, value: Any) -> Rows:
    """Return the sample with another value in the row that begins with a text."""
    rows = steel_rows()
    row = next(row for row in reversed(rows) if row and row[0] == at)
    row[column] = value
    return rows


def test_an_activity_keeps_what_the_workbook_says(tmp_path: Path) -> None:
    found, report = read(tmp_path, workbook())
    steel, power = process(found, "Steel making"), process(found, "Power plant")

    assert [(one.role, one.is_input, one.amount, one.unit) for one in steel.exchanges] == [
        (ForeignRole.REFERENCE, False, "1", ""),
        (ForeignRole.INPUT, True, "400", ""),
        (ForeignRole.INPUT, True, "0.05", "ton"),
        (ForeignRole.ELEMENTARY, False, "1800", "kilogram"),
        (ForeignRole.ELEMENTARY, False, "0.002", "kilogram"),
    ]
    bought = steel.exchanges[1]
    assert (bought.provider, bought.formula) == (power.id, "base * per_tonne")
    assert bought.spread is not None
    assert bought.spread.family == "lognormal"
    assert float(bought.spread.parameters[0][1]) == pytest.approx(1.2, rel=1e-12)
    assert steel.location == "DE"
    assert steel.licence.restrictions == (("und", "members only"),)
    assert dict(steel.fields)["bw:worker"] == "somebody"
    assert dict(steel.documentation)["description"] == (("und", "made for the tests"),)
    assert [(one.name, one.amount) for one in steel.parameters] == [("per_tonne", "2")]
    shared = {one.name: one.formula for one in found if isinstance(one, ForeignParameter)}
    assert shared == {"share": "", "base": "share * 100"}
    assert report.count("error") == report.count("loss") == report.count("warning") == 0


def test_a_process_without_production_row_makes_one_unit_and_it_is_told(tmp_path: Path) -> None:
    found, report = read(tmp_path, workbook())
    made = process(found, "Power plant").exchanges[0]

    assert (made.role, made.amount) == (ForeignRole.REFERENCE, "1")
    assert report.codes()["CP-FMT-053"] == 1


def test_the_other_end_is_found_by_what_the_exchange_states(tmp_path: Path) -> None:
    rows = steel_rows()
    french: Rows = [
        [],
        ["Activity", "Power plant"],
        ["unit", "kilowatt hour"],
        ["location", "FR"],
        ["code", "fr"],
        ["Exchanges"],
        LABELS,
        ["Carbon dioxide, fossil", 0.1, "kilogram", "bio", "", "biosphere", "air", ""],
    ]
    placed, _ = read(tmp_path, workbook(rows + french))
    vague, told = read(tmp_path, workbook(changed("Power plant", 4, "") + french))
    unit, _ = read(tmp_path, workbook(changed("Lime", 0, "Power plant")))

    powers = {one.location: one.id for one in placed if isinstance(one, ForeignProcess)}
    assert process(placed, "Steel making").exchanges[1].provider == powers["DE"]
    own = next(one for one in vague if isinstance(one, ForeignProcess) and "DE" in one.location)
    assert own.exchanges[1].provider != ""
    assert told.codes()["CP-FMT-052"] == 1
    assert process(unit, "Steel making").exchanges[2].unit == "ton"


def test_products_may_be_nodes_of_their_own(tmp_path: Path) -> None:
    rows: Rows = [
        ["Database", "plant"],
        [],
        ["Activity", "Oil"],
        ["type", "product"],
        ["code", "oil"],
        ["unit", "kilogram"],
        [],
        ["Activity", "Refinery"],
        ["code", "r"],
        ["Exchanges"],
        ["name", "amount", "type", "code"],
        ["Oil", 2, "production", "oil"],
        ["Tar", 1, "production", "none"],
        ["Oil", 0.1, "technosphere", "oil"],
        ["", 3, "flight", ""],
    ]
    found, report = read(tmp_path, workbook(rows))
    exchanges = process(found, "Refinery").exchanges
    oil = next(one for one in found if isinstance(one, ForeignFlow) and one.id == exchanges[0].flow)

    assert first_words(oil.name) == "Oil"
    assert [one.role for one in exchanges] == [
        ForeignRole.REFERENCE,
        ForeignRole.COPRODUCT,
        ForeignRole.INPUT,
    ]
    assert (exchanges[2].flow, exchanges[2].provider) == (oil.id, "")
    assert report.paths("CP-FMT-030") == {"exchange of type flight": 1}


def test_what_nature_gives_is_an_input(tmp_path: Path) -> None:
    found, _ = read(tmp_path, workbook(changed("Methane, fossil", 6, "natural resource::in air")))
    taken = process(found, "Steel making").exchanges[-1]
    flow = next(one for one in found if isinstance(one, ForeignFlow) and one.id == taken.flow)

    assert taken.is_input
    assert flow.category == ("natural resource", "in air")
    assert flow.kind is ForeignKind.ELEMENTARY


@pytest.mark.parametrize(
    ("column", "value", "amount", "code"),
    [
        (1, "", "400.0", ""),
        (1, 401, "401", "CP-FMT-054"),
        (7, "base * nothing", "400", "CP-FMT-054"),
    ],
)
def test_a_formula_is_compared_with_the_stored_amount(
    tmp_path: Path, column: int, value: Any, amount: str, code: str
) -> None:
    rows = steel_rows()
    row = next(row for row in rows if row and row[0] == "Power plant" and len(row) > 8)
    row[column] = value
    found, report = read(tmp_path, workbook(rows))

    assert process(found, "Steel making").exchanges[1].amount == amount
    assert code in {*report.codes(), ""}


@pytest.mark.parametrize("value", ["", "#NUM!"])
def test_an_amount_that_is_not_there_is_unknown_and_never_zero(tmp_path: Path, value: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in changed("Lime", 1, value):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    found, report = read(tmp_path, out.getvalue())

    assert process(found, "Steel making").exchanges[2].amount == ""
    assert report.codes()["CP-FMT-048"] == 1


def test_formulas_of_the_spreadsheet_are_taken_by_their_saved_value(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in changed("Lime", 1, "=1/20"):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)  # this library saves no values
    unsaved, told = read(tmp_path, out.getvalue())
    with_value = workbook(changed("Lime", 1, "=1/20"))  # this one saves a value, zero
    saved, _ = read(tmp_path, with_value)

    assert process(unsaved, "Steel making").exchanges[2].amount == ""
    assert told.codes()["CP-FMT-051"] == told.codes()["CP-FMT-048"] == 1
    assert process(saved, "Steel making").exchanges[2].amount == "0"


def test_sheets_that_are_to_be_skipped_and_rows_outside_blocks_are_told(tmp_path: Path) -> None:
    extra: Rows = [["cutoff", 2], ["Database", "plant", "far"], [], ["note", "a", "b"]]
    found, report = read(tmp_path, workbook(steel_rows(), [["skip"], ["Activity", "x"]], extra))

    assert len([one for one in found if isinstance(one, ForeignProcess)]) == 2
    assert report.paths("CP-FMT-030") == {
        "sheet that is to be skipped": 1,
        "row outside blocks": 1,
    }


def test_what_stands_twice_or_without_label_is_told(tmp_path: Path) -> None:
    rows = [*steel_rows(), [], ["Activity", "Steel making"], ["code", "steel"]]
    rows[9] = ["base", 1, "", "", "no label"]
    rows[5] = ["base", 2]
    _, report = read(tmp_path, workbook(rows))

    assert report.codes()["CP-FMT-047"] == 1
    assert report.paths("CP-FMT-030") == {"cell without label": 1, "parameters": 1}


@pytest.mark.parametrize(
    ("record", "amount", "family", "parameters"),
    [
        ({"uncertainty type": "0"}, "1", None, ()),
        ({"uncertainty type": "1"}, "1", None, ()),
        ({"uncertainty type": "normal", "loc": "5", "scale": "0.4"}, "5", "normal", ("0.4",)),
        (
            {"uncertainty type": "4", "minimum": "1", "maximum": "2"},
            "1.5",
            "uniform",
            ("1", "2"),
        ),
        (
            {"uncertainty type": "5", "loc": "3", "minimum": "2", "maximum": "5"},
            "3",
            "triangular",
            ("2", "3", "5"),
        ),
        ({"uncertainty type": "8", "scale": "2"}, "3", "", ()),
        ({"uncertainty type": "2", "loc": "0.5", "scale": "0.1"}, "9", "", ()),
        ({"uncertainty type": "2", "scale": "1e9"}, "9", "", ()),
    ],
)
def test_records_of_brightway_are_understood(
    record: dict[str, str], amount: str, family: str | None, parameters: tuple[str, ...]
) -> None:
    found, reason = spread_of(record, amount)

    assert (found.family if found else None) == family
    stated = found.parameters if found else ()
    assert tuple(text for _, text in stated) == parameters
    assert bool(reason) is (family == "")


def test_a_negative_amount_may_be_log_normal() -> None:
    record = {"uncertainty type": "2", "loc": str(math.log(3)), "scale": "0.1", "negative": "true"}
    found, reason = spread_of(record, "-3")

    assert found is not None
    assert (found.family, reason) == ("lognormal", "")


def _parts(change: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zip_bytes({**parts, **change})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook([["Database", "a"], ["Database parameters"], ["name", "", "x"]]), "CP-FMT-023"),
        (workbook(changed("Lime", 1, "0,05")), "CP-FMT-010"),
        (_parts({"xl/worksheets/sheet1.xml": b"<worksheet><a"}), "CP-FMT-023"),
        (_parts({"xl/styles.xml": b"<!DOCTYPE a><a/>"}), "CP-FMT-006"),
        (workbook([["Something", "else"]]), "CP-FMT-001"),
    ],
)
def test_a_workbook_that_cannot_be_understood_is_refused(
    tmp_path: Path, content: bytes, code: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, content)

    assert caught.value.code == code


@pytest.mark.parametrize("number", [b"99999999999", b"1048577"])
def test_a_row_that_claims_a_far_place_is_refused(tmp_path: Path, number: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b'<row r="3"', b'<row r="' + number + b'"').replace(
        b'<row r="4"', b'<row r="' + number + b'"'
    )
    assert far != sheet
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, _parts({"xl/worksheets/sheet1.xml": far}))

    assert caught.value.code == "CP-FMT-004"


def test_cells_are_counted(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, workbook(), limits=Limits(cells=50))

    assert caught.value.code == "CP-FMT-004"
