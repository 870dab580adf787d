from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.catalogue.names import likeness, nearest, normal_form, resolve_flow, search
from cellprint.errors import BadInputError
from tests.catalogue import sample

CATALOGUE = sample.catalogue()


@pytest.mark.parametrize(
    ("name", "flow"),
    [
        ("lithium_carbonate", "lithium_carbonate"),
        ("Lithium Carbonate", "lithium_carbonate"),
        ("碳酸锂（电池级）", "lithium_carbonate"),
        ("碳酸锂(电池级)", "lithium_carbonate"),
        ("Li2CO3", "lithium_carbonate"),
        ("li2co3", "lithium_carbonate"),
        (" Li₂CO₃ ", "lithium_carbonate"),
        ("NiSO4·6H2O", "nickel_sulfate"),
        ("NiSO4.6H2O", "nickel_sulfate"),
        ("NiSO4*6H2O", "nickel_sulfate"),
        ("497-19-8", "soda_ash"),
        ("na2co3", "soda_ash"),
        ("纯碱", "soda_ash"),
        ("CO", "carbon_monoxide"),
        ("Co", "cobalt"),
    ],
)
def test_flow_is_found_by_what_people_call_it(name: str, flow: str) -> None:
    assert resolve_flow(CATALOGUE, name).id == flow


@pytest.mark.parametrize("name", ["co", "gas"])
def test_ambiguous_name_lists_the_flows(name: str) -> None:
    with pytest.raises(BadInputError) as caught:
        resolve_flow(CATALOGUE, name, where="study.yaml:3")

    assert caught.value.code == "CP-DATA-102"
    assert caught.value.findings[0].near == ("carbon_monoxide", "cobalt")
    assert caught.value.findings[0].where == "study.yaml:3"
    assert caught.value.findings[0].line("zh")


@pytest.mark.parametrize("name", ["碳酸锂", "lithum carbonate", "", "   "])
def test_unknown_name_gives_the_three_nearest(name: str) -> None:
    with pytest.raises(BadInputError) as caught:
        resolve_flow(CATALOGUE, name)

    assert caught.value.code == "CP-DATA-101"
    assert len(caught.value.findings[0].near) == 3
    if name.strip():
        assert caught.value.findings[0].near[0] == "lithium_carbonate (碳酸锂（电池级）)"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("碳酸", "lithium_carbonate"),
        ("carbonate", "lithium_carbonate"),
        ("nikel sulfate", "nickel_sulfate"),
        ("steam", "heat_steam"),
        ("carbonate lithium", "lithium_carbonate"),
        ("NISO4", "nickel_sulfate"),
    ],
)
def test_search_puts_the_likeliest_first(text: str, first: str) -> None:
    assert search(CATALOGUE, text, 3)[0].id == first


def test_search_is_limited_and_empty_for_nothing_alike() -> None:
    assert len(search(CATALOGUE, "s", 2)) == 2
    assert search(CATALOGUE, "zzzzzz", 5) == ()


def test_nearest_keeps_the_order_of_equals() -> None:
    assert nearest("zz", ["b", "a"], count=2) == ("b", "a")


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_lies_between_nothing_and_equal(first: str, second: str) -> None:
    score = likeness(normal_form(first), normal_form(second))

    assert 0.0 <= score <= 1.0
    assert (score == 1.0) == (normal_form(first) == normal_form(second) != "")


@given(st.text(max_size=20))
def test_normal_form_is_stable(text: str) -> None:
    once = normal_form(text)

    assert normal_form(once) == once


@given(st.sampled_from(sorted(CATALOGUE.flows)))
def test_every_flow_is_found_by_its_own_name(flow: str) -> None:
    record = CATALOGUE.flows[flow]

    assert resolve_flow(CATALOGUE, record.name.zh) is record
    assert resolve_flow(CATALOGUE, record.name.en.upper()) is record
