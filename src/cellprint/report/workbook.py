"""The footprint as a workbook: the same numbers as the document, one sheet for each question.

Cells hold the document's numbers with all their digits and show three; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from cellprint.charts.reading import JsonObject
from cellprint.charts.words import unit_words
from cellprint.i18n import Lang, Translator, translator
from cellprint.model.terms import status_name
from cellprint.report.build import build_statement
from cellprint.report.statement import Statement

PART = "report"
# The file names no day of its own: what is in it does.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_DIGITS = 3
_WIDEST = 60
_WIDE = 0x2E7F  # the first letter that is as wide as two


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the document, as its decimal text; a share is shown in percent."""

    text: str
    share: bool = False

    @property
    def format(self) -> str:
        """Return the format that shows three significant digits."""
        value = Decimal(self.text) * (100 if self.share else 1)
        places = _DIGITS - 1 - value.adjusted() if value else 1
        decimals = "." + "0" * min(places, 12) if places > 0 else ""
        return f"#,##0{decimals}" + ("%" if self.share else "")


Json = Mapping[str, Any]
Cell = str | Number | None
Row = Sequence[Cell]


def render_workbook(document: JsonObject, *, lang: Lang) -> bytes:
    """Return the footprint document as a workbook; the same document gives the same bytes.

    Raises:
        CP-CHART-001 to CP-CHART-005: the document cannot be read, or does not add up.
    """
    _ = translator(lang, PART)
    statement = build_statement(document, lang=lang)  # reads and checks the document
    data: Json = dict(document)
    buffer = BytesIO()
    book = Workbook(buffer, _OPTIONS)
    book.set_properties({"created": _CREATED, "title": statement.name, "author": "cellprint"})
    pages = _Pages(book)
    pages.add(_("Carbon footprint"), (), _summary(data, statement, lang, _))
    for name, heads, rows in _tables(data, statement, lang, _):
        pages.add(name, heads, rows)
    book.close()
    return buffer.getvalue()


def _tables(
    data: Json, statement: Statement, lang: Lang, _: Translator
) -> Iterator[tuple[str, tuple[str, ...], Iterable[Row]]]:
    """Yield name, heads and rows of each sheet after the first."""
    unit = unit_words(data["total"]["unit"], lang)
    whole = unit_words(data["per_product"]["unit"], lang)
    heads: tuple[str, ...] = (_("Life-cycle stage"), _("Id"), unit, whole, _("Share"))
    yield _("Stages"), heads, _stages(data, lang)
    heads = (_("Branch"), _("Path"), whole, _("Share"), _("Amount"), _("Unit"), _("Place"))
    heads = (*heads, _("Status"), _("Source"), _("Page"))
    yield _("Largest items"), heads, _contributions(data, lang)
    heads = (_("Electricity method"), _("Id"), unit, _("Per kWh of capacity"), _("Difference"))
    yield _("Electricity"), (*heads, _("Status"), _("Reference")), _methods(data, lang, _)
    yield _("Data"), (_("Status"), _("Id"), _("Share")), _statuses(data, lang)
    heads = (_("Id"), _("Title"), _("Authors"), _("Year"), _("Document"), _("Licence"))
    yield _("Sources"), heads, _sources(statement)
    heads = (_("Findings"), _("Place"), _("Note"), _("How to mend it"))
    yield _("Findings"), heads, _findings(statement)


def _summary(document: Json, statement: Statement, lang: Lang, _: Translator) -> Iterator[Row]:
    """Yield the head numbers, what they are for, and how to compute them again."""
    yield (statement.name,)
    yield (_("Functional unit"), statement.functional_unit)
    yield ()
    names = (
        ("total", _("Carbon footprint")),
        ("per_kwh_capacity", _("Per kWh of capacity")),
        ("per_product", _("Whole product")),
    )
    for key, label in names:
        amount = document.get(key)
        if amount:
            yield label, Number(amount["value"]), unit_words(amount["unit"], lang)
    yield (_("Cells hold every digit of the result; pages and PDF show three."),)
    unverified = document.get("unverified_share")
    if unverified is not None:
        yield _("Unverified data"), Number(unverified, share=True)
    yield ()
    for notice in statement.notices:
        yield notice.title, notice.text
    for fact in (*statement.facts, *statement.recipe):
        yield fact.label, fact.value
    yield ()
    for left_out in statement.cut_offs:
        yield _("Cut off"), left_out.label, left_out.value


