"""From emissions to kg CO2e: one set, units checked, parts apart."""

from __future__ import annotations

from datetime import date

import pytest

from cellprint.errors import BadInputError
from cellprint.model.inventory import GwpSet
from cellprint.rules.book import rule_book
from cellprint.rules.characterisation import (
    Characterised,
    Emission,
    Part,
    added,
    characterised,
    part_of,
    reported_parts,
)
from cellprint.rules.outcome import NotAssessable

# EF 3.1 (AR6) and AR5 without feedback, as in the shared table of factors.
EF31 = GwpSet(id="EF3.1", factors={"co2_fossil": 1.0, "ch4_fossil": 29.8, "ch4_biogenic": 27.0})
AR5 = GwpSet(id="IPCC_AR5", factors={"co2_fossil": 1.0, "ch4_fossil": 30.0})
PEF = rule_book("pef-2021").parameters
ON = date(2026, 8, 28)


def result(**parts: float) -> Characterised:
    """Return a result with the given parts."""
    names: tuple[Part, ...] = ("fossil", "biogenic", "land_use", "not_split")
    return Characterised(gwp_set="EF3.1", parts={part: parts.get(part, 0.0) for part in names})


@pytest.mark.parametrize(
    ("flow", "part"),
    [
        ("co2_fossil", "fossil"),
        ("n2o", "fossil"),
        ("ch4_biogenic", "biogenic"),
        ("ch4_land_use", "land_use"),
        ("co2_uptake_land_use", "land_use"),
        ("co2e_aggregate", "not_split"),
    ],
)
def test_each_flow_belongs_to_one_part(flow: str, part: str) -> None:
    assert part_of(flow) == part


def test_results_of_one_set_add_up_part_by_part() -> None:
    fossil = characterised([Emission(flow="co2_fossil", amount=2.0, unit="kg")], EF31)
    biogenic = characterised([Emission(flow="ch4_biogenic", amount=1.0, unit="kg")], EF31)

    both = added([fossil, biogenic])

    assert both.parts["fossil"] == 2.0
    assert both.parts["biogenic"] == 27.0
    assert both.total == 29.0
    assert both.gwp_set == "EF3.1"


def test_results_of_two_sets_are_never_added() -> None:
    methane = [Emission(flow="ch4_fossil", amount=1.0, unit="kg")]

    with pytest.raises(BadInputError) as caught:
        added([characterised(methane, EF31), characterised(methane, AR5)])

    assert caught.value.code == "CP-RULE-052"


def test_a_sum_of_nothing_has_no_set() -> None:
    with pytest.raises(BadInputError) as caught:
        added([])

    assert caught.value.code == "CP-RULE-052"


@pytest.mark.parametrize("unit", ["g", "t", "lb", ""])
def test_an_amount_in_another_unit_is_refused(unit: str) -> None:
    with pytest.raises(BadInputError) as caught:
        characterised([Emission(flow="co2_fossil", amount=1.0, unit=unit)], EF31)

    assert caught.value.code == "CP-RULE-050"


def test_a_flow_without_factor_is_not_counted_as_zero() -> None:
    with pytest.raises(BadInputError) as caught:
        characterised([Emission(flow="sf6", amount=1.0, unit="kg")], EF31)

    assert caught.value.code == "CP-RULE-051"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"fossil": 95.0, "biogenic": 5.0}, ("fossil",)),
        ({"fossil": 94.9, "biogenic": 5.1}, ("fossil", "biogenic")),
        ({"fossil": 110.0, "land_use": -10.0}, ("fossil", "land_use")),
        ({"not_split": 100.0}, ()),
    ],
)
def test_parts_above_five_percent_are_reported(
    parts: dict[str, float], expected: tuple[str, ...]
) -> None:
    assert reported_parts(result(**parts), PEF, on=ON) == expected


def test_before_the_method_was_published_the_threshold_is_open() -> None:
    assert isinstance(reported_parts(result(fossil=1.0), PEF, on=date(2020, 1, 1)), NotAssessable)
