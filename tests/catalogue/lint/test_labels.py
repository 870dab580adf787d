"""Electricity factors, characterisation sets, transmission and sources."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cellprint.catalogue.lint import lint, shipped_rules, view_of, view_over
from cellprint.model.inventory import FlowKind, Source, Status
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


def national(value: str, year: int = 2023) -> list[tuple[str, str]]:
    factor = CATALOGUE().grid_factors["el_CN_life_cycle_2023"]
    changed = replace(factor, value=float(value), value_text=value, year=year)
    return codes(found(view_over(CATALOGUE(), factors=[changed]), "factor_label"))


def test_official_values_of_china_pass() -> None:
    # announcements of the ministry: 0.6205 for 2023, 0.5777 for 2024
    assert national("0.6205") == []
    assert national("0.5777", 2024) == []


def test_the_value_of_another_year_is_told() -> None:
    assert national("0.5777") == [("CP-LINT-023", "value")]


def test_another_value_for_the_year_is_told() -> None:
    assert national("0.95") == [("CP-LINT-024", "value")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "average"),
        ("gas_basis", "GHG"),
        ("unit", "kgCO2/kWh"),
        ("year", 0),
        ("location", "XX"),
        ("issuer", ""),
        ("document", ""),
        ("licence", " "),
    ],
)
def test_a_label_is_complete_and_free_of_contradiction(key: str, value: object) -> None:
    factor = CATALOGUE().grid_factors["el_CN_life_cycle_2023"]
    changed = replace(factor, **{key: value})  # type: ignore[arg-type]  # key and value fit

    findings = found(view_over(CATALOGUE(), factors=[changed]), "factor_label")

    assert ("CP-LINT-022", key) in codes(findings)


def test_a_life_cycle_factor_counts_all_gases() -> None:
    factor = CATALOGUE().grid_factors["el_CN_life_cycle_2023"]
    changed = replace(factor, gas_basis="CO2", unit="kgCO2/kWh")

    findings = found(view_over(CATALOGUE(), factors=[changed]), "factor_label")

    assert codes(findings) == [("CP-LINT-022", "gas_basis")]


def test_a_process_does_not_hide_an_electricity_factor() -> None:
    grid = replace(product("grid_mix", unit="kWh"), kind=FlowKind.ELECTRICITY)
    process = made("grid_mix", exchange("emission", "co2e_aggregate", "0.71"), unit="kWh")

    assert codes(judged(process, "factor_label", flows=[grid])) == [("CP-LINT-025", "grid_mix")]


def test_transmission_is_not_added_to_delivered_electricity() -> None:
    process = made(
        "primary_aluminium",
        exchange("input", "electricity", "13.6", "kWh", route="hydro_delivered"),
        exchange("input", "electricity", "13.6", "kWh", route="transmission_with_losses"),
    )

    findings = judged(process, "transmission")

    assert codes(findings) == [("CP-LINT-020", "transmission_with_losses")]


def test_transmission_beside_a_generator_factor_is_right() -> None:
    process = made(
        "primary_aluminium",
        exchange("input", "electricity", "13.6", "kWh", route="hydro"),
        exchange("input", "electricity", "13.6", "kWh", route="transmission_with_losses"),
    )

    assert judged(process, "transmission") == []


def test_a_factor_does_not_hold_transmission_twice() -> None:
    # 0.0606 delivered in 2023 + 0.0463 once more
    factor = CATALOGUE().grid_factors["el_CN_life_cycle_hydro_delivered_2023"]
    twice = replace(factor, value=0.1069, value_text="0.1069")

    findings = found(view_over(CATALOGUE(), factors=[twice]), "transmission")

    assert codes(findings) == [("CP-LINT-021", "transmission_with_losses")]
    assert details(findings[0]) == ("0.1069", "0.0606")


def test_a_set_has_the_values_of_its_edition() -> None:
    # SF6: 25 200 in the shipped EF 3.1, 24 300 in other implementations
    ef = CATALOGUE().gwp_sets["EF3.1"]
    mixed = replace(ef, factors={**ef.factors, "sf6": 24300.0})

    findings = found(view_over(CATALOGUE(), sets=[mixed]), "gwp_version")

    assert codes(findings) == [("CP-LINT-026", "sf6")]


def test_a_set_cites_one_source() -> None:
    ef = CATALOGUE().gwp_sets["EF3.1"]
    strange = replace(ef.citations["sf6"], source="IPCC_AR6_GWP")
    mixed = replace(ef, citations={**ef.citations, "sf6": strange})

    findings = found(view_over(CATALOGUE(), sets=[mixed]), "gwp_version")

    assert codes(findings) == [("CP-LINT-027", "sf6")]


@pytest.mark.parametrize(
    ("source", "code"), [("NOWHERE", "CP-LINT-028"), ("ESTIMATE", "CP-LINT-029")]
)
def test_a_published_value_cites_a_publication(source: str, code: str) -> None:
    process = process_of("cu_foil")
    first = process.exchanges[0]
    citation = replace(first.citation, source=source, status=Status.PUBLISHED)
    changed = replace(process, exchanges=(replace(first, citation=citation),))

    assert codes(judged(changed, "sources")) == [(code, first.flow)]


@pytest.mark.parametrize("licence", ["", "Licence not stated", "Proprietary"])
def test_a_licence_allows_use(licence: str) -> None:
    source = Source(id="OWN", title="t", authors="a", year="2025", document="", licence=licence)

    findings = found(view_over(CATALOGUE(), sources=[source]), "sources")

    assert codes(findings) == [("CP-LINT-031", "licence")]


def test_a_source_that_nothing_cites_is_told() -> None:
    catalogue = CATALOGUE()
    orphan = Source(
        id="ORPHAN", title="t", authors="a", year="2025", document="", licence="CC BY 4.0"
    )
    whole = replace(catalogue, sources={**catalogue.sources, orphan.id: orphan})

    report = lint(view_of(whole), shipped_rules(), only=("sources",))

    assert [(item.subject, item.finding.code) for item in report.findings] == [
        ("ORPHAN", "CP-LINT-032")
    ]
