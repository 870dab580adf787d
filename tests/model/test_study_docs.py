"""The reference pages name every key and every unit, and their examples hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cellprint.formats.study_yaml import read_study
from cellprint.model.study import study_json_schema
from cellprint.model.study_resolve import resolve_study
from cellprint.units import unit_names
from tests.model.study_text import small, study_of

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
STUDY = (REFERENCE / "study.md").read_text(encoding="utf-8")
UNITS = (REFERENCE / "units.md").read_text(encoding="utf-8")
EXAMPLES = [
    block for block in re.findall(r"```yaml\n(.*?)```", STUDY, re.DOTALL) if "based_on" not in block
]


def test_the_page_names_every_key_of_a_study() -> None:
    schema = study_json_schema()
    keys = {
        key for shape in (schema, *schema["$defs"].values()) for key in shape.get("properties", {})
    }
    named = set(re.findall(r"`(\w+)`", STUDY)) | {"en", "zh"}

    assert keys - named == set()


def test_the_page_names_every_choice() -> None:
    schema = study_json_schema()
    choices = {choice for shape in schema["$defs"].values() for choice in allowed(shape)}
    # How a study states a status of its own figures is by leaving it out.
    named = set(re.findall(r"`([\w/]+)`", STUDY)) | {"company"}

    assert choices - named == set()


def allowed(shape: Any) -> set[str]:
    """Return every text that a schema allows literally."""
    if isinstance(shape, list):
        return set().union(*map(allowed, shape))
    if not isinstance(shape, dict):
        return set()
    own = {*shape.get("enum", ()), *([shape["const"]] if "const" in shape else ())}
    return own.union(*map(allowed, shape.values()))


@pytest.mark.parametrize("name", [name for name in unit_names() if "_" not in name])
def test_the_page_names_every_unit(name: str) -> None:
    assert f"`{name}`" in UNITS


@pytest.mark.parametrize("block", EXAMPLES)
def test_an_example_of_the_page_is_a_study_or_a_part_of_one(block: str) -> None:
    data = yaml.safe_load(block)
    whole = "plant" in data

    if not whole:
        data = small(**data, production={"amount": 1000, "source": "x"})
    study = read_study(block.encode()) if whole else study_of(with_what_examples_name(data))

    assert resolve_study(study).study == study


def with_what_examples_name(data: dict[str, Any]) -> dict[str, Any]:
    """Add the parameter and the contract that the examples of other sections name."""
    parameter = {"value": "2 kg/kWh_capacity", "source": "x"}
    data.setdefault("parameters", {}).setdefault("cathode_per_kwh", parameter)
    contract = {"id": "roof", "type": "on_site", "technology": "pv", "amount": "1 MWh"}
    return {**data, "contracts": [contract]}
