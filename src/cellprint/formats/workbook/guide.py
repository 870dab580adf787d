"""The first sheet: what the workbook is for and how it is filled in."""

from __future__ import annotations

from importlib import resources

import yaml
from xlsxwriter.worksheet import Worksheet

from cellprint.formats.workbook.layout import Layout
from cellprint.formats.workbook.styles import Styles
from cellprint.i18n import Lang


def write_guide(page: Worksheet, layout: Layout, styles: Styles, lang: Lang) -> None:
    """Write the instructions, in the chosen language first."""
    text = resources.files("cellprint.formats.workbook") / "guide.yaml"
    guide = yaml.safe_load(text.read_text(encoding="utf-8"))
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 120)
    page.hide_gridlines(2)
    page.protect()
    page.set_landscape()
    page.fit_to_pages(1, 0)
    row = 0
    for language in (lang, "en" if lang == "zh" else "zh"):
        page.write_string(row, 0, guide["title"][language], styles.title)
        row += 1
        for line in guide["lines"]:
            page.write_string(row, 1, line[language], styles.hint)
            page.set_row(row, 32)
            row += 1
        row += 1
    page.write_string(row, 0, layout.version, styles.key)
    for sheet in layout.sheets.values():
        row += 1
        name = sheet.label.get(lang)
        page.write_url(row, 0, f"internal:'{name}'!A1", styles.label, name)
        page.write_string(row, 1, sheet.hint.get(lang), styles.hint)
