"""Sources, factors, compositions and batteries against the cited tables."""

from __future__ import annotations

from tests.data.conftest import DROPPED, RENAMED_SOURCES, Entry, Tables, source_of

# Every list here has its reason in docs/explanation/data-decisions.md.
DROPPED_SOURCES = {"cpcd"}
# Recovered products: the composition of the product of trade, without its formula.
SAME_SUBSTANCE = {"li2co3_recycled": "li2co3", "fepo4_crude": "fepo4"}


def test_every_source_is_there(tables: Tables, sources: dict[str, Entry]) -> None:
    rows = [*tables.rows("sources"), *tables.rows("sources_battery_chain")]
    names = {row["source_id"] for row in rows} - DROPPED_SOURCES

    # The rules of the lint cite further sources; test_shipped_files finds those nobody cites.
    assert sources.keys() >= {source_of(name) for name in names} | {"EF31", "IPCC_AR5_GWP"}
    for row in tables.rows("sources_battery_chain"):
        source = sources[source_of(row["source_id"])]
        assert source["licence"] == row["licence"]
        assert source["citation_status"] == row["citation_status"]
    for row in tables.rows("sources"):
        if row["source_id"] not in DROPPED_SOURCES | RENAMED_SOURCES.keys():
            assert sources[source_of(row["source_id"])]["licence"] == row["licence"]


def test_every_electricity_factor_is_there(tables: Tables, electricity: dict[str, Entry]) -> None:
    rows = {row["factor_id"]: row for row in tables.rows("grid_factors")}

    assert electricity.keys() == rows.keys()
    for name, row in rows.items():
        factor = electricity[name]
        assert factor["value"] == row["value"]
        assert factor["location"] == row["region_code"]
        assert factor["kind"] == row["kind"]
        assert factor.get("technology", "") == row["technology"]
        assert factor["gas_basis"] == row["gas_basis"]
        assert factor["year"] == int(row["reference_year"])
        assert factor["issuer"] == row["issuer"]
        assert factor["licence"] == row["licence"]
        assert factor["status"] == row["status"]
        assert factor["document"] == row["document_no"] or row["kind"] == "life_cycle_scaled"


def test_every_climate_factor_is_there(
    tables: Tables, gwp_sets: dict[str, dict[str, Entry]]
) -> None:
    rows = tables.rows("gwp100")

    assert sum(len(factors) for factors in gwp_sets.values()) == len(rows)
    for row in rows:
        factor = gwp_sets[row["set_id"]][row["flow_id"]]
        assert factor["value"] == row["gwp100_kgco2e_per_kg"]
        assert factor["status"] == row["status"]


def test_every_composition_is_there_and_used_by_the_flows_it_names(
    tables: Tables,
    compositions: dict[str, Entry],
    processes: dict[str, Entry],
    flows: dict[str, Entry],
) -> None:
    owners = {alias: flow for flow in flows.values() for alias in flow.get("aliases", ())}
    rows = tables.rows("compositions")

    assert [row["composition_id"] for row in rows] + list(SAME_SUBSTANCE) == list(compositions)
    for row in rows:
        entry = compositions[row["composition_id"]]
        fractions = {key[2:]: text for key, text in row.items() if key.startswith("w_") and text}
        assert entry["fractions"] == fractions
        assert entry["hydrate"] == row["hydrate_state"]
        assert entry["status"] == row["status"]
        for user in filter(None, row["used_by"].split(";")):
            if user in processes:
                flow = flows[processes[user]["flow"]]
            elif user in owners or user in flows:
                flow = owners.get(user) or flows[user]
            else:
                assert user in {*DROPPED, "map", "na2so4"}, user
                continue
            expected = user if user in SAME_SUBSTANCE else row["composition_id"]
            assert flow["composition"] == expected, user


def test_recovered_products_have_the_composition_of_the_product(
    compositions: dict[str, Entry],
) -> None:
    for recovered, product in SAME_SUBSTANCE.items():
        assert compositions[recovered]["fractions"] == compositions[product]["fractions"]
        assert "formula" not in compositions[recovered]


def test_every_battery_is_there(tables: Tables, batteries: dict[str, Entry]) -> None:
    columns = "gross_kwh usable_kwh mass_kg wh_per_kg cell_mass_kg cell_to_pack_mass_ratio"
    rows = tables.rows("battery_specs")

    assert [row["spec_id"] for row in rows] == list(batteries)
    for row in rows:
        battery = batteries[row["spec_id"]]
        stated = {column: row[column] for column in columns.split() if row[column]}
        assert battery["amounts"] == stated
        assert battery["status"] == row["status"]
        assert battery["source"] == row["source_id"]


def test_every_place_of_an_electricity_factor_is_known(
    tables: Tables, locations: dict[str, Entry]
) -> None:
    assert {row["region_code"] for row in tables.rows("grid_factors")} <= locations.keys()
