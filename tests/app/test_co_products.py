"""Several products of one process: shares worked by hand, and the shipped processes side by side.

The salt lake of the first tests is an invented shape: 1 kg of lithium salt with 4 kg of potash and
5 kg of common salt; pumping emits 10 kg CO2, refining the lithium alone 7 kg.
"""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from cellprint.app.allocating import METHODS, product_shares
from cellprint.app.co_products import footprint_of, side_by_side
from cellprint.app.data import shipped_catalogue
from cellprint.app.linking import LinkSettings, link
from cellprint.app.solving import intensities
from cellprint.app.switches import product_effects
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.model.inventory import (
    Citation,
    Flow,
    Property,
    Replacement,
    Role,
    Scope,
    Status,
)
from tests.app import small
from tests.catalogue import sample

SHIPPED = shipped_catalogue()
CITED = Citation(source="nobody", status=Status.PUBLISHED)
SALTS = ("potash", "common_salt")


def worth(amount: float, unit: str) -> Property:
    return Property(amount=amount, amount_text=str(amount), unit=unit, citation=CITED)


def salt(name: str, price: float, exergy: float, currency: str = "CNY") -> Flow:
    flow = sample.flow(name, name, Scope.TRADED)
    return replace(
        flow, price=worth(price, f"{currency}/kg"), exergy=worth(exergy, "MJ/kg"), replaces=None
    )


LAKE = small.process(
    "lake",
    "lithium_salt",
    "CN",
    "lake",
    replace(small.exchange("lake", Role.EMISSION, "co2_fossil", "10"), joint=True),
    replace(small.exchange("lake", Role.EMISSION, "co2_fossil", "7"), id="lake#refining"),
    small.exchange("lake", Role.BYPRODUCT, "potash", "4"),
    small.exchange("lake", Role.BYPRODUCT, "common_salt", "5"),
)


def lake_catalogue(**flows: Flow) -> Catalogue:
    base = small.catalogue(LAKE)
    known = {
        "lithium_salt": salt("lithium_salt", 60.0, 1.0),
        "potash": salt("potash", 2.5, 0.25),
        "common_salt": salt("common_salt", 0.0, 0.2),
        **flows,
    }
    return replace(base, flows={**base.flows, **known})


def choosing(method: str) -> dict[str, str]:
    return {f"allocation.{name}": method for name in SALTS}


@pytest.mark.parametrize(
    ("method", "share"),
    [
        ("none", 1.0),
        ("mass", 1 / 10),
        ("economic", 60 / (60 + 4 * 2.5)),
        ("exergy", 1 / (1 + 4 * 0.25 + 5 * 0.2)),
    ],
)
def test_only_what_the_products_have_in_common_is_shared(method: str, share: float) -> None:
    value = footprint_of(lake_catalogue(), LAKE, choosing(method))

    assert value == pytest.approx(10 * share + 7)


def test_without_joint_exchanges_the_whole_process_is_shared() -> None:
    plain = replace(LAKE, exchanges=tuple(replace(one, joint=False) for one in LAKE.exchanges))

    assert footprint_of(lake_catalogue(), plain, choosing("mass")) == pytest.approx(17 / 10)


def test_substitution_credits_what_the_by_product_displaces() -> None:
    # 4 kg of potash displace 2 kg of steel each with 2 kg CO2 and 1 kWh; the salt displaces nothing
    instead = Replacement(flow="steel", amount=0.5, amount_text="0.5", citation=CITED)
    catalogue = lake_catalogue(potash=replace(salt("potash", 2.5, 0.25), replaces=instead))
    steel = footprint_of(catalogue, small.STEEL)

    value = footprint_of(catalogue, LAKE, {"allocation.potash": "substitution"})

    assert value == pytest.approx(17 - 4 * 0.5 * steel)
    row = next(one for one in side_by_side(catalogue, LAKE) if one["method"] == "substitution")
    assert float(row["value"]) == pytest.approx(value)


def test_the_rows_stand_side_by_side_and_give_back_what_is_shared() -> None:
    rows = {row["method"]: row for row in side_by_side(lake_catalogue(), LAKE)}

    assert tuple(rows) == METHODS
    assert rows["none"]["default"]
    for method in ("mass", "economic", "exergy"):
        row = rows[method]
        assert math.fsum(map(float, row["shares"].values())) == pytest.approx(1)
        whole = float(row["value"]) + sum(
            float(value) * amount
            for value, amount in zip(row["co_products"].values(), (4, 5), strict=True)
        )
        assert whole == pytest.approx(17)
    assert "potash" in rows["substitution"]["because"]["en"]
    assert "potash" in rows["substitution"]["because"]["zh"]


def test_a_product_without_a_price_is_named() -> None:
    catalogue = lake_catalogue(potash=replace(salt("potash", 1.0, 1.0), price=None))
    with pytest.raises(BadInputError) as caught:
        product_shares(LAKE, choosing("economic"), catalogue.flows)

    assert caught.value.code == "CP-LINK-018"
    assert caught.value.findings[0].details["product"] == "potash"


