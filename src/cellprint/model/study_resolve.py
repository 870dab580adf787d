"""From a study to its numbers: parameters, battery, lines, supplier footprints and contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Protocol, TypeVar

from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.model.parameters import (
    Path,
    Where,
    resolve_parameters,
)
from cellprint.model.quantity import convert, parse_quantity
from cellprint.model.study import Study, study_digest, study_energy, study_items
from cellprint.model.study_amounts import AmountReader
from cellprint.model.study_battery import named_amounts, resolved_battery
from cellprint.model.study_lines import StudyLines
from cellprint.model.study_resolved import (
    ResolvedBattery,
    ResolvedContract,
    ResolvedFootprint,
    ResolvedStudy,
)
from cellprint.model.study_supply import Contract, Factor, SupplierFootprint, co2e_per_unit
from cellprint.model.uncertainty import resolved_spread
from cellprint.units import conversion_factor

GRID = "grid"
# A bill of materials this far from the mass of the battery is worth a second look.
MASS_TOLERANCE = 0.10


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Entry = TypeVar("_Entry", bound=_HasId)
_Resolved = TypeVar("_Resolved")


def resolve_study(
    study: Study, *, overrides: Mapping[str, str] | None = None, where: Where | None = None
) -> ResolvedStudy:
    """Return the study with every amount as a number per one battery.

    Args:
        study: the document.
        overrides: parameter or built-in name → value, as in `--set NAME=VALUE`.
        where: path in the study → place that errors name (`LoadedStudy.where`).

    Raises:
        CP-STUDY-009: the battery, or the number of batteries, is not above zero.
        CP-STUDY-012, CP-STUDY-013, CP-STUDY-014: spreads, overrides, names of parameters.
        CP-STUDY-021: two lines of one section with the same id.
        CP-STUDY-024 to CP-STUDY-029: single amounts.
        CP-STUDY-032: a supplier footprint or contract is named that the study does not have.
        CP-UNIT-…: quantities and formulas.
    """
    place = where or _path_text
    chosen = dict(overrides or {})
    parameters = resolve_parameters(named_amounts(study, place), overrides=chosen, where=place)
    values = {name: entry.quantity for name, entry in parameters.items()}
    battery = resolved_battery(study, parameters, place)
    read = AmountReader(battery=battery, values=values, where=place)
    lines = _lines(study, read)
    findings = [*lines.findings, *lines.repeated_ids(), *_unknown_references(study, place)]
    footprints, found = _collected(
        study.supplier_footprints, lambda entry, n: _footprint(entry, n, place)
    )
    contracts, more = _collected(study.contracts, lambda entry, n: _contract(entry, n, read))
    findings += [*found, *more]
    if findings:
        raise BadInputError(*findings)
    factor = study.electricity.factor if study.electricity else None
    return ResolvedStudy(
        study=study,
        digest=study_digest(study),
        overrides=chosen,
        battery=battery,
        amounts=tuple(lines.amounts),
        parameters=parameters,
        supplier_footprints=footprints,
        contracts=contracts,
        scrap_kg=lines.scrap_kg,
        bill_mass_kg=lines.bill_mass_kg,
        grid_factor_kgco2e_per_kwh=_per_kwh(factor, place(("electricity",))),
        findings=(*lines.notes, *_mass_check(battery, lines.bill_mass_kg, place)),
    )


def _lines(study: Study, read: AmountReader) -> StudyLines:
    lines = StudyLines(read=read, plant=study.plant.location)
    for number, component in enumerate(study.components):
        lines.component(component, number)
    if study.manufacturing is not None:
        lines.manufacturing(study.manufacturing)
    if study.distribution is not None:
        lines.distribution(study.distribution)
    if study.end_of_life is not None:
        lines.end_of_life(study.end_of_life)
    return lines


def _footprint(entry: SupplierFootprint, number: int, where: Where) -> ResolvedFootprint:
    place = where(("supplier_footprints", number, "value"))
    value = co2e_per_unit(entry.value, where=place)
    written = parse_quantity(entry.value, where=place)
    spread = resolved_spread(entry.uncertainty, written, where=place)
    return ResolvedFootprint(
        entry=entry,
        value=value.value,
        value_text=value.number,
        unit=value.unit,
        spread=spread.scaled(value.value / written.value) if spread and written.value else spread,
        where=place,
    )


def _contract(entry: Contract, number: int, read: AmountReader) -> ResolvedContract:
    path: Path = ("contracts", number)
    derivation = read.derivation(entry.amount, per=entry.per, path=path)
    place = read.where((*path, "amount"))
    return ResolvedContract(
        entry=entry,
        amount_kwh=convert(derivation.stated, "kWh", where=place).value * derivation.per_battery,
        factor_kgco2e_per_kwh=_per_kwh(entry.factor, place),
        where=place,
    )


def _per_kwh(factor: Factor | None, where: str) -> float | None:
    """Return an electricity factor in kg CO2e per kWh."""
    if factor is None:
        return None
    found = co2e_per_unit(factor.value, where=where)
    return found.value * conversion_factor(found="kWh", wanted=found.unit, where=where)


def _unknown_references(study: Study, where: Where) -> list[Finding]:
    """Return a finding for every supplier footprint or contract that is named but not there."""
    footprints = [entry.id for entry in study.supplier_footprints]
    contracts = [entry.id for entry in study.contracts]
    named = [
        *((path, item.supplier, footprints) for path, item in study_items(study) if item.supplier),
        *(
            (path, contract, contracts)
            for path, energy in study_energy(study)
            for contract in energy.supply
            if contract != GRID
        ),
    ]
    return [
        Finding(
            code="CP-STUDY-032",
            where=where(path),
            details={"found": name, "known": ", ".join(known) or "-"},
            near=tuple(get_close_matches(name, known, n=3, cutoff=0.5)),
        )
        for path, name, known in named
        if name not in known
    ]


def _collected(
    entries: Iterable[_Entry], resolved: Callable[[_Entry, int], _Resolved]
) -> tuple[dict[str, _Resolved], list[Finding]]:
    """Return id → resolved entry, and what is wrong with the others."""
    done: dict[str, _Resolved] = {}
    findings: list[Finding] = []
    for number, entry in enumerate(entries):
        try:
            done[entry.id] = resolved(entry, number)
        except CellprintError as error:
            findings.extend(error.findings)
    return done, findings


def _mass_check(battery: ResolvedBattery, bill_mass_kg: float, where: Where) -> tuple[Finding, ...]:
    """Return a warning when the bill of materials does not weigh what the battery weighs."""
    deviation = bill_mass_kg / battery.mass_kg - 1
    if bill_mass_kg == 0 or abs(deviation) <= MASS_TOLERANCE:
        return ()
    details = {
        "bill": f"{bill_mass_kg:.1f}",
        "mass": f"{battery.mass_kg:.1f}",
        "deviation": f"{deviation * 100:+.0f}",
    }
    place = where(("battery", "mass"))
    return (Finding(code="CP-STUDY-034", where=place, details=details, severity="warning"),)


def _path_text(path: Path) -> str:
    return "/".join(str(step) for step in path) or "/"
