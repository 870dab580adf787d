"""How a rule book counts a study: functional units per battery, and what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cellprint.app.documents import Json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.errors import BadInputError
from cellprint.model.study_resolved import ResolvedStudy
from cellprint.rules.battery import Application, Category, VehicleCategory
from cellprint.rules.book import RuleBook
from cellprint.rules.functional_unit import UnitAmount, UnitFacts
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.provided import provided_units

DEFAULT_BOOK = "eu-cfb-ev-draft-2024"

_CATEGORIES = {
    "ev": Category.EV,
    "lmt": Category.LMT,
    "industrial": Category.IND,
    "stationary": Category.IND,
    "sli": Category.SLI,
    "portable": Category.PORT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Functional units of one battery under a book."""

    provided: UnitAmount

    @property
    def amount(self) -> float:
        """Return the number of functional units that one battery provides."""
        return float(self.provided.amount)


def count(book: RuleBook, study: ResolvedStudy) -> Count:
    """Return the functional units that one battery provides under `book`.

    Raises:
        CP-LINK-006: the book cannot count them; the missing facts are named.
        CP-RULE-009: an energy, number of years or mass is not positive.
    """
    provided = provided_units(book, unit_facts(study), on=book.evidence_date)
    if isinstance(provided, NotAssessable):
        raise BadInputError.of(
            "CP-LINK-006",
            where="battery",
            book=book.id,
            because={"en": provided.because.get("en"), "zh": provided.because.get("zh")},
            missing=", ".join(provided.missing) or "-",
            rule=provided.reference,
        )
    return Count(provided=provided)


def unit_facts(study: ResolvedStudy) -> UnitFacts:
    """Return what the study says about the service of one battery."""
    entry, battery = study.study.battery, study.battery
    backup = _decimal(battery.backup_kw_min)
    repeated = battery.cycle_life is not None
    return UnitFacts(
        category=_CATEGORIES[entry.category],
        vehicle=VehicleCategory(entry.vehicle) if entry.vehicle else None,
        application=_application(repeated=repeated, backup=backup is not None),
        usable_energy_kwh=_decimal(battery.usable_energy_kwh),
        rated_energy_kwh=_decimal(battery.capacity_kwh),
        warranty_years=_decimal(battery.warranty_years),
        warranty_km=_decimal(battery.warranty_km),
        energy_per_cycle_kwh=_decimal(battery.energy_per_cycle_kwh),
        declared_cycles=_decimal(battery.cycle_life),
        backup_kw_min=backup,
        # Annex II(3) divides by the service life; a warranty is the years of a vehicle battery.
        service_years=_decimal(battery.service_years),
        mass_kg=_decimal(battery.mass_kg),
    )


def unit_json(counted: Count) -> Json:
    """Return the functional unit with how many of them one battery provides."""
    unit, provided = counted.provided.unit, counted.provided
    steps = [{lang: step.get(lang) for lang in ("en", "zh")} for step in provided.steps]
    document: Json = {
        "id": unit.id,
        "text": text_json(unit.text),
        "unit": unit.unit,
        "per_battery": decimal_string(counted.amount),
        "steps": steps,
    }
    if unit.id == "kwh_delivered":
        document["total_energy_kwh"] = decimal_string(counted.amount)
    return document


def unit_label(counted: Count) -> str:
    """Return the unit of a value per functional unit."""
    labels = {"kwh_delivered": "kWh delivered", "kwh_capacity": "kWh capacity"}
    unit = counted.provided.unit
    return f"kg CO2e/{labels.get(unit.id, unit.unit)}"


def _application(*, repeated: bool, backup: bool) -> Application | None:
    if repeated:
        return Application.REPEATED
    return Application.BACKUP if backup else None


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))
