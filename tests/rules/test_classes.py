"""Performance classes: boundaries by pluggable rules, intervals, probability of a class."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.rules.classes import (
    ClassRule,
    ClassTable,
    FixedClasses,
    QuantileClasses,
    TopShareClasses,
    class_of,
    class_probabilities,
    class_table,
)

POPULATION = [float(n) for n in range(101)]
FIXED = class_table(POPULATION, FixedClasses(upper_bounds=(10.0, 20.0)))


def test_quantile_classes_hold_equal_shares() -> None:
    table = class_table(POPULATION, QuantileClasses(count=5))

    assert table.bounds == pytest.approx((20.0, 40.0, 60.0, 80.0))
    assert table.labels == ("A", "B", "C", "D", "E")
    assert table.population == 101


def test_top_share_classes_take_the_best_first() -> None:
    table = class_table(POPULATION, TopShareClasses(shares=(0.1, 0.3)))

    assert table.bounds == pytest.approx((10.0, 30.0))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-1.0, "A"), (10.0, "A"), (10.001, "B"), (20.0, "B"), (20.1, "C"), (1e9, "C")],
)
def test_a_value_on_a_bound_belongs_to_the_better_class(value: float, expected: str) -> None:
    assert class_of(value, FIXED) == expected


def test_intervals_come_from_seeded_samples() -> None:
    rule = QuantileClasses(count=2)

    one = class_table(POPULATION, rule, draws=400, seed=7)
    again = class_table(POPULATION, rule, draws=400, seed=7)
    other = class_table(POPULATION, rule, draws=400, seed=8)

    assert one == again
    assert one != other
    assert one.low[0] < one.bounds[0] == 50.0 < one.high[0]
    # Standard error of a median of n uniform values: range / (2·sqrt(n)) = 5; 90 % = ±8.2.
    assert one.high[0] - one.low[0] == pytest.approx(16.4, rel=0.35)


def test_without_draws_the_interval_is_the_bound() -> None:
    assert FIXED.low == FIXED.high == FIXED.bounds


def test_a_fixed_table_has_no_spread_in_any_draw() -> None:
    table = class_table(POPULATION, FixedClasses(upper_bounds=(1.0, 2.0)), draws=5)

    assert table.low == table.high == (1.0, 2.0)


def test_the_probability_of_a_class_is_the_share_of_its_samples() -> None:
    found = class_probabilities([9.0, 10.0, 15.0, 30.0], FIXED)

    assert found == {"A": 0.5, "B": 0.25, "C": 0.25}


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30),
)
def test_probabilities_sum_to_one_and_agree_with_the_classes(
    population: list[float], samples: list[float]
) -> None:
    table = class_table(population, QuantileClasses(count=4))

    found = class_probabilities(samples, table)

    assert sum(found.values()) == pytest.approx(1.0)
    for sample in samples:
        assert found[class_of(sample, table)] > 0


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_higher_footprint_is_never_in_a_better_class(value: float, more: float) -> None:
    table = class_table(POPULATION, QuantileClasses(count=7))

    assert class_of(value + more, table) >= class_of(value, table)


@pytest.mark.parametrize(
    "rule",
    [
        QuantileClasses(count=1),
        QuantileClasses(count=27),
        TopShareClasses(shares=()),
        TopShareClasses(shares=(0.3, 0.1)),
        TopShareClasses(shares=(0.5, 1.0)),
        TopShareClasses(shares=(10.0, 30.0)),
        FixedClasses(upper_bounds=(2.0, 2.0)),
    ],
)
def test_improper_boundaries_are_refused(rule: ClassRule) -> None:
    with pytest.raises(BadInputError) as caught:
        class_table(POPULATION, rule)

    assert caught.value.code == "CP-RULE-085"


@pytest.mark.parametrize("values", [[], [math.nan], [1.0, math.inf]])
def test_values_have_to_be_there_and_finite(values: list[float]) -> None:
    with pytest.raises(BadInputError):
        class_table(values, QuantileClasses(count=3))
    with pytest.raises(BadInputError) as caught:
        class_probabilities(values, FIXED)

    assert caught.value.code == "CP-RULE-085"


def test_another_rule_can_be_plugged_in() -> None:
    class Halves:
        """Best half and the rest of the range."""

        def bounds(self, population: object) -> object:
            del population
            return FixedClasses(upper_bounds=(50.0,)).bounds(None)  # type: ignore[arg-type]

    table: ClassTable = class_table(POPULATION, Halves())  # type: ignore[arg-type]

    assert table.labels == ("A", "B")
