from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cellprint.charts.document import check_sum, read_footprint
from cellprint.charts.reading import Cursor
from cellprint.errors import BadInputError
from tests.charts.example import example_document


def refused(document: dict[str, Any]) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        read_footprint(document)
    return caught.value


def test_a_whole_document_is_read() -> None:
    footprint = read_footprint(example_document())

    assert footprint.study_id == "example-pack"
    assert footprint.release == "0.0-example"
    assert footprint.rule_book == "example-draft"
    assert [stage.id for stage in footprint.stages] == [
        "raw_materials",
        "manufacturing",
        "distribution",
        "end_of_life",
    ]
    assert sum(stage.per_product for stage in footprint.stages) == footprint.per_product.value


def test_paths_are_what_explain_takes() -> None:
    raw = read_footprint(example_document()).contributions[0]

    paths = {node.path for node in raw.walk()}

    assert "raw_materials/cell/cathode/nickel_sulfate" in paths
    assert {node.stage for node in raw.walk()} == {"raw_materials"}


def test_optional_parts_may_be_absent() -> None:
    document = example_document()
    required = ("product", "study", "total", "per_product", "stages", "contributions")

    footprint = read_footprint({key: document[key] for key in required})

    assert footprint.methods == ()
    assert footprint.functional_unit is None
    assert footprint.release == ""


@pytest.mark.parametrize(
    "key", ["product", "study", "total", "per_product", "stages", "contributions"]
)
def test_a_missing_required_part_is_named(key: str) -> None:
    document = example_document()
    del document[key]
    if key == "product":
        del document["study"]["name"]  # type: ignore[attr-defined]

    error = refused(document)

    assert error.code == "CP-CHART-001"
    assert key in error.findings[0].what("en")


def test_a_document_without_stages_is_refused() -> None:
    assert refused({**example_document(), "stages": []}).code == "CP-CHART-001"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "about 3", True, [], float("inf")])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    error = refused({**example_document(), "total": {"value": value, "unit": "kg CO2e"}})

    assert error.code == "CP-CHART-002"
    assert error.findings[0].where == "/total/value"


def test_stages_that_do_not_add_up_are_refused() -> None:
    error = refused({**example_document(), "total": {"value": "1", "unit": "kg CO2e"}})

    assert error.code == "CP-CHART-003"
    assert error.findings[0].where == "/stages"


def test_branches_that_do_not_add_up_are_refused() -> None:
    document = example_document()
    document["contributions"][0]["children"][0]["value"] = "1"  # type: ignore[index]

    assert refused(document).findings[0].where == "/contributions/raw_materials"


def test_an_unknown_stage_is_refused() -> None:
    document = example_document()
    document["stages"][0]["id"] = "use"  # type: ignore[index]

    error = refused(document)

    assert error.code == "CP-CHART-004"
    assert error.findings[0].where == "/stages/0/id"


@pytest.mark.parametrize(
    ("key", "value"),
    [("stages", "none"), ("study", ["x"]), ("total", {"value": "1", "unit": 1.5})],
)
def test_a_value_of_the_wrong_kind_is_refused(key: str, value: object) -> None:
    assert refused({**example_document(), key: value}).code == "CP-CHART-005"


def test_a_flag_must_be_true_or_false() -> None:
    cursor = Cursor({"yes": True, "no": "no"})

    assert cursor.flag("yes")
    assert not cursor.flag("absent")
    with pytest.raises(BadInputError, match="CP-CHART-005"):
        cursor.flag("no")


def test_a_plain_string_serves_both_languages() -> None:
    assert Cursor("cell").label().get("zh") == "cell"


def test_whole_numbers_are_texts_and_numbers() -> None:
    assert Cursor(2024).text() == "2024"
    assert Cursor(2024).decimal() == Decimal(2024)


def test_stages_too_small_for_a_branch_are_closed_by_a_rest() -> None:
    document = example_document()
    branches: Any = document["contributions"]
    small = branches[2]
    branches[2] = {**small, "id": "rest", "kind": "rest", "children": []}

    footprint = read_footprint(document)

    assert footprint.contributions[2].stage == ""
    assert footprint.contributions[2].is_rest


def test_sums_allow_for_the_rounding_of_twelve_digits_only() -> None:
    third = Decimal("0.333333333333")

    check_sum([third] * 3, Decimal(1), "/x")
    with pytest.raises(BadInputError, match="CP-CHART-003"):
        check_sum([Decimal("0.3333333")] * 3, Decimal(1), "/x")


def test_errors_are_told_in_both_languages() -> None:
    finding = refused({}).findings[0]

    assert "`study`" in finding.what("en")
    assert "`study`" in finding.what("zh")
