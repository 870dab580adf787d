from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.app.compute import Computation, compute_study
from cellprint.app.data import shipped_catalogue
from cellprint.app.electricity import evidence
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study
from cellprint.model.inventory import Status
from cellprint.model.study_resolve import resolve_study

EXAMPLES = Path(__file__).parents[2] / "examples"
BASE = (EXAMPLES / "nmc811-xining" / "study.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path_factory.getbasetemp() / "home"))


def computed(text: str, *, rules: str = "", **overrides: str) -> Computation:
    loaded = load_study(text.encode(), name="study.yaml")
    resolved = resolve_study(loaded.study, overrides=overrides, where=loaded.where)
    return compute_study(shipped_catalogue(), resolved, rules=rules)


def example(name: str) -> Computation:
    loaded = load_study(EXAMPLES / name / "study.yaml")
    return compute_study(shipped_catalogue(), resolve_study(loaded.study, where=loaded.where))


def changed(old: str, new: str) -> str:
    assert old in BASE
    return BASE.replace(old, new, 1)


def test_total_per_kwh_delivered_is_total_per_battery_over_energy_of_life() -> None:
    result = example("lfp-ctp-yibin")

    battery = result.study.battery
    assert battery.usable_energy_kwh is not None
    # M1: 60 equivalent full cycles a year, 8 years of warranty (draft act of 2024)
    energy = battery.usable_energy_kwh * 60 * 8
    assert result.counted.amount == pytest.approx(energy)
    document = result.document
    assert float(document["total"]["value"]) == pytest.approx(result.linked.per_battery / energy)


def test_every_line_of_the_study_is_in_the_system_once() -> None:
    result = example("lfp-ctp-yibin")

    # A credit stands beside the treatment it comes from and is no second use of the line.
    exchanges = [
        link.exchange.id for link in result.system.all_links() if "@credit" not in link.exchange.id
    ]
    for amount in result.study.amounts:
        assert sum(one.split("@")[0] == amount.id for one in exchanges) == 1


def test_a_larger_amount_adds_its_own_share() -> None:
    once = computed(BASE)
    more = computed(changed('amount: "0.854 kg"', 'amount: "0.93 kg"'))

    anode = next(link for link in once.system.all_links() if link.exchange.flow == "graphite_anode")
    assert anode.provider is not None
    added = anode.amount * (0.93 / 0.854 - 1) * once.intensities[anode.provider]
    assert more.linked.per_battery - once.linked.per_battery == pytest.approx(added)


def test_half_the_yield_doubles_what_the_component_carries() -> None:
    full = computed(BASE)
    half = computed(BASE, cell_yield="0.5")

    def cells(result: Computation) -> float:
        nodes = {node.process.id: node.index for node in result.system.nodes}
        return float(result.intensities[nodes["component:cell"]])

    assert cells(half) == pytest.approx(2 * cells(full))


def test_under_the_country_rule_provinces_are_alike_and_under_the_local_rule_not() -> None:
    xining, ordos = example("nmc811-xining"), example("nmc811-ordos")

    assert xining.linked.per_battery == pytest.approx(ordos.linked.per_battery)
    local = {
        result.study.study.id: method.per_battery
        for result in (xining, ordos)
        for method in result.methods
        if method.resolver.id == "el.ghgp_location"
    }
    assert local["nmc811-xining"] is not None
    assert local["nmc811-ordos"] is not None
    assert local["nmc811-xining"] < xining.linked.per_battery < local["nmc811-ordos"]


def test_the_rule_book_can_be_chosen() -> None:
    iso = computed(BASE, rules="iso-14067-2018")

    assert iso.document["rulebook"]["id"] == "iso-14067-2018"


def test_a_choice_of_route_reaches_the_whole_chain() -> None:
    default = computed(BASE)
    chosen = computed(BASE + "\nchoices: {lithium_hydroxide_monohydrate: brine_atacama}\n")

    assert chosen.linked.per_battery < default.linked.per_battery
    assert chosen.document["choices"] == {"lithium_hydroxide_monohydrate": "brine_atacama"}


SUPPLIER = """
supplier_footprints:
  - id: anode_maker
    product: graphite_anode
    value: "2 kgCO2e/kg"
    kind: life_cycle
    boundary: cradle_to_gate
    location: CN-SC
    verified_by: a verifier
    source: statement of the supplier
"""


def test_a_supplier_footprint_replaces_the_catalogue() -> None:
    text = changed(
        "product: graphite_anode\n", "product: graphite_anode\n        supplier: anode_maker\n"
    )
    result = computed(text + SUPPLIER)

    link = next(one for one in result.system.all_links() if one.exchange.flow == "graphite_anode")
    assert link.provider is not None
    assert result.intensities[link.provider] == pytest.approx(2.0)


def test_a_supplier_footprint_of_another_product_is_refused() -> None:
    text = changed(
        "product: graphite_anode\n", "product: graphite_anode\n        supplier: anode_maker\n"
    )
    with pytest.raises(BadInputError) as caught:
        computed(text + SUPPLIER.replace("product: graphite_anode", "product: nmc811_cathode"))

    assert caught.value.code == "CP-LINK-004"


def test_an_unknown_emission_is_refused() -> None:
    text = changed(
        "manufacturing:\n",
        "manufacturing:\n  emissions: [{flow: co2_fosil, amount: 1 kg, source: meter}]\n",
    )
    with pytest.raises(BadInputError) as caught:
        computed(text)

    assert caught.value.code == "CP-LINK-003"
    assert "co2_fossil" in caught.value.findings[0].near


def test_an_unknown_electricity_factor_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        computed(BASE + "\nelectricity: {grid_factor: el_CN_life_cycle_1999}\n")

    assert caught.value.code == "CP-LINK-005"


def test_a_book_that_cannot_count_says_what_is_missing() -> None:
    with pytest.raises(BadInputError) as caught:
        computed(changed("  warranty: 8 a\n", ""))

    assert caught.value.code == "CP-LINK-006"


CONTRACT = """
contracts:
  - id: wind_line
    type: direct_line
    technology: wind
    amount: "= 20 kWh/kWh_capacity * capacity"
    per: battery
    location: CN-QH
    period: {from: 2023-01-01, to: 2024-01-01}
    factor: {value: "0.03 kgCO2e/kWh", kind: life_cycle, year: 2023, source: contract}
    attributes: kept
    evidence: {document: single-line diagram and meter readings}
"""


def test_a_direct_line_counts_where_the_rule_accepts_it_and_only_for_its_kwh() -> None:
    text = changed("carrier: electricity\n", "carrier: electricity\n      supply: wind_line\n")
    without, result = computed(BASE), computed(text + CONTRACT)

    # The draft act takes the country average for all of it.
    assert result.linked.per_battery == pytest.approx(without.linked.per_battery)
    pef = {method.resolver.id: method for method in result.methods}["el.pef_2021"]
    assert pef.per_battery is not None
    grid = shipped_catalogue().grid_factors["el_CN_life_cycle_2023"].value
    saved = 20 * result.study.battery.capacity_kwh * (grid - 0.03)
    assert without.linked.per_battery - pef.per_battery == pytest.approx(saved)


def test_evidence_is_true_false_or_missing() -> None:
    study = load_study((BASE + CONTRACT).encode(), name="s").study
    proof = evidence(study.contracts[0], "CN")

    assert proof["attributes_unsold"] is True
    assert proof["metered"] is True
    assert proof["hourly_match"] is None if "hourly_match" in proof else True
    assert evidence(study.contracts[0], "DE")["same_market"] is False


def test_company_figures_count_as_company_data() -> None:
    text = changed(
        'source: {document: BATPAC52, page: "default configuration", status: published}',
        "source: weighing protocol 7",
    )
    result = computed(text)

    statuses = {
        link.exchange.citation.source: link.exchange.citation.status
        for link in result.system.all_links()
    }
    assert statuses["weighing protocol 7"] is Status.COMPANY
