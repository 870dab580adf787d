"""Carbon of carbonates and fuels, and classes of elementary flows."""

from __future__ import annotations

from dataclasses import replace

from tests.catalogue.lint.harness import edit
from tests.catalogue.lint.judging import codes, details, exchange, judged, made, process_of, product


def test_limestone_in_carbon_dioxide_out() -> None:
    # 44.009 / 100.086 = 0.43971 kg CO2 per kg CaCO3
    process = made("quicklime", exchange("input", "limestone", "1.8"))

    findings = judged(process, "carbon_balance")

    assert codes(findings) == [("CP-LINT-009", "limestone")]
    assert details(findings[0]) == ("0", "0.7915")
    assert findings[0].finding.severity == "error"


def test_most_of_the_carbon_dioxide_is_a_warning() -> None:
    process = made(
        "quicklime",
        exchange("input", "limestone", "1.8"),
        exchange("emission", "co2_geogenic", "0.6"),
    )

    findings = judged(process, "carbon_balance")

    assert [item.finding.severity for item in findings] == ["warning"]


def test_lime_binds_the_carbon_of_lithium_carbonate() -> None:
    # 1 kg Li2CO3 brings 0.5956 kg CO2, 0.8 kg CaO take up 0.628
    process = made(
        "lithium_hydroxide_monohydrate",
        exchange("input", "lithium_carbonate", "1.0"),
        exchange("input", "quicklime", "0.8"),
    )

    assert judged(process, "carbon_balance") == []


def test_a_reductant_burns() -> None:
    # 1.16 kg coke x 3.1144 = 3.613 kg CO2
    process = made("yellow_phosphorus", exchange("input", "metallurgical_coke", "1.16"))

    findings = judged(process, "carbon_balance")

    assert codes(findings) == [("CP-LINT-010", "metallurgical_coke")]
    assert details(findings[0]) == ("0", "3.613")


def test_gas_booked_without_combustion_is_found() -> None:
    # supply of 1.05 MJ gas without the 0.0561 kg/MJ of its combustion
    process = made("furnace_heat", exchange("input", "natural_gas", "1.05", "MJ"), unit="MJ")

    assert codes(judged(process, "carbon_balance")) == [("CP-LINT-010", "natural_gas")]


def test_carbon_that_stays_in_the_product_does_not_leave() -> None:
    # 0.3747 kg C in 1 kg CaC2; 0.68 kg coke hold 0.578 kg: 0.745 kg CO2 leave
    process = made(
        "calcium_carbide",
        exchange("input", "metallurgical_coke", "0.68"),
        exchange("emission", "co2_fossil", "0.745"),
    )

    assert judged(process, "carbon_balance") == []


def test_combustion_is_counted_once() -> None:
    # 10 MJ gas burned count 0.561 kg CO2 themselves
    process = made(
        "glass_fibre",
        exchange("input", "natural_gas_burned", "10", "MJ"),
        exchange("emission", "co2_fossil", "0.561"),
    )

    assert codes(judged(process, "carbon_balance")) == [("CP-LINT-011", "co2_fossil")]


def test_lithium_carbonate_needs_its_carbonate() -> None:
    # 1.4344 kg Na2CO3 are stoichiometric; 1.2 kg bring 0.4983 of 0.5956 kg CO2
    process = made("lithium_carbonate", exchange("input", "soda_ash", "1.2"))

    findings = judged(process, "carbon_balance")

    assert codes(findings) == [("CP-LINT-043", "lithium_carbonate")]
    assert details(findings[0]) == ("0.4983", "0.5956")


def test_an_emission_is_no_uptake() -> None:
    process = edit.relinked(process_of("carbide"), "co2_fossil", "co2_uptake_land_use")

    assert codes(judged(process, "flow_class")) == [("CP-LINT-012", "co2_uptake_land_use")]


def test_biogenic_carbon_needs_a_biogenic_input() -> None:
    process = edit.relinked(process_of("carbide"), "co2_fossil", "co2_biogenic")

    assert codes(judged(process, "flow_class")) == [("CP-LINT-013", "co2_biogenic")]


def test_glucose_brings_biogenic_carbon() -> None:
    # 0.1 kg glucose x 0.40002 x 3.6641 = 0.14657 kg CO2
    process = made(
        "sodium_sulfate",
        exchange("input", "glucose", "0.1"),
        exchange("emission", "co2_biogenic", "0.1465"),
    )

    assert judged(process, "flow_class") == []
    assert codes(judged(edit.scaled(process, 2, "co2_biogenic"), "flow_class")) == [
        ("CP-LINT-013", "co2_biogenic")
    ]


def test_fossil_carbon_is_not_taken_from_air() -> None:
    air = replace(product("carbon_dioxide_in_air"), id="co2_in_air")
    process = made(
        "calcium_carbide",
        exchange("input", "metallurgical_coke", "0.68"),
        exchange("resource", "co2_in_air", "0.5"),
    )

    assert codes(judged(process, "flow_class", flows=[air])) == [("CP-LINT-014", "co2_in_air")]
