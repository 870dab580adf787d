"""Functional units: worked counts (T6), what stays open, and what must not be compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.rules.battery import Application, Category, VehicleCategory
from cellprint.rules.book import rule_book
from cellprint.rules.functional_unit import (
    PerUnit,
    UnitAmount,
    UnitFacts,
    converted,
    difference,
    functional_unit,
    per_unit,
    reference_flow,
)
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.provided import provided_units

DRAFT = "eu-cfb-ev-draft-2024"
ON = date(2026, 8, 28)


def ev(**changes: Any) -> UnitFacts:
    """Return a passenger-car battery of 60 kWh with 8 years of warranty, changed as told."""
    known: dict[str, Any] = {
        "category": Category.EV,
        "vehicle": VehicleCategory.M1,
        "usable_energy_kwh": Decimal(60),
        "warranty_years": Decimal(8),
    }
    return UnitFacts(**(known | changes))


def count(book: str, facts: UnitFacts, on: date = ON) -> UnitAmount:
    """Return the count under `book`, which has to be possible."""
    counted = provided_units(rule_book(book), facts, on=on)
    assert isinstance(counted, UnitAmount)
    return counted


def open_point(book: str, facts: UnitFacts, on: date = ON) -> NotAssessable:
    """Return why no count is possible under `book`."""
    counted = provided_units(rule_book(book), facts, on=on)
    assert isinstance(counted, NotAssessable)
    return counted


@pytest.mark.parametrize(
    ("vehicle", "energy", "years", "expected"),
    [
        (VehicleCategory.M1, 60, 8, 28_800),
        (VehicleCategory.N1, 60, 8, 28_800),
        (VehicleCategory.L, 3, 3, 180),
        (VehicleCategory.M2, 350, 8, 700_000),
        (VehicleCategory.M3, 350, 8, 700_000),
        (VehicleCategory.N2, 350, 8, 700_000),
        (VehicleCategory.N3, 350, 8, 700_000),
    ],
)
def test_energy_over_life_is_usable_energy_times_cycles_times_warranty(
    vehicle: VehicleCategory, energy: int, years: int, expected: int
) -> None:
    facts = ev(vehicle=vehicle, usable_energy_kwh=Decimal(energy), warranty_years=Decimal(years))

    assert count(DRAFT, facts).amount == expected


def test_the_declared_value_and_the_reference_flow_of_the_worked_pack() -> None:
    provided = count(DRAFT, ev())

    declared = per_unit(kgco2e_per_battery=75.0 * 60, provided=provided)
    flow = reference_flow(mass_kg=Decimal(400), provided=provided)

    assert declared.kgco2e == pytest.approx(0.15625, rel=1e-15)
    assert declared.unit.id == "kwh_delivered"
    assert flow == pytest.approx(Decimal(400) / Decimal(28_800))
    assert float(flow) == pytest.approx(0.013888888888888888, rel=1e-15)


def test_a_kilometre_warranty_alone_is_not_assessable() -> None:
    reason = open_point(DRAFT, ev(warranty_years=None, warranty_km=Decimal(160_000)))

    assert reason.missing == ("warranty_years",)
    assert "kilometres only" in reason.because.get("en")


def test_without_any_warranty_the_years_are_not_assessable() -> None:
    assert open_point(DRAFT, ev(warranty_years=None)).missing == ("warranty_years",)


def test_a_warranty_in_years_or_kilometres_counts_the_years_and_says_so() -> None:
    counted = count(DRAFT, ev(warranty_km=Decimal(160_000)))

    assert counted.amount == 28_800
    assert [flag.id for flag in counted.flags] == ["km_warranty_not_converted"]


def test_rated_energy_never_stands_in_for_usable_energy() -> None:
    reason = open_point(DRAFT, ev(usable_energy_kwh=None, rated_energy_kwh=Decimal(62)))

    assert reason.missing == ("usable_energy_kwh",)


def test_the_vehicle_class_is_needed() -> None:
    assert open_point(DRAFT, ev(vehicle=None)).missing == ("vehicle",)


def test_an_other_vehicle_needs_the_manufacturers_number_and_its_reason() -> None:
    other = ev(vehicle=VehicleCategory.OTHER, cycles_per_year=Decimal(100))
    justified = ev(
        vehicle=VehicleCategory.OTHER,
        cycles_per_year=Decimal(100),
        cycles_reason="duty cycle of the airport tractor",
    )

    assert open_point(DRAFT, other).missing == ("cycles_per_year", "cycles_reason")
    assert count(DRAFT, justified).amount == 60 * 100 * 8


def test_a_number_that_the_rule_fixes_is_not_taken_from_the_manufacturer() -> None:
    facts = ev(cycles_per_year=Decimal(200), cycles_reason="we drive more")

    assert count(DRAFT, facts).amount == 28_800


@pytest.mark.parametrize("category", [Category.LMT, Category.IND, Category.MATERIAL])
def test_categories_that_the_vehicle_book_does_not_cover_are_not_assessable(
    category: Category,
) -> None:
    assert open_point(DRAFT, ev(category=category)).missing == ("category",)


def test_light_means_of_transport_have_no_book_yet() -> None:
    for book in ("jrc-cfb-ev-2023", "jrc-cfb-ind-2025", DRAFT):
        assert open_point(book, ev(category=Category.LMT)).missing == ("category",)


def test_before_its_publication_the_draft_has_no_cycles() -> None:
    assert open_point(DRAFT, ev(), on=date(2024, 4, 28)).missing == ("eu.fu.cycles_per_year.M1",)


def test_the_jrc_book_borrows_the_drafts_count_and_calls_it_an_option() -> None:
    counted = count("jrc-cfb-ev-2023", ev())

    assert counted.amount == 28_800
    assert [flag.id for flag in counted.flags] == ["option_not_rule"]
    assert "选项" in counted.flags[0].text.get("zh")


def test_the_option_does_not_hide_that_even_it_is_open() -> None:
    reason = open_point("jrc-cfb-ev-2023", ev(usable_energy_kwh=None))

    assert reason.missing == ("usable_energy_kwh",)


def test_industrial_repeated_use_is_energy_per_cycle_times_cycles() -> None:
    facts = UnitFacts(
        category=Category.IND,
        application=Application.REPEATED,
        energy_per_cycle_kwh=Decimal(90),
        declared_cycles=Decimal(6000),
    )

    assert count("jrc-cfb-ind-2025", facts).amount == 540_000


@pytest.mark.parametrize("application", [Application.BACKUP, Application.ON_DEMAND])
def test_backup_and_on_demand_are_power_times_minutes_per_year_of_service(
    application: Application,
) -> None:
    # 120 kW over 15 minutes are 1800 kW·min; over 10 years 18 000 kW·min·a.
    facts = UnitFacts(
        category=Category.IND,
        application=application,
        backup_kw_min=Decimal(1800),
        service_years=Decimal(10),
    )

    counted = count("jrc-cfb-ind-2025", facts)
    declared = per_unit(kgco2e_per_battery=900.0, provided=counted)

    assert counted.amount == 18_000
    assert counted.unit.id == "kw_min_year"
    assert declared.kgco2e == pytest.approx(0.05, rel=1e-15)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (UnitFacts(category=Category.IND), "application"),
        (
            UnitFacts(category=Category.IND, application=Application.REPEATED),
            "energy_per_cycle_kwh",
        ),
        (
            UnitFacts(
                category=Category.IND,
                application=Application.REPEATED,
                energy_per_cycle_kwh=Decimal(1),
            ),
            "declared_cycles",
        ),
        (UnitFacts(category=Category.IND, application=Application.BACKUP), "backup_kw_min"),
        (
            UnitFacts(
                category=Category.IND,
                application=Application.BACKUP,
                backup_kw_min=Decimal(1),
            ),
            "service_years",
        ),
    ],
)
def test_industrial_counts_name_what_is_missing(facts: UnitFacts, missing: str) -> None:
    assert open_point("jrc-cfb-ind-2025", facts).missing == (missing,)


def test_miit_551_takes_the_tested_cycle_life() -> None:
    tested = ev(
        energy_per_cycle_kwh=Decimal(58),
        declared_cycles=Decimal(1500),
        cycle_test="GB/T 31484-2015",
    )

    counted = count("cn-miit-551-2025", tested)

    assert counted.amount == 87_000
    assert counted.flags == ()


def test_miit_551_marks_another_test_and_an_assumed_life() -> None:
    other = ev(energy_per_cycle_kwh=Decimal(58), declared_cycles=Decimal(1500))

    assert [flag.id for flag in count("cn-miit-551-2025", other).flags] == ["other_cycle_test"]
    assert [flag.id for flag in count("cn-miit-551-2025", ev()).flags] == ["option_not_rule"]


@pytest.mark.parametrize(
    ("facts", "unit", "amount"),
    [
        (ev(rated_energy_kwh=Decimal(62)), "kwh_capacity", 62),
        (ev(declared_unit="kwh_delivered", cycles_per_year=Decimal(60)), None, None),
        (
            ev(
                declared_unit="kwh_delivered",
                energy_per_cycle_kwh=Decimal(50),
                declared_cycles=Decimal(1000),
            ),
            "kwh_delivered",
            50_000,
        ),
        (
            ev(
                declared_unit="kwh_delivered",
                cycles_per_year=Decimal(60),
                cycles_reason="as in the draft act",
            ),
            "kwh_delivered",
            28_800,
        ),
        (ev(declared_unit="kg", mass_kg=Decimal(400)), "kg", 400),
        (ev(declared_unit="piece"), "piece", 1),
        (
            ev(declared_unit="kw_min_year", backup_kw_min=Decimal(3), service_years=Decimal(2)),
            "kw_min_year",
            6,
        ),
        (UnitFacts(category=Category.MATERIAL, mass_kg=Decimal(1)), "kg", 1),
        (UnitFacts(category=Category.MATERIAL), None, None),
        (ev(), None, None),
    ],
)
def test_a_declared_unit_is_the_studys_choice(
    facts: UnitFacts, unit: str | None, amount: int | None
) -> None:
    counted = provided_units(rule_book("iso-14067-2018"), facts, on=ON)

    if unit is None:
        assert isinstance(counted, NotAssessable)
    else:
        assert isinstance(counted, UnitAmount)
        assert counted.unit.id == unit
        assert counted.amount == amount


@pytest.mark.parametrize("bad", ["0", "-1", "NaN", "Infinity"])
def test_an_impossible_quantity_is_refused(bad: str) -> None:
    with pytest.raises(BadInputError) as caught:
        provided_units(rule_book(DRAFT), ev(usable_energy_kwh=Decimal(bad)), on=ON)

    assert caught.value.code == "CP-RULE-009"


def test_capacity_and_delivered_energy_are_never_subtracted() -> None:
    capacity = PerUnit(kgco2e=75.0, unit=functional_unit("kwh_capacity"))
    delivered = PerUnit(kgco2e=0.15625, unit=functional_unit("kwh_delivered"))

    with pytest.raises(BadInputError) as caught:
        difference(capacity, delivered)

    assert caught.value.code == "CP-RULE-013"
    assert capacity.unit.unit == delivered.unit.unit == "kWh"


def test_conversion_needs_both_counts_of_the_same_battery() -> None:
    capacity = UnitAmount(unit=functional_unit("kwh_capacity"), amount=Decimal(60))
    delivered = count(DRAFT, ev())
    value = PerUnit(kgco2e=75.0, unit=capacity.unit)

    result = converted(value, provided=capacity, wanted=delivered)

    assert result.kgco2e == pytest.approx(0.15625, rel=1e-15)
    assert difference(result, result) == 0.0
    with pytest.raises(BadInputError) as caught:
        converted(value, provided=delivered, wanted=capacity)
    assert caught.value.code == "CP-RULE-013"


def test_a_battery_without_any_unit_has_no_value() -> None:
    nothing = UnitAmount(unit=functional_unit("kg"), amount=Decimal(0))

    with pytest.raises(BadInputError) as caught:
        per_unit(kgco2e_per_battery=1.0, provided=nothing)
    assert caught.value.code == "CP-RULE-012"
    with pytest.raises(BadInputError):
        reference_flow(mass_kg=Decimal(1), provided=nothing)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        functional_unit("kwh")

    assert caught.value.code == "CP-RULE-011"


@given(
    energy=st.decimals("0.1", "1000", places=2),
    years=st.integers(1, 20),
    factor=st.integers(2, 10),
)
def test_twice_the_service_halves_the_value(energy: Decimal, years: int, factor: int) -> None:
    short = count(DRAFT, ev(usable_energy_kwh=energy, warranty_years=Decimal(years)))
    long = count(DRAFT, ev(usable_energy_kwh=energy, warranty_years=Decimal(years * factor)))

    ratio = (
        per_unit(kgco2e_per_battery=1.0, provided=short).kgco2e
        / per_unit(kgco2e_per_battery=1.0, provided=long).kgco2e
    )

    assert ratio == pytest.approx(factor, rel=1e-12)
