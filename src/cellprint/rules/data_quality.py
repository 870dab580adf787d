"""Data quality rating: scores, limits that bind together, weighted rating of a study, levels.

Source: Recommendation (EU) 2021/2279, Annex I, 4.6.5 and Table 21. The four criteria and the five
levels are published; the plain mean and the boundaries of the named levels are unverified.

Equation:
    DQR = (TeR + GeR + TiR + P) / 4          1 best, 5 worst
    study: criterion k = Σ |c_i|·s_ik / Σ |c_i|   over the most relevant processes
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from cellprint.errors import BadInputError
from cellprint.rules.messages import Message, message
from cellprint.rules.outcome import NotAssessable, Outcome
from cellprint.rules.parameters import ParameterSet

Level = Literal["excellent", "very_good", "good", "fair", "poor"]
LEVELS: tuple[Level, ...] = ("excellent", "very_good", "good", "fair")
_WORST = 5
# Scores are given in decimals; their mean is compared with a limit written in decimals.
_ROUNDING = Decimal("1e-9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores 1 (best) to 5 (worst) of one data set.

    Attributes:
        technology, geography, time: representativeness TeR, GeR, TiR.
        precision: P; None where a three-criterion variant leaves it out.
    """

    technology: float
    geography: float
    time: float
    precision: float | None = None

    def given(self) -> tuple[float, ...]:
        """Return the scores that are given."""
        three = (self.technology, self.geography, self.time)
        return three if self.precision is None else (*three, self.precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A process with its contribution to the result and its scores."""

    name: str
    kgco2e: float
    scores: Scores | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitVerdict:
    """Whether company-specific data keep every limit, and which they miss."""

    outcome: Outcome
    rating: float | None
    failing: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRating:
    """Contribution-weighted scores of a study.

    Attributes:
        rating: mean of the weighted criteria.
        covered: share of the absolute contributions that the rated processes make (0 to 1).
        unrated: most relevant processes without scores.
    """

    scores: Scores
    rating: float
    covered: float
    unrated: tuple[str, ...]


def rating(scores: Scores) -> float:
    """Return DQR, the plain mean of the given criteria.

    Raises:
        CP-RULE-060: a score outside 1 to 5.

    References:
        Recommendation (EU) 2021/2279, Annex I, 4.6.5 (mean unverified).
    """
    given = scores.given()
    for score in given:
        if not 1 <= score <= _WORST:
            raise BadInputError.of("CP-RULE-060", where="scores", found=score)
    return math.fsum(given) / len(given)


def company_data_verdict(
    scores: Scores | None, parameters: ParameterSet, *, on: date
) -> LimitVerdict:
    """Return whether company-specific data keep P ≤ 3, TiR, TeR, GeR ≤ 2 and DQR ≤ 1.5 together.

    Each score may keep its own limit while the rating misses 1.5: the limits bind together.

    Raises:
        CP-RULE-060: a score outside 1 to 5.

    References:
        Recommendation (EU) 2021/2279, Annex I, 4.6.5.
    """
    if scores is None:
        return LimitVerdict(outcome=Outcome.NOT_ASSESSABLE, rating=None)
    found = rating(scores)
    measured = [
        ("TeR", scores.technology, "eu.dqr.Ti_Te_Ge_max"),
        ("GeR", scores.geography, "eu.dqr.Ti_Te_Ge_max"),
        ("TiR", scores.time, "eu.dqr.Ti_Te_Ge_max"),
        ("DQR", found, "eu.dqr.company_max"),
    ]
    if scores.precision is not None:
        measured.append(("P", scores.precision, "eu.dqr.P_max"))
    failing = []
    for name, value, parameter in measured:
        limit = parameters.number_at(parameter, on)
        if isinstance(limit, NotAssessable):
            return LimitVerdict(
                outcome=Outcome.NOT_ASSESSABLE, rating=found, failing=(limit.because,)
            )
        if Decimal(str(value)) > limit + _ROUNDING:
            text = message(
                "{criterion} is {value}, above {limit}",
                criterion=name,
                value=f"{value:g}",
                limit=str(limit),
            )
            failing.append(text)
    return LimitVerdict(
        outcome=Outcome.FAIL if failing else Outcome.PASS, rating=found, failing=tuple(failing)
    )


def study_rating(
    processes: Sequence[Rated], parameters: ParameterSet, *, on: date
) -> StudyRating | NotAssessable:
    """Return the weighted rating over the most relevant processes of a study.

    Most relevant: the largest absolute contributions that together make at least 80 %.
    Contributions count by size, so that credits do not cancel burdens.

    Raises:
        CP-RULE-060: a score outside 1 to 5.

    References:
        Recommendation (EU) 2021/2279, Annex I, 4.6.5.
    """
    wanted = parameters.number_at("eu.dqr.coverage_min", on)
    if isinstance(wanted, NotAssessable):
        return wanted
    relevant = most_relevant(processes, share=float(wanted))
    rated = [(abs(p.kgco2e), p.scores) for p in relevant if p.scores is not None]
    weight = math.fsum(size for size, _ in rated)
    if not weight:
        return NotAssessable(
            because=message("no process that matters has data quality scores"),
            missing=tuple(p.name for p in relevant),
            reference="Recommendation (EU) 2021/2279, Annex I, 4.6.5",
        )
    means = [
        math.fsum(size * scores.given()[k] for size, scores in rated) / weight for k in range(3)
    ]
    precise = [(size, s.precision) for size, s in rated if s.precision is not None]
    has_precision = len(precise) == len(rated)
    mean = Scores(
        technology=means[0],
        geography=means[1],
        time=means[2],
        precision=math.fsum(size * p for size, p in precise) / weight if has_precision else None,
    )
    whole = math.fsum(abs(process.kgco2e) for process in processes)
    return StudyRating(
        scores=mean,
        rating=rating(mean),
        covered=weight / whole,
        unrated=tuple(p.name for p in relevant if p.scores is None),
    )


def most_relevant(processes: Sequence[Rated], *, share: float) -> tuple[Rated, ...]:
    """Return the largest contributors that together make at least `share` of the result.

    >>> [p.name for p in most_relevant((), share=0.8)]
    []
    """
    whole = math.fsum(abs(process.kgco2e) for process in processes)
    found: list[Rated] = []
    for process in sorted(processes, key=lambda p: (-abs(p.kgco2e), p.name)):
        if found and math.fsum(abs(p.kgco2e) for p in found) >= share * whole:
            break
        found.append(process)
    return tuple(found)


def level(value: float, parameters: ParameterSet, *, on: date) -> Level | NotAssessable:
    """Return the name of the quality level of a rating (boundaries unverified).

    References:
        Recommendation (EU) 2021/2279, Annex I, Table 21.
    """
    for name in LEVELS:
        limit = parameters.number_at(f"eu.dqr.level.{name}", on)
        if isinstance(limit, NotAssessable):
            return limit
        if Decimal(str(value)) <= limit + _ROUNDING:
            return name
    return "poor"
