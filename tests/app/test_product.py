from __future__ import annotations

import pytest

from cellprint.app.product import product_footprint
from cellprint.errors import BadInputError
from cellprint.model.inventory import Role
from tests.app import small
from tests.catalogue import sample


def test_a_product_by_its_chinese_name() -> None:
    document = product_footprint(small.catalogue(), "纯碱")

    assert document["product"]["id"] == "soda_ash"
    assert float(document["value"]) == pytest.approx(1 / 0.9)
    assert document["links"]["errors"] == 0


def test_a_product_made_elsewhere_uses_the_power_there() -> None:
    # steel in Germany: 2 + 0.37 kg CO2e/kWh x 1 kWh
    document = product_footprint(small.catalogue(), "steel", at="DE")

    assert document["location"]["code"] == "DE"
    assert float(document["value"]) == pytest.approx(2.37)


def test_a_chosen_route_changes_the_provider() -> None:
    dirty = small.process(
        "steel_old",
        "steel",
        "CN",
        "old",
        small.exchange("old", Role.EMISSION, "co2_fossil", "7"),
    )
    document = product_footprint(small.catalogue(dirty), "steel", choices={"钢": "old"})

    assert float(document["value"]) == pytest.approx(7.0)
    assert document["choices"] == {"steel": "old"}


def test_a_choice_may_name_the_place_too() -> None:
    # steel in Sichuan: 2 + 0.18 kg CO2e/kWh x 1 kWh
    choices = {"steel": "bof@CN-SC"}
    document = product_footprint(small.catalogue(), "steel", year=2023, choices=choices)

    assert document["location"]["code"] == "CN-SC"
    assert float(document["value"]) == pytest.approx(2.18)

    bought = product_footprint(small.catalogue(), "soda_ash", year=2023, choices=choices)
    # 0.5 + 0.1 of itself + 0.2 kg of that steel
    assert float(bought["value"]) == pytest.approx((0.5 + 0.2 * 2.18) / 0.9)


def test_a_place_of_a_choice_has_to_exist() -> None:
    with pytest.raises(BadInputError) as caught:
        product_footprint(small.catalogue(), "steel", choices={"steel": "bof@Atlantis"})

    assert caught.value.code == "CP-DATA-103"


def test_a_process_by_its_id() -> None:
    document = product_footprint(small.catalogue(), "steel_bof_cn")

    assert document["process"]["id"] == "steel_bof_cn"


def test_electricity_is_a_product_too() -> None:
    document = product_footprint(small.catalogue(), "electricity", at="CN-SC", year=2023)

    assert float(document["value"]) == pytest.approx(0.18)


def test_unverified_share_is_stated() -> None:
    document = product_footprint(small.catalogue(), "soda_ash")

    assert float(document["unverified_share"]) == pytest.approx(0.5)


def test_an_own_grid_factor_is_used() -> None:
    own = sample.factor("CN", "life_cycle", 2020, "1.0")
    document = product_footprint(small.catalogue(), "steel", grid_factors={"CN": own})

    assert float(document["value"]) == pytest.approx(3.0)


def test_an_unknown_product_is_bad_input() -> None:
    with pytest.raises(BadInputError):
        product_footprint(small.catalogue(), "unobtainium")


def test_a_product_wins_over_a_process_of_the_same_name() -> None:
    twin = small.process(
        "steel", "steel", "CN", "twin", small.exchange("twin", Role.EMISSION, "co2_fossil", "9")
    )
    document = product_footprint(small.catalogue(twin), "steel", choices={"steel": "bof"})

    assert document["process"]["route"] == "bof"
