"""Allocation: order of methods, price-ratio rule, typed bases, substitution."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.rules.allocation import (
    Basis,
    CoProduct,
    MethodChoice,
    Price,
    economic_shares,
    hierarchy_step,
    mass_shares,
    on_metal_basis,
    physical_shares,
    price_ratio_choice,
    substituted,
)
from cellprint.rules.book import parameter_set
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet

RULES = parameter_set("battery-pass-2023")
ON = date(2026, 8, 28)


def product(name: str, mass: float, price: float | None = 1.0, **more: Any) -> CoProduct:
    """Return a co-product whose price stands on the basis of its mass."""
    basis = more.get("basis", Basis.COMPOUND)
    known = None
    if price is not None:
        known = Price(per_kg=price, basis=basis, **more.get("priced", {}))
    content = more.get("metal_content")
    return CoProduct(name=name, mass_kg=mass, basis=basis, price=known, metal_content=content)


def choice(*outputs: CoProduct) -> MethodChoice:
    """Return the choice of the price-ratio rule, which has to be possible."""
    found = price_ratio_choice(outputs, RULES, on=ON)
    assert isinstance(found, MethodChoice)
    return found


def test_the_first_method_that_is_possible_is_used() -> None:
    found = hierarchy_step({"subdivision": "one furnace", "system_expansion": "no market"})

    assert found.method == "physical"
    assert hierarchy_step({}).method == "subdivision"


@pytest.mark.parametrize(
    "rejected",
    [
        {"subdivision": " "},
        {"guessing": "because"},
        dict.fromkeys(("subdivision", "system_expansion", "physical", "economic"), "no"),
    ],
)
def test_a_method_is_set_aside_only_with_a_reason(rejected: dict[str, str]) -> None:
    with pytest.raises(BadInputError) as caught:
        hierarchy_step(rejected)

    assert caught.value.code == "CP-RULE-040"


def test_a_price_ratio_of_four_is_still_mass() -> None:
    assert choice(product("a", 1, 4.0), product("b", 1, 1.0)).method == "mass"
    assert choice(product("a", 1, 4.01), product("b", 1, 1.0)).method == "economic"


def test_minor_outputs_leave_the_ratio_but_not_the_result() -> None:
    outputs = (product("a", 60, 2.0), product("b", 37, 1.0), product("gold", 3, 50_000.0))

    found = choice(*outputs)

    assert found.left_out == ("gold",)
    assert found.method == "mass"
    assert found.price_ratio == 2.0
    assert mass_shares(outputs)["gold"] == pytest.approx(0.03)


def test_a_single_product_needs_no_ratio() -> None:
    assert choice(product("a", 1, 9.0)).price_ratio == 1.0


def test_outputs_with_net_cost_are_waste() -> None:
    outputs = (product("a", 1, 2.0), product("slag", 9, -0.1))

    assert mass_shares(outputs) == {"slag": 0.0, "a": 1.0}
    assert economic_shares(outputs) == {"slag": 0.0, "a": 1.0}
    assert choice(*outputs).price_ratio == 1.0


@pytest.mark.parametrize("price", [None, 1.0])
def test_short_price_histories_are_not_assessable(price: float | None) -> None:
    recent = product("b", 1, price, priced={"years": 3})

    found = price_ratio_choice([product("a", 1), recent], RULES, on=ON)

    assert isinstance(found, NotAssessable)
    assert found.missing == ("b",)


def test_without_its_parameters_the_rule_is_not_assessable() -> None:
    found = price_ratio_choice([product("a", 1)], RULES, on=date(2020, 1, 1))

    assert isinstance(found, NotAssessable)
    with pytest.raises(BadInputError) as caught:
        price_ratio_choice([product("a", 1)], ParameterSet(id="x"), on=ON)
    assert caught.value.code == "CP-RULE-005"


MIXED = CoProduct(
    name="nickel sulfate",
    mass_kg=1.0,
    price=Price(per_kg=14.89, basis=Basis.METAL),
    metal_content=0.2233,
)


def test_a_metal_price_is_never_multiplied_with_the_mass_of_a_compound() -> None:
    for run in (
        lambda: economic_shares([MIXED]),
        lambda: price_ratio_choice([MIXED], RULES, on=ON),
    ):
        with pytest.raises(BadInputError) as caught:
            run()
        assert caught.value.code == "CP-RULE-041"
    assert economic_shares([MIXED], as_published=True) == {"nickel sulfate": 1.0}


def test_on_the_metal_basis_it_counts() -> None:
    metal = on_metal_basis(MIXED)

    assert metal.mass_kg == pytest.approx(0.2233)
    assert economic_shares([metal]) == {"nickel sulfate": 1.0}
    assert on_metal_basis(metal) is metal


@pytest.mark.parametrize("content", [None, 0.0, 22.33])
def test_a_metal_content_is_a_share(content: float | None) -> None:
    with pytest.raises(BadInputError) as caught:
        on_metal_basis(product("x", 1, metal_content=content))

    assert caught.value.code == "CP-RULE-046"


def test_masses_of_metal_and_compound_are_not_added() -> None:
    with pytest.raises(BadInputError) as caught:
        mass_shares([product("a", 1), product("b", 1, basis=Basis.METAL)])

    assert caught.value.code == "CP-RULE-041"


def test_currencies_are_not_mixed() -> None:
    outputs = [product("a", 1), product("b", 1, priced={"currency": "CNY"})]

    with pytest.raises(BadInputError) as caught:
        economic_shares(outputs)

    assert caught.value.code == "CP-RULE-042"


def test_a_product_without_price_has_no_economic_share() -> None:
    with pytest.raises(BadInputError) as caught:
        economic_shares([product("a", 1, None)])

    assert caught.value.code == "CP-RULE-044"


@pytest.mark.parametrize("masses", [(0.0, 0.0), (-1.0, 2.0)])
def test_impossible_amounts_have_no_shares(masses: tuple[float, float]) -> None:
    with pytest.raises(BadInputError) as caught:
        mass_shares([product("a", masses[0]), product("b", masses[1])])

    assert caught.value.code == "CP-RULE-043"


def test_physical_shares_need_one_unit() -> None:
    assert physical_shares({"steam": (3.0, "MJ"), "power": (1.0, "MJ")}) == {
        "steam": 0.75,
        "power": 0.25,
    }
    with pytest.raises(BadInputError) as caught:
        physical_shares({"steam": (3.0, "MJ"), "power": (1.0, "kWh")})
    assert caught.value.code == "CP-RULE-045"


def test_substitution_may_turn_the_burden_negative() -> None:
    # 10 kg CO2e, displacing 3 kg of a product of 2 and 1 kg of one of 5 kg CO2e/kg.
    assert substituted(total_kgco2e=10.0, avoided={"a": (3.0, 2.0), "b": (1.0, 5.0)}) == -1.0


@given(
    st.lists(st.tuples(st.floats(0.01, 1e4), st.floats(0.01, 1e4)), min_size=1, max_size=8),
    st.floats(0.01, 100),
)
def test_shares_sum_to_one_and_do_not_depend_on_the_scale(
    rows: list[tuple[float, float]], scale: float
) -> None:
    outputs = [product(str(n), mass, price) for n, (mass, price) in enumerate(rows)]
    scaled = [product(str(n), mass * scale, price) for n, (mass, price) in enumerate(rows)]

    for shares_of in (mass_shares, economic_shares):
        shares = shares_of(outputs)
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-9)
        assert shares_of(scaled) == pytest.approx(shares, rel=1e-9)
