"""The layout of Brightway's Excel importer: blocks that begin with their name in column A.

`Database`, `Project parameters`, `Database parameters`, then `Activity` with fields, `Parameters`
and `Exchanges`. A sheet whose first cell is empty or says *skip* is left out; *cutoff* with a
number limits the columns. Source: documentation of the Excel importer of bw2io.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cellprint.errors import BadInputError
from cellprint.formats.brightway.sheets import SheetRow
from cellprint.model.loss_report import LossReport

_UNKNOWN = "(unknown)"
_HEADS = ("activity", "database", "project parameters", "database parameters")


@dataclass(slots=True)
class Table:
    """Rows under a row of labels: label → text, without empty cells."""

    rows: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@dataclass(slots=True)
class Activity:
    """An activity as it stands: fields, parameters with their group, exchanges."""

    where: str
    name: str
    fields: dict[str, str] = field(default_factory=dict)
    group: str = ""
    parameters: Table = field(default_factory=Table)
    exchanges: Table = field(default_factory=Table)


@dataclass(slots=True)
class Workbook:
    """All blocks of a workbook."""

    database: str = ""
    about: dict[str, str] = field(default_factory=dict)
    project: Table = field(default_factory=Table)
    shared: Table = field(default_factory=Table)
    activities: list[Activity] = field(default_factory=list)


def read_blocks(sheets: Iterable[list[SheetRow]], report: LossReport) -> Workbook:
    """Return the blocks of all sheets.

    Raises:
        CP-FMT-023: columns without labels.
    """
    book = Workbook()
    for rows in sheets:
        if not rows:
            continue
        first = rows[0].cell(0).casefold()
        if first in ("", "skip"):
            report.add("CP-FMT-030", "note", path="sheet that is to be skipped", action="not read")
            continue
        cut = rows[0].cell(1) if first == "cutoff" else ""
        columns = int(cut) if cut.isdigit() and len(cut) < 6 else None  # noqa: PLR2004  (a column)
        _Sheet(book, [SheetRow(row.where, row.cells[:columns]) for row in rows], report).read()
    return book


class _Sheet:
    """Walks down one sheet."""

    def __init__(self, book: Workbook, rows: list[SheetRow], report: LossReport) -> None:
        self.book = book
        self.rows = rows
        self.report = report
        self.at = 0

    def read(self) -> None:
        while self.at < len(self.rows):
            row = self.rows[self.at]
            head = row.cell(0).casefold()
            self.at += 1
            if head == "database" and row.cell(1):
                self.book.database = self.book.database or row.cell(1)
                self.book.about |= self.fields()
            elif head == "project parameters":
                self.table(self.book.project)
            elif head == "database parameters":
                self.table(self.book.shared)
            elif head == "activity" and row.cell(1):
                self.activity(Activity(row.where, row.cell(1)))
            elif any(row.cells) and head != "cutoff":
                self.report.add(
                    "CP-FMT-030", "loss", path="row outside blocks", action="not read", value=head
                )

    def activity(self, activity: Activity) -> None:
        """Read the parts of an activity; empty rows between them mean nothing."""
        self.book.activities.append(activity)
        while self.at < len(self.rows):
            row = self.rows[self.at]
            head = row.cell(0).casefold()
            if head in _HEADS:
                return
            self.at += 1
            if head == "parameters":
                activity.group = row.cell(1)
                self.table(activity.parameters)
            elif head == "exchanges":
                self.table(activity.exchanges)
            elif row.cell(0) and _stated(row.cell(1)):
                activity.fields.setdefault(row.cell(0), row.cell(1))

    def fields(self) -> dict[str, str]:
        """Return names and values down to an empty row."""
        found: dict[str, str] = {}
        while self.at < len(self.rows) and any(self.rows[self.at].cells):
            row = self.rows[self.at]
            if row.cell(0).casefold() in _HEADS:
                break
            self.at += 1
            if row.cell(0) and _stated(row.cell(1)):
                found.setdefault(row.cell(0), row.cell(1))
        return found

    def table(self, table: Table) -> None:
        """Read labels and the rows under them, down to an empty row or the next block."""
        while self.at < len(self.rows) and not any(self.rows[self.at].cells):
            self.at += 1
        if self.at == len(self.rows) or self.rows[self.at].cell(0).casefold() in _HEADS:
            return
        labels = self.rows[self.at]
        self.at += 1
        if not all(labels.cells):
            raise BadInputError.of(
                "CP-FMT-023", where=labels.where, problem="a column has no label"
            )
        while self.at < len(self.rows) and any(self.rows[self.at].cells):
            row = self.rows[self.at]
            if row.cell(0).casefold() in (*_HEADS, "exchanges", "parameters"):
                break
            self.at += 1
            lost = sum(1 for cell in row.cells[len(labels.cells) :] if cell)
            if lost:
                self.report.add(
                    "CP-FMT-030", "loss", path="cell without label", action="dropped", count=lost
                )
            pairs = zip(labels.cells, row.cells, strict=False)
            table.rows.append((row.where, {name: text for name, text in pairs if _stated(text)}))


def _stated(text: str) -> bool:
    return bool(text) and text.casefold() != _UNKNOWN
