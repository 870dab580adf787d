from __future__ import annotations

import pytest

from cellprint.charts.comparison import read_comparison
from cellprint.charts.difference import difference, difference_view
from cellprint.errors import BadInputError
from tests.charts.analysed import books_compared, result, studies_compared
from tests.charts.drawn import boxes, texts


def test_steps_lead_from_zero_to_the_difference() -> None:
    view = difference_view(read_comparison(studies_compared()), lang="en")

    assert [(step.start, step.value) for step in view.steps] == [(0, -3), (-3, 1)]
    assert view.total == -2
    drawn = boxes(difference(view, lang="en", with_head=False))
    raw, total = drawn["raw_materials"], drawn["total"]
    assert (raw["x2"] - raw["x"]) / (total["x2"] - total["x"]) == pytest.approx(1.5, rel=0.03)
    assert raw["x2"] == pytest.approx(total["x2"], abs=1.5)  # both begin at zero


def test_the_sentence_says_how_much_and_which_step_is_largest() -> None:
    view = difference_view(read_comparison(studies_compared()), lang="en")

    assert view.head.title == (
        "“Pack two” lies 20 % below “Pack one”; the largest step is raw materials"
    )
    assert "A is lower in 5.0 % of the paired draws (4.0–6.0 %, 90 %)" in view.head.subtitle
    assert view.total_label == "−2.00"


def test_rule_books_are_compared_rule_by_rule() -> None:
    view = difference_view(read_comparison(books_compared()), lang="en")

    assert view.head.title == "“book-b” lies 20 % above “book-a”; the largest step is factors"
    assert "paired" not in view.head.subtitle
    assert "+2.50" in texts(difference(view, lang="en"))


def test_equal_footprints_are_said_to_be_equal() -> None:
    document = studies_compared()
    results, pairs = document["results"], document["pairs"]
    assert isinstance(results, list)
    assert isinstance(pairs, list)
    results[1]["total"]["value"] = "10"
    for stage in pairs[0]["stages"]:
        stage["difference"] = "0"

    view = difference_view(read_comparison(document), lang="zh")

    assert view.head.title == "“电池包二”与“电池包一”的碳足迹相同"


def test_steps_that_do_not_lead_to_the_result_are_refused() -> None:
    document = studies_compared()
    results = document["results"]
    assert isinstance(results, list)
    results[1]["total"]["value"] = "9"

    with pytest.raises(BadInputError) as caught:
        read_comparison(document)

    assert caught.value.code == "CP-CHART-003"


def test_a_comparison_without_results_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        read_comparison(studies_compared(results=[], pairs=[]))

    assert caught.value.code == "CP-CHART-007"


def test_a_single_result_has_no_difference() -> None:
    found = read_comparison(
        studies_compared(
            results=[result({"id": "x", "name": {"en": "X", "zh": "X"}}, "1")], pairs=[]
        )
    )

    assert found.differences == ()


def test_a_difference_that_is_rounding_alone_names_no_step() -> None:
    document = studies_compared()
    results, pairs = document["results"], document["pairs"]
    assert isinstance(results, list)
    assert isinstance(pairs, list)
    results[1]["total"]["value"] = "10.0000000001"
    pairs[0]["stages"] = []

    view = difference_view(read_comparison(document), lang="en")

    assert "largest" not in view.head.title
