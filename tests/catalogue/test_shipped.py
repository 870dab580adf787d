"""The data that ship with cellprint: valid, complete, and answering every question they raise."""

from __future__ import annotations

import re

import pytest

from cellprint.catalogue.compiled import shipped_folder
from cellprint.catalogue.electricity import LIFE_CYCLE_KINDS, find_electricity
from cellprint.catalogue.load import catalogue_findings, load_catalogue
from cellprint.catalogue.lookup import ProviderRequest, find_provider
from cellprint.catalogue.names import resolve_flow, search
from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import Exchange, FlowKind, Process, Role

ELECTRICITY = "electricity"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(shipped_folder())


def inputs(catalogue: Catalogue) -> list[tuple[Process, Exchange]]:
    return [
        (process, exchange)
        for process in catalogue.processes.values()
        for exchange in process.exchanges
        if exchange.role is Role.INPUT
    ]


def test_shipped_data_have_no_errors() -> None:
    assert [
        item.line() for item in catalogue_findings(shipped_folder()) if item.severity == "error"
    ] == []


def test_every_input_finds_a_provider_that_makes_it(catalogue: Catalogue) -> None:
    for process, exchange in inputs(catalogue):
        if exchange.flow == ELECTRICITY:
            continue
        answer = find_provider(
            catalogue,
            ProviderRequest(
                flow=exchange.flow,
                user_location=process.location,
                period_year=2024,
                location=exchange.location,
                route=exchange.route,
            ),
        )

        assert answer.process.flow == exchange.flow
        assert answer.process.id != process.id, f"{exchange.id} is provided by itself"


def test_every_electricity_input_in_a_country_finds_a_life_cycle_factor(
    catalogue: Catalogue,
) -> None:
    for process, exchange in inputs(catalogue):
        place = catalogue.locations[exchange.location or process.location]
        if exchange.flow != ELECTRICITY or place.level in {"region", "world"}:
            continue
        answer = find_electricity(
            catalogue,
            location=place.id,
            year=2024,
            geography="region",
            technology=exchange.route,
        )

        assert answer.factor.kind in LIFE_CYCLE_KINDS
        assert not answer.factor.technology.startswith("transmission")


def test_names_of_flows_are_unambiguous(catalogue: Catalogue) -> None:
    for flow in catalogue.flows.values():
        for name in (flow.id, flow.name.en, flow.name.zh, *flow.aliases):
            assert resolve_flow(catalogue, name) is flow


def test_every_product_with_rivals_has_a_default_route(catalogue: Catalogue) -> None:
    undecided = [
        flow
        for flow, makers in catalogue.providers.items()
        if len({process.route for process in makers}) > 1
        and not catalogue.flows[flow].default_route
    ]

    assert undecided == []


def test_every_emission_has_a_factor_in_every_set(catalogue: Catalogue) -> None:
    emitted = {
        exchange.flow
        for process in catalogue.processes.values()
        for exchange in process.exchanges
        if exchange.role is Role.EMISSION
    }

    for gwp_set in catalogue.gwp_sets.values():
        assert emitted - set(gwp_set.factors) <= {"co2e_aggregate"}, gwp_set.id


def test_national_factors_of_china(catalogue: Catalogue) -> None:
    """Announcements of MEE, NBS and NEA: 0.6205 (2023) and 0.5777 (2024) kg CO2e/kWh."""
    found = {
        year: find_electricity(
            catalogue, location="CN", year=year, geography="country"
        ).factor.value_text
        for year in (2023, 2024)
    }

    assert found == {2023: "0.6205", 2024: "0.5777"}


def test_delivered_hydro_power_is_the_sum_of_generation_and_grid(catalogue: Catalogue) -> None:
    """0.0141 at the generator + 0.0327 transmission with losses (2024) = 0.0468."""
    answer = find_electricity(
        catalogue,
        location="CN-SC",
        year=2024,
        geography="region",
        technology="hydro_delivered",
    )

    assert answer.factor.value_text == "0.0468"


def test_electricity_is_one_flow(catalogue: Catalogue) -> None:
    found = [flow for flow in catalogue.flows.values() if flow.kind is FlowKind.ELECTRICITY]

    assert [(flow.id, flow.unit) for flow in found] == [(ELECTRICITY, "kWh")]


@pytest.mark.parametrize("words", ["554-13-2", "碳酸锂", "Li2CO3", "lithium carbonate"])
def test_a_product_is_found_by_number_name_and_formula(catalogue: Catalogue, words: str) -> None:
    assert search(catalogue, words)[0].id == "lithium_carbonate"


def test_cas_numbers_have_their_check_digit(catalogue: Catalogue) -> None:
    numbers = [
        alias
        for flow in catalogue.flows.values()
        for alias in flow.aliases
        if re.fullmatch(r"[0-9]{2,7}-[0-9]{2}-[0-9]", alias)
    ]

    assert len(set(numbers)) == len(numbers) > 60
    for number in numbers:
        *digits, check = (int(digit) for digit in number.replace("-", ""))
        weighted = sum(place * digit for place, digit in enumerate(reversed(digits), 1))
        assert weighted % 10 == check, number
