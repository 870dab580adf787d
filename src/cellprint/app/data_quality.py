"""Data quality of a footprint, computed from how far each answer is from its question.

Nobody types scores: place and route come from the link record, time from the validity of the data
or, where a process has none, from the year of its newest source (its data are at least that old),
precision from the status of the amounts. docs/explanation/data-quality.md shows the arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from cellprint.app.documents import Json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.app.process_quality import Context, Node, rated_nodes
from cellprint.model.inventory import Status
from cellprint.model.system import System
from cellprint.rules.book import parameter_set
from cellprint.rules.data_quality import (
    LEVELS,
    Rated,
    Scores,
    StudyRating,
    level,
    most_relevant,
    rating,
    study_rating,
)
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet

REFERENCE = "Recommendation (EU) 2021/2279, Annex I, 4.6.5"
_BOOK = "pef-2021"
_COVERAGE = "eu.dqr.coverage_min"
_LISTED = 12


def data_quality(
    system: System, root: int, context: Context, *, statuses: Mapping[Status, float]
) -> Json:
    """Return the data-quality rating of one unit of `root` as part of a result document.

    Args:
        system: the linked system.
        root: index of the product's node.
        context: the recipe.
        statuses: share of the result by status (`support.support`).

    Returns:
        `rating`, `scores` and `level` with the status of its limits (null where no process that
        matters can be scored), `covered_share`, `primary_data_share`, the `shares` for which a
        question was left open, the `most_relevant` processes and those of them that are `unrated`.
    """
    nodes = rated_nodes(system, root, context)
    book = parameter_set(_BOOK)
    rows = [Rated(name=one.key, kgco2e=one.kgco2e, scores=one.scores) for one in nodes]
    whole = math.fsum(abs(one.kgco2e) for one in nodes)

    def share(part: Callable[[Node], float]) -> str:
        if not whole:
            return "0"
        return decimal_string(math.fsum(abs(one.kgco2e) * part(one) for one in nodes) / whole)

    return {
        "method": REFERENCE,
        **_rating_json(study_rating(rows, book, on=context.on), book, context.on),
        "primary_data_share": decimal_string(statuses.get(Status.COMPANY, 0.0)),
        "shares": {
            "place_not_asked": share(lambda one: one.open_place),
            "route_not_asked": share(lambda one: one.default_route),
            "dated_by_source_only": share(lambda one: 0.0 if one.dated else 1.0),
        },
        "most_relevant": _most_relevant(nodes, rows, book, context.on, whole),
    }


def _rating_json(found: StudyRating | NotAssessable, book: ParameterSet, on: date) -> Json:
    if isinstance(found, NotAssessable):
        return {
            "rating": None,
            "scores": None,
            "level": None,
            "level_status": None,
            "covered_share": "0",
            "unrated": list(found.missing),
        }
    named = level(found.rating, book, on=on)
    limit = named if named in LEVELS else LEVELS[-1]
    return {
        "rating": decimal_string(found.rating),
        "scores": _scores_json(found.scores),
        "level": None if isinstance(named, NotAssessable) else named,
        "level_status": str(book.value_at(f"eu.dqr.level.{limit}", on).status),
        "covered_share": decimal_string(found.covered),
        "unrated": list(found.unrated),
    }


def _scores_json(scores: Scores) -> Json:
    return {
        "technology": decimal_string(scores.technology),
        "geography": decimal_string(scores.geography),
        "time": decimal_string(scores.time),
        "precision": None if scores.precision is None else decimal_string(scores.precision),
    }


def _most_relevant(
    nodes: Sequence[Node], rows: Sequence[Rated], book: ParameterSet, on: date, whole: float
) -> list[Json]:
    """Return the processes that the rating rests on, largest first, at most a screenful."""
    wanted = book.number_at(_COVERAGE, on)
    part = 1.0 if isinstance(wanted, NotAssessable) else float(wanted)
    by_key = {one.key: one for one in nodes}
    return [
        {
            "process": one.key,
            "name": text_json(one.process.name),
            "share": decimal_string(abs(one.kgco2e) / whole),
            "rating": None if one.scores is None else decimal_string(rating(one.scores)),
            "scores": None if one.scores is None else _scores_json(one.scores),
        }
        for one in (by_key[row.name] for row in most_relevant(rows, share=part)[:_LISTED])
    ]
