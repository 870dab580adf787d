"""Licensed data in a result: named by id with their total, and nothing else leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cellprint.app.compute import compute_study_file
from cellprint.app.data import catalogue_folders, shipped_catalogue, working_catalogue
from cellprint.app.product import product_footprint
from cellprint.app.redaction import redacted
from cellprint.model.canonical import digest
from cellprint.report.html import render_report

EXAMPLE = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"
LAYER = """\
id: vendor_set
name: {en: "Vendor collection", zh: "供应商数据集"}
release: "1"
date: "2026-01-01"
licence: contract
redistribution: forbidden
"""
SOURCES = """\
- id: HANDBOOK
  title: Closed handbook
  authors: Vendor
  year: "2024"
  licence: contract
  citation_status: checked
"""
# Invented shapes, no data: a cathode and an electricity factor that only the licensee may see.
PROCESSES = """\
- id: lfp_cathode_closed
  flow: lfp_cathode
  route: closed
  name: {en: "Closed cathode", zh: "保密正极"}
  unit: kg
  location: CN
  exchanges:
    - {role: emission, flow: co2_fossil, amount: "4.321987", unit: kg, source: HANDBOOK,
       status: published}
    - {role: input, flow: electricity, amount: "3.210987", unit: kWh, source: HANDBOOK,
       status: published}
    - {role: input, flow: natural_gas_burned, amount: "2.109876", unit: MJ, source: HANDBOOK,
       status: published}
"""
ELECTRICITY = """\
factors:
  - id: el_closed
    location: CN
    level: country
    kind: life_cycle
    gas_basis: CO2e
    value: "0.612987"
    unit: kgCO2e/kWh
    year: 2023
    issuer: Closed vendor
    document: Closed handbook
    licence: contract
    status: published
"""
SECRETS = (
    "Closed",
    "保密",
    "4.321987",
    "3.210987",
    "2.109876",
    "0.612987",
    "Vendor collection",
    "供应商数据集",
)


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    folder = tmp_path / "vendor"
    for name, text in (
        ("layer.yaml", LAYER),
        ("sources.yaml", SOURCES),
        ("processes/closed.yaml", PROCESSES),
        ("electricity/closed.yaml", ELECTRICITY),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def document(layer: Path) -> dict[str, Any]:
    return compute_study_file(EXAMPLE, catalogue=working_catalogue([layer])).document


def branches(tree: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for branch in tree for one in (branch, *branches(branch["children"]))]


def test_a_result_names_its_layers_and_what_is_not_for_others(document: dict[str, Any]) -> None:
    (named,) = document["catalogue"]["layers"]

    assert (named["id"], named["redistribution"]) == ("vendor_set", "forbidden")
    assert document["restricted"]["providers"] == ["el_closed", "lfp_cathode_closed"]
    assert document["restricted"]["sources"] == ["Closed vendor", "HANDBOOK"]
    assert list(document)[-1] == "digest"


def test_a_redacted_result_holds_no_name_and_no_value_of_them(document: dict[str, Any]) -> None:
    shown = json.dumps(redacted(document), ensure_ascii=False)

    whole = json.dumps(document, ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in whole]
    assert [secret for secret in SECRETS if secret in shown] == []


def test_a_closed_branch_keeps_id_and_total(document: dict[str, Any]) -> None:
    (before,) = (b for b in branches(document["contributions"]) if b["id"] == "lfp_cathode")
    (after,) = (
        b for b in branches(redacted(document)["contributions"]) if b["id"] == "lfp_cathode"
    )

    assert before["children"]
    assert after == {
        "id": "lfp_cathode",
        "kind": "process",
        "value": before["value"],
        "share": before["share"],
        "restricted": "lfp_cathode_closed",
        "name": {"en": "lfp_cathode_closed", "zh": "lfp_cathode_closed"},
        "children": [],
    }


def test_no_fallback_shows_what_a_closed_process_needs(document: dict[str, Any]) -> None:
    links = redacted(document)["links"]

    assert links["fallbacks_not_shown"] > 0
    assert not [one for one in links["fallbacks"] if "closed" in one["consumer"] + one["provider"]]


def test_a_redacted_result_is_a_document_of_its_own(document: dict[str, Any]) -> None:
    shown = redacted(document)
    own = shown.pop("digest")

    assert shown["total"] == document["total"]
    assert shown["redacted_from"] == document["digest"]
    assert own == digest(shown) != document["digest"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_can_be_made_of_it(document: dict[str, Any], lang: Any) -> None:
    page = render_report(redacted(document), lang=lang)

    assert "lfp_cathode_closed" in page
    assert not [secret for secret in SECRETS if secret in page]


def test_a_product_result_is_redacted_too(layer: Path) -> None:
    document = product_footprint(working_catalogue([layer]), "lfp_cathode")

    shown = redacted(document)

    assert document["process"]["id"] == "lfp_cathode_closed"
    assert shown["process"] == {
        "id": "lfp_cathode_closed",
        "name": {"en": "lfp_cathode_closed", "zh": "lfp_cathode_closed"},
    }
    assert shown["value"] == document["value"]
    assert [one for one in SECRETS if one in json.dumps(shown, ensure_ascii=False)] == []


def test_a_result_of_shipped_data_is_left_as_it_is() -> None:
    document = compute_study_file(EXAMPLE).document

    assert "restricted" not in document
    assert "layers" not in document["catalogue"]
    assert redacted(document) == document


def test_folders_come_from_the_option_else_from_the_environment(
    layer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELLPRINT_CATALOGUES", str(layer))

    assert catalogue_folders() == (layer,)
    assert catalogue_folders([Path("other")]) == (Path("other"),)
    assert working_catalogue().layers[0].id == "vendor_set"
    monkeypatch.delenv("CELLPRINT_CATALOGUES")
    assert working_catalogue() is shipped_catalogue()
