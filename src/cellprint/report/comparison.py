"""What a page states about several footprints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cellprint.charts.compare_bars import CompareBars, compare_bars_view
from cellprint.charts.document import Footprint, read_footprint
from cellprint.charts.reading import JsonObject
from cellprint.charts.words import unit_words
from cellprint.errors import BadInputError
from cellprint.i18n import Lang
from cellprint.model.terms import status_name
from cellprint.report.csv_link import Cell, csv_link
from cellprint.report.numbers import percent, significant


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """One study of a comparison with the address of its report."""

    id: str
    name: str
    note: str
    link: str
    plant: str
    rules: str
    draft: bool
    total: str
    per_capacity: str
    per_product: str
    stages: tuple[str, ...]
    unverified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Studies that are stated per the same unit; `csv` is the address of the exact numbers."""

    view: CompareBars
    unit: str
    functional_unit: str
    stage_names: tuple[str, ...]
    rows: tuple[StudyRow, ...]
    csv: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that a comparison says, in one language."""

    lang: Lang
    groups: tuple[Group, ...]


def build_comparison(
    documents: Sequence[JsonObject], *, lang: Lang, links: Sequence[str] | None = None
) -> Comparison:
    """Return what a page states about `documents`, grouped by functional unit.

    Raises:
        CP-CHART-001 … CP-CHART-005: a document cannot be read, or does not add up.
        CP-CHART-007: there is no document.
    """
    if not documents:
        raise BadInputError.of("CP-CHART-007", where="/")
    footprints = [read_footprint(document) for document in documents]
    addresses = links or [f"{each.study_id}/report.{lang}.html" for each in footprints]
    grouped: dict[tuple[str, str], list[tuple[Footprint, str]]] = {}
    for footprint, address in zip(footprints, addresses, strict=True):
        key = (footprint.functional_unit_id, footprint.total.unit)
        grouped.setdefault(key, []).append((footprint, address))
    return Comparison(lang=lang, groups=tuple(_group(pairs, lang) for pairs in grouped.values()))


def _group(pairs: Sequence[tuple[Footprint, str]], lang: Lang) -> Group:
    members = tuple(footprint for footprint, _address in pairs)
    names = {stage.id: stage.name.get(lang) for each in members for stage in each.stages}
    first = members[0]
    return Group(
        view=compare_bars_view(members, lang=lang),
        unit=unit_words(first.total.unit, lang),
        functional_unit=first.functional_unit.get(lang) if first.functional_unit else "",
        stage_names=tuple(names.values()),
        rows=tuple(_row(footprint, address, tuple(names), lang) for footprint, address in pairs),
        csv=_csv(members, tuple(names)),
    )


def _row(footprint: Footprint, link: str, stages: Sequence[str], lang: Lang) -> StudyRow:
    root = footprint.document
    note = root.at("study").named("note")
    place = root.get("plant_location")
    plant = place.named("name") if place else None
    book = root.get("rulebook")
    status = book.string("status") if book else ""
    capacity = root.get("per_kwh_capacity")
    unverified = root.number("unverified_share")
    values = {stage.id: significant(stage.value) for stage in footprint.stages}
    return StudyRow(
        id=footprint.study_id,
        name=footprint.name.get(lang),
        note=note.get(lang) if note else "",
        link=link,
        plant=plant.get(lang) if plant else "",
        rules=status_name(status, lang) if status else "",
        draft=status == "draft",
        total=significant(footprint.total.value),
        per_capacity=significant(capacity.at("value").decimal()) if capacity else "",
        per_product=significant(footprint.per_product.value),
        stages=tuple(values.get(stage, "") for stage in stages),
        unverified="" if unverified is None else percent(unverified),
    )


def _csv(members: Sequence[Footprint], stages: Sequence[str]) -> str:
    head = ("study", f"total {members[0].total.unit}", *stages)
    rows: list[tuple[Cell, ...]] = []
    for footprint in members:
        values = {stage.id: stage.value for stage in footprint.stages}
        cells: list[Cell] = [values.get(stage, "") for stage in stages]
        rows.append((footprint.study_id, footprint.total.value, *cells))
    return csv_link(head, rows)
