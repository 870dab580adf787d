"""Stages, ranges, units, masses and structure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cellprint.catalogue.lint import view_over
from cellprint.model.inventory import ProcessKind
from tests.catalogue.lint.harness import edit
from tests.catalogue.lint.judging import (
    CATALOGUE,
    codes,
    details,
    exchange,
    found,
    judged,
    made,
    process_of,
    product,
)


def test_graphitisation_needs_power() -> None:
    process = edit.without(process_of("gr_graphitised_acheson"), "electricity")

    assert codes(judged(process, "completeness")) == [("CP-LINT-015", "electricity")]


def test_synthetic_graphite_has_a_furnace_up_its_chain() -> None:
    process = edit.relinked(
        process_of("gr_synthetic_coated_cn"), "micronised_graphite", "calcined_coke_powder"
    )

    assert codes(judged(process, "completeness")) == [("CP-LINT-015", "graphitised_powder")]


def test_a_stage_of_amount_zero_is_no_stage() -> None:
    process = edit.set_to(process_of("gr_graphitised_acheson"), "electricity", 0.0)

    assert codes(judged(process, "completeness")) == [("CP-LINT-015", "electricity")]


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        ("3.2", []),
        ("3.3", ["warning"]),
        ("9.5", ["warning"]),
        ("9.7", ["error"]),
        ("2.9", ["warning"]),
    ],
)
def test_a_cited_range_warns_and_three_times_it_is_an_error(
    power: str, expected: list[str]
) -> None:
    # GB 21343-2023, table 1: 3000 to 3200 kWh per t of carbide; 3 x 3.2 = 9.6
    process = made("calcium_carbide", exchange("input", "electricity", power, "kWh"))

    findings = judged(process, "ranges")

    assert [item.finding.severity for item in findings] == expected
    assert {item.finding.code for item in findings} <= {"CP-LINT-016"}
    assert all("GB21343_2023" in str(item.finding.rule) for item in findings)


def test_inputs_of_a_range_are_added_in_its_unit() -> None:
    # 40 kWh are 144 MJ: with 12 MJ of gas 156 MJ of heat, more than 155
    process = made(
        "lithium_carbonate",
        exchange("input", "steam", "40", "kWh"),
        exchange("input", "natural_gas_burned", "12", "MJ"),
    )

    assert [details(item) for item in judged(process, "ranges")] == [("156", "..155")]


def test_an_amount_is_compared_with_the_same_route_of_the_reference() -> None:
    # reference: 0.9 to 2.0 MJ of diesel, so below 0.45 is told
    process = edit.set_to(process_of("spodumene_conc_au"), "diesel_burned", 0.14)

    findings = judged(process, "peers")

    assert codes(findings) == [("CP-LINT-017", "diesel_burned")]
    assert details(findings[0]) == ("0.14", "0.9..2")


def test_another_route_is_only_judged_for_slips_of_the_unit() -> None:
    process = replace(process_of("spodumene_conc_au"), route="own")

    tenth = edit.scaled(process, 0.1, "diesel_burned")
    thousandth = edit.scaled(process, 0.001, "diesel_burned")

    assert judged(tenth, "peers") == []
    assert codes(judged(thousandth, "peers")) == [("CP-LINT-017", "diesel_burned")]


def test_a_unit_measures_what_its_flow_measures() -> None:
    process = made("lithium_carbonate", exchange("input", "soda_ash", "1.5", "kWh"))

    findings = judged(process, "dimension")

    assert codes(findings) == [("CP-LINT-018", "soda_ash")]
    assert details(findings[0]) == ("kWh", "kg")


def test_contained_nickel_is_not_mass() -> None:
    process = made("nickel_sulfate_hexahydrate", exchange("input", "nickel_mhp", "0.23"))

    assert codes(judged(process, "dimension")) == [("CP-LINT-018", "nickel_mhp")]


def test_a_flow_has_to_be_known() -> None:
    process = made("lithium_carbonate", exchange("input", "soda", "1.5"))

    assert codes(judged(process, "dimension")) == [("CP-LINT-019", "soda")]


def test_a_mixture_weighs_what_goes_into_it() -> None:
    process = made(
        "electrolyte_lipf6",
        exchange("input", "lithium_hexafluorophosphate", "0.126"),
        exchange("input", "ethylene_carbonate", "0.425"),
    )

    findings = judged(process, "mass_balance")

    assert codes(findings) == [("CP-LINT-033", "electrolyte_lipf6")]
    assert details(findings[0]) == ("0.551", "0.98..1.05")


def test_electronics_are_not_housing() -> None:
    process = made(
        "battery_electronics",
        exchange("input", "aluminium_extrusion", "0.6"),
        exchange("input", "polypropylene_part", "0.4"),
    )

    findings = judged(process, "mass_balance")

    assert codes(findings) == [("CP-LINT-034", "battery_electronics")]
    assert details(findings[0]) == ("60", "50")


def test_capacity_mass_and_density_fit() -> None:
    # 0.515 kWh / 3.1 kg = 166.1 Wh/kg; with 0.65 kWh 209.7
    cell = CATALOGUE().batteries["B01"]
    larger = replace(cell, amounts={**cell.amounts, "gross_kwh": "0.65"})

    findings = found(view_over(CATALOGUE(), batteries=[cell, larger]), "mass_balance")

    assert codes(findings) == [("CP-LINT-035", "wh_per_kg")]
    assert details(findings[0]) == ("209.7", "166")


def test_energy_of_a_cell_plant_is_per_capacity() -> None:
    process = edit.scaled(process_of("cell_lfp"), 0.57, "cell_plant_energy")

    findings = judged(process, "structure")

    assert codes(findings) == [("CP-LINT-036", "cell_plant_energy")]
    assert details(findings[0]) == ("0.57", "1 kWh_cell")


def test_a_cell_by_mass_is_known_by_its_parts() -> None:
    process = made(
        "own_cell",
        exchange("input", "separator_film", "0.02"),
        exchange("input", "aluminium_foil", "0.03"),
        exchange("input", "electricity", "5", "kWh"),
    )

    findings = judged(process, "structure", flows=[product("own_cell")])

    assert codes(findings) == [("CP-LINT-036", "own_cell")]


def test_heat_takes_at_least_its_own_energy_in_fuel() -> None:
    process = made("steam", exchange("input", "natural_gas_burned", "0.9", "MJ"), unit="MJ")

    assert codes(judged(process, "structure")) == [("CP-LINT-037", "steam")]


@pytest.mark.parametrize(("one", "other"), [("0.6", "0.3"), ("1.2", "-0.2")])
def test_shares_of_a_market_add_up_and_lie_between_zero_and_one(one: str, other: str) -> None:
    market = made(
        "phosphoric_acid",
        exchange("input", "phosphoric_acid", one, route="wet_purified"),
        exchange("input", "phosphoric_acid", other, route="thermal"),
        kind=ProcessKind.MARKET,
    )

    assert codes(judged(market, "structure")) == [("CP-LINT-038", "phosphoric_acid")]


def test_a_copy_of_another_product_is_told() -> None:
    copy = replace(process_of("cu_foil"), id="own", flow="aluminium_sheet")

    findings = judged(copy, "provenance")

    assert codes(findings) == [("CP-LINT-039", "cu_foil")]