def test_a_by_product_that_displaces_nothing_known_is_named() -> None:
    settings = LinkSettings(year=2024, gwp_set="EF3.1", choices=choosing("substitution"))
    with pytest.raises(BadInputError) as caught:
        link(lake_catalogue(), settings, [(LAKE, "CN")])

    assert {one.code for one in caught.value.findings} == {"CP-LINK-018"}


def test_one_process_is_shared_in_one_way() -> None:
    choices = {"allocation.potash": "mass", "allocation.common_salt": "economic"}
    with pytest.raises(BadInputError) as caught:
        product_shares(LAKE, choices, lake_catalogue().flows)

    assert caught.value.code == "CP-LINK-019"


def test_prices_in_two_currencies_are_refused() -> None:
    catalogue = lake_catalogue(potash=salt("potash", 2.5, 0.25, currency="USD"))
    with pytest.raises(BadInputError) as caught:
        product_shares(LAKE, choosing("economic"), catalogue.flows)

    assert caught.value.code == "CP-RULE-042"


def test_the_brine_of_atacama_divides_before_it_shares() -> None:
    # USGS: 564 kt K2O and 48 900 t Li of Chile in 2024; prices 31.55 and 0.464 USD/kg
    potash = 564 * 149.102 / 94.196 / (48.9 * 73.891 / 13.882)
    rows = {
        row["method"]: row
        for row in side_by_side(SHIPPED, SHIPPED.processes["li2co3_brine_cl_atacama"])
    }
    shares = {method: float(_share(row)) for method, row in rows.items() if "shares" in row}

    assert potash == pytest.approx(3.43, abs=0.005)
    assert shares["mass"] == pytest.approx(1 / (1 + potash), abs=1e-3)
    assert shares["economic"] == pytest.approx(31.55 / (31.55 + potash * 0.464), abs=1e-3)
    assert shares["exergy"] == pytest.approx(0.949 / (0.949 + potash * 0.267), abs=1e-3)
    values = [float(rows[method]["value"]) for method in ("none", "economic", "exergy", "mass")]
    assert all(more > less for more, less in pairwise(values))
    # pumping and ponds are a small part, so that even mass takes little away
    assert values[-1] > 0.98 * values[0]


def _share(row: dict[str, dict[str, str]]) -> str:
    return row["shares"]["lithium_carbonate"]


def test_cobalt_takes_more_by_value_than_by_mass() -> None:
    # 0.09 kg Co at 43.72 and 1 kg Ni at 20.65 USD
    rows = {
        row["method"]: row for row in side_by_side(SHIPPED, SHIPPED.processes["ni_mhp_hpal_id"])
    }

    assert float(rows["mass"]["shares"]["cobalt_in_mhp"]) == pytest.approx(0.09 / 1.09)
    expected = 0.09 * 43.72 / (0.09 * 43.72 + 20.65)
    assert float(rows["economic"]["shares"]["cobalt_in_mhp"]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("flow", "joules", "molar"),
    [
        # Gibbs energy of formation + exergies of the elements [kJ/mol], molar mass [g/mol]
        ("lithium_carbonate", -1132.1 + 2 * 393.0 + 410.26 + 1.5 * 3.97, 73.891),
        ("potassium_chloride", -408.5 + 366.6 + 123.6 / 2, 74.551),
        ("sodium_hydroxide", -379.7 + 336.6 + 3.97 / 2 + 236.09 / 2, 39.997),
        ("chlorine", 123.6, 70.906),
        ("hydrogen", 236.09, 2.016),
        ("nickel_mhp", 232.7, 58.693),
        ("cobalt_in_mhp", 312.0, 58.933),
    ],
)
def test_exergies_follow_from_their_elements(flow: str, joules: float, molar: float) -> None:
    exergy = SHIPPED.flows[flow].exergy
    assert exergy is not None
    digits = -Decimal(exergy.amount_text).as_tuple().exponent  # type: ignore[operator]

    assert round(joules / molar, digits) == pytest.approx(exergy.amount)


def test_what_a_credit_displaces_moves_a_pack() -> None:
    effects = product_effects(SHIPPED, "lfp_pack")

    assert -0.03 < effects["allocation.ammonium_sulfate", "substitution"] < 0
    assert effects["allocation.graphite_fines", "substitution"] > 0


def test_a_credit_counts_once_in_the_system() -> None:
    settings = LinkSettings(
        year=2024, gwp_set="EF3.1", choices={"allocation.ammonium_sulfate": "substitution"}
    )
    process = SHIPPED.processes["fepo4_ammonium_cn"]
    system = link(SHIPPED, settings, [(process, "CN")])
    values = intensities(system)
    credit = next(one for one in system.links[0] if one.exchange.flow == "ammonium_sulfate")

    assert credit.provider is not None
    alone = footprint_of(SHIPPED, replace(process, location="CN"))
    gained = 0.90323 * values[credit.provider]
    assert float(values[system.roots[0]]) == pytest.approx(alone - gained, rel=1e-3)
