"""Which process provides a product, for whom, and how far the answer is from the question.

The rules are those of docs/explanation/data-model.md, section Linking.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from weakref import WeakKeyDictionary

from cellprint.catalogue.names import nearest, unknown_flow
from cellprint.catalogue.places import (
    SAME_COUNTRY,
    SAME_PLACE,
    Nearness,
    chain,
    country_of,
    nearness,
)
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, CellprintError
from cellprint.model.inventory import Flow, Process, ProcessKind, Scope


class Why(StrEnum):
    """Why a provider was taken; the texts are in the report catalogue."""

    NAMED = "named_process"
    PINNED = "pinned_route"
    CHOSEN = "chosen_route"
    DEFAULT = "default_route"
    NEAREST = "nearest_place"
    ONLY = "only_provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRequest:
    """What an exchange asks for.

    Attributes:
        flow: id of the product.
        user_location: place of the process that needs it.
        period_year: year for which it is needed.
        location: place asked for explicitly; it wins over the scope of the flow.
        route: route (or process) that the exchange pins.
        choice: route (or process) that the study chose for the flow; a pinned route wins.
        where: place in the user's data that an error names; it changes no answer.
    """

    flow: str
    user_location: str
    period_year: int
    location: str = ""
    route: str = ""
    choice: str = ""
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """The provider of a product and its distance from the question.

    Attributes:
        process: the provider.
        location: place where it runs (its own, or the place asked for when it was moved).
        asked_location: place asked for; empty when it was left to the provider.
        steps: fallback from the place asked for to the provider's own place.
        distance: 0 same place, 1 grid region, 2 country, 3 wider region, 4 world, 5 elsewhere.
        borrowed: whether the technology of another place is run at the place asked for.
        years_off: years between the period asked for and the validity of the process.
        why: reason of the choice.
    """

    process: Process
    location: str
    asked_location: str
    steps: tuple[str, ...]
    distance: int
    borrowed: bool
    years_off: int
    why: Why


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A process with its nearness to the place that matters, its years off and its layer's rank."""

    process: Process
    near: Nearness
    years_off: int
    rank: int


# A study is linked many times, under each rule of electricity and end of life, and asks the same
# hundred questions every time. A catalogue never changes, so neither do its answers.
_answers: WeakKeyDictionary[Catalogue, dict[ProviderRequest, ProviderAnswer]] = WeakKeyDictionary()


def find_provider(catalogue: Catalogue, request: ProviderRequest) -> ProviderAnswer:
    """Return the provider of a product; never nothing.

    Raises:
        CP-DATA-101: the flow is not in the catalogue.
        CP-DATA-103: a place is not in the catalogue.
        CP-DATA-104: no process makes the flow.
        CP-DATA-105: no process makes it by the route asked for.
    """
    answers = _answers.setdefault(catalogue, {})
    known = answers.get(request)
    if known is None:
        known = answers[request] = _find(catalogue, request)
    return known


def _find(catalogue: Catalogue, request: ProviderRequest) -> ProviderAnswer:
    flow = catalogue.flows.get(request.flow)
    if flow is None:
        raise unknown_flow(catalogue, request.flow, where=request.where)
    makers = catalogue.providers.get(flow.id, ())
    if not makers:
        raise BadInputError.of(
            "CP-DATA-104", where=request.where or flow.id, flow=flow.id, name=flow.name.en
        )
    asked = _asked_location(catalogue, flow, request)
    makers, why = _by_route(flow, makers, request)
    # A traded product without a place is bought near the user where its route leaves a choice.
    candidates = _measured(catalogue, makers, asked or request.user_location, request)
    if why is None:
        candidates = _preferred(flow, candidates, asked, request)
    best = min(candidates, key=lambda item: _order(flow, item, near_first=bool(asked)))
    return _answer(best, asked, why or _reason(flow, makers, best))


def _asked_location(catalogue: Catalogue, flow: Flow, request: ProviderRequest) -> str:
    where = request.where or request.user_location
    if request.location:
        return chain(catalogue.locations, request.location, where=request.where)[0].id
    if flow.scope is Scope.LOCAL:
        return chain(catalogue.locations, request.user_location, where=where)[0].id
    if flow.scope is Scope.NATIONAL:
        return country_of(catalogue.locations, request.user_location, where=where)
    return ""


