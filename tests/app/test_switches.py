from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.app.allocating import ALLOCATION
from cellprint.app.data import shipped_catalogue
from cellprint.app.switches import (
    option_name,
    product_effects,
    study_effects,
    switch_list,
    switches,
)
from cellprint.errors import BadInputError

CATALOGUE = shipped_catalogue()
LFP = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"


def test_every_option_is_a_route_of_its_product() -> None:
    for switch in switches(CATALOGUE):
        for option in (switch.default, *switch.options):
            name = option_name(CATALOGUE, switch.key, option)
            assert name.en
            assert name.zh
        assert switch.default not in switch.options
        assert switch.why.en
        assert switch.why.zh


def test_the_default_is_that_of_the_catalogue() -> None:
    for switch in switches(CATALOGUE):
        if switch.key.startswith(ALLOCATION):
            byproduct = switch.key.removeprefix(ALLOCATION)
            shared = {
                exchange.allocation or "none"
                for process in CATALOGUE.processes.values()
                for exchange in process.exchanges
                if exchange.flow == byproduct and exchange.role == "byproduct"
            }
            assert shared == {switch.default}
        else:
            assert CATALOGUE.flows[switch.key].default_route == switch.default


def test_no_switch_is_dead() -> None:
    """An option that moves no pack is a choice in name only, as one that every buyer overrides."""
    packs = [product_effects(CATALOGUE, pack) for pack in ("lfp_pack", "nmc811_pack")]
    for pair in packs[0]:
        assert any(abs(effects[pair]) > 1e-9 for effects in packs), pair


@pytest.fixture(scope="module")
def effects() -> dict[tuple[str, str], float]:
    return study_effects(CATALOGUE, LFP)


def test_hydropower_lowers_and_coal_raises_aluminium(
    effects: dict[tuple[str, str], float],
) -> None:
    assert effects["primary_aluminium", "hydro"] < -0.05
    assert 0 < effects["primary_aluminium", "captive_coal"] < 0.05


def test_perfluorocarbons_rise_with_the_factor(effects: dict[tuple[str, str], float]) -> None:
    order = ("accounting_default", "survey", "ipcc_default")
    low, middle, high = (effects["smelter_perfluorocarbons", one] for one in order)

    assert low < middle < 0 < high
    # CF4: 0.4 - 0.216 = 0.184 above and 0.216 - 0.034 = 0.182 g/kg below the default; C2F6:
    # 0.04 - 0.00425 above and 0.00425 - 0.0034 g/kg below.
    up = 0.184 * 7380 + 0.03575 * 12400
    down = 0.182 * 7380 + 0.00085 * 12400
    assert high / low == pytest.approx(-up / down, rel=0.01)


def test_credits_and_shares_lower_and_the_whole_cell_raises(
    effects: dict[tuple[str, str], float],
) -> None:
    assert effects["sulfuric_acid", "sulfur_burning_steam_credit"] < 0
    assert effects["allocation.ammonium_sulfate", "mass"] < 0
    assert effects["allocation.graphite_fines", "none"] > 0
    assert effects["sodium_hydroxide", "joint_unallocated"] > 0


def test_a_study_that_states_its_plant_is_not_moved(effects: dict[tuple[str, str], float]) -> None:
    assert effects["cell_plant_energy", "degen2022"] == pytest.approx(0)
    assert product_effects(CATALOGUE, "lfp_pack")["cell_plant_energy", "degen2022"] < -0.05


def test_the_list_without_a_study_states_no_effects() -> None:
    rows = switch_list(CATALOGUE)

    assert all("effect" not in option for row in rows for option in row["options"])
    assert {row["key"] for row in rows} >= {"primary_aluminium", "smelter_perfluorocarbons"}


def test_a_missing_study_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="CP-CLI-004"):
        switch_list(CATALOGUE, tmp_path / "none.yaml")


def test_a_smelter_may_stand_on_the_grid_of_a_province() -> None:
    # Yunnan's grid is mostly hydro power, Inner Mongolia's mostly coal.
    effects = product_effects(CATALOGUE, "lfp_pack")

    yunnan, mongolia = "regional_grid@CN-YN", "regional_grid@CN-NM"
    assert effects["primary_aluminium", yunnan] < effects["primary_aluminium", mongolia]
    assert option_name(CATALOGUE, "primary_aluminium", yunnan).zh.endswith("云南")
