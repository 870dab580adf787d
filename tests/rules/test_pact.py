"""PACT numbers: identities, magnitudes, primary data share and quality."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.rules.data_quality import Scores
from cellprint.rules.pact import (
    Identity,
    Input,
    PactNumbers,
    component_identity,
    components_above_total,
    primary_data_share,
    quality_indicators,
    uptake_identity,
)


def numbers(excluding: str, including: str, fossil: str, **more: str) -> PactNumbers:
    """Return numbers of a record from decimal strings."""
    return PactNumbers(
        excluding_uptake=Decimal(excluding),
        including_uptake=Decimal(including),
        fossil=Decimal(fossil),
        **{name: Decimal(text) for name, text in more.items()},
    )


def test_one_unit_of_the_last_printed_digit_is_rounding() -> None:
    assert component_identity(numbers("2", "2", "2.9")) is Identity.CLEAN
    assert component_identity(numbers("2.0", "2.0", "2.9")) is Identity.BROKEN
    assert uptake_identity(numbers("1", "0.6", "1", bio_uptake="-0.37")) is Identity.CLEAN


def test_every_component_counts() -> None:
    record = numbers(
        "10",
        "8",
        "6",
        luc="2",
        lm_bio_co2="3",
        lm_removals="-1",
        tech_removals="-1",
        ccs_capture="-1",
        bio_nonco2="2",
        bio_uptake="-2",
    )

    assert component_identity(record) is Identity.CLEAN
    assert uptake_identity(record) is Identity.CLEAN


def test_a_component_may_exceed_the_total_only_beside_a_negative_one() -> None:
    assert components_above_total(numbers("1", "1", "2")) == (Decimal(2),)
    assert components_above_total(numbers("1", "1", "2", ccs_capture="-1")) == ()


def entry(excluding: float, primary: float, score: float) -> Input:
    """Return an input whose three scores are equal."""
    return Input(
        excluding_uptake=excluding,
        primary=primary,
        scores=Scores(technology=score, geography=score, time=score),
    )


def test_primary_data_are_weighted_by_their_contribution() -> None:
    # 100 · (6·1 + 3·0.5) / 10
    inputs = [entry(6.0, 1.0, 1.0), entry(3.0, 0.5, 2.0), entry(1.0, 0.0, 5.0)]

    assert primary_data_share(inputs) == pytest.approx(75.0)


def test_quality_counts_negative_parts_by_their_size() -> None:
    # (6·1 + 4·5) / 10 = 2.6 although the parts net to 2.
    found = quality_indicators([entry(6.0, 1.0, 1.0), entry(-4.0, 1.0, 5.0)])

    assert found == pytest.approx((2.6, 2.6, 2.6))


def test_nothing_has_no_share_and_no_quality() -> None:
    assert primary_data_share([]) is None
    assert quality_indicators([]) is None


@given(
    st.lists(st.builds(entry, st.floats(0.01, 1e3), st.floats(0, 1), st.floats(1, 5)), min_size=1)
)
def test_shares_and_scores_stay_on_their_scales(inputs: list[Input]) -> None:
    share = primary_data_share(inputs)
    scores = quality_indicators(inputs)

    assert share is not None
    assert scores is not None
    assert -1e-9 <= share <= 100 + 1e-9
    assert all(1 - 1e-9 <= score <= 5 + 1e-9 for score in scores)
