from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellprint.charts.waterfall import waterfall, waterfall_view
from tests.charts.drawn import boxes, example, footprint_of, leaf, node, rest, rows, texts

VALUES = st.lists(st.integers(-50, 100), min_size=1, max_size=8)


def test_each_step_starts_where_the_one_before_ended() -> None:
    view = waterfall_view(example(), lang="en")

    assert view.steps[0].start == 0
    for before, after in pairwise(view.steps):
        assert before.start + before.value == pytest.approx(after.start, rel=1e-12)
    last = view.steps[-1]
    assert last.start + last.value == pytest.approx(view.total, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(VALUES)
def test_drawn_steps_add_up_to_the_total(values: list[int]) -> None:
    parts = [leaf(f"p{number}", str(value)) for number, value in enumerate(values)]
    view = waterfall_view(footprint_of(node("raw_materials", *parts)), lang="en", most=3)

    drawn = boxes(waterfall(view, lang="en"))

    steps = sum(box["value"] for id_, box in drawn.items() if id_ != "total")
    assert steps == pytest.approx(sum(values), abs=1e-9)


def test_a_step_may_cross_zero() -> None:
    stages = (
        node("raw_materials", leaf("ore", "4")),
        node("end_of_life", leaf("metals", "-6"), leaf("plant", "5")),
    )
    view = waterfall_view(footprint_of(*stages), lang="en")

    drawn = boxes(waterfall(view, lang="en", width=340))

    unit = (drawn["total"]["x2"] - drawn["total"]["x"]) / 3
    zero = drawn["total"]["x"]
    metals = drawn["end_of_life/metals"]
    assert (metals["x"] - zero) / unit == pytest.approx(-2, abs=0.01)
    assert (metals["x2"] - zero) / unit == pytest.approx(4, abs=0.01)
    assert metals["fill"] == "#32A76B"


def test_components_are_groups_and_their_parts_are_the_steps() -> None:
    raw = node(
        "raw_materials", node("cell", leaf("foil", "2"), leaf("salt", "1"), kind="component")
    )

    view = waterfall_view(footprint_of(raw), lang="en")

    assert [step.id for step in view.steps] == [
        "raw_materials/cell/foil",
        "raw_materials/cell/salt",
    ]


def test_small_parts_are_joined_by_sign_so_that_no_credit_is_hidden() -> None:
    raw = node(
        "raw_materials",
        leaf("a", "9"),
        leaf("b", "2"),
        leaf("c", "1"),
        leaf("d", "-1"),
        leaf("e", "-1"),
    )

    view = waterfall_view(footprint_of(raw), lang="en", most=1)

    assert [(step.label, step.value) for step in view.steps] == [
        ("a", 9),
        ("raw_materials: other", 3),
        ("raw_materials: other credits", -2),
    ]


def test_a_rest_of_one_keeps_its_name_and_a_whole_stage_its_own() -> None:
    stages = (
        node("raw_materials", leaf("a", "9"), leaf("b", "2")),
        node("distribution", leaf("ship", "1"), leaf("lorry", "1")),
    )

    view = waterfall_view(footprint_of(*stages), lang="en", most=1)

    assert [step.label for step in view.steps] == ["a", "b", "distribution"]


def test_the_rest_of_a_level_is_shown_as_other() -> None:
    raw = node("raw_materials", leaf("a", "9"), rest("1"))

    assert waterfall_view(footprint_of(raw), lang="en").steps[-1].label == "raw_materials: other"


def test_a_stage_without_parts_and_a_rest_of_stages_are_steps() -> None:
    stages = [leaf("manufacturing", "3"), leaf("distribution", "1")]
    rows_ = [{**stage, "per_product": stage["value"], "share": "0"} for stage in stages]

    view = waterfall_view(footprint_of(stages[0], rest("1"), stages=rows_), lang="en")

    assert [(step.label, step.stage) for step in view.steps] == [
        ("manufacturing", "manufacturing"),
        ("Rest", ""),
    ]


def test_the_title_names_the_largest_step_and_the_credits() -> None:
    view = waterfall_view(example(), lang="en")

    assert view.head.title == (
        "Cathode active material is the largest step: 34 % of the footprint; credits take off 8.3 %"
    )


def test_a_footprint_of_zero_has_a_title_too() -> None:
    view = waterfall_view(footprint_of(leaf("raw_materials", "0")), lang="en")

    assert view.head.title == "What adds up to the total"
    assert view.steps == ()


def test_wide_charts_have_connectors_narrow_ones_have_none() -> None:
    view = waterfall_view(example(), lang="en")

    assert len(rows(waterfall(view, lang="en"), "rule")) == len(view.steps) + 1
    assert rows(waterfall(view, lang="en", width=340), "rule") == []


def test_signs_are_written_on_every_step() -> None:
    assert "+976" in texts(waterfall(waterfall_view(example(), lang="en"), lang="en"))
