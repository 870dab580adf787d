"""Tables as CSV inside a page: a link that needs no server and no script."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from urllib.parse import quote

Cell = str | Decimal
# Spreadsheets run a cell that starts with one of these; such text is written as text.
_FORMULA = ("=", "+", "-", "@")


def csv_link(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a `data:` address of the table as UTF-8 CSV with exact numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
    # The mark at the start makes spreadsheets read the file as UTF-8.
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + out.getvalue(), safe="")


def _cell(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
