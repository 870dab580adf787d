"""The shipped catalogue as plain YAML, and the cited tables that it was written from."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "cellprint" / "data"
TABLES = ROOT.parent / "shared" / "data"

AGGREGATE = "co2e_aggregate"

Entry = dict[str, Any]


def plain(path: str) -> Any:
    return yaml.safe_load((DATA / path).read_text(encoding="utf-8"))


def by_id(folder: str) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for path in sorted((DATA / folder).glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert entry["id"] not in entries, entry["id"]
            entries[entry["id"]] = entry
    return entries


@pytest.fixture(scope="session")
def flows() -> dict[str, Entry]:
    return by_id("flows")


@pytest.fixture(scope="session")
def processes() -> dict[str, Entry]:
    return by_id("processes")


@pytest.fixture(scope="session")
def sources() -> dict[str, Entry]:
    return {entry["id"]: entry for entry in plain("sources.yaml")}


@pytest.fixture(scope="session")
def locations() -> dict[str, Entry]:
    return {entry["id"]: entry for entry in plain("locations.yaml")}


@pytest.fixture(scope="session")
def compositions() -> dict[str, Entry]:
    return {entry["id"]: entry for entry in plain("compositions.yaml")}


@pytest.fixture(scope="session")
def batteries() -> dict[str, Entry]:
    return {entry["id"]: entry for entry in plain("batteries.yaml")}


@pytest.fixture(scope="session")
def electricity() -> dict[str, Entry]:
    files = (plain(f"electricity/{name}.yaml") for name in ("china", "world"))
    return {factor["id"]: factor for file in files for factor in file["factors"]}


@pytest.fixture(scope="session")
def gwp_sets() -> dict[str, dict[str, Entry]]:
    files = (plain(f"gwp/{name}.yaml") for name in ("ef-3.1", "ipcc-ar6", "ipcc-ar5"))
    return {file["id"]: {item["flow"]: item for item in file["factors"]} for file in files}


class Tables:
    """Rows of the cited tables, by file name."""

    def rows(self, name: str) -> list[dict[str, str]]:
        with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def exchanges(self) -> dict[str, list[dict[str, str]]]:
        """Return the rows of both inventory tables by process, in their order."""
        found: dict[str, list[dict[str, str]]] = {}
        for name in ("background_processes", "battery_chain"):
            for row in self.rows(name):
                found.setdefault(row["process_id"], []).append(row)
        return found


@pytest.fixture(scope="session")
def tables() -> Tables:
    if not TABLES.is_dir():
        pytest.skip("the cited tables are not beside the checkout (../shared/data)")
    return Tables()


# Processes that the catalogue leaves out, with their number of exchanges.
DROPPED = {"bms": 6, "mnso4": 7, "fepo4": 8, "fepo4_iron": 5}
# Markets of one product, so that a study can choose natural or synthetic graphite.
# Alternatives that a study can choose.
ADDED = {
    "graphite_anode_natural",
    "graphite_anode_synthetic",
    "gr_graphitised_market",
    "al_pfc_accounting",
    "al_pfc_atmosphere",
    "al_pfc_ipcc",
    "al_pfc_survey",
    "h2so4_steam_credit",
    "pvdf_all_electric",
    "ammonium_sulfate_neutralisation",
}
# Rows that other cited values replaced, by process; an empty set: a row was added only.
REPLACED: dict[str, set[str]] = {
    "naoh_membrane_joint": {"heat_process_mix"},
    "naoh": {"heat_process_mix"},
    "sulfur": {"co2_fossil"},
    "soda_ash_solvay": {"heat_steam_coal"},
    "soda_ash_hou": {"heat_steam_coal"},
    "nitric_acid": {"electricity_regional"},
    "phosphorus_white": {"co2_fossil", "electricity_regional", "met_coke"},
    "carbide": {"electricity_regional"},
    "ethylene_glycol": {"heat_process_mix"},
    "ethylene_glycol_coal": {"heat_process_mix"},
    "methanol_coal": {"co2_fossil", "coal_mix"},
    "pvdf": {"electricity_regional"},
    "bdo": {"heat_process_mix"},
    "alumina": {"electricity_regional"},
    "al_primary_cn": {"c2f6", "cf4"},
    "al_primary_coal": {"c2f6", "cf4"},
    "al_primary_hydro": {"c2f6", "cf4"},
    "al_primary_mix": {"al_primary_cn", "al_primary_coal", "al_primary_hydro"},
    "al_foil": {"al_primary_mix", "electricity_regional", "fuel_natural_gas_burned"},
    "al_sheet": {"al_primary_mix", "electricity_regional", "fuel_natural_gas_burned"},
    "al_extrusion": {"al_primary_mix", "electricity_regional", "fuel_natural_gas_burned"},
    "glass_fibre": {"co2_geogenic"},
    "refinery_product": {"co2_fossil"},
    "li2co3_brine_cl_atacama": {"el:CL"},
    "li2co3_lepidolite_cn_jx": {"el:CN-JX", "fuel_natural_gas_burned"},
    "gr_crucible": set(),
    "gr_micronised": {"gr_graphitised_acheson", "gr_graphitised_box_cn"},
    "pack_lfp_ctp": {
        "al_extrusion",
        "cu_cathode",
        "ethylene_glycol",
        "glass_fibre",
        "pcb_bms",
        "pp",
        "steel_sheet",
    },
    "pack_lfp_large_module": {
        "al_extrusion",
        "cu_cathode",
        "ethylene_glycol",
        "glass_fibre",
        "pcb_bms",
        "pp",
        "steel_sheet",
    },
    "eol_direct_nmc": set(),
}
# Processes of which a stage is told apart that the tables aggregate, with what they say now.
TOLD_APART = {
    "li2co3_brine_cl_atacama": "solar evaporation, solvent extraction of boron, soda precipitation",
}
RENAMED_SOURCES = {
    "istrate2024": "ISTRATE2024",
    "premise": "PREMISE",
    "stoichiometry": "STOICH",
    "assumption": "ESTIMATE",
}


def source_of(name: str) -> str:
    """Return the id that a source of the tables has in the catalogue."""
    return RENAMED_SOURCES.get(name, name.upper())
