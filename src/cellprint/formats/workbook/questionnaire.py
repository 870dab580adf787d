"""The supplier questionnaire, read: a verified footprint, or the inventory of one product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cellprint.errors import Finding
from cellprint.formats.workbook.entries import ReadRow
from cellprint.formats.workbook.grid import Book, read_book
from cellprint.formats.workbook.layout import supplier_layout
from cellprint.formats.workbook.locate import found_form, found_sheets
from cellprint.formats.workbook.package import checked_package
from cellprint.formats.workbook.read import footprint_only, opened_sheets, sheet_rows
from cellprint.formats.workbook.vocabulary import Vocabulary
from cellprint.formats.workbook.write import PROPERTY
from cellprint.model.study_supply import SupplierFootprint

MAIN = "product"
TABLES = ("materials", "energy", "emissions", "logistics")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireReading:
    """What a supplier states.

    Attributes:
        footprint: the verified footprint of the first sheet, if that is all.
        product: the form of product and plant; None beside a footprint alone.
        rows: table → rows, totals of the period.
        findings: everything found, errors and warnings; `where` is `sheet!cell`.
    """

    footprint: SupplierFootprint | None
    product: ReadRow | None
    rows: Mapping[str, Sequence[ReadRow]]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that leave no result."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def is_questionnaire(book: Book) -> bool:
    """Tell whether a workbook is a supplier questionnaire: by its property, else by its sheets."""
    stated = book.properties.get(PROPERTY)
    if stated is not None:
        return stated.startswith("supplier-workbook/")
    return MAIN in found_sheets(supplier_layout(), book.grids)


def opened_book(content: bytes, *, name: str) -> Book:
    """Return the cells of a file.

    Raises:
        CP-XLS-001 to CP-XLS-007: the file is no workbook that may be opened.
    """
    checked_package(content, name=name)
    return read_book(content, name=name)


def read_questionnaire(book: Book, *, name: str, vocabulary: Vocabulary) -> QuestionnaireReading:
    """Return what a questionnaire states, with a finding for every cell that cannot be read.

    Raises:
        CP-XLS-008, CP-XLS-009: it is no questionnaire, or of a version not known here.
    """
    layout = supplier_layout()
    opened = opened_sheets(layout, book, MAIN, vocabulary=vocabulary, name=name)
    decoder = opened.decoder
    form = found_form(layout.sheets[MAIN], opened.grids[MAIN])
    begun = any(
        not form.grid.cell(*form.places[key]).blank
        for key in ("company", "plant", "amount", "from", "to")
        if key in form.places
    )
    if opened.verified is not None and not begun:
        alone = footprint_only(opened.verified, decoder)
        return QuestionnaireReading(
            footprint=alone.footprint, product=None, rows={}, findings=alone.findings
        )
    (product,) = sheet_rows(layout.sheets[MAIN], opened.grids[MAIN], decoder)
    rows = {
        name: sheet_rows(layout.sheets[name], opened.grids.get(name), decoder) for name in TABLES
    }
    if opened.verified is not None:
        decoder.note("CP-XLS-026", opened.verified.where)
    return QuestionnaireReading(
        footprint=None, product=product, rows=rows, findings=tuple(decoder.findings)
    )
