"""The user's own workbook, given back with the cells in question marked and listed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties

from cellprint.errors import Finding
from cellprint.i18n import Lang, translator

SHEETS = {"en": "Findings", "zh": "问题清单"}
AUTHOR = "cellprint"
_RED, _AMBER, _HEAD = "FFFFC7CE", "FFFFE699", "FF2B5C9E"
_BREAK = "\n———\n"
_WIDTHS = (6, 10, 24, 10, 14, 60, 60)
_HIDDEN = "H"  # keeps the colour that a marked cell had, so that the next marking can give it back
_DRAWN = ("xl/media/", "xl/charts/", "xl/drawings/drawing", "xl/embeddings/", "xl/pivotTables/")
_LONGEST_COMMENT = 2_000


def marked_workbook(content: bytes, findings: Sequence[Finding], *, lang: Lang) -> bytes:
    """Return the workbook with every finding as colour and comment, and all of them on one sheet.

    What the user entered, formats, column widths and formulas stay. Marks of an earlier run are
    taken back first. Pictures and charts cannot be carried over; the list says so.
    """
    book = load_workbook(BytesIO(content), rich_text=True)
    _unmark(book)
    listed = [*findings, *_lost(content)]
    targets = [_target(book, finding) for finding in listed]
    colours = _marked(listed, targets, lang)
    _list(book, listed, targets, colours, lang)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _target(book: Any, finding: Finding) -> Any:
    """Return the cell that a finding is about; None where it is about no cell of the workbook."""
    name, sign, place = finding.where.rpartition("!")
    if not sign or name not in book.sheetnames or not place.isalnum():
        return None
    cell = book[name][place]
    if not isinstance(cell, MergedCell):
        return cell
    areas = book[name].merged_cells.ranges
    area = next((area for area in areas if cell.coordinate in area), None)
    return book[name].cell(area.min_row, area.min_col) if area else None


def _marked(findings: Sequence[Finding], targets: Sequence[Any], lang: Lang) -> list[str]:
    """Colour and comment the cells; return the colour that each of them had."""
    colours: list[str] = []
    own: dict[int, str] = {}
    for finding, cell in zip(findings, targets, strict=True):
        if cell is None:
            colours.append("")
            continue
        if id(cell) not in own:
            own[id(cell)] = _colour(cell)
        colours.append(own[id(cell)])
        if finding.severity == "error" or _colour(cell) != _RED:
            colour = _RED if finding.severity == "error" else _AMBER
            cell.fill = PatternFill("solid", start_color=colour)
        _comment(cell, f"{finding.code}: {finding.what(lang)}\n{finding.fix(lang)}")
    return colours


def _comment(cell: Any, text: str) -> None:
    """Put a text before whatever comment the cell has."""
    old = cell.comment
    if old is not None:
        ours = old.author == AUTHOR
        text = f"{old.text}\n{text}" if ours else f"{text}{_BREAK}{old.text}"
    cell.comment = Comment(text[:_LONGEST_COMMENT], AUTHOR, height=140, width=360)


def _list(
    book: Any,
    findings: Sequence[Finding],
    targets: Sequence[Any],
    colours: Sequence[str],
    lang: Lang,
) -> None:
    """Write the list of findings as the first sheet."""
    _ = translator(lang, "formats")
    page = book.create_sheet(SHEETS[lang], 0)
    heads = (
        _("No."),
        _("Kind"),
        _("Sheet"),
        _("Cell"),
        _("Code"),
        _("Problem"),
        _("How to mend it"),
    )
    page.append(heads)
    for cell in page[1]:
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", start_color=_HEAD)
    kinds = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    rows = zip(findings, targets, colours, strict=True)
    for number, (finding, cell, colour) in enumerate(rows, start=1):
        sheet, place = (cell.parent.title, cell.coordinate) if cell is not None else ("", "")
        texts = (kinds[finding.severity], sheet, place, finding.code)
        page.append((number, *texts, finding.what(lang), finding.fix(lang), colour))
        for written in page[number + 1][1:7]:
            # A text that begins with = is a text here, whatever the user's cell says.
            written.data_type = "s" if written.value else "n"
            written.alignment = Alignment(wrap_text=True, vertical="top")
        if cell is not None:
            page.cell(number + 1, 4).hyperlink = f"#'{sheet}'!{place}"
    for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.column_dimensions[_HIDDEN].hidden = True
    page.freeze_panes = "A2"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is page


def _unmark(book: Any) -> None:
    """Take back the marks of an earlier run, found by the list that it left."""
    for name in SHEETS.values():
        if name not in book.sheetnames:
            continue
        for row in book[name].iter_rows(min_row=2, values_only=True):
            if len(row) >= len(_WIDTHS) + 1 and row[2] in book.sheetnames and row[3]:
                _unmarked(book[row[2]], str(row[3]), str(row[7] or ""))
        del book[name]


def _unmarked(sheet: Any, place: str, colour: str) -> None:
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        return
    cell.fill = PatternFill("solid", start_color=colour) if colour else PatternFill()
    if cell.comment is not None and cell.comment.author == AUTHOR:
        _, broken, old = cell.comment.text.partition(_BREAK)
        cell.comment = Comment(old, "") if broken else None


def _colour(cell: Any) -> str:
    """Return the plain colour a cell is filled with; empty where it has none."""
    fill = cell.fill
    rgb = fill.start_color.rgb if fill.fill_type == "solid" else ""
    return rgb if isinstance(rgb, str) else ""


def _lost(content: bytes) -> Iterable[Finding]:
    """Yield a warning where the workbook has drawings, which the marked copy leaves out."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        if any(name.startswith(_DRAWN) for name in package.namelist()):
            yield Finding(code="CP-XLS-029", where="xl", severity="warning")
