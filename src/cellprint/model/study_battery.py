"""The battery of a study in numbers, and the names its formulas may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cellprint.errors import BadInputError
from cellprint.model.evaluation import evaluate
from cellprint.model.formula import is_formula, parse_formula
from cellprint.model.parameters import NamedAmount, Path, ResolvedParameter, Where
from cellprint.model.quantity import Quantity, convert, parse_quantity
from cellprint.model.study import Study
from cellprint.model.study_resolved import ResolvedBattery
from cellprint.units import canonical_unit, same_dimension

# Names that formulas may use without defining them, with the fields of the study they stand for.
# Plain kWh is taken as kWh of capacity, a plain number as a count.
BUILT_IN: Mapping[str, tuple[Path, str, str]] = {
    "capacity": (("battery", "capacity"), "kWh_capacity", "kWh"),
    "usable_energy": (("battery", "usable_energy"), "kWh_capacity", "kWh"),
    "mass": (("battery", "mass"), "kg", ""),
    "production": (("production", "amount"), "item", "1"),
}


def named_amounts(study: Study, where: Where) -> dict[str, NamedAmount]:
    """Return every name that formulas may use.

    Raises:
        CP-STUDY-014: a parameter is called like a built-in name.
    """
    names: dict[str, NamedAmount] = {}
    for name, (path, unit, also) in BUILT_IN.items():
        section = getattr(study, str(path[0]))
        text = getattr(section, str(path[1])) if section is not None else None
        if text is not None:
            names[name] = NamedAmount(text=text, path=path, unit=unit, also=also)
    for name, entry in study.parameters.items():
        path = ("parameters", name, "value")
        if name in BUILT_IN:
            raise BadInputError.of("CP-STUDY-014", where=where(path), found=name)
        unit = canonical_unit(entry.unit, where=where(path)) if entry.unit else ""
        names[name] = NamedAmount(text=entry.value, path=path, unit=unit, entry=entry)
    return names


def resolved_battery(
    study: Study, parameters: Mapping[str, ResolvedParameter], where: Where
) -> ResolvedBattery:
    """Return the battery in numbers.

    Raises:
        CP-STUDY-009: a figure that is not above zero.
        CP-STUDY-033: more usable energy than capacity.
        CP-UNIT-…: a figure that cannot be read or computed.
    """
    values = {name: entry.quantity for name, entry in parameters.items()}
    for name in BUILT_IN:
        if name in values and values[name].value <= 0:
            place = where(BUILT_IN[name][0])
            raise BadInputError.of("CP-STUDY-009", where=place, found=values[name].text)
    battery = study.battery
    warranty = battery.warranty
    years, distance = (warranty.years, warranty.distance) if warranty else (None, None)
    capacity = values["capacity"].value
    usable, production = values.get("usable_energy"), values.get("production")
    if usable is not None and usable.value > capacity:
        place = where(("battery", "usable_energy"))
        raise BadInputError.of("CP-STUDY-033", where=place, found=usable.text)
    fields = _BatteryFields(values=values, where=where)
    return ResolvedBattery(
        capacity_kwh=capacity,
        mass_kg=values["mass"].value,
        usable_energy_kwh=None if usable is None else usable.value,
        production=None if production is None else production.value,
        warranty_years=fields.read(years, "a", ("warranty", "years")),
        warranty_km=fields.read(distance, "km", ("warranty", "distance")),
        cycle_life=fields.read(battery.cycle_life, "1", ("cycle_life",), also="item"),
        energy_per_cycle_kwh=fields.read(
            battery.energy_per_cycle, "kWh_capacity", ("energy_per_cycle",), also="kWh"
        ),
        backup_kw_min=fields.read(battery.backup_power, "kW*min", ("backup_power",)),
        service_years=fields.read(battery.service_life, "a", ("service_life",)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _BatteryFields:
    """Reads the fields of the battery that are no built-in names."""

    values: Mapping[str, Quantity]
    where: Where

    def read(self, text: str | None, unit: str, below: Path, *, also: str = "") -> float | None:
        """Return a field in `unit` (or in `also`, taken as the same); None when absent.

        Raises:
            CP-STUDY-009: not above zero.
        """
        if text is None:
            return None
        place = self.where(("battery", *below))
        if is_formula(text):
            found = evaluate(parse_formula(text, where=place), self.values, where=place)
        else:
            found = parse_quantity(text, where=place, unit=unit)
        same = also if also and same_dimension(found.unit, also) else unit
        value = convert(found, same, where=place).value
        if value <= 0:
            raise BadInputError.of("CP-STUDY-009", where=place, found=text)
        return value
