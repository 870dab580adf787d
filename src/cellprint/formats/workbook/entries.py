"""The rows that people filled in, read entry by entry from the tables and forms that were found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cellprint.formats.workbook.decode import Decoder
from cellprint.formats.workbook.grid import At, Grid, RawCell
from cellprint.formats.workbook.layout import Field
from cellprint.formats.workbook.locate import Form, Table

Keys = tuple[str, ...]
# Cells that say the same for every row that they are merged over; an amount does not.
_SPREADING = {"part", "carries", "choice", "source", "place", "text", "product", "carrier", "mode"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """One row: its entries as nested data, and the cell of each entry, the empty ones included."""

    data: dict[str, Any]
    places: Mapping[Keys, str]
    where: str

    def place(self, *keys: str) -> str:
        """Return the cell of an entry."""
        return self.places.get(keys, self.where)


def table_rows(table: Table, decoder: Decoder) -> Iterator[ReadRow]:
    """Yield the rows of a table that have something in them."""
    spread = _spread(table, decoder)
    own = {
        table.columns[slot.key]
        for entry in table.sheet.fields
        if entry.kind != "rowkey"
        for slot in entry.slots
        if slot.key in table.columns
    }
    used = {row for row, column in table.grid.cells if row > table.head and column in own}
    for row in sorted(used):
        cells = {
            key: spread.get((row, column)) or table.grid.cell(row, column)
            for key, column in table.columns.items()
        }
        if row in table.grid.hidden:
            decoder.note("CP-XLS-023", table.grid.place(row, 1), row=row)
        yield _read(table.sheet.fields, cells, table.grid, decoder, table.grid.place(row, 1))


def form_row(form: Form, decoder: Decoder) -> ReadRow:
    """Return the one row that a form is."""
    cells = {key: form.grid.cell(*at) for key, at in form.places.items()}
    return _read(form.sheet.fields, cells, form.grid, decoder, form.grid.place(1, 1))


def _read(
    fields: tuple[Field, ...],
    cells: Mapping[str, RawCell],
    grid: Grid,
    decoder: Decoder,
    where: str,
) -> ReadRow:
    data: dict[str, Any] = {}
    places: dict[Keys, str] = {}
    for entry in fields:
        there = [cells.get(slot.key) for slot in entry.slots]
        first = next((cell for cell in there if cell is not None), None)
        if first is None:
            continue
        absent = RawCell(kind="blank", where=first.where)
        found = [cell or absent for cell in there]
        shown = next((cell for cell in found if not cell.blank), first)
        places[entry.keys] = found[0].where if entry.kind == "quantity" else shown.where
        value = decoder.value(entry, found, grid)
        if value is not None:
            _set(data, entry.keys, value)
    return ReadRow(data=data, places=places, where=where)


def missing(
    row: ReadRow, fields: tuple[Field, ...], decoder: Decoder, *, form: bool = False
) -> None:
    """Report the entries that a row, or a form, cannot be without; a cell is reported once."""
    reported = {finding.where for finding in decoder.findings if finding.severity == "error"}
    for entry in fields:
        where = row.place(*entry.keys)
        if entry.needed and not _has(row.data, entry.keys) and where not in reported:
            head = {"en": entry.label.en, "zh": entry.label.zh}
            decoder.report("CP-XLS-030" if form else "CP-XLS-021", where, head=head)


def _spread(table: Table, decoder: Decoder) -> dict[At, RawCell]:
    """Return the cells below a merged one, with its value; report amounts over several rows."""
    kinds = {
        table.columns[slot.key]: entry.kind
        for entry in table.sheet.fields
        for slot in entry.slots
        if slot.key in table.columns
    }
    spread: dict[At, RawCell] = {}
    last = table.grid.last_row
    for top, column, bottom, _ in table.grid.merged:
        cell = table.grid.cell(top, column)
        if top <= table.head or top == bottom or cell.blank or column not in kinds:
            continue
        if kinds[column] not in _SPREADING:
            decoder.report("CP-XLS-020", cell.where, first=top, last=bottom)
            continue
        spread |= {(row, column): cell for row in range(top + 1, min(bottom, last) + 1)}
    return spread


def _set(data: dict[str, Any], keys: Keys, value: Any) -> None:
    for key in keys[:-1]:
        data = data.setdefault(key, {})
    data[keys[-1]] = value


def _has(data: Mapping[str, Any], keys: Keys) -> bool:
    value: Any = data
    for key in keys:
        if not isinstance(value, Mapping) or key not in value:
            return False
        value = value[key]
    return True