def _by_route(
    flow: Flow, makers: tuple[Process, ...], request: ProviderRequest
) -> tuple[tuple[Process, ...], Why | None]:
    """Return the candidates that a pinned or chosen route leaves, and the reason."""
    for wanted, why in ((request.route, Why.PINNED), (request.choice, Why.CHOSEN)):
        if not wanted:
            continue
        named = tuple(process for process in makers if process.id == wanted)
        if named:
            return named, Why.NAMED
        routed = tuple(process for process in makers if process.route == wanted)
        if not routed:
            raise _unknown_route(flow, makers, wanted, request.where)
        return routed, why
    return makers, None


def _unknown_route(
    flow: Flow, makers: tuple[Process, ...], wanted: str, where: str
) -> CellprintError:
    routes = sorted({process.route for process in makers if process.route})
    return BadInputError.of(
        "CP-DATA-105",
        where=where or flow.id,
        near=nearest(wanted, routes),
        route=wanted,
        flow=flow.id,
        routes=", ".join(routes),
    )


def _measured(
    catalogue: Catalogue, makers: tuple[Process, ...], place: str, request: ProviderRequest
) -> list[_Candidate]:
    return [
        _Candidate(
            process,
            nearness(
                catalogue.locations,
                asked=place,
                found=process.location,
                where=request.where or place,
            ),
            years_off(process, request.period_year),
            catalogue.rank("processes", process.id),
        )
        for process in makers
    ]


def _preferred(
    flow: Flow, candidates: list[_Candidate], asked: str, request: ProviderRequest
) -> list[_Candidate]:
    """Return the candidates among which the nearest is taken when no route was asked for.

    A place that is asked for explicitly leaves all of them. For the place that the scope implies,
    a maker of the same country comes before the default route of another one. For everything
    else a layer of the user's own comes first, then the default route decides.
    """
    if request.location:
        return candidates
    if asked:
        domestic = [item for item in candidates if item.near.distance <= SAME_COUNTRY]
        if domestic:
            return domestic
    highest = max(item.rank for item in candidates)
    if highest > 0:
        return [item for item in candidates if item.rank == highest]
    # A layer that comes last serves where nothing of the release does.
    shipped = [item for item in candidates if item.rank == highest]
    default = [item for item in shipped if item.process.route == flow.default_route]
    return default or shipped


def _order(
    flow: Flow, candidate: _Candidate, *, near_first: bool
) -> tuple[int, int, bool, int, bool, bool, int, str]:
    """Return what a candidate is compared by: place and layer, then route, kind and years.

    Where a place is asked for, the nearer place wins over the preferred layer; a product whose
    place was left open is taken from the preferred layer wherever that is.
    """
    process = candidate.process
    return (
        0 if near_first else -candidate.rank,
        candidate.near.distance,
        not candidate.near.encloses,
        -candidate.rank,
        process.route != flow.default_route,
        process.kind is not ProcessKind.MARKET,
        candidate.years_off,
        process.id,
    )


def _reason(flow: Flow, makers: tuple[Process, ...], best: _Candidate) -> Why:
    if len(makers) == 1:
        return Why.ONLY
    if flow.default_route and best.process.route == flow.default_route:
        return Why.DEFAULT
    return Why.NEAREST


def _answer(best: _Candidate, asked: str, why: Why) -> ProviderAnswer:
    process, near = best.process, best.near
    moved = bool(asked) and process.relocatable and process.location != asked
    return ProviderAnswer(
        process=process,
        location=asked if moved else process.location,
        asked_location=asked,
        steps=near.steps if asked else (),
        distance=near.distance if asked else SAME_PLACE,
        borrowed=moved and not near.encloses,
        years_off=best.years_off,
        why=why,
    )


def years_off(process: Process, year: int) -> int:
    """Return the years between `year` and the half-open validity `[from, to)` of a process.

    A process without dates is valid always.
    """
    if process.valid_from is not None and year < process.valid_from.year:
        return process.valid_from.year - year
    if process.valid_to is not None:
        last_year = (process.valid_to - timedelta(days=1)).year
        return max(0, year - last_year)
    return 0
