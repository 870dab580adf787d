"""Distributions: the same as SciPy's and the peer's, moments in closed form, refusals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from cellprint.engine.drawing import draw
from cellprint.engine.moments import moments
from cellprint.engine.quantities import (
    Quantity,
    beta,
    discrete,
    fixed,
    lognormal,
    normal,
    pert,
    table,
    triangular,
    uniform,
)
from cellprint.engine.types import Floats
from cellprint.errors import CellprintError

CASES: dict[str, tuple[Quantity, object]] = {
    "lognormal": (lognormal("q", median=2.0, gsd=1.4), stats.lognorm(np.log(1.4), scale=2.0)),
    "normal": (normal("q", mean=3.0, sd=0.5), stats.norm(3.0, 0.5)),
    "uniform": (uniform("q", low=1.0, high=4.0), stats.uniform(1.0, 3.0)),
    "triangular": (
        triangular("q", low=1.0, mode=1.5, high=4.0),
        stats.triang(0.5 / 3.0, loc=1.0, scale=3.0),
    ),
    "beta": (beta("q", alpha=2.0, beta=5.0, low=1.0, high=3.0), stats.beta(2, 5, 1, 2)),
    "pert": (pert("q", low=0.0, mode=1.0, high=4.0), stats.beta(2, 4, 0, 4)),
    "normal cut": (
        normal("q", mean=1.0, sd=1.0, low=0.0, high=2.5),
        stats.truncnorm(-1.0, 1.5, loc=1.0),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_draws_follow_the_distribution(name: str) -> None:
    quantity, expected = CASES[name]

    drawn = draw(table([quantity]), np.arange(4000), seed=20)[0]

    assert stats.kstest(drawn, expected.cdf).pvalue > 0.01  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", CASES)
def test_moments_in_closed_form(name: str) -> None:
    quantity, expected = CASES[name]

    known = moments(table([quantity]))

    assert known.mean[0] == pytest.approx(expected.mean())  # type: ignore[attr-defined]
    assert known.sd[0] == pytest.approx(expected.std())  # type: ignore[attr-defined]


def test_truncated_lognormal() -> None:
    quantities = table([lognormal("q", median=1.0, gsd=2.0, low=0.8, high=3.0)])

    drawn = draw(quantities, np.arange(4000), seed=2)[0]
    known = moments(quantities)

    grid = stats.lognorm(np.log(2.0))
    width = grid.cdf(3.0) - grid.cdf(0.8)
    assert (drawn > 0.8).all()
    assert (drawn < 3.0).all()
    assert stats.kstest(drawn, lambda x: (grid.cdf(x) - grid.cdf(0.8)) / width).pvalue > 0.01
    mean = grid.expect(lb=0.8, ub=3.0) / width
    square = grid.expect(lambda x: x * x, lb=0.8, ub=3.0) / width
    assert known.mean[0] == pytest.approx(mean)
    assert known.sd[0] == pytest.approx(np.sqrt(square - mean**2))


def test_discrete_and_fixed() -> None:
    quantities = table(
        [fixed("f", 7.0), discrete("d", values=[1.0, 4.0, 2.0], weights=[1.0, 2.0, 1.0])]
    )

    drawn = draw(quantities, np.arange(4000), seed=4)
    known = moments(quantities)

    assert (drawn[0] == 7.0).all()
    counts = [int((drawn[1] == value).sum()) for value in (1.0, 4.0, 2.0)]
    assert stats.chisquare(counts, [1000, 2000, 1000]).pvalue > 0.01
    assert known.mean.tolist() == [7.0, 2.75]
    assert known.sd == pytest.approx([0.0, np.sqrt(0.25 * 1 + 0.5 * 16 + 0.25 * 4 - 2.75**2)])
    assert quantities.base.tolist() == [7.0, 4.0]


@pytest.mark.parametrize(
    ("kind", "parameters", "mine"),
    [
        (
            "LognormalUncertainty",
            {"loc": np.log(2.0), "scale": 0.3},
            lognormal("q", median=2.0, gsd=np.exp(0.3)),
        ),
        ("NormalUncertainty", {"loc": 2.0, "scale": 0.3}, normal("q", mean=2.0, sd=0.3)),
        ("UniformUncertainty", {"minimum": 2.0, "maximum": 3.0}, uniform("q", low=2.0, high=3.0)),
        (
            "TriangularUncertainty",
            {"loc": 2.2, "minimum": 2.0, "maximum": 3.0},
            triangular("q", low=2.0, mode=2.2, high=3.0),
        ),
        (
            "BetaUncertainty",
            {"loc": 2.0, "shape": 5.0, "minimum": 0.0, "maximum": 1.0},
            beta("q", alpha=2.0, beta=5.0),
        ),
    ],
)
def test_same_distributions_as_stats_arrays(
    kind: str, parameters: dict[str, float], mine: Quantity
) -> None:
    stats_arrays = pytest.importorskip("stats_arrays")
    maker = getattr(stats_arrays, kind)
    theirs = maker.random_variables(
        maker.from_dicts(parameters), 4000, seeded_random=np.random.RandomState(3)
    ).ravel()

    drawn = draw(table([mine]), np.arange(4000), seed=8)[0]

    assert stats.ks_2samp(drawn, theirs).pvalue > 0.01


@pytest.mark.parametrize(
    "make",
    [
        lambda: lognormal("q", median=0.0, gsd=1.2),
        lambda: lognormal("q", median=1.0, gsd=1.0),
        lambda: normal("q", mean=1.0, sd=0.0),
        lambda: uniform("q", low=1.0, high=1.0),
        lambda: triangular("q", low=1.0, mode=0.5, high=2.0),
        lambda: beta("q", alpha=0.0, beta=1.0),
        lambda: pert("q", low=1.0, mode=3.0, high=2.0),
        lambda: discrete("q", values=[], weights=[]),
        lambda: discrete("q", values=[1.0, 2.0], weights=[1.0, 0.0]),
        lambda: table([normal("q", mean=0.0, sd=1.0, low=50.0, high=60.0)]),
    ],
)
def test_impossible_spreads_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(CellprintError) as caught:
        make()

    assert caught.value.code == "CP-ENG-009"


def test_one_quantity_is_given_once() -> None:
    with pytest.raises(CellprintError) as caught:
        table([fixed("q", 1.0), fixed("q", 2.0)])

    assert caught.value.code == "CP-ENG-010"


def test_taking_some_keeps_their_draws() -> None:
    quantities = table(
        [q for name, (q, _) in CASES.items() if name == "normal"]
        + [discrete("d", values=[1.0, 2.0], weights=[1.0, 1.0])]
    )
    numbers = np.arange(10)

    part: Floats = draw(quantities.take(np.array([1])), numbers, seed=1)

    assert (part[0] == draw(quantities, numbers, seed=1)[1]).all()


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_refused(wrong: float) -> None:
    makers: list[Callable[[], object]] = [
        lambda: fixed("q", wrong),
        lambda: normal("q", mean=wrong, sd=1.0),
        lambda: normal("q", mean=0.0, sd=wrong),
        lambda: lognormal("q", median=wrong, gsd=2.0),
        lambda: uniform("q", low=wrong, high=1.0),
        lambda: uniform("q", low=0.0, high=1.0, base=wrong),
        lambda: triangular("q", low=0.0, mode=1.0, high=wrong),
        lambda: beta("q", alpha=wrong, beta=1.0),
        lambda: pert("q", low=0.0, mode=1.0, high=2.0, weight=wrong),
        lambda: discrete("q", values=[wrong], weights=[1.0]),
        lambda: discrete("q", values=[1.0], weights=[wrong]),
    ]
    for maker in makers:
        with np.errstate(all="ignore"), pytest.raises(CellprintError) as caught:
            maker()
        assert caught.value.code == "CP-ENG-009"


def test_a_truncation_at_no_number_is_refused() -> None:
    with pytest.raises(CellprintError) as caught:
        normal("q", mean=0.0, sd=1.0, low=np.nan)
    assert caught.value.code == "CP-ENG-009"
