"""The workbook of a study: locked but for its inputs, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from cellprint.formats.workbook.encode import Encoder
from cellprint.formats.workbook.guide import write_guide
from cellprint.formats.workbook.layout import Layout, Sheet, study_layout
from cellprint.formats.workbook.lists import Lists
from cellprint.formats.workbook.rows import Row, Rows, at, study_rows
from cellprint.formats.workbook.sheets import write_form, write_table
from cellprint.formats.workbook.styles import Styles
from cellprint.formats.workbook.vocabulary import Vocabulary
from cellprint.i18n import Lang

PROPERTY = "cellprint_workbook"
# The file names no day of its own: what is in it does.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(
    data: Mapping[str, Any], *, lang: Lang, vocabulary: Vocabulary, digest: str = ""
) -> bytes:
    """Return the workbook of a study in plain form (`study_data`), or of the beginning of one.

    Args:
        data: the study; entries that are not there stay empty cells.
        lang: the language that comes first.
        vocabulary: what the drop-downs offer.
        digest: of the study it is filled from, kept in the properties of the file.
    """
    return written_rows(
        study_layout(), study_rows(data), lang=lang, vocabulary=vocabulary, digest=digest
    )


def written_rows(
    layout: Layout, rows: Rows, *, lang: Lang, vocabulary: Vocabulary, digest: str = ""
) -> bytes:
    """Return a workbook with the rows of its sheets; the first is ready for a footprint."""
    encoder = Encoder(layout=layout, vocabulary=vocabulary, lang=lang)
    for row in rows.setdefault("verified", [{}]):
        row |= {"kind": "life_cycle", "boundary": "cradle_to_gate"}
    encoded = {
        sheet.id: _encoded(sheet, rows.get(sheet.id, []), encoder)
        for sheet in layout.sheets.values()
        if sheet.id != "sources"
    }
    # Sources are numbered while the other sheets are encoded, so theirs comes last.
    sources = [{"key": f"S{n}", **entry} for n, entry in enumerate(encoder.sources, start=1)]
    encoded["sources"] = _encoded(layout.sheets["sources"], sources, encoder)
    return _file(layout, encoded, encoder, digest)


def _encoded(sheet: Sheet, rows: Sequence[Row], encoder: Encoder) -> list[dict[str, Any]]:
    """Return the rows of a sheet as slot → cell."""
    return [
        {
            slot.key: cell
            for field in sheet.fields
            for slot, cell in zip(
                field.slots, encoder.cells(field, at(row, field.keys)), strict=True
            )
        }
        for row in rows
    ]


def _file(
    layout: Layout, encoded: Mapping[str, list[dict[str, Any]]], encoder: Encoder, digest: str
) -> bytes:
    buffer = BytesIO()
    book = Workbook(buffer, _OPTIONS)
    book.set_properties({"created": _CREATED, "title": "cellprint"})
    book.set_custom_property(PROPERTY, layout.version, "text")
    if digest:
        book.set_custom_property("cellprint_study", digest, "text")
    styles = Styles.of(book)
    guide = book.add_worksheet({"zh": "填写说明", "en": "Instructions"}[encoder.lang])
    pages = {
        sheet.id: book.add_worksheet(sheet.label.get(encoder.lang))
        for sheet in layout.sheets.values()
    }
    lists = Lists.written(book, layout, encoder)
    write_guide(guide, layout, styles, encoder.lang)
    for sheet in layout.sheets.values():
        put = write_form if sheet.form else write_table
        put(
            pages[sheet.id], sheet, encoded[sheet.id], styles=styles, lists=lists, lang=encoder.lang
        )
    book.close()
    return buffer.getvalue()
