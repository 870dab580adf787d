"""Data quality: limits that bind together, weighted ratings, levels, scores from distances."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.rules.book import parameter_set, rule_book
from cellprint.rules.data_quality import (
    Rated,
    Scores,
    StudyRating,
    company_data_verdict,
    level,
    most_relevant,
    rating,
    study_rating,
)
from cellprint.rules.distance_scores import LinkDistance, scores_from_distance
from cellprint.rules.outcome import NotAssessable, Outcome
from cellprint.rules.parameters import ParameterSet, ParameterValue

PEF = rule_book("pef-2021").parameters
DISTANCES = parameter_set("distance-scores")
ON = date(2026, 8, 28)
EARLY = date(2020, 1, 1)


def scores(te: float, ge: float, ti: float, p: float | None = None) -> Scores:
    """Return scores in the order TeR, GeR, TiR, P."""
    return Scores(technology=te, geography=ge, time=ti, precision=p)


@pytest.mark.parametrize(
    ("given_scores", "outcome", "failing"),
    [
        (scores(1, 1, 1, 3), Outcome.PASS, 0),
        (scores(2, 1, 1, 2), Outcome.PASS, 0),
        (scores(2, 1, 1, 3), Outcome.FAIL, 1),
        (scores(1, 1, 1, 4), Outcome.FAIL, 2),
        (scores(3, 1, 1, 1), Outcome.FAIL, 1),
        (scores(1, 2.1, 1, 1), Outcome.FAIL, 1),
        (scores(1, 1, 2.5), Outcome.FAIL, 1),
        (None, Outcome.NOT_ASSESSABLE, 0),
    ],
)
def test_the_limits_of_company_data_bind_together(
    given_scores: Scores | None, outcome: Outcome, failing: int
) -> None:
    verdict = company_data_verdict(given_scores, PEF, on=ON)

    assert verdict.outcome is outcome
    assert len(verdict.failing) == failing


def test_company_data_are_not_assessable_before_the_method() -> None:
    verdict = company_data_verdict(scores(1, 1, 1, 1), PEF, on=EARLY)

    assert verdict.outcome is Outcome.NOT_ASSESSABLE
    assert verdict.rating == 1.0


@pytest.mark.parametrize("bad", [0.9, 5.1, 0.0])
def test_a_score_off_the_scale_is_refused(bad: float) -> None:
    with pytest.raises(BadInputError) as caught:
        rating(scores(bad, 1, 1, 1))

    assert caught.value.code == "CP-RULE-060"


def test_the_three_criterion_variant_leaves_precision_out() -> None:
    assert rating(scores(1, 2, 3)) == 2.0
    assert rating(scores(1, 2, 3, 2)) == 2.0


STUDY = (
    Rated(name="cathode", kgco2e=60.0, scores=scores(1, 2, 1, 2)),
    Rated(name="electricity", kgco2e=25.0, scores=scores(2, 3, 2, 3)),
    Rated(name="recycling", kgco2e=-10.0, scores=scores(5, 5, 5, 5)),
    Rated(name="labels", kgco2e=5.0, scores=None),
)


def test_a_study_is_rated_over_its_most_relevant_processes_by_contribution() -> None:
    # 85 of 100 are cathode and electricity: TeR (60 + 50) / 85, GeR (120 + 75) / 85.
    found = study_rating(STUDY, PEF, on=ON)

    assert isinstance(found, StudyRating)
    assert found.scores.technology == pytest.approx(110 / 85)
    assert found.scores.geography == pytest.approx(195 / 85)
    assert found.scores.time == pytest.approx(110 / 85)
    assert found.scores.precision == pytest.approx(195 / 85)
    assert found.rating == pytest.approx((110 + 195 + 110 + 195) / 85 / 4)
    assert found.covered == pytest.approx(0.85)
    assert found.unrated == ()


def test_processes_without_scores_are_named_and_lower_the_coverage() -> None:
    study = (
        Rated(name="cathode", kgco2e=60.0, scores=None),
        Rated(name="anode", kgco2e=40.0, scores=scores(1, 1, 1)),
    )

    found = study_rating(study, PEF, on=ON)

    assert isinstance(found, StudyRating)
    assert found.unrated == ("cathode",)
    assert found.covered == pytest.approx(0.4)
    assert found.scores.precision is None


def test_a_study_without_any_scores_is_not_assessable() -> None:
    found = study_rating((Rated(name="x", kgco2e=1.0, scores=None),), PEF, on=ON)

    assert isinstance(found, NotAssessable)
    assert found.missing == ("x",)
    assert isinstance(study_rating(STUDY, PEF, on=EARLY), NotAssessable)


def test_a_credit_is_relevant_by_its_size() -> None:
    study = (
        Rated(name="small", kgco2e=1.0, scores=None),
        Rated(name="credit", kgco2e=-9.0, scores=None),
    )

    assert [p.name for p in most_relevant(study, share=0.8)] == ["credit"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (1.5, "excellent"),
        (1.51, "very_good"),
        (2.0, "very_good"),
        (3.0, "good"),
        (4.0, "fair"),
        (4.1, "poor"),
    ],
)
def test_levels_have_inclusive_upper_bounds(value: float, name: str) -> None:
    assert level(value, PEF, on=ON) == name


def test_the_named_levels_are_unverified_and_open_before_the_method() -> None:
    assert PEF.value_at("eu.dqr.level.good", ON).status.value == "unverified"
    assert isinstance(level(1.0, PEF, on=EARLY), NotAssessable)


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        ((0, 0, 0), (1, 1, 1)),
        ((1, 2, 1), (2, 2, 2)),
        ((3, 4, 2), (3, 3, 3)),
        ((4, 6, 3), (4, 4, 4)),
        ((5, 7, 4), (5, 5, 5)),
    ],
)
def test_scores_follow_from_the_distance_of_a_link(
    distance: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    place, years, technology = distance

    found = scores_from_distance(
        LinkDistance(place_steps=place, years_off=years, technology_steps=technology),
        DISTANCES,
        on=ON,
    )

    assert isinstance(found, Scores)
    assert (found.technology, found.geography, found.time) == (
        expected[2],
        expected[0],
        expected[1],
    )


def test_a_negative_distance_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        scores_from_distance(
            LinkDistance(place_steps=0, years_off=-1, technology_steps=0), DISTANCES, on=ON
        )

    assert caught.value.code == "CP-RULE-061"


@pytest.mark.parametrize("criterion", ["time", "geography", "technology"])
def test_scores_are_open_where_a_boundary_has_no_value(criterion: str) -> None:
    name = f"dq.{criterion}.max.1"
    later = tuple(replace_start(value) for value in DISTANCES.history(name))
    changed = ParameterSet(id="x", values={**DISTANCES.values, name: later})

    found = scores_from_distance(
        LinkDistance(place_steps=0, years_off=0, technology_steps=0), changed, on=ON
    )

    assert isinstance(found, NotAssessable)


def replace_start(value: ParameterValue) -> ParameterValue:
    """Return a value that begins in the far future."""
    from dataclasses import replace  # noqa: PLC0415  (this helper only)

    return replace(value, start=date(2090, 1, 1))


@given(st.lists(st.floats(1, 5), min_size=3, max_size=3), st.floats(1, 5))
def test_the_rating_lies_between_its_scores(three: list[float], precision: float) -> None:
    found = rating(scores(three[0], three[1], three[2], precision))

    assert min(*three, precision) - 1e-9 <= found <= max(*three, precision) + 1e-9


@given(st.integers(0, 9), st.integers(0, 9))
def test_farther_is_never_better(near: int, more: int) -> None:
    def score(place: int) -> Decimal:
        found = scores_from_distance(
            LinkDistance(place_steps=place, years_off=0, technology_steps=0), DISTANCES, on=ON
        )
        assert isinstance(found, Scores)
        return Decimal(found.geography)

    assert score(near + more) >= score(near)
