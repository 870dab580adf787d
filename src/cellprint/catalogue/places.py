"""How far one place is from another: the ladder from a province to the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from cellprint.catalogue.names import nearest
from cellprint.errors import BadInputError
from cellprint.model.inventory import Location

PROVINCE = "province"
GRID_REGION = "grid_region"
COUNTRY = "country"
REGION = "region"
WORLD = "world"
LEVELS = (PROVINCE, GRID_REGION, COUNTRY, REGION, WORLD)

SAME_PLACE = 0
SAME_COUNTRY = 2
ELSEWHERE = 5
_DISTANCE = {GRID_REGION: 1, COUNTRY: SAME_COUNTRY, REGION: 3, WORLD: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How far `found` is from `asked`.

    Attributes:
        distance: 0 same place, 1 grid region, 2 country, 3 wider region, 4 world, 5 elsewhere.
        encloses: whether the place found holds the place asked (an average of it, not a
            neighbour).
        steps: the fallback, one `level→level` per step; empty for the same place. The last one may
            lead down again, to a neighbour (`country→province`) or `elsewhere`.
    """

    distance: int
    encloses: bool
    steps: tuple[str, ...]


def chain(locations: Mapping[str, Location], place: str, *, where: str) -> tuple[Location, ...]:
    """Return `place` and every wider place that it belongs to, nearest first.

    Raises:
        CP-DATA-103: the place is not in the catalogue.
    """
    if place not in locations:
        raise BadInputError.of(
            "CP-DATA-103", where=where or place, near=nearest(place, locations), location=place
        )
    places = [locations[place]]
    while places[-1].parent:
        places.append(locations[places[-1].parent])
    return tuple(places)


def country_of(locations: Mapping[str, Location], place: str, *, where: str) -> str:
    """Return the country that `place` lies in; a place wider than a country stays as it is.

    Raises:
        CP-DATA-103: the place is not in the catalogue.
    """
    for step in chain(locations, place, where=where):
        if step.level == COUNTRY:
            return step.id
    return place


def nearness(locations: Mapping[str, Location], *, asked: str, found: str, where: str) -> Nearness:
    """Return how far the place `found` is from the place `asked`.

    The distance is the level of the smallest place that holds both. Two places that only the
    world holds are *elsewhere*, unless one of them is the world itself.

    Raises:
        CP-DATA-103: one of the places is not in the catalogue.
    """
    up = chain(locations, asked, where=where)
    down = {step.id for step in chain(locations, found, where=where)}
    climbed = [step for step in up if step.id not in down]
    met = up[len(climbed)] if len(climbed) < len(up) else None
    ladder = [step.level for step in (*climbed, *([met] if met else []))]
    encloses = met is not None and met.id == found
    if not encloses:
        ladder.append(_landing(met, locations[found]))
    steps = tuple(f"{a}→{b}" for a, b in pairwise(ladder))
    if found == asked:
        return Nearness(distance=SAME_PLACE, encloses=True, steps=())
    return Nearness(distance=_distance(met, found), encloses=encloses, steps=steps)


def _distance(met: Location | None, found: str) -> int:
    if met is None or (met.level == WORLD and met.id != found):
        return ELSEWHERE
    return _DISTANCE.get(met.level, 1)


def _landing(met: Location | None, found: Location) -> str:
    if met is None or met.level == WORLD:
        return "elsewhere"
    return found.level
