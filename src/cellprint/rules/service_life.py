"""The methods by which rule books count functional units; one pure function per method.

A method returns the amount with its steps, or says what is missing. It never guesses: an energy
of capacity is not an energy delivered, and kilometres are not years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cellprint.rules.battery import Application, Category, VehicleCategory
from cellprint.rules.functional_unit import UnitAmount, UnitFacts, functional_unit
from cellprint.rules.messages import Message, message
from cellprint.rules.outcome import Flag, NotAssessable
from cellprint.rules.parameters import ParameterSet

Counted = UnitAmount | NotAssessable
_CYCLES = "eu.fu.cycles_per_year"
_CYCLE_TEST = "cn.551.cycle_life_test"


def ev_warranty(facts: UnitFacts, parameters: ParameterSet, on: date) -> Counted:
    """Return E_total = E_use · n_yr · Y of a vehicle battery [kWh delivered].

    Source: draft delegated act of 29 April 2024 (digests), annex on the functional unit.
    """
    missing = _missing(facts, "vehicle")
    if missing:
        return missing
    energy = _number(facts, "usable_energy_kwh")
    if isinstance(energy, NotAssessable):
        return energy
    years = _warranty_years(facts)
    if isinstance(years, NotAssessable):
        return years
    cycles = _cycles_per_year(facts, parameters, on)
    if isinstance(cycles, NotAssessable):
        return cycles
    flags: tuple[Flag, ...] = ()
    if facts.warranty_km is not None:
        # LAW-GAP: a warranty "8 years or 160 000 km" would count as the shorter of the two, but the
        # conversion of kilometres to years is not known. Reading: the years alone count.
        # Consequence: E_total is an upper bound, so the declared value may be too low.
        text = message(
            "the warranty also has a limit in kilometres; its conversion to years is not known, "
            "so only the years are counted"
        )
        flags = (Flag(id="km_warranty_not_converted", text=text),)
    return UnitAmount(
        unit=functional_unit("kwh_delivered"),
        amount=energy * cycles * years,
        steps=(_product(energy, "kWh", cycles, "1/a", years, "a"),),
        flags=flags,
    )


def declared_cycles(facts: UnitFacts, parameters: ParameterSet, on: date) -> Counted:
    """Return E_total = E_cycle · N_cycles [kWh delivered].

    Source: Regulation (EU) 2023/1542, Annex II(3), first subparagraph (number of cycles times
    energy delivered per cycle); Art. 10 with Annex IV A(5) for the declared cycle life.
    """
    del parameters, on
    energy = _number(facts, "energy_per_cycle_kwh")
    cycles = _number(facts, "declared_cycles")
    if isinstance(energy, NotAssessable):
        return energy
    if isinstance(cycles, NotAssessable):
        return cycles
    return UnitAmount(
        unit=functional_unit("kwh_delivered"),
        amount=energy * cycles,
        steps=(_product(energy, "kWh", cycles, "1"),),
    )


def backup(facts: UnitFacts, parameters: ParameterSet, on: date) -> Counted:
    """Return U = P_min · Y of a back-up battery [kW·min·a].

    Source: Regulation (EU) 2023/1542, Annex II(3), third subparagraph, which says it of the
    reference flow; its transfer to the declared value is derived.
    """
    del parameters, on
    power = _number(facts, "backup_kw_min")
    years = _number(facts, "service_years")
    if isinstance(power, NotAssessable):
        return power
    if isinstance(years, NotAssessable):
        return years
    return UnitAmount(
        unit=functional_unit("kw_min_year"),
        amount=power * years,
        steps=(_product(power, "kW·min", years, "a"),),
    )


def industrial(facts: UnitFacts, parameters: ParameterSet, on: date) -> Counted:
    """Return the amount for an industrial battery by its application (JRC CFB-IND, April 2025)."""
    missing = _missing(facts, "application")
    if missing:
        return missing
    # LAW-GAP: the JRC digest names "on demand" with declared years but no formula of its own.
    # Reading: as back-up. Consequence: such a value is stated per kW·min and year.
    is_repeated = facts.application is Application.REPEATED
    return (declared_cycles if is_repeated else backup)(facts, parameters, on)


def tested_life(facts: UnitFacts, parameters: ParameterSet, on: date) -> Counted:
    """Return E_life = E_cycle · N_cycles with the cycle life of the test that 551 names [kWh].

    Source: MIIT 工信厅通装函〔2025〕551号 (digests): GB/T 31484-2015 cycle test.
    """
    counted = declared_cycles(facts, parameters, on)
    if isinstance(counted, NotAssessable):
        return counted
    test = parameters.valid_at(_CYCLE_TEST, on)
    if isinstance(test, NotAssessable) or facts.cycle_test == test.value:
        return counted
    flag = Flag(
        id="other_cycle_test",
        text=message(
            "the cycle life is not backed by a test by {wanted} (found: {found})",
            wanted=test.value,
            found=facts.cycle_test or "–",
        ),
    )
    return replace(counted, flags=(flag,))


def declared_unit(facts: UnitFacts, parameters: ParameterSet, on: date) -> Counted:
    """Return the amount in the declared unit that the study asks for, else the natural one.

    The natural unit is 1 kWh of capacity for a battery and 1 kg for a material.
    Source: ISO 14067:2018 (functional or declared unit); PACT data model v3 (declared unit).
    """
    is_material = facts.category is Category.MATERIAL
    wanted = facts.declared_unit or ("kg" if is_material else "kwh_capacity")
    unit = functional_unit(wanted)
    if wanted == "kwh_delivered":
        if facts.declared_cycles is not None:
            return declared_cycles(facts, parameters, on)
        return ev_warranty(facts, parameters, on)
    if wanted == "kw_min_year":
        return backup(facts, parameters, on)
    if wanted == "piece":
        return UnitAmount(unit=unit, amount=Decimal(1))
    amount = _number(facts, "mass_kg" if wanted == "kg" else "rated_energy_kwh")
    return amount if isinstance(amount, NotAssessable) else UnitAmount(unit=unit, amount=amount)


Method = Callable[[UnitFacts, ParameterSet, date], Counted]
METHODS: Mapping[str, Method] = {
    "ev_warranty": ev_warranty,
    "declared_cycles": declared_cycles,
    "industrial": industrial,
    "backup": backup,
    "tested_life": tested_life,
    "declared_unit": declared_unit,
}


def _warranty_years(facts: UnitFacts) -> Decimal | NotAssessable:
    if facts.warranty_years is not None:
        return facts.warranty_years
    reason = (
        message("the warranty is given in kilometres only; its conversion to years is not known")
        if facts.warranty_km is not None
        else message("no commercial warranty in years is given")
    )
    return NotAssessable(
        because=reason,
        missing=("warranty_years",),
        reference="draft delegated act of 29 April 2024",
    )


def _cycles_per_year(
    facts: UnitFacts, parameters: ParameterSet, on: date
) -> Decimal | NotAssessable:
    vehicle = facts.vehicle or VehicleCategory.OTHER
    parameter = f"{_CYCLES}.{vehicle.value}"
    if parameter in parameters:
        return parameters.number_at(parameter, on)
    if facts.cycles_per_year is not None and facts.cycles_reason:
        return facts.cycles_per_year
    return NotAssessable(
        because=message(
            "for vehicles of category {vehicle} the manufacturer chooses the cycles per year and "
            "justifies them in the public study; number or reason is missing",
            vehicle=vehicle.value,
        ),
        missing=("cycles_per_year", "cycles_reason"),
        reference="draft delegated act of 29 April 2024",
    )


def _number(facts: UnitFacts, name: str) -> Decimal | NotAssessable:
    value: Decimal | None = getattr(facts, name)
    if value is not None:
        return value
    return _absent((name,))


def _missing(facts: UnitFacts, *names: str) -> NotAssessable | None:
    absent = tuple(name for name in names if getattr(facts, name) is None)
    return _absent(absent) if absent else None


def _absent(absent: tuple[str, ...]) -> NotAssessable:
    return NotAssessable(
        because=message("the study does not state: {names}", names=absent),
        missing=absent,
        reference="32023R1542 Annex II(3)",
    )


def _product(*parts: Decimal | str) -> Message:
    terms = [f"{parts[i]} {parts[i + 1]}" for i in range(0, len(parts), 2)]
    return message("product of {terms}", terms=" × ".join(terms))
