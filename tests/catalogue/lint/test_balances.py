"""Element balance, yield, recovery and hydrate state; expected masses are worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.catalogue.lint import lint, shipped_rules, view_of, view_over
from cellprint.catalogue.lint.contents import balance_of, hydrate_siblings, without_water
from tests.catalogue.lint.harness import edit
from tests.catalogue.lint.judging import (
    CATALOGUE,
    codes,
    details,
    exchange,
    judged,
    made,
    process_of,
    product,
)

# Stoichiometry of LiFePO4 with 1.5 % carbon: 0.4333 kg Li2CO3 per kg would be 0.0814 kg Li.
LFP = made(
    "lfp_cathode",
    exchange("input", "iron_phosphate", "0.9417"),
    exchange("input", "lithium_carbonate", "0.2307"),
)


def test_a_stoichiometric_process_is_balanced() -> None:
    # 0.2307 x 0.187852 = 0.04334 kg Li in, 0.043332 out; 0.9417 x 0.370288 = 0.34870 kg Fe
    assert judged(LFP, "element_balance") == []


def test_more_of_an_element_leaves_than_enters() -> None:
    short = edit.set_to(LFP, "lithium_carbonate", 0.2)

    findings = judged(short, "element_balance")

    assert codes(findings) == [("CP-LINT-001", "Li")]
    assert details(findings[0]) == ("0.04333", "0.03757")


def test_a_declared_loss_has_to_close_the_balance() -> None:
    # 0.25 x 0.187852 = 0.046963 in; 0.043332 + 0.001 out: 5.6 % are missing
    lost = exchange("loss", "lithium_loss", "0.001")
    open_ = edit.set_to(replace(LFP, exchanges=(*LFP.exchanges, lost)), "lithium_carbonate", 0.25)

    assert codes(judged(open_, "element_balance")) == [("CP-LINT-002", "Li")]


def test_a_small_loss_within_two_percent_is_no_finding() -> None:
    # 0.2355 x 0.187852 = 0.044239 in, 0.043332 + 0.0003 out: 1.4 % open
    lost = exchange("loss", "lithium_loss", "0.0003")
    near = edit.set_to(replace(LFP, exchanges=(*LFP.exchanges, lost)), "lithium_carbonate", 0.2355)

    assert judged(near, "element_balance") == []


def test_an_element_of_the_product_enters_with_something() -> None:
    without_lithium = edit.without(LFP, "lithium_carbonate")

    findings = judged(without_lithium, "element_balance")

    assert codes(findings) == [("CP-LINT-003", "Li")]


def test_an_input_of_unknown_content_may_hold_the_element() -> None:
    unknown = exchange("input", "organic_extractant", "0.1")
    process = edit.without(LFP, "lithium_carbonate")

    assert (
        judged(replace(process, exchanges=(*process.exchanges, unknown)), "element_balance") == []
    )


def test_losses_of_contained_metal_count_in_their_own_unit() -> None:
    # per kg of contained nickel: 1.0 + 0.1 lost of 1.1 kg Ni in ore
    process = made(
        "nickel_mhp",
        exchange("resource", "nickel_in_ore", "1.1"),
        exchange("loss", "nickel_loss", "100", "g"),
        unit="kg_Ni",
    )

    assert judged(process, "element_balance") == []


def test_the_yield_of_lithium_from_carbonate_is_at_least_88_percent() -> None:
    # 0.880 kg Li2CO3 per kg LiOH.H2O is stoichiometric; 1.1 kg is a yield of 80.04 %
    process = made("lithium_hydroxide_monohydrate", exchange("input", "lithium_carbonate", "1.1"))

    findings = judged(process, "yield_window")

    assert codes(findings) == [("CP-LINT-004", "Li")]
    assert details(findings[0]) == ("80.04", "88-100")
    assert findings[0].finding.severity == "warning"


def test_recovery_beyond_the_ratio_of_the_cathode() -> None:
    # NMC111: Ni and Co in equal moles. 0.197 kg NiSO4 hold 0.07472 kg Ni, 0.22 kg CoSO4 0.08365 kg
    # Co: 0.41076 against 0.36838 kg of cathode, 111.5 %
    process = edit.set_to(process_of("eol_hydro_nmc"), "cobalt_sulfate_anhydrous", 0.22)

    findings = judged(process, "recovery")

    cobalt = [item for item in findings if item.about == "Co"]
    assert codes(cobalt) == [("CP-LINT-005", "Co")]
    assert details(cobalt[0]) == ("111.5", "106")


def test_an_anhydrous_amount_linked_to_the_hydrate_is_told_as_such() -> None:
    # 1 kg LiOH.H2O / 1.7523 = 0.5707 kg LiOH
    process = edit.scaled(process_of("cam_nmc811"), 0.5707, "lithium_hydroxide_monohydrate")

    findings = judged(process, "hydrate")

    assert codes(findings) == [("CP-LINT-006", "lithium_hydroxide_monohydrate")]
    assert details(findings[0]) == ("LiOH", "LiOH·H2O")
    assert findings[0].finding.details["factor"] == "1.752"


def test_the_provider_makes_what_is_asked_for() -> None:
    linked = exchange("input", "lithium_carbonate", "0.88", provider="lioh_h2o_brine_cl")

    findings = judged(made("lithium_hydroxide_monohydrate", linked), "hydrate")

    assert codes(findings) == [("CP-LINT-007", "lithium_carbonate")]


def test_a_hydrate_that_nobody_makes_is_told() -> None:
    hydrate = product("soda_hydrate", composition="na2co3_10h2o")
    process = made("glass_fibre", exchange("input", "soda_hydrate", "0.06"))

    findings = judged(process, "hydrate", flows=[hydrate])

    assert codes(findings) == [("CP-LINT-008", "soda_hydrate")]
    assert findings[0].finding.details["other"] == "soda_ash"


@pytest.mark.parametrize(
    ("formula", "core"),
    [("NiSO4·6H2O", "NiSO4"), ("FePO4.2H2O", "FePO4"), ("Ca(OH)2", "Ca(OH)2"), ("H2O", "H2O")],
)
def test_crystal_water_is_taken_off(formula: str, core: str) -> None:
    assert without_water(formula) == core


def test_siblings_differ_by_water_only() -> None:
    view = view_of(CATALOGUE())
    soda = view.compositions["na2co3"]

    assert {item.id for item in hydrate_siblings(view, soda)} == {"na2co3_10h2o", "na2co3_7h2o"}


@given(st.floats(0.01, 100.0))
def test_the_reference_amount_does_not_change_a_balance(scale: float) -> None:
    base = process_of("pcam_nmc622")
    scaled = replace(
        edit.each(base, lambda item: edit.amount(item, item.amount * scale)),
        id="own",
        amount=base.amount * scale,
    )
    view = view_over(CATALOGUE(), processes=[scaled])

    balance = balance_of(view, shipped_rules(), scaled, "Ni")

    assert balance.gap == pytest.approx(0.0, abs=1e-4)
    assert balance.recovered == pytest.approx(0.98, abs=1e-4)


def test_units_of_inputs_do_not_change_a_balance() -> None:
    grams = replace(
        LFP,
        exchanges=(
            exchange("input", "iron_phosphate", "941.7", "g"),
            exchange("input", "lithium_carbonate", "0.2307"),
        ),
    )

    assert lint(view_over(CATALOGUE(), processes=[grams]), shipped_rules()).of("error") == tuple(
        item for item in lint(view_over(CATALOGUE(), processes=[LFP]), shipped_rules()).of("error")
    )
