"""Waterfalls between rule books: every gap has its rules and closes."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.rules.compare import ORDER, RuleTotal, averaged, closure_error, waterfall
from cellprint.rules.functional_unit import functional_unit

PATH = (RuleTotal(step="electricity", total=70.0), RuleTotal(step="recycling_method", total=64.0))
total = st.floats(-1e3, 1e3)


def test_the_steps_lead_from_one_total_to_the_other() -> None:
    found = waterfall(first=60.0, totals=PATH, last=64.0)

    assert [(step.rule, step.change) for step in found.steps] == [
        ("electricity", 10.0),
        ("recycling_method", -6.0),
    ]
    assert found.gap == 4.0
    assert closure_error(found) == 0.0


def test_equal_books_need_no_step() -> None:
    assert waterfall(first=1.0, totals=(), last=1.0).steps == ()


@given(st.lists(total, min_size=1, max_size=len(ORDER)), total)
def test_every_waterfall_closes(totals: list[float], first: float) -> None:
    path = [RuleTotal(step=rule, total=value) for rule, value in zip(ORDER, totals, strict=False)]

    found = waterfall(first=first, totals=path, last=totals[-1])

    scale = max(map(abs, [first, *totals, 1e-300]))
    assert abs(math.fsum(step.change for step in found.steps) - found.gap) <= 1e-9 * scale
    assert all(a.end == b.start for a, b in pairwise(found.steps))


def test_a_gap_that_no_rule_explains_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        waterfall(first=60.0, totals=PATH, last=64.0 + 1e-6)

    assert caught.value.code == "CP-RULE-080"


@pytest.mark.parametrize(
    "totals",
    [(*PATH, PATH[0]), (RuleTotal(step="electricity", total=math.nan),)],
)
def test_a_rule_stands_once_and_totals_are_finite(totals: tuple[RuleTotal, ...]) -> None:
    with pytest.raises(BadInputError) as caught:
        waterfall(first=60.0, totals=totals, last=70.0)

    assert caught.value.code == "CP-RULE-081"


def test_totals_per_different_units_are_not_compared() -> None:
    units = (functional_unit("kwh_capacity"), functional_unit("kwh_delivered"))

    with pytest.raises(BadInputError) as caught:
        waterfall(first=60.0, totals=PATH, last=64.0, units=units)

    assert caught.value.code == "CP-RULE-013"


def test_the_mean_over_orders_still_sums_to_the_gap() -> None:
    # Total = (a + b)·c with a 2→3, b unchanged, c 10→5: both orders of replacing.
    one = waterfall(
        first=30.0,
        totals=(RuleTotal(step="a", total=40.0), RuleTotal(step="c", total=20.0)),
        last=20.0,
    )
    other = waterfall(
        first=30.0,
        totals=(RuleTotal(step="c", total=15.0), RuleTotal(step="a", total=20.0)),
        last=20.0,
    )

    assert averaged([one, other]) == {"a": 7.5, "c": -17.5}


def test_only_waterfalls_of_the_same_rules_are_averaged() -> None:
    one = waterfall(first=60.0, totals=PATH, last=64.0)
    other = waterfall(first=60.0, totals=PATH[:1], last=70.0)

    for results in ([one, other], []):
        with pytest.raises(BadInputError) as caught:
            averaged(results)
        assert caught.value.code == "CP-RULE-082"
