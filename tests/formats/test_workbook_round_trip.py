from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import BaseModel

from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import read_study
from cellprint.formats.workbook.layout import study_layout
from cellprint.i18n import LANGUAGES, Lang
from cellprint.model.parameters import ParameterEntry
from cellprint.model.study import Study, study_data
from cellprint.model.study_activity import Component, EndOfLife, Energy, Item, Leg
from cellprint.model.study_fields import SourceRef
from cellprint.model.study_supply import Contract, CutOff, SupplierFootprint
from tests.formats.workbooks import VOCABULARY, found, fresh, reading, small_study, written

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/study.yaml"))
SHOWN = "一B乙é 7-"

texts = st.text(alphabet=SHOWN, min_size=1, max_size=12).map(str.strip).filter(bool)
numbers = st.one_of(
    st.integers(1, 10**7).map(str),
    st.decimals("0.0001", 9999, allow_nan=False, places=4).map(str),
    st.floats(1e-9, 1e12).map(repr),
    st.sampled_from(["0.10", "1,250", "1 250", "１２．５", "1e-3"]),
)
masses = st.one_of(
    st.builds("{} {}".format, numbers, st.sampled_from(["kg", "t", "吨", "千克"])),
    st.builds("{}{}".format, numbers, st.sampled_from(["kg", "公斤"])),
    st.sampled_from(["= capacity * 2 kg/kWh_capacity", "=mass"]),
)
labels = st.one_of(texts, st.fixed_dictionaries({"en": texts, "zh": texts}))
sources = st.one_of(
    texts,
    st.fixed_dictionaries(
        {"document": texts},
        optional={"page": texts, "date": texts, "note": texts, "quality": st.just("measured")},
    ),
    st.just("S1"),
)
spreads = st.sampled_from(
    [
        {"distribution": "lognormal", "gsd": "1.2"},
        {"distribution": "normal", "sd": "5 %"},
        {"distribution": "triangular", "low": "-10 %", "high": "+20 %"},
        {"distribution": "triangular", "low": "1 kg", "mode": "2 kg", "high": "3 kg"},
        {"distribution": "none"},
    ]
)
legs = st.fixed_dictionaries(
    {"mode": st.sampled_from(["road", "水运"]), "distance": st.sampled_from(["300 km", "12 公里"])},
    optional={"from": st.just("CN"), "to": st.just("DE"), "source": sources, "note": texts},
)
items = st.fixed_dictionaries(
    {"product": st.sampled_from(["lfp_cathode", "磷酸铁锂", "Li2CO3"]), "amount": masses}
    | {"source": sources},
    optional={
        "id": st.sampled_from(["a", "b"]),
        "per": st.sampled_from(["battery", "kWh", "kg", "period"]),
        "from": st.sampled_from(["CN", "CN-SC", "DE"]),
        "uncertainty": spreads,
        "yield": st.sampled_from(["0.95", "= cell_yield", "95 %"]),
        "mass": masses,
        "note": texts,
        "transport": st.lists(legs, max_size=2),
    },
)
studies = st.builds(
    lambda cells, waste, eol, name, note, warranty, way: small_study(
        name=name,
        note=note,
        components=[
            {"id": "cell", "name": name, "items": cells},
            {"id": "manufacturing", "waste": waste},
        ],
        end_of_life={"items": eol, "transport": way},
        battery={**small_study()["battery"], "warranty": warranty, "cells": {"count": "96"}},
        contracts=[
            {"id": "roof", "type": "on_site", "technology": "pv", "amount": "30 万千瓦时"}
            | {"tracked": True, "evidence": {"document": name if isinstance(name, str) else "x"}}
        ],
        parameters={"cell_yield": {"value": "0.9", "unit": "1", "source": "x", "label": note}},
        choices={"lithium_carbonate": "brine"},
        cut_offs=[{"what": note, "reason": name, "estimated_share": "0.5 %"}],
    ),
    st.lists(items, max_size=3),
    st.lists(items, max_size=2),
    st.lists(items, min_size=1, max_size=2),
    labels,
    labels,
    st.sampled_from([{"years": "8 a"}, {"years": "8"}, {"years": "8 a", "distance": "160000 km"}]),
    st.lists(legs, max_size=1),
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_example_survives_the_round_trip(path: Path, lang: Lang) -> None:
    study = read_study(path)

    result = reading(written(study_data(study), lang))

    assert result.findings == ()
    assert result.study == study


@given(data=studies, lang=st.sampled_from(LANGUAGES))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_study_survives_the_round_trip(data: dict[str, Any], lang: Lang) -> None:
    study = Study.model_validate(data)

    result = reading(written(study_data(study), lang))

    assert result.study == study, found(result)


def test_the_same_study_gives_the_same_bytes() -> None:
    assert fresh(small_study(), "zh") == fresh(small_study(), "zh")


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(BadInputError, match="CP-XLS-028"):
        written(small_study(note="x" * 40_000))


def test_a_text_that_looks_like_a_formula_is_written_as_text() -> None:
    book = load_workbook(BytesIO(written(small_study(note="=1+1"))))

    cells = [cell for row in book["1 电池与工厂"].iter_rows() for cell in row]

    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


def test_only_inputs_are_unlocked_and_units_have_a_list() -> None:
    book = load_workbook(BytesIO(written()))
    page = book["3 物料清单"]

    assert page.protection.sheet
    assert page["A4"].protection.locked
    assert page["E3"].protection.locked
    assert not page["F4"].protection.locked
    lists = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
    numbers_ = [rule for rule in page.data_validations.dataValidation if rule.type == "decimal"]
    assert any("G4" in rule.sqref for rule in lists)
    assert any("F4" in rule.sqref for rule in numbers_)
    assert page["F3"].value == "数量\nAmount *"
    assert page["H3"].comment is not None


def test_names_stand_in_the_language_of_the_workbook() -> None:
    chinese = load_workbook(BytesIO(written(lang="zh")))["3 物料清单"]
    english = load_workbook(BytesIO(written(lang="en")))["3 Bill of materials"]

    assert chinese["E4"].value == "磷酸铁锂 [lfp_cathode]"
    assert english["E4"].value == "LFP cathode [lfp_cathode]"
    assert english["E3"].value == "Product\n产品 *"


@pytest.mark.parametrize(
    ("model", "sheet", "elsewhere"),
    [
        (Component, "parts", {"energy", "emissions", "waste", "items"}),
        (Item, "items", {"transport"}),
        (Energy, "energy", set()),
        (Leg, "logistics", set()),
        (EndOfLife, "end_of_life", {"energy", "emissions", "waste", "items", "transport"}),
        (Contract, "contracts", set()),
        (SupplierFootprint, "supplier_footprints", set()),
        (SupplierFootprint, "verified", set()),
        (CutOff, "cut_offs", set()),
        (ParameterEntry, "parameters", set()),
        (SourceRef, "sources", set()),
        (Study, "battery", {"cellprint", "based_on", "parameters", "choices", "components"}),
    ],
)
def test_every_entry_of_the_model_has_a_place(
    model: type[BaseModel], sheet: str, elsewhere: set[str]
) -> None:
    wanted = {field.alias or name for name, field in model.model_fields.items()} - elsewhere
    if model is Study:
        wanted -= {"end_of_life", "contracts", "supplier_footprints", "cut_offs"}

    there = {field.keys[0] for field in study_layout().sheets[sheet].fields}

    assert wanted <= there


def test_names_of_a_sheet_are_unique_and_fit_a_spreadsheet() -> None:
    for sheet in study_layout().sheets.values():
        for lang in LANGUAGES:
            heads = [slot.label.get(lang) for slot in sheet.slots]
            assert len(set(heads)) == len(heads), (sheet.id, heads)
            assert len(sheet.label.get(lang)) <= 31


def test_every_product_of_the_vocabulary_is_offered() -> None:
    page = load_workbook(BytesIO(written()))["代码表"]

    column = [cell.value for cell in page["A"]]

    assert column[1:3] == [f"{name.zh} [{key}]" for key, name in VOCABULARY.product.items()]