def _stages(document: Json, lang: Lang) -> Iterator[Row]:
    for stage in document["stages"]:
        numbers = (Number(stage["value"]), Number(stage["per_product"]))
        yield stage["name"][lang], stage["id"], *numbers, Number(stage["share"], share=True)


def _contributions(document: Json, lang: Lang) -> Iterator[Row]:
    for branch in document["contributions"]:
        yield from _branch(branch, (), lang)


def _branch(branch: Mapping[str, Any], above: tuple[str, ...], lang: Lang) -> Iterator[Row]:
    """Yield a branch and everything below it, indented by its depth."""
    path = (*above, branch["id"])
    amount = branch.get("amount")
    status = branch.get("status")
    yield (
        "  " * len(above) + branch["name"][lang],
        "/".join(path),
        Number(branch["value"]),
        Number(branch["share"], share=True),
        None if amount is None else Number(amount),
        branch.get("unit"),
        branch.get("location"),
        status_name(status, lang) if status else None,
        branch.get("source"),
        branch.get("page"),
    )
    for child in branch.get("children", ()):
        yield from _branch(child, path, lang)


def _methods(document: Json, lang: Lang, _: Translator) -> Iterator[Row]:
    for method in document.get("electricity_methods", ()):
        total, capacity = method.get("total"), method.get("per_kwh_capacity")
        difference = method.get("difference")
        name = method["name"][lang]
        yield (
            f"{name} ({_('counts here')})" if method.get("counts") else name,
            method["id"],
            None if total is None else Number(total),
            None if capacity is None else Number(capacity),
            None if difference is None else Number(difference, share=True),
            status_name(method["status"], lang) if method.get("status") else None,
            method.get("reference"),
        )


def _statuses(document: Json, lang: Lang) -> Iterator[Row]:
    for row in document.get("data", {}).get("by_status", ()):
        yield status_name(row["status"], lang), row["status"], Number(row["share"], share=True)


def _sources(statement: Statement) -> Iterator[Row]:
    for row in statement.sources:
        yield row.id, row.title, row.authors, row.year, row.document, row.licence


def _findings(statement: Statement) -> Iterator[Row]:
    for row in statement.findings:
        yield row.code, row.where, row.what, row.fix


class _Pages:
    """The sheets of one workbook, with the formats that they share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": "#2B5C9E"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.numbers: dict[str, Format] = {}

    def add(self, name: str, heads: Sequence[str], rows: Iterable[Row]) -> None:
        """Add a sheet; without heads its first row is its title."""
        page = self.book.add_worksheet(name)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        widths: dict[int, int] = {}
        for column, head in enumerate(heads):
            page.write_string(0, column, head, self.head)
            widths[column] = len(head) + 4
        first = 1 if heads else 0
        for number, row in enumerate(rows, start=first):
            for column, cell in enumerate(row):
                style = self.title if number == 0 else None
                wanted = self._put(page, number, column, cell, style)
                widths[column] = max(widths.get(column, 8), wanted)
        for column, width in widths.items():
            page.set_column(column, column, min(width, _WIDEST))
        if heads:
            page.freeze_panes(1, 1)
            page.repeat_rows(0)

    def _put(self, page: Any, row: int, column: int, cell: Cell, style: Format | None) -> int:
        """Write a cell; return the width that it wants."""
        if isinstance(cell, Number):
            if cell.format not in self.numbers:
                self.numbers[cell.format] = self.book.add_format({"num_format": cell.format})
            page.write_number(row, column, float(cell.text), self.numbers[cell.format])
            return 14
        if cell:
            page.write_string(row, column, cell, style)
        # Chinese letters are about twice as wide as Latin ones.
        return 0 if style else sum(2 if ord(one) > _WIDE else 1 for one in cell or "") + 2
