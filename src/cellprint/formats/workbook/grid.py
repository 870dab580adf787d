"""The cells of a workbook as plain values, with the places that findings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from cellprint.errors import BadInputError
from cellprint.formats.workbook.encode import number_text
from cellprint.formats.workbook.lists import NAMES

MAX_CELLS = 200_000
# Sheets that the program fills and never reads: the lists of the drop-downs.
OWN_SHEETS = frozenset(NAMES.values())
CellKind = Literal["blank", "text", "number", "percent", "date", "bool", "error", "uncached"]
At = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCell:
    """One cell: what it shows, what kind of value that is, and where it stands."""

    kind: CellKind
    where: str
    value: Any = None
    formula: bool = False

    @property
    def blank(self) -> bool:
        """Tell whether there is nothing in the cell."""
        return self.kind == "blank"

    @property
    def text(self) -> str:
        """Return the cell as text; a number with all its digits, a percentage with its sign."""
        if self.kind == "number":
            return number_text(self.value)
        if self.kind == "percent":
            return f"{number_text(float(Decimal(repr(self.value)) * 100))} %"
        if self.kind == "date":
            return str(self.value.isoformat())
        return "" if self.value is None else str(self.value).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet.

    Attributes:
        cells: (row, column) → cell, counted from 1; empty cells are absent.
        merged: ranges as (first row, first column, last row, last column).
        hidden: hidden rows.
        epoch: first day of the workbook's serial numbers.
    """

    name: str
    cells: Mapping[At, RawCell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: frozenset[int] = frozenset()
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet's day has no zone)

    def cell(self, row: int, column: int) -> RawCell:
        """Return a cell, also an empty one."""
        found = self.cells.get((row, column))
        return found or RawCell(kind="blank", where=self.place(row, column))

    def place(self, row: int, column: int) -> str:
        """Return what findings call a cell."""
        return f"{self.name}!{get_column_letter(column)}{row}"

    def day(self, serial: float) -> date | None:
        """Return the day of a serial number; None for one out of range."""
        try:
            found = from_excel(serial, self.epoch)
        except (ValueError, OverflowError, TypeError):
            return None
        return found.date() if isinstance(found, datetime) else None

    @property
    def last_row(self) -> int:
        """Return the last row with something in it."""
        return max((row for row, _ in self.cells), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook: its sheets in order and its own properties."""

    grids: tuple[Grid, ...]
    properties: Mapping[str, str] = field(default_factory=dict)


def read_book(content: bytes, *, name: str) -> Book:
    """Return the cells of a workbook whose package was checked.

    Formulas are not computed: the value that the spreadsheet program saved is taken.

    Raises:
        CP-XLS-005: the parts do not make a workbook.
        CP-XLS-006: more cells than a workbook may have.
    """
    try:
        written = load_workbook(BytesIO(content), keep_links=False)
        valued = _valued(content, written)
    except Exception as error:  # noqa: BLE001  (a damaged file makes the library raise anything)
        raise BadInputError.of("CP-XLS-005", where=name, found=type(error).__name__) from None
    grids = []
    left = MAX_CELLS
    for sheet in written.worksheets:
        if sheet.title in OWN_SHEETS:
            continue
        grid = _grid(sheet, valued[sheet.title], left, name)
        left -= len(grid.cells)
        grids.append(grid)
    # openpyxl reads the file's own properties; its stubs do not know them yet.
    own: Any = getattr(written, "custom_doc_props", ())
    properties = {one.name: str(one.value) for one in own}
    return Book(grids=tuple(grids), properties=properties)


def _valued(content: bytes, written: Any) -> Any:
    """Return the workbook with saved values; itself where people wrote no formula into it."""
    formulas = any(
        cell.data_type == "f"
        for sheet in written.worksheets
        if sheet.title not in OWN_SHEETS
        for cell in sheet._cells.values()  # noqa: SLF001  (see `_grid`)
    )
    if not formulas:
        return written
    return load_workbook(BytesIO(content), keep_links=False, data_only=True)


def _grid(sheet: Any, valued: Any, left: int, name: str) -> Grid:
    # The public iterators make every empty cell up to the last one; a single formatted cell in
    # the far corner would then cost gigabytes.
    cells: dict[At, RawCell] = {}
    shown = valued._cells  # noqa: SLF001  (see above)
    for at, cell in sheet._cells.items():  # noqa: SLF001  (see above)
        if isinstance(cell, MergedCell) or cell.value is None:
            continue
        place = f"{sheet.title}!{get_column_letter(at[1])}{at[0]}"
        raw = _raw(cell, shown.get(at), place)
        if not raw.blank:
            cells[at] = raw
        if len(cells) > left:
            raise BadInputError.of(
                "CP-XLS-006", where=name, name="number of cells", found=len(cells), limit=MAX_CELLS
            )
    return Grid(
        name=sheet.title,
        cells=cells,
        merged=tuple(
            (one.min_row, one.min_col, one.max_row, one.max_col)
            for one in sheet.merged_cells.ranges
        ),
        hidden=frozenset(row for row, body in sheet.row_dimensions.items() if body.hidden),
        epoch=sheet.parent.epoch,
    )


def _raw(cell: Cell, shown: Cell | None, place: str) -> RawCell:
    """Return a cell; a formula with the value that was saved for it."""
    formula = cell.data_type == "f"
    value = shown.value if formula and shown is not None else cell.value
    kind_of = shown.data_type if formula and shown is not None else cell.data_type
    if formula and value is None:
        return RawCell(kind="uncached", where=place, value=str(cell.value), formula=True)
    if kind_of == "e":
        return RawCell(kind="error", where=place, value=str(value), formula=formula)
    kind, plain = _plain(value, percent="%" in (cell.number_format or ""))
    return RawCell(kind=kind, where=place, value=plain, formula=formula)


def _plain(value: Any, *, percent: bool) -> tuple[CellKind, Any]:
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, int | float):
        return ("percent" if percent else "number"), float(value)
    if isinstance(value, datetime):
        return "date", value.date()
    if isinstance(value, date | time):
        return "date", value
    text = str(value).strip()
    return ("text", text) if text else ("blank", None)
