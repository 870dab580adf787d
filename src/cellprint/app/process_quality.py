"""Scores of each process of a system, from how far its answer is from the questions asked of it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from cellprint.app.linking import ELECTRICITY
from cellprint.app.solving import problem
from cellprint.catalogue.release import Catalogue
from cellprint.engine import prepare, solve_forward
from cellprint.model.inventory import Process, ProcessKind, Status
from cellprint.model.system import Link, LinkKind, System
from cellprint.rules.book import parameter_set
from cellprint.rules.data_quality import Scores
from cellprint.rules.distance_scores import LinkDistance, scores_from_distance
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet

_DISTANCES = "distance-scores"
_BEST, _WORST = 1.0, 5.0
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# Steps of technology as rules/distance_scores.py counts them.
EXACT, BORROWED, DEFAULT_ROUTE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a footprint was computed from, as far as its data quality needs it.

    Attributes:
        year: year that providers and electricity factors were asked for.
        choices: product → route chosen by the study.
        on: day on which the parameters of the rating are read.
    """

    catalogue: Catalogue
    year: int
    choices: Mapping[str, str]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A process of the system with what it contributes and how it was asked for.

    Attributes:
        kgco2e: its own emissions in one unit of the product [kg CO2e].
        scores: None where its time cannot be told.
        open_place: share of its use for which no place was asked.
        default_route: share of its use for which no route was asked though there are several.
        dated: whether its data state their validity.
    """

    key: str
    process: Process
    kgco2e: float
    scores: Scores | None
    open_place: float
    default_route: float
    dated: bool


def rated_nodes(system: System, root: int, context: Context) -> tuple[Node, ...]:
    """Return every process with own emissions, with its contribution and scores."""
    return tuple(node for _, node in _nodes(system, root, context) if node.kgco2e)


def process_scores(system: System, root: int, context: Context) -> dict[int, Scores | None]:
    """Return the scores of every process that the product needs, by index of its node."""
    return {index: node.scores for index, node in _nodes(system, root, context)}


def precision_score(status: Status, context: Context) -> float | None:
    """Return the precision score of an amount of this status; None where none is set."""
    return _precision(status, parameter_set(_DISTANCES), context.on)


def _nodes(system: System, root: int, context: Context) -> list[tuple[int, Node]]:
    matrices = problem(system)
    demand = np.zeros(len(system.nodes))
    demand[root] = 1.0
    runs = solve_forward(prepare(matrices), demand).values
    asked: dict[int, list[tuple[float, Link]]] = defaultdict(list)
    for link in system.all_links():
        if link.provider is not None:
            asked[link.provider].append((abs(float(runs[link.consumer]) * link.amount), link))
    own = runs * matrices.direct
    return [
        (index, _node(system, index, float(own[index]), asked, context))
        for index in range(len(system.nodes))
        if runs[index]
    ]


def _node(
    system: System,
    index: int,
    kgco2e: float,
    asked: Mapping[int, Sequence[tuple[float, Link]]],
    context: Context,
) -> Node:
    process = system.nodes[index].process
    uses = [(size, link) for size, link in asked.get(index, ()) if size]
    emissions = [
        (abs(link.amount * link.factor), link.exchange.citation.status)
        for link in system.links[index]
        if link.kind is LinkKind.EMISSION
    ]
    years = _source_years(process, context)
    parts = [
        (size, _use_scores(process, link, years, emissions, context)) for size, link in uses
    ] or [(1.0, _own_scores(emissions, context))]
    return Node(
        key=system.nodes[index].key,
        process=process,
        kgco2e=kgco2e,
        scores=_mean(parts),
        open_place=_part(uses, lambda link: _is_open(process, link, context)),
        default_route=_part(
            uses, lambda link: _technology_steps(process, link, context) == DEFAULT_ROUTE
        ),
        dated=years is None,
    )


def _use_scores(
    process: Process,
    link: Link,
    years: int | None,
    emissions: Sequence[tuple[float, Status]],
    context: Context,
) -> Scores | None:
    """Return the scores of a process for one of its users."""
    if years is not None and years < 0:
        return None
    distance = LinkDistance(
        place_steps=link.distance,
        years_off=link.years_off if years is None else max(link.years_off, years),
        technology_steps=_technology_steps(process, link, context),
    )
    found = scores_from_distance(distance, parameter_set(_DISTANCES), on=context.on)
    if isinstance(found, NotAssessable):
        return None
    return _with_precision(found, emissions, link.exchange.citation.status, context)


def _own_scores(emissions: Sequence[tuple[float, Status]], context: Context) -> Scores | None:
    """Return the scores of the product itself: nothing lies between question and answer."""
    exact = Scores(technology=1, geography=1, time=1)
    return _with_precision(exact, emissions, None, context)


def _with_precision(
    scores: Scores,
    emissions: Sequence[tuple[float, Status]],
    used: Status | None,
    context: Context,
) -> Scores | None:
    """Return the scores with P: of each emission the weaker of its own status and its user's."""
    table = parameter_set(_DISTANCES)
    floor = 1.0 if used is None else _precision(used, table, context.on)
    weight = math.fsum(size for size, _ in emissions)
    if floor is None:
        return None
    if not weight:
        return replace(scores, precision=floor)
    points = [(size, _precision(status, table, context.on)) for size, status in emissions]
    total = math.fsum(size * max(floor, point) for size, point in points if point is not None)
    return replace(scores, precision=total / weight)


