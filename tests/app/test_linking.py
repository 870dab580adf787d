from __future__ import annotations

from dataclasses import replace

import pytest

from cellprint.app.linking import LinkSettings, link
from cellprint.errors import BadInputError
from cellprint.model.inventory import Role, Status
from cellprint.model.system import CutOffReason, LinkKind
from tests.app import small
from tests.catalogue import sample

SETTINGS = LinkSettings(year=2024, gwp_set="EF3.1")


def test_every_exchange_of_every_node_has_one_link() -> None:
    system = link(small.catalogue(), SETTINGS, [(small.SODA, "CN")])

    for node, links in zip(system.nodes, system.links, strict=True):
        assert [one.exchange for one in links] == list(node.process.exchanges)
    exchanges = sum(len(node.process.exchanges) for node in system.nodes)
    counts = system.link_counts()
    assert counts["linked"] + counts["cut_off"] == exchanges
    assert counts["errors"] == 0


def test_a_loop_ends_at_the_node_it_began() -> None:
    system = link(small.catalogue(), SETTINGS, [(small.SODA, "CN")])

    own = next(one for one in system.links[0] if one.exchange.flow == "soda_ash")
    assert own.provider == 0


def test_cut_offs_name_their_reason() -> None:
    system = link(small.catalogue(), SETTINGS, [(small.SODA, "CN")])

    reasons = {one.exchange.flow: one.reason for one in system.all_links() if one.reason}
    assert reasons == {
        "loss_Na": CutOffReason.BALANCE_ONLY,
        "slag": CutOffReason.BYPRODUCT,
        "iron_ore": CutOffReason.RESOURCE,
    }


def test_an_emission_without_factor_is_cut_off_not_zero() -> None:
    odd = small.process(
        "odd", "steel", "CN", "odd", small.exchange("odd", Role.EMISSION, "xenon", "1")
    )
    system = link(small.catalogue(odd), SETTINGS, [(odd, "CN")])

    (only,) = system.links[0]
    assert (only.kind, only.reason) == (LinkKind.CUT_OFF, CutOffReason.UNCHARACTERISED)


def test_a_national_input_is_made_with_the_energy_of_the_users_country() -> None:
    system = link(small.catalogue(), SETTINGS, [(small.SODA, "DE")])

    places = {node.process.id: node.location for node in system.nodes}
    assert places["steel_bof_cn"] == "DE"
    assert places["el_DE_life_cycle_ember_2023"] == "DE"
    steel = next(one for one in system.links[0] if one.exchange.flow == "steel")
    assert steel.borrowed
    assert steel.found_location == "DE"


@pytest.mark.parametrize(("geography", "factor"), [("country", "CN"), ("region", "CN-SC")])
def test_the_rule_book_decides_whose_electricity_counts(geography: str, factor: str) -> None:
    settings = LinkSettings(year=2023, gwp_set="EF3.1", geography=geography)  # type: ignore[arg-type]
    system = link(small.catalogue(), settings, [(small.STEEL, "CN-SC")])

    power = next(one for one in system.links[0] if one.exchange.flow == "electricity")
    assert power.found_location == factor


def test_an_own_electricity_factor_replaces_the_look_up() -> None:
    own = sample.factor("CN", "life_cycle", 2020, "0.7")
    settings = LinkSettings(year=2024, gwp_set="EF3.1", grid_factors={"CN": own})
    system = link(small.catalogue(), settings, [(small.STEEL, "CN")])

    assert own.id in {node.process.id for node in system.nodes}


def test_a_named_provider_wins_over_the_look_up() -> None:
    supplier = small.process(
        "supplier", "steel", "DE", "", small.exchange("s", Role.EMISSION, "co2e_aggregate", "9")
    )
    buyer = small.process(
        "buyer",
        "soda_ash",
        "CN",
        "",
        small.exchange("b", Role.INPUT, "steel", "1", provider="supplier"),
    )
    settings = LinkSettings(year=2024, gwp_set="EF3.1", own_processes={"supplier": supplier})
    system = link(small.catalogue(), settings, [(buyer, "CN")])

    assert [node.process.id for node in system.nodes] == ["buyer", "supplier"]


def test_unknown_provider_and_wrong_unit_are_errors_with_their_place() -> None:
    buyer = small.process(
        "buyer",
        "soda_ash",
        "CN",
        "",
        small.exchange("b", Role.INPUT, "steel", "1", provider="nowhere"),
        small.exchange("c", Role.INPUT, "steel", "1", "t"),
    )
    with pytest.raises(BadInputError) as caught:
        link(small.catalogue(), SETTINGS, [(buyer, "CN")])

    assert [finding.code for finding in caught.value.findings] == ["CP-LINK-001", "CP-LINK-002"]
    assert all(finding.where.startswith("buyer@CN/") for finding in caught.value.findings)


def test_an_unknown_product_names_its_neighbours() -> None:
    buyer = small.process(
        "buyer", "steel", "CN", "", small.exchange("b", Role.INPUT, "soda_asch", "1")
    )
    with pytest.raises(BadInputError) as caught:
        link(small.catalogue(), SETTINGS, [(buyer, "CN")])

    assert "soda_ash" in " ".join(caught.value.findings[0].near)


def test_status_of_factors_travels_into_the_system() -> None:
    system = link(small.catalogue(), SETTINGS, [(small.STEEL, "CN")])

    factor = next(node for node in system.nodes if node.process.flow == "electricity")
    assert factor.process.exchanges[0].citation.status is Status.UNVERIFIED


FINES = small.process(
    "mill",
    "steel",
    "CN",
    "mill",
    small.exchange("mill", Role.EMISSION, "co2_fossil", "3"),
    replace(small.exchange("mill", Role.BYPRODUCT, "fines", "0.5"), allocation="mass"),
)


@pytest.mark.parametrize(
    ("choices", "share", "reason"),
    [
        ({}, 1 / 1.5, CutOffReason.COPRODUCT),
        ({"allocation.fines": "none"}, 1.0, CutOffReason.BYPRODUCT),
    ],
)
def test_a_coproduct_takes_its_share_unless_the_study_says_none(
    choices: dict[str, str], share: float, reason: CutOffReason
) -> None:
    settings = LinkSettings(year=2024, gwp_set="EF3.1", choices=choices)
    system = link(small.catalogue(FINES), settings, [(FINES, "CN")])

    emission, fines = system.links[0]
    assert system.nodes[0].share == pytest.approx(share)
    assert emission.amount == pytest.approx(3 * share)
    assert fines.reason is reason


def test_an_unknown_way_to_allocate_is_refused() -> None:
    settings = LinkSettings(year=2024, gwp_set="EF3.1", choices={"allocation.fines": "price"})
    with pytest.raises(BadInputError) as caught:
        link(small.catalogue(FINES), settings, [(FINES, "CN")])

    assert caught.value.code == "CP-LINK-008"
