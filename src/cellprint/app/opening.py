"""A study of any kind of file: YAML, or a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, Finding
from cellprint.formats.study_yaml import load_study
from cellprint.formats.workbook.magic import is_workbook
from cellprint.model.parameters import Path as StudyPath
from cellprint.model.study import Study

_HEAD = 8  # bytes that tell one kind of file from another


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

    reading = read_workbook_file(path, catalogue)
    if reading.errors:
        raise BadInputError(*reading.errors)
    if reading.study is None:
        raise BadInputError.of("CP-XLS-027", where=path.name)
    return OpenedStudy(study=reading.study, places=reading, findings=reading.findings)


def workbook_file(path: Path) -> bool:
    """Tell whether a file is to be read as a workbook: by its content, or by its name."""
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        return True
    try:
        with path.open("rb") as handle:
            return is_workbook(handle.read(_HEAD))
    except OSError:
        return False
