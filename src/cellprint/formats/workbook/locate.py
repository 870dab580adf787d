"""Where the sheets and columns of the layout stand in a workbook that people have worked on."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from cellprint.errors import Finding
from cellprint.formats.workbook.grid import Grid
from cellprint.formats.workbook.layout import Field, Layout, Sheet
from cellprint.formats.workbook.sheets import ENTRY, UNIT
from cellprint.formats.workbook.vocabulary import plain
from cellprint.model.inventory import Text

_HEAD_ROWS = 30
_HEAD_COLUMNS = 200
_NUMBERED = re.compile(r"^\d+")
_LEAST = 2  # heads that make a row the row of heads


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that was found: its row of heads, and slot → column."""

    sheet: Sheet
    grid: Grid
    head: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form that was found: slot → (row, column)."""

    sheet: Sheet
    grid: Grid
    places: Mapping[str, tuple[int, int]]


def found_sheets(layout: Layout, grids: Iterable[Grid]) -> dict[str, Grid]:
    """Return sheet id → grid: by name in either language, else by the heads on it."""
    left = list(grids)
    found: dict[str, Grid] = {}
    for sheet in layout.sheets.values():
        names = {_sheet_name(sheet.label.zh), _sheet_name(sheet.label.en)}
        match = next((grid for grid in left if _sheet_name(grid.name) in names), None)
        if match is not None:
            found[sheet.id] = match
            left.remove(match)
    for sheet in layout.sheets.values():
        if sheet.id not in found and not sheet.form:
            match = next((grid for grid in left if _fits(sheet, grid)), None)
            if match is not None:
                found[sheet.id] = match
                left.remove(match)
    return found


def found_table(sheet: Sheet, grid: Grid, findings: list[Finding]) -> Table | None:
    """Return the table of a sheet; None, with a finding, where its heads are not there."""
    heads = _slot_heads(sheet)
    row = _head_row(grid, heads)
    columns: dict[str, int] = {}
    unknown: list[int] = []
    for column in range(1, _HEAD_COLUMNS + 1):
        cell = grid.cell(row, column)
        key = heads.get(plain(cell.text)) if not cell.blank else None
        if key is None:
            unknown += [] if cell.blank else [column]
        elif key in columns:
            details = {"found": cell.text, "other": grid.place(row, columns[key])}
            findings.append(Finding(code="CP-XLS-012", where=cell.where, details=details))
        else:
            columns[key] = column
    _report_heads(sheet, grid, row, (columns, unknown), findings)
    missing = [entry for entry in sheet.fields if entry.needed and not _there(entry, columns)]
    return None if missing else Table(sheet=sheet, grid=grid, head=row, columns=columns)


def found_form(sheet: Sheet, grid: Grid) -> Form:
    """Return where the entries of a form stand."""
    heads = _slot_heads(sheet)
    labels = {
        at: heads[plain(cell.text)]
        for at, cell in sorted(grid.cells.items())
        if plain(cell.text) in heads and cell.kind == "text"
    }
    column = min((at[1] for at in labels), default=1)
    entry = _column_of(grid, ENTRY, column + 1)
    unit = _column_of(grid, UNIT, entry + 1)
    places: dict[str, tuple[int, int]] = {}
    for (row, at), key in labels.items():
        if at == column:
            places.setdefault(key, (row, entry))
            places.setdefault(f"{key}:unit", (row, unit))
    return Form(sheet=sheet, grid=grid, places=places)


def _report_heads(
    sheet: Sheet,
    grid: Grid,
    row: int,
    heads: tuple[dict[str, int], list[int]],
    findings: list[Finding],
) -> None:
    """Report heads that are missing, and columns with content under a head that is not known."""
    columns, unknown = heads
    texts = [grid.cell(row, column).text for column in unknown]
    for entry in sheet.fields:
        if entry.needed and not _there(entry, columns):
            wanted = {"en": entry.label.en, "zh": entry.label.zh}
            near = tuple(get_close_matches(entry.label.zh, texts, n=3, cutoff=0.4))
            where = grid.place(max(row, 1), 1)
            details = {"head": wanted, "sheet": grid.name}
            findings.append(Finding(code="CP-XLS-011", where=where, details=details, near=near))
    used = {column for at_row, column in grid.cells if at_row > row}
    for column in unknown:
        if column in used:
            cell = grid.cell(row, column)
            details = {"found": cell.text}
            findings.append(
                Finding(code="CP-XLS-013", where=cell.where, details=details, severity="warning")
            )


def _slot_heads(sheet: Sheet) -> dict[str, str]:
    """Return head as people may have left it → slot; units of a form have none of their own."""
    heads: dict[str, str] = {}
    for slot in sheet.slots:
        if sheet.form and slot.part == "unit":
            continue
        zh, en = plain(slot.label.zh), plain(slot.label.en)
        for text in (zh + en, en + zh, zh, en):
            heads.setdefault(text, slot.key)
    return heads


def _head_row(grid: Grid, heads: Mapping[str, str]) -> int:
    """Return the row with the most known heads."""
    counts: dict[int, int] = {}
    for (row, column), cell in grid.cells.items():
        if row <= _HEAD_ROWS and column <= _HEAD_COLUMNS and plain(cell.text) in heads:
            counts[row] = counts.get(row, 0) + 1
    return max(counts, key=lambda row: (counts[row], -row), default=0)


def _fits(sheet: Sheet, grid: Grid) -> bool:
    heads = _slot_heads(sheet)
    row = _head_row(grid, heads)
    there = {heads.get(plain(grid.cell(row, c).text)) for c in range(1, _HEAD_COLUMNS + 1)}
    needed = [entry for entry in sheet.fields if entry.needed]
    return len(there) > _LEAST and all(_there(entry, there) for entry in needed)


def _there(entry: Field, keys: Container[str | None]) -> bool:
    """Tell whether the column of an entry was found; a unit without its number is none."""
    if entry.kind == "label":
        return any(slot.key in keys for slot in entry.slots)
    return entry.slots[0].key in keys


def _column_of(grid: Grid, head: Text, default: int) -> int:
    """Return the column under a head of a form, or where it stands in a fresh workbook."""
    names = {plain(head.zh + head.en), plain(head.en + head.zh), plain(head.zh), plain(head.en)}
    for (row, column), cell in sorted(grid.cells.items()):
        if row <= _HEAD_ROWS and plain(cell.text) in names:
            return column
    return default


def _sheet_name(text: str) -> str:
    return _NUMBERED.sub("", plain(text))
