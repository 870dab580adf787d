"""What holds in the shipped places, electricity factors, climate factors and release."""

from __future__ import annotations

import pytest

from tests.data.conftest import AGGREGATE, Entry, plain


def test_places_form_ladders_to_the_world(locations: dict[str, Entry]) -> None:
    ladder = ["province", "grid_region", "country", "region", "world"]

    for place in locations.values():
        if place["level"] == "world":
            assert "parent" not in place
            continue
        parent = locations[place["parent"]]
        assert ladder.index(parent["level"]) > ladder.index(place["level"]), place["id"]


def test_provinces_belong_to_the_grid_regions_of_the_official_note(
    locations: dict[str, Entry],
) -> None:
    members: dict[str, set[str]] = {}
    for place in locations.values():
        if place["level"] == "province" and place["id"].startswith("CN-"):
            members.setdefault(place["parent"], set()).add(place["id"][3:])

    assert members == {
        "CN-GRID-NORTH": {"BJ", "TJ", "HE", "SX", "SD"},
        "CN-GRID-NORTHEAST": {"LN", "JL", "HL"},
        "CN-GRID-EAST": {"SH", "JS", "ZJ", "AH", "FJ"},
        "CN-GRID-CENTRAL": {"JX", "HA", "HB", "HN"},
        "CN-GRID-SOUTH": {"GD", "GX", "HI", "GZ", "YN"},
        "CN-GRID-SOUTHWEST": {"CQ", "SC"},
        "CN-GRID-NORTHWEST": {"SN", "GS", "QH", "NX", "XJ"},
        "CN": {"NM", "XZ"},
    }


def test_every_member_state_of_the_union_is_a_place(locations: dict[str, Entry]) -> None:
    union = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"

    assert {code: locations[code]["parent"] for code in union.split()} == dict.fromkeys(
        union.split(), "RER"
    )


def test_scaled_provincial_factors_never_look_official(electricity: dict[str, Entry]) -> None:
    scaled = [f for f in electricity.values() if f["kind"] == "life_cycle_scaled"]

    assert len(scaled) == 30
    for factor in scaled:
        assert factor["status"] == "derived"
        assert factor["note"].startswith("derived, never official")


def test_delivered_power_is_the_factor_at_the_generator_plus_transmission(
    electricity: dict[str, Entry],
) -> None:
    sums = {
        item["id"]: sum(float(electricity[part]["value"]) for part in item["sum_of"])
        for item in plain("electricity/china.yaml")["derived"]
    }

    # 0.0143 + 0.0463 and 0.0141 + 0.0327 kg CO2e/kWh
    assert sums["el_CN_life_cycle_hydro_delivered_2023"] == pytest.approx(0.0606)
    assert sums["el_CN_life_cycle_hydro_delivered_2024"] == pytest.approx(0.0468)


def test_the_sulfur_hexafluoride_conflict_stays_marked(
    gwp_sets: dict[str, dict[str, Entry]],
) -> None:
    assert gwp_sets["EF3.1"]["sf6"]["status"] == "unverified"
    assert gwp_sets["IPCC_AR6"]["sf6"]["status"] == "unverified"
    assert all(factors[AGGREGATE]["value"] in {"1", "1.0"} for factors in gwp_sets.values())


def test_release_is_numbered_and_dated() -> None:
    assert plain("release.yaml") == {"release": "2026.11", "date": "2026-11-21"}
