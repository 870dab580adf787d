"""Direct and life-cycle electricity never meet in one footprint: seeded mixes, all refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.app.compute import Computation, compute_study
from cellprint.app.data import shipped_catalogue
from cellprint.app.product import product_footprint
from cellprint.catalogue.files import file_bytes
from cellprint.catalogue.load import compile_files
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study
from cellprint.model.study_resolve import resolve_study

ROOT = Path(__file__).parents[2]
CATALOGUE = shipped_catalogue()
STUDY = (ROOT / "examples" / "lfp-ctp-yibin" / "study.yaml").read_text("utf-8")
SMALL = ROOT / "tests" / "catalogue" / "fixtures" / "small"
CHINA = "electricity/china.yaml"


def contract(supply: str) -> str:
    """Return a study with a direct line from Qinghai that brings this factor."""
    text = STUDY.replace("carrier: electricity\n", "carrier: electricity\n      supply: line\n")
    return (
        text
        + f"""
contracts:
  - id: line
    type: direct_line
    technology: wind
    amount: "= 20 kWh/kWh_capacity * capacity"
    per: battery
    location: CN-QH
    period: {{from: 2023-01-01, to: 2024-01-01}}
    {supply}
    attributes: kept
    evidence: {{document: meter readings}}
"""
    )


def computed(text: str) -> Computation:
    loaded = load_study(text.encode(), name="study.yaml")
    return compute_study(CATALOGUE, resolve_study(loaded.study, where=loaded.where))


def own(kind: str) -> str:
    return f'factor: {{value: "0.5 kgCO2e/kWh", kind: {kind}, year: 2023, source: office}}'


STUDIES = {
    "direct factor of the country": STUDY + "\nelectricity: {grid_factor: el_CN_direct_2023}\n",
    "direct factor of fossil power": STUDY
    + "\nelectricity: {grid_factor: el_CN_direct_fossil_2023}\n",
    "direct factor of the province": STUDY + "\nelectricity: {grid_factor: el_CN-SC_direct_2022}\n",
    "own factor called direct": STUDY + f"\nelectricity: {{{own('direct')}}}\n",
    "contract with a direct factor": contract(own("direct")),
    "contract that names a direct factor": contract("grid_factor: el_CN-QH_direct_2022"),
}


@pytest.mark.parametrize("text", STUDIES.values(), ids=STUDIES)
def test_a_study_cannot_mix(text: str) -> None:
    with pytest.raises(BadInputError) as caught:
        computed(text)

    assert caught.value.code in {"CP-DATA-108", "CP-STUDY-019"}


@pytest.mark.parametrize("kind", ["direct", "direct_fossil", "residual_like"])
def test_a_product_cannot_mix(kind: str) -> None:
    factor = next(
        one for one in CATALOGUE.grid_factors.values() if one.kind == kind and one.location == "CN"
    )

    with pytest.raises(BadInputError) as caught:
        product_footprint(CATALOGUE, "aluminium_foil", grid_factors={"CN": factor})

    assert caught.value.code == "CP-DATA-108"


FILES = {
    "sum with a direct part": (
        "hydro_2023, el_CN_life_cycle_tr",
        "hydro_2023, el_CN-SC_direct_2023, el_CN_life_cycle_tr",
        "CP-DATA-024",
    ),
    "direct unit under a life-cycle label": (
        "unit: kgCO2e/kWh",
        "unit: kgCO2/kWh",
        "CP-DATA-023",
    ),
    "direct value called life-cycle": (
        "kind: direct\n",
        "kind: life_cycle\n",
        "CP-DATA-023",
    ),
}


@pytest.mark.parametrize(("old", "new", "code"), FILES.values(), ids=FILES)
def test_a_catalogue_cannot_mix(old: str, new: str, code: str) -> None:
    files = file_bytes(SMALL)
    text = files[CHINA].decode()
    assert old in text
    files[CHINA] = text.replace(old, new, 1).encode()

    with pytest.raises(BadInputError) as caught:
        compile_files(files)

    assert code in {finding.code for finding in caught.value.findings}
