"""A filled-in workbook, read: a study, or what stands in its way, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.formats.workbook.assemble import Assembly
from cellprint.formats.workbook.decode import Decoder
from cellprint.formats.workbook.entries import ReadRow, form_row, missing, table_rows
from cellprint.formats.workbook.grid import Book, Grid, read_book
from cellprint.formats.workbook.layout import Layout, Sheet, study_layout
from cellprint.formats.workbook.locate import found_form, found_sheets, found_table
from cellprint.formats.workbook.package import checked_package
from cellprint.formats.workbook.vocabulary import Vocabulary, plain
from cellprint.formats.workbook.write import PROPERTY
from cellprint.model.study import STUDY_VERSION, Study
from cellprint.model.study_check import checked_study
from cellprint.model.study_merge import Path, StudyDocument
from cellprint.model.study_supply import SupplierFootprint

_MAIN = "battery"
_FORMS = (_MAIN, "product")  # forms that have to be filled in
# Entries of the first sheet that a fresh workbook has filled in already.
_PREFILLED = {"kind", "boundary", "product"}
# A study around a footprint, so that the footprint is checked as one of a study is.
_AROUND: dict[str, Any] = {
    "cellprint": STUDY_VERSION,
    "id": "verified",
    "name": "verified",
    "period": {"from": "2000-01-01", "to": "2000-01-02"},
    "plant": {"name": "verified", "location": "GLO"},
    "battery": {"category": "ev", "chemistry": "-", "capacity": "1 kWh", "mass": "1 kg"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookReading:
    """What a workbook states.

    Attributes:
        study: the study; None where there is none, or where a finding is an error.
        footprint: the verified footprint of the first sheet, if it was filled in.
        document: data and cells of the study.
        findings: everything found, errors and warnings; `where` is `sheet!cell`.
    """

    study: Study | None
    footprint: SupplierFootprint | None
    document: StudyDocument
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that leave no result."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    def where(self, path: Path = ()) -> str:
        """Return `sheet!cell` of the value at a path of the study."""
        return self.document.where(path)


def read_workbook(content: bytes, *, name: str, vocabulary: Vocabulary) -> WorkbookReading:
    """Return what a study workbook states, with a finding for every cell that cannot be read.

    Args:
        content: the file.
        name: what errors about the whole file call it.
        vocabulary: names that the drop-downs offered.

    Raises:
        CP-XLS-001 to CP-XLS-007: the file is no workbook that may be opened.
        CP-XLS-008, CP-XLS-009: it is not a study workbook, or of a version not known here.
    """
    checked_package(content, name=name)
    book = read_book(content, name=name)
    layout = study_layout()
    opened = opened_sheets(layout, book, _MAIN, vocabulary=vocabulary, name=name)
    grids, decoder, verified = opened.grids, opened.decoder, opened.verified
    if verified is not None and not _begun(layout, grids):
        return footprint_only(verified, decoder)
    return _study(layout, grids, decoder, verified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A workbook with its sheets found, its sources read and its first sheet, if filled in."""

    grids: dict[str, Grid]
    decoder: Decoder
    verified: ReadRow | None


def opened_sheets(
    layout: Layout, book: Book, main: str, *, vocabulary: Vocabulary, name: str
) -> Opened:
    """Return the sheets of a workbook of a layout.

    Raises:
        CP-XLS-008: the main sheet is not there.
        CP-XLS-009: the workbook names another version.
    """
    grids = found_sheets(layout, book.grids)
    _require_known(book, grids, layout, name, main)
    decoder = Decoder(layout=layout, vocabulary=vocabulary)
    decoder.sources = _sources(layout, grids, decoder)
    return Opened(grids=grids, decoder=decoder, verified=_verified(layout, grids, decoder))


def _require_known(
    book: Book, grids: dict[str, Grid], layout: Layout, name: str, main: str
) -> None:
    version = book.properties.get(PROPERTY, layout.version)
    if version != layout.version:
        raise BadInputError.of("CP-XLS-009", where=name, found=version, expected=layout.version)
    if main not in grids:
        sheet = layout.sheets[main].label
        wanted = {"en": sheet.en, "zh": sheet.zh}
        raise BadInputError.of("CP-XLS-008", where=name, sheet=wanted)


