"""A study of any kind of file: YAML, or a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, Finding
from cellprint.formats.study_yaml import Resolver, load_study
from cellprint.formats.workbook.magic import MAGIC_BYTES, is_workbook
from cellprint.model.parameters import Path as StudyPath
from cellprint.model.study import Study

if TYPE_CHECKING:
    from cellprint.formats.workbook.read import WorkbookReading

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedStudy:
    """A study of a YAML file or a workbook, with the place of each value and what was noticed."""

    study: Study
    places: Any
    findings: tuple[Finding, ...] = ()

    def where(self, path: StudyPath = ()) -> str:
        """Return `file:line` or `sheet!cell` of the value at a path of the study."""
        return str(self.places.where(path))


def open_study(path: Path, catalogue: Catalogue) -> OpenedStudy:
    """Return the study of a file; what kind of file it is shows in its first bytes.

    Raises:
        CP-XLS-027: a workbook that states a verified footprint only.
        CP-XLS-…, CP-STUDY-…, CP-UNIT-…, CP-YAML-…: everything that is wrong, gathered.
    """
    if not workbook_file(path):
        loaded = load_study(path)
        return OpenedStudy(study=loaded.study, places=loaded)
    # A spreadsheet library is loaded for workbooks only.
    from cellprint.app.workbooks import read_workbook_file  # noqa: PLC0415

    return _opened(read_workbook_file(path, catalogue), path.name)


def open_content(
    content: bytes, catalogue: Catalogue, *, name: str, resolver: Resolver
) -> OpenedStudy:
    """Return the study of a file that was sent; see `open_study`.

    `resolver` reads what a study is based on.
    """
    if not is_workbook(content[:MAGIC_BYTES]):
        loaded = load_study(content, name=name, resolver=resolver)
        return OpenedStudy(study=loaded.study, places=loaded)
    from cellprint.app.workbook_words import vocabulary  # noqa: PLC0415  (see above)
    from cellprint.formats.workbook.read import read_workbook  # noqa: PLC0415

    return _opened(read_workbook(content, name=name, vocabulary=vocabulary(catalogue)), name)


def _opened(reading: WorkbookReading, name: str) -> OpenedStudy:
    if reading.errors:
        raise BadInputError(*reading.errors)
    if reading.study is None:
        raise BadInputError.of("CP-XLS-027", where=name)
    return OpenedStudy(study=reading.study, places=reading, findings=reading.findings)


def workbook_file(path: Path) -> bool:
    """Tell whether a file is to be read as a workbook: by its content, or by its name."""
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        return True
    try:
        with path.open("rb") as handle:
            return is_workbook(handle.read(MAGIC_BYTES))
    except OSError:
        return False