def _precision(status: Status, table: ParameterSet, on: date) -> float | None:
    value = table.number_at(f"dq.precision.status.{status}", on)
    return None if isinstance(value, NotAssessable) else float(value)


def _technology_steps(process: Process, link: Link, context: Context) -> int:
    """Return the steps of technology: exact, borrowed from another place, or a default route.

    A market or a grid average is what somebody means who names no route. A product that the
    catalogue makes by one route only is taken by that route.
    """
    exchange = link.exchange
    named = bool(exchange.route or exchange.provider or context.choices.get(exchange.flow))
    average = process.kind is ProcessKind.MARKET or process.flow == ELECTRICITY
    routes = {one.route for one in context.catalogue.providers.get(process.flow, ())}
    if not named and not average and len(routes) > 1:
        return DEFAULT_ROUTE
    return BORROWED if link.borrowed else EXACT


def _is_open(process: Process, link: Link, context: Context) -> bool:
    """Return whether the place was left to a provider of the catalogue."""
    return process.id in context.catalogue.processes and not link.asked_location


def _source_years(process: Process, context: Context) -> int | None:
    """Return how many years the newest source lies before the year asked for.

    None for data that state their validity or belong to the study; negative (unknown) where no
    source states a year.
    """
    if process.id not in context.catalogue.processes:
        return None
    if process.valid_from is not None or process.valid_to is not None:
        return None
    sources = {exchange.citation.source for exchange in process.exchanges}
    texts = [
        context.catalogue.sources[one].year for one in sources & context.catalogue.sources.keys()
    ]
    years = [int(year) for text in texts for year in _YEARS.findall(text)]
    return max(0, context.year - max(years)) if years else -1


def _mean(parts: Sequence[tuple[float, Scores | None]]) -> Scores | None:
    """Return the scores of several uses, weighted by their size."""
    weight = math.fsum(size for size, _ in parts)
    given = [(size / weight, one) for size, one in parts if one is not None]
    if len(given) < len(parts):
        return None
    return Scores(
        technology=_clipped(math.fsum(w * one.technology for w, one in given)),
        geography=_clipped(math.fsum(w * one.geography for w, one in given)),
        time=_clipped(math.fsum(w * one.time for w, one in given)),
        precision=_clipped(math.fsum(w * (one.precision or 0.0) for w, one in given)),
    )


def _clipped(score: float) -> float:
    """Return a weighted mean of scores without the last bits that leave the scale."""
    return min(max(score, _BEST), _WORST)


def _part(uses: Sequence[tuple[float, Link]], holds: Callable[[Link], bool]) -> float:
    """Return the share of the uses for which `holds` is true."""
    whole = math.fsum(size for size, _ in uses)
    return math.fsum(size for size, link in uses if holds(link)) / whole if whole else 0.0
