"""Workbooks as use cases: templates to send out, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from cellprint.app.opening import open_study, workbook_file
from cellprint.app.questionnaires import layer_files
from cellprint.app.workbook_inputs import inputs
from cellprint.app.workbook_words import vocabulary
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, Finding
from cellprint.formats.study_yaml import write_study
from cellprint.formats.workbook.magic import MAGIC_BYTES, is_workbook
from cellprint.formats.workbook.mark import marked_workbook
from cellprint.formats.workbook.package import MAX_FILE
from cellprint.formats.workbook.questionnaire import (
    QuestionnaireReading,
    is_questionnaire,
    opened_book,
    read_questionnaire,
)
from cellprint.formats.workbook.read import WorkbookReading, read_workbook
from cellprint.formats.workbook.write import write_workbook
from cellprint.i18n import Lang
from cellprint.model.inventory import Text
from cellprint.model.study import study_data, study_digest


def read_workbook_file(path: Path, catalogue: Catalogue) -> WorkbookReading:
    """Return what a workbook states, its findings included.

    Raises:
        CP-CLI-004: there is no such file.
        CP-XLS-001 to CP-XLS-009: it cannot be opened, or is no study workbook.
    """
    return read_workbook(_content(path), name=path.name, vocabulary=vocabulary(catalogue))


def marked_copy(path: Path, findings: Sequence[Finding], *, lang: Lang) -> bytes | None:
    """Return the workbook with its findings marked; None where they name no cell of it."""
    if not workbook_file(path) or not any("!" in finding.where for finding in findings):
        return None
    return marked_workbook(_content(path), findings, lang=lang)


def marked_content(content: bytes, findings: Sequence[Finding], *, lang: Lang) -> bytes | None:
    """Return a workbook that was sent with its findings marked; None where there is no cell."""
    if not is_workbook(content[:MAGIC_BYTES]) or not any(
        "!" in finding.where for finding in findings
    ):
        return None
    return marked_workbook(content, findings, lang=lang)


def template(catalogue: Catalogue, *, lang: Lang, chemistry: str = "") -> bytes:
    """Return a workbook to fill in, prepared with the structure of a chemistry.

    Raises:
        CP-XLS-010: there is no beginning for this chemistry.
    """
    data = _beginning(catalogue, chemistry) if chemistry else {}
    return write_workbook(data, lang=lang, vocabulary=vocabulary(catalogue))


def filled(catalogue: Catalogue, path: Path, *, lang: Lang) -> bytes:
    """Return the workbook of a study.

    Raises:
        CP-XLS-…, CP-STUDY-…: the study cannot be read.
    """
    study = open_study(path, catalogue).study
    return write_workbook(
        study_data(study), lang=lang, vocabulary=vocabulary(catalogue), digest=study_digest(study)
    )


def read_returned(path: Path, catalogue: Catalogue) -> WorkbookReading | QuestionnaireReading:
    """Return what a workbook states that came back: a study, or a supplier's answers.

    Raises:
        CP-CLI-004: there is no such file.
        CP-XLS-001 to CP-XLS-009: it cannot be opened, or is of neither kind.
    """
    content = _content(path)
    book = opened_book(content, name=path.name)
    words = vocabulary(catalogue)
    if is_questionnaire(book):
        return read_questionnaire(book, name=path.name, vocabulary=words)
    return read_workbook(content, name=path.name, vocabulary=words)


def returned_files(
    reading: WorkbookReading | QuestionnaireReading, catalogue: Catalogue
) -> dict[str, str]:
    """Return what a workbook states as files: name → YAML.

    A study or a footprint is one file without a name; a supplier's inventory is a private
    catalogue of several.

    Raises:
        CP-DATA-…, CP-UNIT-…: an answer of a supplier that the catalogue cannot take.
    """
    if isinstance(reading, QuestionnaireReading) and reading.footprint is None:
        return layer_files(catalogue, reading)
    if isinstance(reading, WorkbookReading) and reading.study is not None:
        return {"": write_study(reading.study)}
    entry = reading.footprint
    body = entry.model_dump(mode="json", by_alias=True, exclude_none=True) if entry else {}
    text = yaml.safe_dump({"supplier_footprints": [body]}, allow_unicode=True, sort_keys=False)
    return {"": text}


def chemistries() -> tuple[str, ...]:
    """Return the chemistries that a template can be prepared for."""
    return tuple(_starts())


def _beginning(catalogue: Catalogue, chemistry: str) -> dict[str, Any]:
    """Return parts, products and units of a chemistry; no amounts."""
    starts = _starts()
    if chemistry not in starts:
        near = tuple(starts)
        raise BadInputError.of("CP-XLS-010", where="--chemistry", found=chemistry, near=near)
    start = starts[chemistry]
    parts = {"cell": Text(en="Cells", zh="电芯"), "pack": Text(en="Pack parts", zh="电池包部件")}
    return {
        "battery": {"category": "ev", "chemistry": start["chemistry"]},
        "components": [
            {
                "id": part,
                "name": {"en": name.en, "zh": name.zh},
                "per": "kWh",
                "items": list(inputs(catalogue, start[part], "product")),
            }
            for part, name in parts.items()
        ],
        "manufacturing": {
            "per": "kWh",
            "energy": list(inputs(catalogue, start["plant"], "carrier")),
        },
    }


def _starts() -> Mapping[str, Mapping[str, str]]:
    text = (resources.files("cellprint.app") / "workbook_starts.yaml").read_text(encoding="utf-8")
    starts: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return starts


def _content(path: Path) -> bytes:
    """Return a file, at most one byte more than a workbook may have."""
    try:
        with path.open("rb") as handle:
            return handle.read(MAX_FILE + 1)
    except OSError:
        raise BadInputError.of("CP-CLI-004", where=str(path), found=path.name) from None
