"""Workbooks as use cases: templates to send out, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, Finding
from cellprint.formats.study_yaml import Resolver, load_study, write_study
from cellprint.formats.workbook.mark import marked_workbook
from cellprint.formats.workbook.package import MAX_FILE, is_workbook
from cellprint.formats.workbook.read import WorkbookReading, read_workbook
from cellprint.formats.workbook.vocabulary import Vocabulary
from cellprint.formats.workbook.write import write_workbook
from cellprint.i18n import Lang
from cellprint.model.inventory import FlowKind, Role, Text
from cellprint.model.parameters import Path as StudyPath
from cellprint.model.study import Study, study_data, study_digest
from cellprint.rules.book import rule_book, rule_book_ids

_CARRIERS = ("fuels", "heat", "electricity")
_FREIGHT = "freight"
_NEITHER = ("references", "transport_legs")
_HEAD = 8


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
    return _opened(read_workbook_file(path, catalogue), path.name)


def open_content(
    content: bytes, catalogue: Catalogue, *, name: str, resolver: Resolver
) -> OpenedStudy:
    """Return the study of a file that was sent; see `open_study`.

    `resolver` reads what a study is based on.
    """
    if not is_workbook(content[:_HEAD]):
        loaded = load_study(content, name=name, resolver=resolver)
        return OpenedStudy(study=loaded.study, places=loaded)
    return _opened(read_workbook(content, name=name, vocabulary=vocabulary(catalogue)), name)


def _opened(reading: WorkbookReading, name: str) -> OpenedStudy:
    if reading.errors:
        raise BadInputError(*reading.errors)
    if reading.study is None:
        raise BadInputError.of("CP-XLS-027", where=name)
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
    if not is_workbook(content[:_HEAD]) or not any("!" in finding.where for finding in findings):
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


def written_reading(reading: WorkbookReading) -> str:
    """Return what a workbook states as YAML: a study, or an entry of `supplier_footprints`."""
    if reading.study is not None:
        return write_study(reading.study)
    entries = reading.document.data["supplier_footprints"]
    text: str = yaml.safe_dump(
        {"supplier_footprints": entries}, allow_unicode=True, sort_keys=False
    )
    return text


def chemistries() -> tuple[str, ...]:
    """Return the chemistries that a template can be prepared for."""
    return tuple(_starts())


def vocabulary(catalogue: Catalogue) -> Vocabulary:
    """Return what the drop-downs offer: names of the catalogue, places and rule books."""
    flows = list(catalogue.flows.values())
    ours = [flow for flow in flows if flow.family not in _NEITHER]
    return Vocabulary(
        product={
            flow.id: flow.name
            for flow in ours
            if flow.kind in (FlowKind.PRODUCT, FlowKind.WASTE)
            and flow.family not in (*_CARRIERS, _FREIGHT)
            and catalogue.providers.get(flow.id)
        },
        carrier={flow.id: flow.name for flow in ours if flow.family in _CARRIERS},
        mode={flow.id: flow.name for flow in ours if flow.family == _FREIGHT},
        flow={
            flow.id: flow.name
            for flow in ours
            if flow.kind is FlowKind.ELEMENTARY
            and any(flow.id in one.factors for one in catalogue.gwp_sets.values())
        },
        place={place.id: place.name for place in catalogue.locations.values()},
        rulebook={name: rule_book(name).name for name in rule_book_ids()},
    )


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
                "items": list(_inputs(catalogue, start[part], "product")),
            }
            for part, name in parts.items()
        ],
        "manufacturing": {
            "per": "kWh",
            "energy": list(_inputs(catalogue, start["plant"], "carrier")),
        },
    }


def _inputs(catalogue: Catalogue, process: str, key: str) -> Iterator[dict[str, Any]]:
    """Yield each product that a process of the catalogue uses, with its unit and no amount."""
    seen: set[str] = set()
    for exchange in catalogue.processes[process].exchanges:
        flow = catalogue.flows[exchange.flow]
        carrier = flow.family in _CARRIERS
        own = flow.family in ("cells", "cell_plant")
        if exchange.role is Role.INPUT and not own and carrier is (key == "carrier"):
            if flow.id not in seen:
                yield {key: flow.id, "amount": {"unit": exchange.unit}}
            seen.add(flow.id)


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
