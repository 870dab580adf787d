"""Forms and tables of the workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cellprint.formats.workbook.layout import Field, Sheet, Slot, both
from cellprint.formats.workbook.lists import FIRST_ROW, Lists
from cellprint.formats.workbook.styles import Styles
from cellprint.i18n import Lang
from cellprint.model.inventory import Text

ITEM, ENTRY, UNIT, HELP = (
    Text(en="Item", zh="项目"),
    Text(en="Entry", zh="填写"),
    Text(en="Unit", zh="单位"),
    Text(en="Explanation", zh="说明"),
)
_OPEN = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}
_WIDTHS = {"note": 36, "source": 24, "text": 18, "product": 46, "carrier": 40, "mode": 40}
_NUMBER = Text(
    en="A number is expected here; other texts are only right as formulas that begin with =.",
    zh="此处应填数字；只有以 = 开头的公式文本例外。",
)
_DAY = Text(en="A date, for example 2024-01-01.", zh="请填写日期，例如 2024-01-01。")
_CHOICE = Text(en="Please choose from the list.", zh="请从列表中选择。")
_LARGEST = 1e15


def write_table(
    page: Worksheet,
    sheet: Sheet,
    rows: Sequence[Mapping[str, Any]],
    *,
    styles: Styles,
    lists: Lists,
    lang: Lang,
) -> None:
    """Write a table: heads on the third row, then its rows and as many empty ones as prepared."""
    _begin(page, sheet, styles, lang)
    page.set_row(FIRST_ROW - 1, 48)
    page.freeze_panes(FIRST_ROW, 1)
    count = max(sheet.rows, len(rows) + 10)
    column = 0
    for entry in sheet.fields:
        for slot in entry.slots:
            _head(page, FIRST_ROW - 1, column, entry, slot, styles=styles, lang=lang)
            page.set_column(column, column, _width(entry, slot))
            _column(page, column, entry, slot, rows, count, styles, lang)
            if entry.kind != "rowkey":
                last = FIRST_ROW + count - 1
                _validate(page, (FIRST_ROW, column, last, column), entry, slot, lists, lang)
            column += 1


def write_form(
    page: Worksheet,
    sheet: Sheet,
    rows: Sequence[Mapping[str, Any]],
    *,
    styles: Styles,
    lists: Lists,
    lang: Lang,
) -> None:
    """Write a form: one line for each entry, with its unit beside it."""
    _begin(page, sheet, styles, lang)
    row = rows[0] if rows else {}
    for column, (head, width) in enumerate(((ITEM, 40), (ENTRY, 36), (UNIT, 20), (HELP, 60))):
        page.write_string(FIRST_ROW - 1, column, both(head, lang), styles.head)
        page.set_column(column, column, width)
    page.set_row(FIRST_ROW - 1, 32)
    page.freeze_panes(FIRST_ROW, 1)
    line = FIRST_ROW
    for entry in sheet.fields:
        for slot in entry.slots:
            unit = slot.part == "unit"
            at = (line - 1, 2) if unit else (line, 1)
            if not unit:
                _label(page, line, entry, slot, styles=styles, lang=lang)
                line += 1
            style = styles.entry(entry.kind, part=slot.part, needed=_marked(entry, slot, lang))
            _put(page, *at, row.get(slot.key), style)
            _validate(page, (*at, *at), entry, slot, lists, lang)


def _begin(page: Worksheet, sheet: Sheet, styles: Styles, lang: Lang) -> None:
    other: Lang = "en" if lang == "zh" else "zh"
    page.write_string(0, 0, f"{sheet.label.get(lang)}  {sheet.label.get(other)}", styles.title)
    page.write_string(1, 0, sheet.hint.get(lang), styles.line)
    page.set_row(1, 18)
    page.protect("", _OPEN)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(FIRST_ROW - 1)


def _label(
    page: Worksheet, line: int, entry: Field, slot: Slot, *, styles: Styles, lang: Lang
) -> None:
    needed = " *" if _marked(entry, slot, lang) else ""
    page.write_string(line, 0, both(slot.label, lang) + needed, styles.label)
    page.set_row(line, 30)
    text = entry.help.get(lang) if entry.help else ""
    page.write_string(line, 3, text, styles.hint)


def _head(
    page: Worksheet, row: int, column: int, entry: Field, slot: Slot, *, styles: Styles, lang: Lang
) -> None:
    needed = _marked(entry, slot, lang)
    style = styles.head_needed if needed else styles.head
    page.write_string(row, column, both(slot.label, lang) + (" *" if needed else ""), style)
    if entry.help and not slot.part:
        page.write_comment(row, column, entry.help.get(lang), {"author": "", "x_scale": 1.6})


def _column(
    page: Worksheet,
    column: int,
    entry: Field,
    slot: Slot,
    rows: Sequence[Mapping[str, Any]],
    count: int,
    styles: Styles,
    lang: Lang,
) -> None:
    """Write the cells of one column, the empty ones included."""
    style = styles.entry(entry.kind, part=slot.part, needed=_marked(entry, slot, lang))
    for number in range(count):
        if entry.kind == "rowkey":
            key = f"{entry.prefix}{number + 1}"
            page.write_string(FIRST_ROW + number, column, key, styles.key)
        else:
            value = rows[number].get(slot.key) if number < len(rows) else None
            _put(page, FIRST_ROW + number, column, value, style)


def _put(page: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    if value is None:
        page.write_blank(row, column, None, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, style)
    elif isinstance(value, float):
        page.write_number(row, column, value, style)
    else:
        page.write_string(row, column, value, style)


def _validate(
    page: Worksheet,
    area: tuple[int, int, int, int],
    entry: Field,
    slot: Slot,
    lists: Lists,
    lang: Lang,
) -> None:
    """Offer the choices of a cell, or say which kind of value it takes; nothing is forced."""
    source = lists.of(entry, slot)
    rule: dict[str, Any] = {"error_type": "information", "error_title": "cellprint"}
    if source:
        closed = bool(entry.choices)
        rule |= {"validate": "list", "source": source, "show_error": closed}
        rule["error_message"] = _message(_CHOICE, lang)
    elif entry.kind in ("quantity", "year") and not slot.part:
        rule |= {"validate": "decimal", "criteria": "between"}
        rule |= {"minimum": -_LARGEST, "maximum": _LARGEST}
        rule["error_message"] = _message(_NUMBER, lang)
    elif entry.kind == "date":
        rule |= {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
        rule["error_message"] = _message(_DAY, lang)
    else:
        return
    page.data_validation(*area, rule)


def _marked(entry: Field, slot: Slot, lang: Lang) -> bool:
    """Tell whether a cell is marked as needed; of a label the chosen language is."""
    return entry.needed and slot.part in ("", lang, "distribution")


def _message(text: Text, lang: Lang) -> str:
    return both(text, lang)[:255]


def _width(entry: Field, slot: Slot) -> int:
    if entry.kind == "rowkey":
        return 7
    if slot.part:
        return 16
    return _WIDTHS.get(entry.path, _WIDTHS.get(entry.kind, 16))
