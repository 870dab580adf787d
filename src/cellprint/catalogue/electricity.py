"""Which electricity factor holds at a place, and which factors may enter a footprint at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from cellprint.catalogue.names import nearest
from cellprint.catalogue.places import COUNTRY, REGION, WORLD, chain
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, CellprintError
from cellprint.model.inventory import GridFactor, Location

Geography = Literal["country", "region"]

LIFE_CYCLE = "life_cycle"
LIFE_CYCLE_SCALED = "life_cycle_scaled"
LIFE_CYCLE_KINDS = (LIFE_CYCLE, LIFE_CYCLE_SCALED)
ADD_ON_LEVEL = "add-on"
# A second opinion of another issuer on the average of a place; taken where it is the only one.
SECOND_OPINION = "ember"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityAnswer:
    """A life-cycle electricity factor and its distance from the question.

    Attributes:
        factor: the factor [kg CO2e/kWh].
        asked_location: place asked for (the country, when the geography is `country`).
        steps: fallback, one `level→level` per step.
        years_off: years between the period and the year of the factor.
    """

    factor: GridFactor
    asked_location: str
    steps: tuple[str, ...]
    years_off: int


def find_electricity(
    catalogue: Catalogue,
    *,
    location: str,
    year: int,
    geography: Geography,
    technology: str = "",
    where: str = "",
) -> ElectricityAnswer:
    """Return the life-cycle factor of the electricity used at `location` in `year`.

    `region` climbs province → grid region → country; `country` starts at the country. Within a
    place the nearest year is taken, the later one of two that are equally near; an issued factor
    comes before a scaled one of the same year.

    Args:
        catalogue: the release asked.
        location: place where the electricity is used; a country or narrower.
        year: year of use.
        geography: what the rule book asks for.
        technology: generation technology, e.g. `coal`; empty for the average of the place.
        where: place in the user's data that an error names.

    Raises:
        CP-DATA-103: the place is not in the catalogue.
        CP-DATA-106: the place is wider than a country.
        CP-DATA-107: no life-cycle factor of that technology at any level.
    """
    places = chain(catalogue.locations, location, where=where or location)
    if places[0].level in (REGION, WORLD):
        raise _too_wide(catalogue, places[0], where or location)
    ladder = _ladder(places, geography)
    for climbed, place in enumerate(ladder):
        found = _best_of(catalogue, place.id, technology, year)
        if found is not None:
            levels = [step.level for step in ladder[: climbed + 1]]
            return ElectricityAnswer(
                factor=found,
                asked_location=ladder[0].id,
                steps=tuple(f"{a}→{b}" for a, b in pairwise(levels)),
                years_off=abs(found.year - year),
            )
    raise _no_factor(catalogue, ladder, technology, where or location)


def may_enter(factor: GridFactor) -> bool:
    """Return whether a factor may stand for electricity in a footprint."""
    return factor.kind in LIFE_CYCLE_KINDS and not _is_add_on(factor)


def require_life_cycle(factor: GridFactor, where: str, catalogue: Catalogue | None = None) -> None:
    """Refuse a factor that does not cover the life cycle of the electricity.

    Direct factors count CO2 at the stack only and leave out fuel supply, plant building and other
    gases (ISO 14067:2018, 6.4.9.4 asks for the life cycle of the electricity).

    Args:
        factor: the factor that is meant to enter a footprint.
        where: place in the user's data that the error names.
        catalogue: where to look for the life-cycle factors of the same place to propose.

    Raises:
        CP-DATA-108: the kind is not a life-cycle one.
    """
    if may_enter(factor):
        return
    near: tuple[str, ...] = ()
    if catalogue is not None:
        near = tuple(_proposals(catalogue, factor))[:3]
    raise BadInputError.of(
        "CP-DATA-108", where=where, near=near, factor=factor.id, kind=_kind_of(factor)
    )


def _ladder(places: tuple[Location, ...], geography: Geography) -> tuple[Location, ...]:
    """Return the places to try: never wider than the country."""
    within = tuple(place for place in places if place.level not in (REGION, WORLD))
    if geography == "region":
        return within
    country = tuple(place for place in within if place.level == COUNTRY)
    return country or within


def _usable(catalogue: Catalogue, place: str) -> Iterator[GridFactor]:
    for factor in catalogue.grid_factors.values():
        if factor.location == place and may_enter(factor):
            yield factor


def _is_add_on(factor: GridFactor) -> bool:
    """Return whether the factor only counts the grid and never stands for electricity alone."""
    return factor.level == ADD_ON_LEVEL or factor.technology.startswith("transmission")


def _kind_of(factor: GridFactor) -> str:
    return "transmission add-on" if _is_add_on(factor) else factor.kind


def _best_of(catalogue: Catalogue, place: str, technology: str, year: int) -> GridFactor | None:
    of_place = list(_usable(catalogue, place))
    found = [factor for factor in of_place if factor.technology == technology]
    if not found and not technology:
        found = [factor for factor in of_place if factor.technology == SECOND_OPINION]
    if not found:
        return None
    return min(
        found,
        key=lambda factor: (
            abs(factor.year - year),
            -catalogue.rank("electricity", factor.id),
            -factor.year,
            factor.kind != LIFE_CYCLE,
            factor.id,
        ),
    )


def _proposals(catalogue: Catalogue, factor: GridFactor) -> Iterator[str]:
    """Yield the life-cycle averages of the place of `factor`, then of the wider ones."""
    for place in chain(catalogue.locations, factor.location, where=factor.id):
        best = _best_of(catalogue, place.id, "", factor.year)
        if best is not None:
            yield best.id


def _too_wide(catalogue: Catalogue, place: Location, where: str) -> CellprintError:
    countries = sorted(
        {
            factor.location
            for factor in catalogue.grid_factors.values()
            if factor.kind in LIFE_CYCLE_KINDS
            and catalogue.locations[factor.location].level == COUNTRY
            and any(
                step.id == place.id
                for step in chain(catalogue.locations, factor.location, where=where)
            )
        }
    )
    return BadInputError.of(
        "CP-DATA-106", where=where, near=tuple(countries[:3]), location=place.id
    )


def _no_factor(
    catalogue: Catalogue, ladder: tuple[Location, ...], technology: str, where: str
) -> CellprintError:
    technologies = sorted(
        {factor.technology for place in ladder for factor in _usable(catalogue, place.id)}
    )
    known = [name for name in technologies if name]
    return BadInputError.of(
        "CP-DATA-107",
        where=where,
        near=nearest(technology, known) if technology else (),
        location=ladder[0].id,
        technology=technology or "average",
    )