def _study(
    layout: Layout, grids: dict[str, Grid], decoder: Decoder, verified: ReadRow | None
) -> WorkbookReading:
    rows = {
        sheet.id: sheet_rows(sheet, grids.get(sheet.id), decoder)
        for sheet in layout.sheets.values()
        if sheet.id not in ("verified", "sources")
    }
    document = Assembly(decoder).study(rows)
    if verified is not None:
        decoder.note("CP-XLS-026", verified.where)
    study: Study | None = None
    refused: tuple[Finding, ...] = ()
    try:
        study = checked_study(document)
    except CellprintError as error:
        refused = _others(error.findings, decoder, document)
    findings = (*decoder.findings, *refused)
    broken = any(finding.severity == "error" for finding in findings)
    return WorkbookReading(
        study=None if broken else study, footprint=None, document=document, findings=findings
    )


def sheet_rows(sheet: Sheet, grid: Grid | None, decoder: Decoder) -> list[ReadRow]:
    """Return the rows of a sheet; a sheet that was taken out has none."""
    if grid is None:
        return []
    if sheet.form:
        row = form_row(found_form(sheet, grid), decoder)
        if sheet.id in _FORMS:
            missing(row, sheet.fields, decoder, form=True)
        return [row]
    table = found_table(sheet, grid, decoder.findings)
    if table is None:
        return []
    found = list(table_rows(table, decoder))
    for row in found:
        missing(row, sheet.fields, decoder)
    return found


def _sources(layout: Layout, grids: dict[str, Grid], decoder: Decoder) -> dict[str, Any]:
    """Return key → source of the sheet of sources."""
    sources: dict[str, Any] = {}
    for row in sheet_rows(layout.sheets["sources"], grids.get("sources"), decoder):
        key = row.data.pop("key", None)
        if key is not None and plain(key) in sources:
            decoder.report("CP-XLS-025", row.place("key"), found=key)
        elif key is not None and "document" in row.data:
            sources[plain(key)] = row.data
    return sources


def _verified(layout: Layout, grids: dict[str, Grid], decoder: Decoder) -> ReadRow | None:
    """Return the first sheet, if somebody filled it in."""
    if "verified" not in grids:
        return None
    row = form_row(found_form(layout.sheets["verified"], grids["verified"]), decoder)
    return row if set(row.data) - _PREFILLED else None


def _begun(layout: Layout, grids: dict[str, Grid]) -> bool:
    """Tell whether the study itself was begun: it has an identifier, a title or a period."""
    form = found_form(layout.sheets[_MAIN], grids[_MAIN])
    names = ("id", "name:zh", "name:en", "period.from", "period.to")
    return any(not form.grid.cell(*form.places[key]).blank for key in names if key in form.places)


def footprint_only(row: ReadRow, decoder: Decoder) -> WorkbookReading:
    """Return the verified footprint of the first sheet, checked as one of a study is."""
    sheet = study_layout().sheets["verified"]
    missing(row, sheet.fields, decoder, form=True)
    at = ("supplier_footprints", 0)
    places: dict[Path, str] = {(): row.where, at: row.where}
    places |= {(*at, *keys): where for keys, where in row.places.items()}
    document = StudyDocument(data={**_AROUND, "supplier_footprints": [row.data]}, places=places)
    footprint: SupplierFootprint | None = None
    refused: tuple[Finding, ...] = ()
    try:
        footprint = checked_study(document).supplier_footprints[0]
    except CellprintError as error:
        refused = _others(error.findings, decoder, document)
    findings = (*decoder.findings, *refused)
    broken = any(finding.severity == "error" for finding in findings)
    return WorkbookReading(
        study=None,
        footprint=None if broken else footprint,
        document=document,
        findings=findings,
    )


def _others(
    found: tuple[Finding, ...], decoder: Decoder, document: StudyDocument
) -> tuple[Finding, ...]:
    """Return what the model refuses, without what the cells were reported for already."""
    reported = {finding.where for finding in decoder.findings if finding.severity == "error"}
    if reported:
        # What is missing as a whole follows from cells that were reported one by one.
        reported |= {document.where(())}
    return tuple(finding for finding in found if finding.where not in reported)
