from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellprint.charts.flows import Chain, Stop, Stream, chain, check_conservation
from cellprint.charts.sankey import sankey, sankey_view
from cellprint.errors import BadInputError
from tests.charts.drawn import boxes, example, footprint_of, leaf, node, rest, rows

STAGES = ("raw_materials", "manufacturing", "distribution", "end_of_life")


def tree(depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """Return branches with burdens, credits, shared names and rests."""
    names = st.sampled_from(["power", "steel", "acid", "heat", "ore", "salt"])
    leaves = st.builds(leaf, names, st.integers(-20, 100).map(str), st.just("process"))
    if depth == 0:
        return leaves
    children = st.lists(st.one_of(leaves, tree(depth - 1)), min_size=1, max_size=5)
    return st.builds(lambda id_, below: node(id_, *renamed(below)), names, children)


def renamed(children: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return siblings with ids of their own; their names may repeat."""
    return [{**child, "id": f"{child['id']}-{number}"} for number, child in enumerate(children)]


def balance(found: Chain, stop: Stop) -> tuple[Decimal, Decimal]:
    into = sum((s.value for s in found.streams if s.target == stop.id), Decimal(0))
    out = sum((s.value for s in found.streams if s.source == stop.id), Decimal(0))
    return into, out


@settings(max_examples=60, deadline=None)
@given(st.lists(tree(3), min_size=1, max_size=4), st.integers(1, 4), st.booleans())
def test_every_node_has_as_much_going_in_as_going_out(
    branches: list[dict[str, Any]],
    levels: int,
    components: bool,  # noqa: FBT001  (drawn by hypothesis, which passes by name)
) -> None:
    stages = [{**branch, "id": stage} for stage, branch in zip(STAGES, branches, strict=False)]
    footprint = footprint_of(*stages)

    found = chain(footprint, levels=levels, components=components)

    assert len(found.stops) <= 25
    for stop in found.stops:
        into, out = balance(found, stop)
        if stop.kind == "total" and not found.streams:
            assert all(stage.value <= 0 for stage in footprint.contributions)
        elif stop.kind == "total":
            assert into - out == footprint.per_product.value
        elif into and out:
            assert into == out
        else:
            assert into or out or stop.value == 0


def test_a_chain_that_leaks_is_refused() -> None:
    stop = Stop(id="a", column=1, kind="named", branches=(), value=Decimal(2), stage="")
    leaking = Chain(
        stops=(stop,),
        streams=(
            Stream(source="x", target="a", value=Decimal(2), stage=""),
            Stream(source="a", target="y", value=Decimal(1), stage=""),
        ),
    )

    with pytest.raises(BadInputError, match="CP-CHART-003"):
        check_conservation(leaking)


def test_what_is_not_named_is_in_one_rest_per_column() -> None:
    raw = node("raw_materials", *(leaf(f"p{n}", str(100 - n)) for n in range(40)), rest("7"))

    found = chain(footprint_of(raw), levels=2)

    named = [stop for stop in found.stops if stop.kind == "named" and stop.column == 0]
    others = [stop for stop in found.stops if stop.kind == "rest"]
    assert len(named) == 8
    assert len(others) == 1
    assert sum(stop.value for stop in (*named, *others)) == sum(range(61, 101)) + 7


def test_the_same_thing_from_the_same_place_is_one_node() -> None:
    raw = node(
        "raw_materials",
        node("anode", leaf("power", "3", at="CN"), leaf("coke", "4")),
        node("foil", leaf("power", "2", at="CN"), leaf("ore", "5")),
    )

    found = chain(footprint_of(raw), levels=3)

    power = [stop for stop in found.stops if stop.branches[0].name.en == "power"]
    assert [stop.value for stop in power] == [5]
    assert len([s for s in found.streams if s.source == power[0].id]) == 2


def test_credits_leave_to_the_right_and_are_never_inside_a_stream() -> None:
    end = node("end_of_life", leaf("acid", "5"), leaf("metals", "-2"))

    found = chain(footprint_of(end), levels=2)

    credit = next(stop for stop in found.stops if stop.kind == "credits")
    assert credit.value == 2
    assert credit.column == 2
    assert [s for s in found.streams if s.target == credit.id] == [
        Stream(source="1/end_of_life@", target="2/credits", value=Decimal(2), stage="end_of_life")
    ]


def test_without_components_their_parts_follow_the_stage() -> None:
    raw = node(
        "raw_materials", node("cell", leaf("foil", "2"), leaf("salt", "1"), kind="component")
    )
    footprint = footprint_of(raw)

    with_groups = chain(footprint, levels=3)
    without = chain(footprint, levels=2, components=False)

    assert "1/cell@" in {stop.id for stop in with_groups.stops}
    assert {stop.id for stop in without.stops} == {
        "total",
        "1/raw_materials@",
        "0/foil@",
        "0/salt@",
    }


def test_own_emissions_do_not_become_a_node() -> None:
    gas = node("gas", leaf("co2", "3", kind="emission"), leaf("well", "4"))

    found = chain(footprint_of(node("manufacturing", gas)), levels=3)

    assert "co2" not in {stop.branches[0].name.en for stop in found.stops if stop.kind == "named"}
    assert next(stop.value for stop in found.stops if stop.kind == "rest") == 3


@pytest.mark.parametrize(("width", "levels"), [(976.0, 4), (620.0, 3), (340.0, 2)])
def test_heights_are_in_proportion_and_nothing_leaves_the_drawing(
    width: float, levels: int
) -> None:
    view = sankey_view(example(), lang="en", levels=levels, components=levels == 4)

    chart = sankey(view, lang="en", width=width, with_head=False)

    drawn = boxes(chart)
    height = chart.to_dict()["height"]
    total = drawn["total"]
    through = sum(link.value for link in view.links if link.target == "total")
    scale = (total["y2"] - total["y"]) / through
    for link in view.links:
        points = [
            row for row in rows(chart, "area") if row["id"] == f"{link.source} > {link.target}"
        ]
        assert all(
            point["y1"] - point["y0"] == pytest.approx(link.value * scale, abs=0.03)
            for point in points
        )
    assert all(0 <= box["x"] <= box["x2"] <= width + 0.01 for box in drawn.values())
    assert all(0 <= box["y"] <= box["y2"] <= height for box in drawn.values())


def test_every_node_is_drawn_and_named() -> None:
    view = sankey_view(example(), lang="en")

    chart = sankey(view, lang="en")

    assert set(boxes(chart)) == {node_.id for node_ in view.nodes}
    assert {row["id"] for row in rows(chart, "area")} == {
        f"{link.source} > {link.target}" for link in view.links
    }


def test_the_title_names_the_largest_source() -> None:
    view = sankey_view(example(), lang="en")

    assert view.head.title == (
        "Electricity, grid mix is the largest single source: 25 % of the footprint"
    )


def test_a_footprint_of_zero_has_a_title_too() -> None:
    view = sankey_view(footprint_of(leaf("raw_materials", "0")), lang="en")

    assert view.head.title == "Where the footprint comes from along the chain"
    assert [node_.id for node_ in view.nodes] == ["total"]
    assert sankey(view, lang="en").to_dict()["layer"]
