"""What holds in the shipped data by themselves: references, names, quoting, units, places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.data.conftest import AGGREGATE, DATA, Entry, plain

ALL_FILES = sorted(DATA.rglob("*.yaml"))
DECIMAL = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
AMOUNT_KEYS = {"amount", "low", "high", "gsd", "value", "molar_mass"}
STATUSES = {"official", "published", "derived", "unverified"}


def exchanges(processes: dict[str, Entry]) -> Iterator[tuple[str, Entry]]:
    for process in processes.values():
        for exchange in process["exchanges"]:
            yield process["id"], exchange


def mappings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from mappings(child)


@pytest.mark.parametrize("path", ALL_FILES, ids=lambda path: path.stem)
def test_a_file_opens_with_a_comment_and_is_clean_text(path: Any) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith("# ")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[ \t]\n|\r|\\u", text)


@pytest.mark.parametrize("path", ALL_FILES, ids=lambda path: path.stem)
def test_amounts_are_quoted_decimals_and_no_key_is_empty(path: Any) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))

    for mapping in mappings(content):
        assert all(value not in ("", None, [], {}) for value in mapping.values()), mapping
        for key in AMOUNT_KEYS & mapping.keys():
            assert isinstance(mapping[key], str), mapping
            assert DECIMAL.fullmatch(mapping[key]), mapping


@pytest.mark.parametrize("path", ALL_FILES, ids=lambda path: path.stem)
def test_every_name_has_both_languages(path: Any) -> None:
    for mapping in mappings(yaml.safe_load(path.read_text(encoding="utf-8"))):
        if "name" in mapping:
            name = mapping["name"]
            assert set(name) == {"en", "zh"}
            assert name["en"].strip()
            assert name["zh"].strip()


def test_every_flow_with_a_scope_has_a_chinese_name(flows: dict[str, Entry]) -> None:
    missing = [
        flow["id"] for flow in flows.values() if not re.search(r"[一-鿿]", flow["name"]["zh"])
    ]

    assert missing == []


def test_flows_and_processes_of_a_family_share_a_file_name(flows: dict[str, Entry]) -> None:
    families = {path.stem for path in (DATA / "flows").glob("*.yaml")}

    for path in (DATA / "processes").glob("*.yaml"):
        assert path.stem in families
        own = {entry["id"] for entry in plain(f"flows/{path.stem}.yaml")}
        assert {process["flow"] for process in plain(f"processes/{path.stem}.yaml")} <= own
    assert len(flows) == sum(len(plain(f"flows/{family}.yaml")) for family in families)


def test_every_exchange_refers_to_something_that_exists(
    flows: dict[str, Entry],
    processes: dict[str, Entry],
    sources: dict[str, Entry],
    locations: dict[str, Entry],
) -> None:
    for process, exchange in exchanges(processes):
        where = (process, exchange["flow"])
        assert exchange["unit"] == flows[exchange["flow"]]["unit"], where
        assert exchange["source"] in sources, where
        assert exchange["status"] in STATUSES, where
        assert exchange.get("location", "CN") in locations, where


def test_every_input_has_a_maker_and_every_pinned_route_exists(
    flows: dict[str, Entry], processes: dict[str, Entry], electricity: dict[str, Entry]
) -> None:
    routes: dict[str, set[str]] = {}
    for process in processes.values():
        assert process["route"] not in routes.setdefault(process["flow"], set()), process["id"]
        routes[process["flow"]].add(process["route"])
    derived = plain("electricity/china.yaml")["derived"]
    factors = [*electricity.values(), *derived]
    routes["electricity"] = {item["technology"] for item in factors if "technology" in item}

    for user, exchange in exchanges(processes):
        if exchange["role"] == "input":
            assert exchange["flow"] in routes, (user, exchange["flow"])
        if "route" in exchange:
            assert exchange["route"] in routes[exchange["flow"]], (user, exchange)
    for flow in flows.values():
        if flow["id"] in routes and flow["kind"] != "electricity":
            assert flow["default_route"] in routes[flow["id"]], flow["id"]


SHARING = ("price", "exergy", "replaces")


def test_every_source_is_cited_or_named_in_a_note(
    sources: dict[str, Entry],
    flows: dict[str, Entry],
    processes: dict[str, Entry],
    batteries: dict[str, Entry],
    gwp_sets: dict[str, dict[str, Entry]],
) -> None:
    cited = {exchange["source"] for _, exchange in exchanges(processes)}
    floors = [one["floor"] for _, one in exchanges(processes) if "floor" in one]
    cited |= {floor["source"] for floor in floors}
    cited |= {battery["source"] for battery in batteries.values()}
    cited |= {factor["source"] for factors in gwp_sets.values() for factor in factors.values()}
    # What sharing between co-products needs: prices, exergies, what is replaced.
    facts = [flow[key] for flow in flows.values() for key in SHARING if key in flow]
    cited |= {fact["source"] for fact in facts}
    told = [*(exchange for _, exchange in exchanges(processes)), *facts]
    notes = " ".join(one.get("note", "") for one in told)

    rules = "".join(path.read_text("utf-8") for path in (DATA / "lint").rglob("*.yaml"))

    orphans = [name for name in sources if name not in cited and name not in notes + rules]

    assert cited <= sources.keys()
    assert orphans == []


def test_markets_pin_their_shares_and_shares_add_up(processes: dict[str, Entry]) -> None:
    for process in processes.values():
        if process["kind"] != "market":
            continue
        shares = [item for item in process["exchanges"] if item["unit"] == process["unit"]]
        own = [item for item in shares if item["flow"] == process["flow"]]
        assert all("route" in item for item in own), process["id"]
        assert sum(float(item["amount"]) for item in shares) == pytest.approx(1), process["id"]


def test_aggregated_processes_hold_only_a_result_and_stay_where_they_are(
    processes: dict[str, Entry],
) -> None:
    for process in processes.values():
        emitted = {e["flow"] for e in process["exchanges"] if e["role"] == "emission"}
        assert (process["kind"] == "aggregated") == (emitted == {AGGREGATE}), process["id"]
        if process["kind"] == "aggregated":
            assert all(e["role"] != "input" for e in process["exchanges"])
            assert process["relocatable"] is False


def test_references_are_used_by_nothing(processes: dict[str, Entry]) -> None:
    used = {exchange["flow"] for _, exchange in exchanges(processes)}

    assert [flow for flow in used if flow.startswith("reference_")] == []


def test_a_province_keeps_its_process(
    flows: dict[str, Entry], processes: dict[str, Entry], locations: dict[str, Entry]
) -> None:
    """A national product is run at the country: a maker in a province would lose its power."""
    moved = [
        process["id"]
        for process in processes.values()
        if locations[process["location"]]["level"] == "province"
        and flows[process["flow"]]["scope"] == "national"
    ]

    assert moved == []


def test_traded_products_are_made_where_there_is_electricity(
    flows: dict[str, Entry], processes: dict[str, Entry], locations: dict[str, Entry]
) -> None:
    """A traded product stays with its provider, and the world has no electricity factor."""
    nowhere = [
        process["id"]
        for process in processes.values()
        if process["kind"] != "aggregated"
        and flows[process["flow"]]["scope"] == "traded"
        and locations[process["location"]]["level"] in {"region", "world"}
    ]

    assert nowhere == []


def test_no_two_flows_share_an_alias(flows: dict[str, Entry]) -> None:
    owners: dict[str, str] = {}
    for flow in flows.values():
        labels = {flow["id"], *flow.get("aliases", ()), flow["name"]["en"], flow["name"]["zh"]}
        for label in {text.casefold() for text in labels}:
            assert owners.setdefault(label, flow["id"]) == flow["id"], label


def test_the_anhydrous_formula_never_finds_a_hydrate(
    flows: dict[str, Entry], compositions: dict[str, Entry]
) -> None:
    for flow in flows.values():
        if "composition" not in flow:
            continue
        formula = compositions[flow["composition"]].get("formula", "")
        if "·" in formula:
            bare = formula.split("·")[0].casefold()
            assert bare not in {alias.casefold() for alias in flow.get("aliases", ())}


def test_triangular_spreads_hold_their_amount(processes: dict[str, Entry]) -> None:
    for process, exchange in exchanges(processes):
        spread = exchange.get("uncertainty", {})
        low = float(spread.get("low", "-inf"))
        high = float(spread.get("high", "inf"))
        assert low <= float(exchange["amount"]) <= high, (process, exchange)
        assert low < high
        assert float(spread.get("gsd", "2")) > 1
        assert spread.get("distribution") in {None, "triangular", "lognormal"}


def test_unverified_values_have_a_range(processes: dict[str, Entry]) -> None:
    """Six have none; docs/explanation/data-decisions.md names them."""
    bare = {
        process
        for process, exchange in exchanges(processes)
        if exchange["status"] == "unverified" and "uncertainty" not in exchange
    }

    assert bare == {
        "niso4_6h2o_matte",
        "li2co3_market",
        "lioh_h2o_market_cn",
        "iron_powder",
        "organic_extractant",
        "coal_hard_id",
    }
