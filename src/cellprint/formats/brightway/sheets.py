"""Rows of the sheets of a workbook, one after another, with cells as text.

Formulas of the spreadsheet are not computed: the value that was saved is taken, and told. Every
part is read to its end within the limits before the library opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cellprint.errors import BadInputError, CellprintError
from cellprint.formats.limits import MEBIBYTE
from cellprint.formats.numbers import shortest
from cellprint.formats.package import Package, require
from cellprint.model.loss_report import LossReport

WORKBOOK = "xl/workbook.xml"
PART = 256 * MEBIBYTE
ROWS = 1_048_576  # the most that a sheet has
PLACES = 20_000_000  # cells with the empty ones between them, which the library makes up
UNKNOWN = "#"
_WHOLE = 1e15  # whole numbers that a float holds
_CHUNK = 1 << 20
_HEAD = 4096
_TAG = 40  # bytes of a tag that a piece may be cut in
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Cells of a row as text, without empty ones at the end.

    A cell that shows an error, or a formula without a saved value, begins with `#`.
    """

    where: str
    cells: tuple[str, ...]

    def cell(self, number: int) -> str:
        """Return a cell; nothing when the row is shorter."""
        return self.cells[number] if number < len(self.cells) else ""


def sheet_rows(package: Package, report: LossReport) -> Iterator[list[SheetRow]]:
    """Yield the rows of each sheet.

    Raises:
        CP-FMT-004: larger than a workbook may be.
        CP-FMT-006: a part with a document type.
        CP-FMT-023: not a workbook that can be read.
    """
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to load)

    formulas = _checked(package)
    # the library judges a path by its ending, a stream by its content
    with package.path.open("rb") as stream, package.path.open("rb") as again:
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            written = None
            if formulas:
                written = load_workbook(again, read_only=True, keep_links=False)
            left = min(package.limits.cells, PLACES)
            for sheet in book.worksheets:
                other = None if written is None else _rows(written[sheet.title])
                found = list(_texts(sheet, other, left, package, report))
                left -= sum(len(row.cells) + 1 for row in found)
                yield found
        except CellprintError:
            raise
        except Exception as error:  # noqa: BLE001  (a damaged file makes the library raise anything)
            raise BadInputError.of(
                "CP-FMT-023", where=package.path.name, problem=type(error).__name__
            ) from None


def _checked(package: Package) -> bool:
    """Read every part to its end; return whether a sheet holds formulas."""
    formulas = False
    for name in package.names:
        size, last = 0, b""
        with package.open(name) as stream:
            if b"<!DOCTYPE" in package.head(name, _HEAD).upper():
                raise BadInputError.of("CP-FMT-006", where=name)
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                require(size <= PART, where=name, limit="member", found=size, allowed=PART)
                if "worksheets/" in name and _FORMULA.search(last + chunk):
                    formulas = True
                last = chunk[-_TAG:]
    return formulas


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # without this the size that the file claims for the sheet is believed
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
    return rows


def _texts(
    sheet: Any,
    written: Iterator[tuple[Any, ...]] | None,
    left: int,
    package: Package,
    report: LossReport,
) -> Iterator[SheetRow]:
    seen, blank = 0, False
    for number, cells in enumerate(_rows(sheet), start=1):
        seen += len(cells) + 1
        # a number that the file gives to a row is not believed: the library fills up to it
        require(number <= ROWS, where=sheet.title, limit="rows", found=number, allowed=ROWS)
        require(seen <= left, where=sheet.title, limit="cells", found=seen, allowed=left)
        formulas = next(written, ()) if written is not None else ()
        texts = [
            _text(cell, formulas[at] if at < len(formulas) else None, report)
            if cell.value is not None or at < len(formulas)
            else ""
            for at, cell in enumerate(cells)
        ]
        while texts and not texts[-1]:
            texts.pop()
        if texts or not blank:
            yield SheetRow(f"{package.path.name}!{sheet.title}!{number}", tuple(texts))
        blank = not texts


def _text(cell: Any, written: Any, report: LossReport) -> str:
    """Return a cell as text."""
    if written is not None and getattr(written, "data_type", "") == "f":
        report.add("CP-FMT-051", "note", path="formula of the spreadsheet", action="converted")
        if cell.value is None:
            return f"{UNKNOWN} formula without a saved value"
    if cell.data_type == "e":
        return f"{UNKNOWN} {cell.value}"
    return _plain(cell.value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else shortest(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()
