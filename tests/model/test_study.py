"""The study document: what a file may hold, and what single entries require."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cellprint.errors import BadInputError
from cellprint.model.study import study_data, study_digest, study_json_schema
from cellprint.model.study_supply import co2e_per_unit
from tests.model.study_text import ITEM, codes, small, study_of, with_item

CONTRACT = {
    "id": "roof",
    "type": "on_site",
    "technology": "pv",
    "amount": "30 万千瓦时",
    "attributes": "kept",
}
FOOTPRINT = {
    "id": "electrolyte",
    "product": "electrolyte_lipf6",
    "value": "5 kgCO2e/kg",
    "kind": "life_cycle",
    "boundary": "cradle_to_gate",
    "location": "CN-JS",
    "source": "declaration",
}

FACTOR = {"value": "0.5 kgCO2e/kWh", "kind": "life_cycle", "year": 2024, "source": "x"}


def refused(data: dict[str, Any]) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        study_of(data)
    return caught.value


def test_the_smallest_study_is_one() -> None:
    study = study_of(small())

    assert study.name.en == study.name.zh == "Small study"
    assert study.plant.location == "CN-SC"


def test_texts_and_sources_may_be_short_or_long() -> None:
    item = {**ITEM, "source": {"document": "invoice", "page": "3", "quality": "measured"}}
    study = study_of(small(name={"en": "A", "zh": "甲"}, components=[{"id": "c", "items": [item]}]))

    assert study.name.text().get("zh") == "甲"
    assert study.components[0].items[0].source.page == "3"


@pytest.mark.parametrize("warranty", ["8 a", 8, {"years": 8}, {"years": "96 months"}])
def test_a_warranty_may_be_short_or_long(warranty: object) -> None:
    data = small()
    data["battery"]["warranty"] = warranty

    assert study_of(data).battery.warranty is not None


def test_two_studies_that_say_the_same_have_the_same_digest() -> None:
    data = small()

    assert study_digest(study_of(data)) == study_digest(study_of(dict(reversed(data.items()))))
    assert study_digest(study_of(data)) != study_digest(study_of(small(name="Other")))


def test_the_data_of_a_study_hold_nothing_that_was_not_written() -> None:
    assert study_data(study_of(small())) == small()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (small(plant={"name": "P"}), "CP-STUDY-002"),
        (small(plant=None), "CP-STUDY-002"),
        (with_item(amount=None), "CP-STUDY-002"),
        (small(compnents=[]), "CP-STUDY-003"),
        (small(cellprint="study/9"), "CP-STUDY-004"),
        (with_item(source={"document": "x", "status": "sure"}), "CP-STUDY-004"),
        (small(components="cell"), "CP-STUDY-036"),
        (with_item(amount=True), "CP-STUDY-035"),
        (with_item(amount={"value": 1}), "CP-STUDY-035"),
        (with_item(amount=["1 kg"]), "CP-STUDY-035"),
        (small(period={"from": "x" * 99, "to": "2025-01-01"}), "CP-STUDY-038"),
        (small(period={"from": "yesterday", "to": "2025-01-01"}), "CP-STUDY-038"),
        (small(production=12), "CP-STUDY-037"),
        (small(electricity={"factor": {**FACTOR, "year": "soon"}}), "CP-STUDY-039"),
        (small(electricity={"factor": {**FACTOR, "year": 24}}), "CP-STUDY-005"),
        (small(id="a b"), "CP-STUDY-006"),
        (small(plant={"name": "P", "location": "Sichuan"}), "CP-STUDY-006"),
        (small(production={"amount": "many", "source": "x"}), "CP-UNIT-003"),
        (small(period={"from": "2025-01-01", "to": "2025-01-01"}), "CP-STUDY-010"),
        (with_item(supplier="s", route="r"), "CP-STUDY-015"),
        (with_item({"scrap": {"route": "none"}}), "CP-STUDY-016"),
        (small(end_of_life={"route": "none"}), "CP-STUDY-016"),
        (small(end_of_life={"location": "DE"}), "CP-STUDY-017"),
        (small(end_of_life={"route": "recycling"}), "CP-STUDY-008"),
        (small(contracts=[{**CONTRACT, "technology": None}]), "CP-STUDY-018"),
        (small(electricity={}), "CP-STUDY-018"),
        (small(supplier_footprints=[{**FOOTPRINT, "kind": "direct"}]), "CP-STUDY-019"),
        (small(supplier_footprints=[{**FOOTPRINT, "value": "5 kg/kg"}]), "CP-UNIT-007"),
        (small(supplier_footprints=[{**FOOTPRINT, "value": "5 kgCO2e"}]), "CP-UNIT-007"),
        (small(supplier_footprints=[FOOTPRINT, FOOTPRINT]), "CP-STUDY-021"),
        (with_item(amount="12"), "CP-UNIT-002"),
        (with_item(amount=12.5), "CP-UNIT-002"),
        (with_item(amount="= 2 * ("), "CP-UNIT-020"),
        (with_item(transport=[{"mode": "road", "distance": "3 kg"}]), "CP-UNIT-007"),
    ],
)
def test_what_is_wrong_has_a_code(data: dict[str, Any], code: str) -> None:
    error = refused(data)

    assert codes(error) == [code]
    assert error.findings[0].line("en")
    assert error.findings[0].line("zh")


def test_a_battery_needs_figures_of_the_right_kind() -> None:
    data = small()
    data["battery"] |= {"capacity": "60 kg", "mass": "400 kWh", "warranty": {}}

    assert codes(refused(data)) == ["CP-UNIT-007", "CP-UNIT-007", "CP-STUDY-020"]


def test_an_unknown_key_is_told_the_nearest_and_all_others() -> None:
    finding = refused(with_item(ammount="3 kg")).findings[0]

    assert finding.near[0] == "amount"
    assert "product" in finding.fix()
    assert finding.where == "components/0/items/0/ammount"


def test_the_choices_and_keys_of_optional_entries_are_told_too() -> None:
    data = small()
    data["battery"] |= {"vehicle": "M4", "warranty": {"year": 8}}

    choice, key = refused(data).findings

    assert "M1, M2, M3" in choice.fix()
    assert key.near == ("years",)


def test_a_wrong_choice_is_told_the_nearest_and_all_others() -> None:
    data = small()
    data["battery"]["category"] = "evs"

    finding = refused(data).findings[0]

    assert "ev" in finding.near
    assert "stationary" in finding.fix()


def test_a_missing_amount_names_its_item() -> None:
    data = with_item(id="cathode")
    del data["components"][0]["items"][0]["amount"]

    finding = refused(data).findings[0]

    assert finding.code == "CP-STUDY-002"
    assert finding.what() == "'amount' is missing in components.cell.items.cathode"


def test_everything_wrong_is_told_at_once() -> None:
    data = small(colour="red", plant={"name": "P"})
    data["battery"]["chemistry"] = ""

    assert sorted(codes(refused(data))) == ["CP-STUDY-002", "CP-STUDY-003", "CP-STUDY-006"]


def test_a_factor_of_direct_emissions_is_refused() -> None:
    factor = {**FACTOR, "kind": "direct"}

    assert codes(refused(small(electricity={"factor": factor}))) == ["CP-STUDY-019"]


def test_a_factor_is_co2e_over_electricity() -> None:
    factor = {**FACTOR, "value": "0.5 kgCO2e/kg"}

    assert codes(refused(small(electricity={"factor": factor}))) == ["CP-UNIT-007"]


def test_a_contract_has_one_factor() -> None:
    contract = {**CONTRACT, "factor": FACTOR, "grid_factor": "el.x"}

    assert codes(refused(small(contracts=[contract]))) == ["CP-STUDY-018"]


def test_a_footprint_is_read_in_kilograms_over_the_unit_of_the_product() -> None:
    value = co2e_per_unit("8.1 tCO2e/t LCE", where="x")

    assert value.value == pytest.approx(8100)
    assert value.unit == "t_LCE"


def test_the_schema_describes_every_entry() -> None:
    schema = study_json_schema()

    assert json.dumps(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    for name, shape in {"Study": schema, **schema["$defs"]}.items():
        for entry, body in shape.get("properties", {}).items():
            if name != "Label":
                assert "description" in json.dumps(body), (name, entry)
        if "properties" in shape:
            assert shape["additionalProperties"] is False, name
    assert "from" in schema["$defs"]["Period"]["properties"]
    assert "yield" in schema["$defs"]["Component"]["properties"]
