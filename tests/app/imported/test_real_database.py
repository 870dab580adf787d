"""The public US inventory in two formats (MIT licence), read from the shared folder."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from cellprint.app.imported.importing import import_file
from cellprint.app.imported.store import open_imported
from cellprint.app.imported.system import footprints
from cellprint.app.imported.views import products
from tests.formats.foreign_samples import USLCI_JSON, USLCI_XML

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not USLCI_JSON.is_file(), reason="the shared folder with the sample databases is absent"
    ),
]

# IPCC AR6, GWP100 [kg CO2e/kg]; carbon monoxide counts 0 in this set.
CH4, N2O, DICHLOROMETHANE = 29.8, 273.0, 11.2

# Amounts per unit of product, read from the file by hand: CO2, CH4, N2O, CH2Cl2 [kg]. None of these
# processes has an input that can be linked, so the chain ends with what it emits itself.
BY_HAND = {
    "Transport, combination truck, diesel powered": (0.079876, 1.2883e-06, 1.9932e-06, 0.0),
    "Transport, single unit truck, diesel powered": (0.17111, 4.1257e-06, 6.1875e-06, 0.0),
    "Transport, barge, diesel powered": (0.028149, 6.4861e-07, 0.0, 0.0),
    "Transport, barge, residual fuel oil powered": (0.028712, 6.4329e-07, 6.9662e-07, 0.0),
    "Transport, combination truck, gasoline powered": (0.061826, 8.8995e-06, 1.7964e-06, 0.0),
    "Transport, train, diesel powered": (0.018949, 9.0485e-07, 4.7458e-07, 0.0),
    "Transport, ocean freighter, residual fuel oil powered": (0.01598, 7.8738e-07, 3.8929e-07, 0.0),
    "Enzyme, Alpha-amylase, Novozyme Liquozyme": (1.2, 0.0, 0.0, 0.0),
    "Corn steep liquor": (0.006861, 1.0554e-05, 6.2058e-06, 0.0),
    "RFO, combusted in industrial boiler, at pulp and paper mill (EXCL.)": (
        3.262,
        0.00012784,
        1.4205e-05,
        5.7773e-07,
    ),
}
# Products are kept in the reference unit of their flow: cubic metres instead of litres.
PER_LITRE = {"RFO, combusted in industrial boiler, at pulp and paper mill (EXCL.)": 1000.0}


@pytest.fixture(scope="module", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELLPRINT_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="module")
def from_json() -> dict[str, Any]:
    return import_file(USLCI_JSON, "us-json")


@pytest.fixture(scope="module")
def from_xml() -> dict[str, Any]:
    return import_file(USLCI_XML, "us-xml")


def test_the_database_is_read_whole_from_json(from_json: dict[str, Any]) -> None:
    linking = from_json["linking"]

    assert (from_json["format"], from_json["format_version"]) == ("openlca", "1")
    assert from_json["processes"] == 766
    assert linking["exchanges"] == linking["accounted"] == 32_526
    # counted in the file: 6,480 product inputs, of which 4,019 have a producer and 2,461 none
    assert (
        linking["reasons"]["linked"]["L1 only producer"]
        + sum(count for why, count in linking["reasons"]["error"].items() if "several" in why)
        == 4019
    )
    assert linking["classes"]["elementary"] == 24_950
    # 5,118 of 5,130 lognormal records have no gsd above 1; 27 triangles are not in order
    unusable = [one for one in from_json["losses"]["issues"] if one["code"] == "CP-FMT-033"]
    assert sum(one["count"] for one in unusable) == 5118 + 27


def test_every_formula_gives_the_amount_that_is_stored(from_json: dict[str, Any]) -> None:
    # 259 exchanges carry a formula over 537 parameters; openLCA computed the stored amounts
    codes = {one["code"] for one in from_json["losses"]["issues"]}

    assert "CP-FMT-054" not in codes
    with zipfile.ZipFile(USLCI_JSON) as archive:
        names = [
            name for name in archive.namelist() if "processes/" in name and name.endswith(".json")
        ]
        stated = [
            one
            for name in names
            for one in json.loads(archive.read(name)).get("exchanges", [])
            if one.get("amountFormula")
        ]
    assert len(stated) == 259


def test_the_database_is_read_whole_from_ecospold_1(from_xml: dict[str, Any]) -> None:
    linking = from_xml["linking"]

    assert (from_xml["format"], from_xml["processes"]) == ("ecospold1", 631)
    assert linking["exchanges"] == linking["accounted"] == 37_349


@pytest.mark.parametrize("name", BY_HAND)
def test_a_process_checked_by_hand(name: str, from_json: dict[str, Any]) -> None:
    assert from_json["computing"]["solved"]
    co2, ch4, n2o, dichloromethane = BY_HAND[name]
    expected = co2 + CH4 * ch4 + N2O * n2o + DICHLOROMETHANE * dichloromethane

    rows = [row for row in products("us-json", name)["products"] if row["process_name"] == name]

    assert len(rows) == 1
    unit = PER_LITRE.get(name, 1.0)
    assert float(rows[0]["footprint_kgco2e"]) / unit == pytest.approx(expected, rel=1e-9)


def test_a_chain_of_providers_is_followed(from_json: dict[str, Any]) -> None:
    # Pipeline, 1 t·km: 0.0121378329004437 m3 of natural gas burnt, own methane and CO2
    assert from_json["computing"]["solved"]
    rows = {row["process_name"]: row for row in products("us-json")["products"]}
    burnt = float(rows["Natural gas, combusted in industrial equipment"]["footprint_kgco2e"])
    own = 0.000138468984764995 + CH4 * 0.00456686387489079

    pipeline = float(rows["Transport, pipeline, natural gas"]["footprint_kgco2e"])

    assert pipeline == pytest.approx(own + 0.0121378329004437 * burnt, rel=1e-9)


def test_both_files_solve_with_a_footprint_for_every_product(
    from_json: dict[str, Any], from_xml: dict[str, Any]
) -> None:
    for name, document in (("us-json", from_json), ("us-xml", from_xml)):
        assert document["computing"]["solved"]
        problem, gases = open_imported(name).system()
        assert len(footprints(gases, {"co2_fossil": 1.0})) == problem.size
        assert document["computing"]["products"] == problem.size
