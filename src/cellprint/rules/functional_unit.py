"""How many functional units one battery provides, and values per functional unit.

Source: Regulation (EU) 2023/1542, Annex II(3); draft delegated act of 29 April 2024 for vehicle
batteries; JRC CFB-IND (April 2025) for industrial batteries.

Equations:
    vehicle battery     E_total = E_use · n_yr · Y          [kWh]
    repeated use        E_total = E_cycle · N_cycles        [kWh]
    back-up             U = P_min · Y                       [kW·min·a]
    declared value      cf = Σ G_s / E_total                [kg CO2e per unit]
    reference flow      rf = m / E_total                    [kg per unit]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from cellprint.errors import BadInputError
from cellprint.model.inventory import Text
from cellprint.rules.battery import Application, Category, VehicleCategory
from cellprint.rules.messages import Message
from cellprint.rules.outcome import Flag
from cellprint.rules.yaml_files import Strict, TextShape, read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalUnit:
    """What a footprint is stated per.

    `dimension` decides what may be compared: kWh delivered over life and kWh of capacity have the
    same `unit` and different dimensions.
    """

    id: str
    text: Text
    unit: str
    dimension: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """What a study knows about the service of one battery (or one unit of a material).

    Attributes:
        usable_energy_kwh: usable energy at beginning of life, full pack down to the limit of the
            management system [kWh].
        rated_energy_kwh: rated capacity as energy [kWh]; never used as energy delivered.
        warranty_years: commercial warranty [a]; `warranty_km`: the same in kilometres [km].
        cycles_per_year: the manufacturer's own number, with its `cycles_reason`.
        energy_per_cycle_kwh, declared_cycles: energy delivered per cycle [kWh] and cycle life.
        cycle_test: standard of the test behind `declared_cycles`.
        backup_kw_min: back-up capability [kW·min]; `service_years`: declared service life [a].
        mass_kg: mass of the battery, or of one unit of a material [kg].
        declared_unit: functional unit id that the study asks for, where the book leaves it open.
    """

    category: Category
    vehicle: VehicleCategory | None = None
    application: Application | None = None
    usable_energy_kwh: Decimal | None = None
    rated_energy_kwh: Decimal | None = None
    warranty_years: Decimal | None = None
    warranty_km: Decimal | None = None
    cycles_per_year: Decimal | None = None
    cycles_reason: str = ""
    energy_per_cycle_kwh: Decimal | None = None
    declared_cycles: Decimal | None = None
    cycle_test: str = ""
    backup_kw_min: Decimal | None = None
    service_years: Decimal | None = None
    mass_kg: Decimal | None = None
    declared_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAmount:
    """Number of functional units that one battery provides, with the steps that lead there."""

    unit: FunctionalUnit
    amount: Decimal
    steps: tuple[Message, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PerUnit:
    """A footprint per functional unit [kg CO2e per `unit`]."""

    kgco2e: float
    unit: FunctionalUnit


class _UnitShape(Strict):
    text: TextShape
    unit: str
    dimension: str


class _UnitsShape(Strict):
    units: dict[str, _UnitShape]


@cache
def functional_units() -> Mapping[str, FunctionalUnit]:
    """Return all functional units by id."""
    file = resources.files("cellprint.rules") / "functional_units.yaml"
    return {
        key: FunctionalUnit(
            id=key, text=shape.text.text(), unit=shape.unit, dimension=shape.dimension
        )
        for key, shape in read_yaml(file, _UnitsShape).units.items()
    }


def functional_unit(unit_id: str) -> FunctionalUnit:
    """Return the functional unit `unit_id`.

    Raises:
        CP-RULE-011: there is no such unit; all are named.
    """
    units = functional_units()
    if unit_id not in units:
        raise BadInputError.of("CP-RULE-011", where=unit_id, near=tuple(units)[:3], unit=unit_id)
    return units[unit_id]


def per_unit(*, kgco2e_per_battery: float, provided: UnitAmount) -> PerUnit:
    """Return the declared value cf = ΣG / E_total [kg CO2e per functional unit].

    Args:
        kgco2e_per_battery: emissions of one battery [kg CO2e].
        provided: functional units that one battery provides.

    Raises:
        CP-RULE-012: the battery provides no functional unit at all.

    References:
        Regulation (EU) 2023/1542, Annex II(3).
    """
    _require_positive(provided)
    return PerUnit(kgco2e=kgco2e_per_battery / float(provided.amount), unit=provided.unit)


def reference_flow(*, mass_kg: Decimal, provided: UnitAmount) -> Decimal:
    """Return the mass of battery needed per functional unit, rf = m / E_total [kg per unit].

    Raises:
        CP-RULE-012: the battery provides no functional unit at all.

    References:
        Regulation (EU) 2023/1542, Annex II(3).
    """
    _require_positive(provided)
    return mass_kg / provided.amount


def implied_energy_density(
    *, reference_flow_kg: Decimal, cycles_per_year: Decimal, years: Decimal
) -> Decimal:
    """Return the usable energy per mass that a reference flow implies [kWh/kg].

    A stated reference flow that implies another density than the pack has is not on this
    functional unit.

    Equation:
        e = 1 / (rf · n_yr · Y)

    Raises:
        CP-RULE-009: a quantity is not positive.
    """
    for name, value in (
        ("reference_flow_kg", reference_flow_kg),
        ("cycles_per_year", cycles_per_year),
        ("years", years),
    ):
        if not value.is_finite() or value <= 0:
            raise BadInputError.of("CP-RULE-009", where=name, name=name, found=str(value))
    return 1 / (reference_flow_kg * cycles_per_year * years)


def difference(first: PerUnit, second: PerUnit) -> float:
    """Return `first` - `second` [kg CO2e per functional unit].

    Raises:
        CP-RULE-013: the two are stated per different units.
    """
    require_same_unit(first.unit, second.unit)
    return first.kgco2e - second.kgco2e


def converted(value: PerUnit, *, provided: UnitAmount, wanted: UnitAmount) -> PerUnit:
    """Return `value` per the unit of `wanted`, both amounts being of the same battery.

    Args:
        value: footprint per `provided.unit`.
        provided: how many units of `value` one battery provides.
        wanted: how many units of the other kind the same battery provides.

    Raises:
        CP-RULE-012: an amount is not positive.
        CP-RULE-013: `value` is not stated per `provided.unit`.

    Equation:
        cf_wanted = cf · U_provided / U_wanted
    """
    require_same_unit(value.unit, provided.unit)
    _require_positive(provided)
    _require_positive(wanted)
    per_battery = value.kgco2e * float(provided.amount)
    return PerUnit(kgco2e=per_battery / float(wanted.amount), unit=wanted.unit)


def require_same_unit(first: FunctionalUnit, second: FunctionalUnit) -> None:
    """Raise when two functional units must not be compared.

    Raises:
        CP-RULE-013: their dimensions differ.
    """
    if first.dimension != second.dimension:
        raise BadInputError.of(
            "CP-RULE-013", where=f"{first.id}/{second.id}", first=first.id, second=second.id
        )


def _require_positive(provided: UnitAmount) -> None:
    if not provided.amount.is_finite() or provided.amount <= 0:
        raise BadInputError.of("CP-RULE-012", where=provided.unit.id, amount=str(provided.amount))
