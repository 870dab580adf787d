"""Data-quality scores that follow from how far a link had to reach; nobody types them.

Distances are those the linking records: steps of place (plant → province → grid region → country →
wider region → world), years off, and steps of technology (0 exact route, 1 same route borrowed
from another place, 2 default route of the product, 3 a proxy product, 4 unknown).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from cellprint.errors import BadInputError
from cellprint.rules.data_quality import Scores
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet

Criterion = Literal["time", "geography", "technology"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDistance:
    """How far an answer is from the question."""

    place_steps: int
    years_off: int
    technology_steps: int


def scores_from_distance(
    distance: LinkDistance, parameters: ParameterSet, *, on: date
) -> Scores | NotAssessable:
    """Return the scores TeR, GeR, TiR of a link (parameter set `distance-scores`).

    Raises:
        CP-RULE-061: a distance is negative.
    """
    technology = _score("technology", distance.technology_steps, parameters, on)
    geography = _score("geography", distance.place_steps, parameters, on)
    time = _score("time", distance.years_off, parameters, on)
    if isinstance(technology, NotAssessable):
        return technology
    if isinstance(geography, NotAssessable):
        return geography
    if isinstance(time, NotAssessable):
        return time
    return Scores(technology=technology, geography=geography, time=time)


def _score(
    criterion: Criterion, distance: int, parameters: ParameterSet, on: date
) -> int | NotAssessable:
    if distance < 0:
        raise BadInputError.of("CP-RULE-061", where=criterion, found=distance)
    for score in range(1, 5):
        limit = parameters.number_at(f"dq.{criterion}.max.{score}", on)
        if isinstance(limit, NotAssessable):
            return limit
        if distance <= limit:
            return score
    return 5
