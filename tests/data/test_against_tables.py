"""The shipped data against the cited tables: nothing lost, nothing changed but what is listed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.data.conftest import (
    ADDED,
    DROPPED,
    REPLACED,
    ROOT,
    TOLD_APART,
    Entry,
    Tables,
    source_of,
)

# Every list here has its reason in docs/explanation/data-decisions.md.
UNITS = {
    "kg Ni": "kg_Ni",
    "kg cargo": "kg_cargo",
    "kWh cell": "kWh_cell",
    "kg treated": "kg_treated",
}
DESTINATIONS = {
    "AU-WA>CN": "CN",
    "CL>CN": "CN",
    "AR>CN": "CN",
    "CD>CN": "CN",
    "ID>CN": "CN",
    "CN>DE": "DE",
    "KR>DE": "DE",
    "CN>US": "US",
}
UNPINNED = "cell_plant_degen2022"
WITHOUT_CLEARED_TERMS = {
    ("road_heavy", "fuel_diesel_burned"),
    ("barge_inland", "fuel_diesel_burned"),
}
ROUNDED_BOUNDS = {
    ("li2co3_brine_cn_qh_model", "heat_furnace_gas", "high"): "358.27",
    ("mn3o4", "ammonia_coal", "low"): "0.446598",
    ("eol_lfp_selective", "fepo4_crude", "high"): "0.956008",
}
# Ranges that later evidence widened, a spread where the table has none, a route that is known.
WIDENED = {
    ("li2co3_brine_cl_atacama", "fuel_diesel_burned", "high"): "1.2",
    ("niso4_6h2o_class1", "el:CN", "high"): "1.6",
    ("niso4_6h2o_mhp", "el:CN", "high"): "1.6",
    ("niso4_6h2o_matte", "el:CN", "high"): "1.6",
    ("gr_crucible", "el:CN", "distribution"): "triangular",
    ("gr_crucible", "el:CN", "low"): "2.5",
    ("gr_crucible", "el:CN", "high"): "4.3",
}
PINNED = {("li2co3_brine_cl_atacama", "soda_ash"): "trona"}
Pair = tuple[dict[str, str], Entry]


def unit_of(row: dict[str, str], flow: Entry) -> str:
    """Return the unit with its basis: capacity is not energy, contained cobalt is not mass."""
    if row["unit"] == "kWh" and flow["unit"] in {"kWh_cell", "kWh_pack"}:
        return str(flow["unit"])
    if row["input_id"] == "co_in_mhp":
        return "kg_Co"
    return UNITS.get(row["unit"], row["unit"])


@pytest.fixture(scope="session")
def pairs(tables: Tables, processes: dict[str, Entry]) -> list[Pair]:
    """Rows and exchanges of all processes, side by side in their order."""
    found: list[Pair] = []
    for process_id, rows in tables.exchanges().items():
        if process_id in DROPPED:
            continue
        exchanges = processes[process_id]["exchanges"]
        gone = REPLACED.get(process_id, set())
        kept = [row for row in rows if row["input_id"] not in gone]
        if process_id in REPLACED:
            known = {stated(row) for row in kept}
            exchanges = [one for one in exchanges if told(one) in known]
        found.extend(zip(kept, exchanges, strict=True))
    return found


def stated(row: dict[str, str]) -> tuple[str, str, str]:
    """Return amount, status and source of a row."""
    return row["amount"].lstrip("-"), row["status"], source_of(row["source_id"])


def told(exchange: Entry) -> tuple[str, str, str]:
    """Return amount, status and source of an exchange."""
    return exchange["amount"], exchange["status"], exchange["source"]


def test_every_replaced_row_is_gone_and_explained(
    tables: Tables, processes: dict[str, Entry]
) -> None:
    page = (ROOT / "docs" / "explanation" / "data-decisions.md").read_text(encoding="utf-8")
    rows = tables.exchanges()
    for process_id, names in REPLACED.items():
        kept = {told(one) for one in processes[process_id]["exchanges"]}
        back = [r for r in rows[process_id] if r["input_id"] in names and stated(r) in kept]
        assert not back, back
        assert f"`{process_id}`" in page


def test_every_process_is_there_except_the_dropped_ones(
    tables: Tables, processes: dict[str, Entry]
) -> None:
    rows = tables.exchanges()

    assert rows.keys() - processes.keys() == DROPPED.keys()
    assert processes.keys() - rows.keys() == ADDED
    assert {name: len(rows[name]) for name in DROPPED} == DROPPED


def test_every_row_is_there(pairs: list[Pair], tables: Tables) -> None:
    total = sum(len(rows) for rows in tables.exchanges().values())

    replaced = sum(
        row["input_id"] in names
        for process_id, names in REPLACED.items()
        for row in tables.exchanges()[process_id]
    )
    assert len(pairs) == total - sum(DROPPED.values()) - replaced


def test_amount_unit_status_source_and_page_are_those_of_the_row(
    pairs: list[Pair], flows: dict[str, Entry]
) -> None:
    for row, exchange in pairs:
        where = (row["process_id"], row["input_id"])
        assert exchange["amount"] == row["amount"].lstrip("-"), where
        assert exchange["unit"] == unit_of(row, flows[exchange["flow"]]), where
        assert exchange["status"] == row["status"], where
        assert exchange["source"] == source_of(row["source_id"]), where
        assert exchange.get("page", "") == row["page_or_table"], where


def test_negative_inputs_became_byproducts(pairs: list[Pair]) -> None:
    negative = [
        (row["process_id"], exchange["role"])
        for row, exchange in pairs
        if row["amount"].startswith("-")
    ]

    assert negative == [("naoh_membrane_joint", "byproduct")] * 2


def test_notes_are_kept_word_for_word(pairs: list[Pair]) -> None:
    """Two named documents are written with their id; two figures without cleared terms left."""
    for row, exchange in pairs:
        if (row["process_id"], row["input_id"]) in WITHOUT_CLEARED_TERMS:
            assert "CPCD" not in exchange["note"]
            continue
        note = row["note"].replace("DECHEMA 2017", "DECHEMA2017")
        note = note.replace("state railway bulletin 2021", "RAIL_BULLETIN_2021")
        assert exchange.get("note", "").startswith(note.strip()), row


def test_uncertainty_is_that_of_the_row(pairs: list[Pair]) -> None:
    for row, exchange in pairs:
        spread = exchange.get("uncertainty", {})
        expected = expected_spread(row["uncertainty"])
        for key in ("distribution", "low", "high"):
            fixed = (ROUNDED_BOUNDS | WIDENED).get((row["process_id"], row["input_id"], key))
            if fixed:
                expected[key] = fixed
        assert spread == expected, row


def expected_spread(text: str) -> dict[str, str]:
    """Return the spread that the text of a row means.

    The parts are `min 1`, `max 2`, `gsd 1.25` and `(rule)`, with `=` or a blank and `;` between.
    """
    words = text.replace("=", " ").replace(";", " ").split()
    given = dict(pairwise(words))
    spread = {"low": given.get("min", ""), "high": given.get("max", "")}
    if "gsd" in given:
        spread |= {"distribution": "lognormal", "gsd": given["gsd"]}
    elif text:
        spread["distribution"] = "triangular"
    if "(rule)" in words:
        spread["basis"] = "rule"
    return {key: value for key, value in spread.items() if value}


def test_product_links_lead_to_the_process_of_the_row(
    pairs: list[Pair], flows: dict[str, Entry], processes: dict[str, Entry]
) -> None:
    for row, exchange in pairs:
        provider = processes.get(row["input_id"])
        if provider is None or row["input_kind"] == "byproduct":
            continue
        assert exchange["flow"] == provider["flow"], row
        if row["input_id"] == UNPINNED:
            assert "route" not in exchange
            continue
        pinned = PINNED.get((row["process_id"], row["input_id"]))
        if pinned:
            assert exchange["route"] == pinned
            continue
        route = exchange.get("route", flows[exchange["flow"]]["default_route"])
        assert exchange["role"] == "byproduct" or route == provider["route"], row


def test_other_links_lead_to_the_flow_that_carries_the_old_name(
    pairs: list[Pair], flows: dict[str, Entry], processes: dict[str, Entry]
) -> None:
    for row, exchange in pairs:
        name = row["input_id"]
        if row["input_kind"] == "electricity":
            assert exchange["flow"] == "electricity"
        elif name not in processes and name != "na2so4":
            flow = flows[exchange["flow"]]
            assert name in {flow["id"], *flow.get("aliases", ())}, row
    assert flows["sodium_sulfate"]["composition"] == "na2so4"


def test_electricity_keeps_place_and_technology(
    pairs: list[Pair], processes: dict[str, Entry]
) -> None:
    pinned = {
        "electricity_coal": ("coal", "CN"),
        "electricity_hydro": ("hydro_delivered", "CN"),
    }
    for row, exchange in pairs:
        if row["input_kind"] != "electricity":
            continue
        route, place = exchange.get("route", ""), exchange.get("location", "")
        assert (route, place) == pinned.get(row["input_id"], ("", ""))
        if row["input_id"].startswith("el:") and row["process_id"] not in {
            "cell_plant_degen2022",
            "cell_plant_degen2023_el",
        }:
            assert processes[row["process_id"]]["location"].startswith(row["input_id"][3:])


def test_places_units_and_technology_of_processes(
    tables: Tables, processes: dict[str, Entry], flows: dict[str, Entry]
) -> None:
    for process_id, rows in tables.exchanges().items():
        if process_id in DROPPED:
            continue
        row, process = rows[0], processes[process_id]
        assert process["location"] == DESTINATIONS.get(row["region"], row["region"])
        assert process["technology"].startswith(TOLD_APART.get(process_id, row["technology"]))
        assert row["reference_amount"] == "1"
        assert "amount" not in process
        unit = UNITS.get(row["product_unit"], row["product_unit"])
        assert flows[process["flow"]]["unit"] in {unit, f"{unit}_cell", f"{unit}_pack"}
