from __future__ import annotations

import pytest

from cellprint.app.balances import balance_document
from cellprint.app.data import shipped_catalogue
from cellprint.errors import BadInputError


def test_the_balance_of_a_process_is_that_of_its_stated_amounts() -> None:
    """NMC811: 0.444296 kg LiOH·H2O in, 0.00214022 kg lithium lost; masses by stoichiometry."""
    document = balance_document(shipped_catalogue(), "cam_nmc811")

    lithium = document["elements"][0]
    # Molar masses: Li 6.94, LiOH·H2O 41.96, LiNi0.8Co0.1Mn0.1O2 97.28 g/mol.
    assert lithium["element"] == "Li"
    assert float(lithium["entering"]) == pytest.approx(0.444296 * 6.94 / 41.96, rel=2e-3)
    assert float(lithium["product"]) == pytest.approx(6.94 / 97.28, rel=2e-3)
    assert lithium["lost"] == "0.00214022"
    assert abs(float(lithium["gap"])) < 0.001
    assert [row["element"] for row in document["elements"]] == ["Li", "Ni", "Co", "Mn"]
    assert document["carbon"] is None


def test_carbon_that_enters_is_expected_to_leave() -> None:
    document = balance_document(shipped_catalogue(), "quicklime")
    carbon = document["carbon"]

    # Limestone gives off its carbon dioxide: 44.01/56.08 kg per kg of CaO at least.
    assert float(carbon["carbonates"]) >= 44.01 / 56.08 * 0.9
    parts = float(carbon["fuels"]) - float(carbon["kept"])
    expected = max(0.0, parts) + float(carbon["carbonates"]) - float(carbon["carbonate_kept"])
    assert float(carbon["expected"]) == pytest.approx(expected)


def test_what_stands_for_a_reason_is_told_with_it() -> None:
    catalogue = shipped_catalogue()

    waived = [
        one for name in catalogue.processes for one in balance_document(catalogue, name)["waived"]
    ]

    assert waived
    assert all(one["reason"] and one["zh"]["what"] for one in waived)


def test_a_product_stands_for_its_default_process() -> None:
    catalogue = shipped_catalogue()
    flow = catalogue.flows["lithium_carbonate"]

    document = balance_document(catalogue, "lithium_carbonate")

    assert catalogue.processes[document["process"]].route == flow.default_route


@pytest.mark.parametrize(("name", "code"), [("nix", "CP-DATA-101"), ("electricity", "CP-DATA-104")])
def test_what_has_no_process_is_named(name: str, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        balance_document(shipped_catalogue(), name)

    assert caught.value.code == code
