from __future__ import annotations

import pytest

from cellprint.charts.contributions import contributions, contributors_view
from tests.charts.drawn import boxes, example, footprint_of, leaf, node, rest


def test_everything_drawn_adds_up_to_the_product() -> None:
    footprint = example()
    view = contributors_view(footprint, lang="en")

    drawn = boxes(contributions(view, lang="en"))

    total = sum(box["value"] for box in drawn.values())
    assert total == pytest.approx(float(footprint.per_product.value), rel=1e-12)


def test_the_same_thing_from_the_same_place_is_one_item() -> None:
    raw = node(
        "raw_materials",
        node("anode", leaf("power", "3", at="CN"), leaf("coke", "1")),
        node("foil", leaf("power", "2", at="CN"), leaf("power ", "4", at="PL")),
    )

    view = contributors_view(footprint_of(raw), lang="en")

    assert [(item.label, item.value, item.note) for item in view.contributors] == [
        ("power", 5, "anode and 1 more"),
        ("power ", 4, "foil"),
        ("coke", 1, "anode"),
    ]


def test_an_item_of_several_stages_has_the_colour_of_none() -> None:
    stages = (
        node("raw_materials", node("anode", leaf("power", "3"))),
        node("manufacturing", node("line", leaf("power", "2"))),
    )

    assert contributors_view(footprint_of(*stages), lang="en").contributors[0].stage == ""


def test_a_process_of_mostly_its_own_emissions_is_not_opened() -> None:
    gas = node("gas", leaf("co2", "5", kind="emission"), leaf("well", "1"))

    view = contributors_view(footprint_of(node("manufacturing", gas)), lang="en")

    assert [(item.label, item.value, item.note) for item in view.contributors] == [
        ("gas", 6, "manufacturing")
    ]


def test_what_is_not_named_closes_the_chart() -> None:
    raw = node("raw_materials", node("anode", leaf("coke", "3"), rest("1")), leaf("foil", "2"))

    view = contributors_view(footprint_of(raw), lang="en", most=1)

    assert [(item.label, item.value) for item in view.contributors] == [
        ("coke", 3),
        ("Everything else", 3),
    ]
    assert view.head.title == "The 1 largest items add up to 50 % of the footprint"


def test_credits_are_ranked_by_size() -> None:
    raw = node("end_of_life", leaf("metals", "-5"), leaf("acid", "3"))

    view = contributors_view(footprint_of(raw), lang="en")

    assert [item.label for item in view.contributors] == ["metals", "acid"]


def test_a_footprint_of_zero_is_shown() -> None:
    view = contributors_view(footprint_of(leaf("raw_materials", "0")), lang="en")

    assert view.contributors[0].share_label == "0 %"
