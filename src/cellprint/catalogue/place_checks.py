"""Checks of the places and of the electricity factors that hang on them."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.checks import unknown_reference
from cellprint.catalogue.electricity import LIFE_CYCLE_KINDS
from cellprint.catalogue.entries import Entries, Placed
from cellprint.catalogue.places import LEVELS
from cellprint.catalogue.schema import (
    DerivedElectricityEntry,
    ElectricityEntry,
    LocationEntry,
)
from cellprint.errors import Finding
from cellprint.model.inventory import Status

_UNITS = {"CO2": "kgCO2/kWh", "CO2e": "kgCO2e/kWh"}


def place_findings(entries: Entries) -> list[Finding]:
    """Return the findings about places, electricity factors and sums of factors."""
    places = {place.entry.id: place.entry for place in entries.locations}
    found: list[Finding] = []
    for place in entries.locations:
        found.extend(_place(entries, places, place))
    for factor in entries.electricity:
        found.extend(_factor(entries, places, factor))
    factors = {factor.entry.id: factor.entry for factor in entries.electricity}
    for total in entries.derived:
        found.extend(_sum(entries, factors, total))
    return found


def _place(
    entries: Entries, places: dict[str, LocationEntry], place: Placed[LocationEntry]
) -> Iterator[Finding]:
    """Yield findings unless the ladder climbs: every parent is of a wider level.

    Strictly wider parents also exclude rings.
    """
    entry = place.entry
    if entry.parent is None:
        return
    yield from unknown_reference(entries, "locations", entry.parent, place.where("parent"))
    parent = places.get(entry.parent)
    if parent is not None and LEVELS.index(parent.level) <= LEVELS.index(entry.level):
        yield Finding(
            code="CP-DATA-022",
            where=place.where("parent"),
            details={
                "place": entry.id,
                "level": entry.level,
                "parent": parent.id,
                "parent_level": parent.level,
            },
        )


def _factor(
    entries: Entries, places: dict[str, LocationEntry], factor: Placed[ElectricityEntry]
) -> Iterator[Finding]:
    entry = factor.entry
    yield from unknown_reference(entries, "locations", entry.location, factor.where("location"))
    for key in _missing(entry):
        yield Finding(code="CP-DATA-002", where=factor.where(), details={"key": key})
    for key, found, expected in _mismatches(entry, places.get(entry.location)):
        yield Finding(
            code="CP-DATA-023",
            where=factor.where(key),
            details={"factor": entry.id, "key": key, "found": found, "expected": expected},
        )


def _missing(entry: ElectricityEntry) -> Iterator[str]:
    """Yield the keys that this factor needs beyond those that every factor needs."""
    if entry.level not in LEVELS and not entry.technology:
        yield "technology"
    if not entry.document and not (entry.status is Status.DERIVED and entry.note):
        yield "document"


def _mismatches(
    entry: ElectricityEntry, place: LocationEntry | None
) -> Iterator[tuple[str, str, str]]:
    """Yield (key, found, expected) for each part of a factor that contradicts another part."""
    if entry.unit != _UNITS[entry.gas_basis]:
        yield "unit", entry.unit, _UNITS[entry.gas_basis]
    if entry.kind in LIFE_CYCLE_KINDS and entry.gas_basis != "CO2e":
        yield "gas_basis", entry.gas_basis, "CO2e"
    if place is not None and entry.level in LEVELS and entry.level != place.level:
        yield "level", entry.level, place.level


def _sum(
    entries: Entries,
    factors: dict[str, ElectricityEntry],
    total: Placed[DerivedElectricityEntry],
) -> Iterator[Finding]:
    entry = total.entry
    where = total.where("sum_of")
    yield from unknown_reference(entries, "locations", entry.location, total.where("location"))
    for name in entry.sum_of:
        yield from unknown_reference(entries, "electricity", name, where)
    parts = [factors[name] for name in entry.sum_of if name in factors]
    wanted = {
        (entry.location, entry.year, part.unit, part.gas_basis, part.kind) for part in parts[:1]
    }
    given = {(part.location, part.year, part.unit, part.gas_basis, part.kind) for part in parts}
    if given != wanted:
        yield Finding(
            code="CP-DATA-024",
            where=where,
            details={"factor": entry.id, "parts": ", ".join(entry.sum_of)},
        )
