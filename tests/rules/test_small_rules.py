"""Small rules: categories, coal equivalents, loads, messages in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cellprint.errors import BadInputError
from cellprint.model.inventory import Text
from cellprint.rules.battery import Category, VehicleCategory
from cellprint.rules.category import Classification, Design, classified
from cellprint.rules.energy_basis import CoalEquivalent, ElectricityBasis, total_coal_equivalent
from cellprint.rules.functional_unit import implied_energy_density
from cellprint.rules.messages import message
from cellprint.rules.transport import Leg, load_share, utilisation


def test_all_categories_that_fit_are_returned_with_the_strictest() -> None:
    both = classified(
        Design(
            traction=True,
            vehicle=VehicleCategory.N3,
            industrial=True,
            mass_kg=Decimal(900),
            sealed=True,
        )
    )

    assert isinstance(both, Classification)
    assert both.candidates == (Category.EV, Category.IND)
    assert both.chosen is Category.EV


def test_a_class_l_battery_that_is_not_sealed_is_a_vehicle_battery() -> None:
    found = classified(
        Design(traction=True, vehicle=VehicleCategory.L, mass_kg=Decimal(10), sealed=False)
    )

    assert isinstance(found, Classification)
    assert found.chosen is Category.EV


def test_exempt_equipment_says_why() -> None:
    found = classified(Design(military_or_space=True))

    assert isinstance(found, Classification)
    assert found.chosen is None
    assert found.note is not None
    assert "1(5)" in found.note.get("zh")


def test_coal_equivalents_on_one_basis_add_up() -> None:
    parts = [
        CoalEquivalent(kgce=1.5, basis=ElectricityBasis.CALORIFIC),
        CoalEquivalent(kgce=0.5, basis=ElectricityBasis.CALORIFIC),
    ]

    assert total_coal_equivalent(parts).kgce == 2.0


@pytest.mark.parametrize("bases", [(), tuple(ElectricityBasis)])
def test_coal_equivalents_on_two_bases_do_not(bases: tuple[ElectricityBasis, ...]) -> None:
    with pytest.raises(BadInputError) as caught:
        total_coal_equivalent([CoalEquivalent(kgce=1.0, basis=basis) for basis in bases])

    assert caught.value.code == "CP-RULE-090"


@pytest.mark.parametrize(("mass", "payload"), [(23.0, 22.0), (-1.0, 22.0), (0.5, 0.0)])
def test_a_load_fits_its_vehicle(mass: float, payload: float) -> None:
    with pytest.raises(BadInputError) as caught:
        load_share(mass_t=mass, payload_t=payload)

    assert caught.value.code == "CP-RULE-130"


def test_distance_shares_sum_to_one() -> None:
    with pytest.raises(BadInputError) as caught:
        utilisation([Leg(load_t=1.0, payload_t=2.0, distance_share=0.5)])

    assert caught.value.code == "CP-RULE-131"


def test_a_density_needs_positive_quantities() -> None:
    with pytest.raises(BadInputError) as caught:
        implied_energy_density(
            reference_flow_kg=Decimal(0), cycles_per_year=Decimal(60), years=Decimal(8)
        )

    assert caught.value.code == "CP-RULE-009"


def test_a_message_shows_labels_and_lists_in_the_language_asked_for() -> None:
    sentence = message(
        "the study does not state: {names}", names=("mass", Text(en="energy", zh="能量"))
    )

    assert sentence.get("en") == str(sentence) == "the study does not state: mass, energy"
    assert sentence.get("zh") == "研究未给出：mass、能量"
