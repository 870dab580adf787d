from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.catalogue.places import chain, country_of, nearness
from cellprint.errors import BadInputError
from tests.catalogue import sample

LOCATIONS = {place: sample.location(place) for place in sample.PLACES}
PLACES = st.sampled_from(sorted(LOCATIONS))


def test_chain_climbs_to_the_world() -> None:
    places = chain(LOCATIONS, "CN-SC", where="here")

    assert [place.id for place in places] == ["CN-SC", "CN-GRID-SW", "CN", "RAS", "GLO"]


@pytest.mark.parametrize(
    ("place", "country"), [("CN-SC", "CN"), ("CN", "CN"), ("RER", "RER"), ("GLO", "GLO")]
)
def test_country_of_a_place(place: str, country: str) -> None:
    assert country_of(LOCATIONS, place, where="here") == country


def test_unknown_place_names_the_nearest() -> None:
    with pytest.raises(BadInputError) as caught:
        chain(LOCATIONS, "CN-SCH", where="study.yaml:4")

    assert caught.value.code == "CP-DATA-103"
    assert caught.value.findings[0].near[0] == "CN-SC"
    assert caught.value.findings[0].where == "study.yaml:4"


@pytest.mark.parametrize(
    ("asked", "found", "distance", "encloses"),
    [
        ("CN-SC", "CN-SC", 0, True),
        ("CN-SC", "CN-GRID-SW", 1, True),
        ("CN-SC", "CN-CQ", 1, False),
        ("CN-SC", "CN", 2, True),
        ("CN-SC", "CN-GD", 2, False),
        ("CN", "CN-SC", 2, False),
        ("DE", "RER", 3, True),
        ("DE", "GB", 3, False),
        ("CN-SC", "GLO", 4, True),
        ("CN-SC", "CL", 5, False),
        ("GLO", "GLO", 0, True),
        ("GLO", "CL", 5, False),
    ],
)
def test_distance(asked: str, found: str, distance: int, *, encloses: bool) -> None:
    near = nearness(LOCATIONS, asked=asked, found=found, where="here")

    assert (near.distance, near.encloses) == (distance, encloses)


def test_places_without_a_common_root_are_elsewhere() -> None:
    island = {**LOCATIONS, "XX": replace(LOCATIONS["DE"], id="XX", parent="")}

    near = nearness(island, asked="XX", found="CN", where="here")

    assert near.distance == 5
    assert near.steps == ("country→elsewhere",)


@given(asked=PLACES, found=PLACES)
def test_climbing_never_comes_nearer_to_the_world(asked: str, found: str) -> None:
    """Going from a place up its own chain, the distance to the place grows."""
    up = [place.id for place in chain(LOCATIONS, asked, where="")]
    distances = [nearness(LOCATIONS, asked=asked, found=step, where="").distance for step in up]

    assert distances == sorted(distances)
    assert nearness(LOCATIONS, asked=asked, found=found, where="").distance <= 5
