"""Statistics, sensitivity and scenarios against worked examples and fresh solves."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellprint.engine import Problem, build, solve
from cellprint.engine.baseline import prepare
from cellprint.engine.montecarlo import simulate
from cellprint.engine.quantities import fixed, lognormal, normal, table, uniform
from cellprint.engine.scenarios import Lever, presolve, scores
from cellprint.engine.sensitivity import (
    elasticity,
    first_order_sobol,
    gradient,
    quantity_gradient,
    tornado,
    variance_contributions,
)
from cellprint.engine.statistics import controlled_mean, paired, summary
from cellprint.engine.types import Floats
from cellprint.engine.uncertain import UncertainSystem, entry_positions, links, uncertain, varied
from cellprint.errors import CellprintError
from tests.engine.systems import HARD, WASTE_LOOP, system, two_loop


def emissions(spreads: dict[str, tuple[float, float]]) -> UncertainSystem:
    """Return independent processes whose direct emissions are normal (mean, sd)."""
    size = len(spreads)
    problem = system(np.eye(size).tolist(), [mean for mean, _ in spreads.values()])
    quantities = [normal(name, mean=mean, sd=sd) for name, (mean, sd) in spreads.items()]
    return uncertain(
        problem,
        table(quantities),
        direct=links(
            place=np.arange(size),
            quantity=np.arange(size),
            coefficient=np.ones(size),
            places=size,
            quantities=size,
        ),
    )


def market() -> UncertainSystem:
    """Return a market of two suppliers whose drawn shares keep their sum."""
    problem = system([[1.0, 0.0, 0.0], [-0.7, 1.0, 0.0], [-0.3, 0.0, 1.0]], [0.0, 10.0, 2.0])
    mix = entry_positions(problem, products=[1, 2], processes=[0, 0])
    return uncertain(
        problem,
        table([lognormal("one", median=0.7, gsd=1.1), lognormal("two", median=0.3, gsd=1.1)]),
        entries=links(
            place=mix,
            quantity=np.arange(2),
            coefficient=[-1.0, -1.0],
            places=problem.values.size,
            quantities=2,
        ),
        mixes=[mix],
    )


def test_summary_of_a_normal_score() -> None:
    samples = simulate(emissions({"a": (10.0, 2.0)}), [{0: 1.0}], samples=4000, seed=1)

    found = summary(samples, level=0.9)

    assert found.median == pytest.approx(10.0, abs=0.15)
    assert found.mean == pytest.approx(10.0, abs=0.15)
    assert found.sd == pytest.approx(2.0, rel=0.05)
    assert (found.low, found.high) == pytest.approx((10 - 3.29, 10 + 3.29), abs=0.25)
    assert found.mean_error == pytest.approx(2.0 / np.sqrt(4000), rel=0.05)
    assert (found.count, found.rejected) == (4000, 0)


def test_paired_comparison_uses_the_same_draws() -> None:
    both = emissions({"a": (10.0, 3.0), "b": (10.5, 0.001)})
    shared = simulate(both, [{0: 1.0}, {0: 1.0, 1: 0.1}], samples=640, seed=2)

    found = paired(shared, shared, demand_a=0, demand_b=1)

    # B is A and a bit more: A is lower in every draw, however wide A itself is.
    assert found.share == 1.0
    assert found.share_low > 0.99
    assert found.difference.sd < 0.001


def test_paired_comparison_of_two_systems_and_ties() -> None:
    one = simulate(emissions({"a": (10.0, 3.0)}), [{0: 1.0}], samples=64, seed=2)
    same = simulate(emissions({"a": (10.0, 3.0), "x": (1.0, 1.0)}), [{0: 1.0}], samples=64, seed=2)

    found = paired(one, same)

    assert found.share == 0.5
    assert found.share_low < 0.5 < found.share_high


def test_controlled_mean_of_a_linear_score_is_exact() -> None:
    uncertain_system = emissions({"a": (10.0, 3.0), "b": (5.0, 1.0)})
    samples = simulate(uncertain_system, [{0: 2.0, 1: 1.0}], samples=64, seed=4)

    found = controlled_mean(uncertain_system, samples, np.array([2.0, 1.0]))

    assert found.mean == pytest.approx(25.0)
    assert found.mean_error < 1e-10
    assert found.r2 == pytest.approx(1.0)


def test_controlled_mean_without_spread() -> None:
    still = uncertain(two_loop(), table([fixed("q", 1.0)]))
    samples = simulate(still, [{0: 1.0}], samples=16, seed=4)

    found = controlled_mean(still, samples, np.zeros(1))

    assert found.mean == pytest.approx(2.0 / 0.9)


def test_control_variate_sharpens_a_loop() -> None:
    problem = two_loop()
    place = entry_positions(problem, products=[1, 0], processes=[0, 1])
    spread = uncertain(
        problem,
        table([lognormal("p", median=0.5, gsd=1.2), lognormal("q", median=0.2, gsd=1.2)]),
        entries=links(
            place=place, quantity=[0, 1], coefficient=[-1.0, -1.0], places=4, quantities=2
        ),
    )
    samples = simulate(spread, [{0: 1.0}], samples=320, seed=4)
    solution = solve(problem, [{0: 1.0}])
    slopes = quantity_gradient(spread, solution.intensities.values, solution.activity[0])

    found = controlled_mean(spread, samples, slopes)

    assert found.r2 > 0.9
    assert found.mean_error < summary(samples).mean_error / 3
    assert abs(found.mean - summary(samples).mean) < 4 * summary(samples).mean_error


@pytest.mark.parametrize("name", ["two_loop", "waste_loop", "recycling", "own_ids", "avoided"])
def test_gradient_agrees_with_differences(name: str) -> None:
    problem = HARD[name]
    plain = uncertain(problem, table([fixed("q", 1.0)]))
    base = solve(problem, [{0: 1.0}])

    found = gradient(plain, base.intensities.values, base.activity[0])

    step = 1e-6
    for entry in range(problem.values.size):
        up, down = problem.values.copy(), problem.values.copy()
        up[entry] += step
        down[entry] -= step
        slope = (_score(problem, up) - _score(problem, down)) / (2 * step)
        assert found.entries[entry] == pytest.approx(slope, rel=1e-5, abs=1e-7)
    assert found.direct == pytest.approx(base.activity[0])


def _score(problem: Problem, values: Floats) -> float:
    dense = np.zeros((problem.size, problem.size))
    dense[problem.rows, problem.cols] = values
    return float(np.linalg.solve(dense.T, problem.direct)[0])


def test_gradient_in_a_market_moves_the_other_shares() -> None:
    uncertain_market = market()
    base = solve(uncertain_market.problem, [{0: 1.0}])

    slopes = quantity_gradient(uncertain_market, base.intensities.values, base.activity[0])

    # h = (10 x + 2 y) / (x + y) at x = 0.7, y = 0.3: ∂h/∂x = 8 · 0.3, ∂h/∂y = −8 · 0.7
    assert slopes == pytest.approx([2.4, -5.6])


def test_elasticity_of_all_direct_emissions_is_one() -> None:
    parts = emissions({"a": (10.0, 3.0), "b": (5.0, 1.0)})

    slopes = np.array([2.0, 1.0])

    assert elasticity(parts, slopes, score=25.0) == pytest.approx(1.0)
    assert elasticity(parts, slopes, score=25.0, group=np.array([1])) == pytest.approx(0.2)


def test_variance_contributions_worked_by_hand() -> None:
    parts = emissions({"a": (10.0, 1.0), "b": (5.0, 2.0)})

    found = variance_contributions(parts, np.array([1.0, 1.0]))

    assert found.quantity.tolist() == [1, 0]
    assert found.share == pytest.approx([0.8, 0.2])
    assert found.sd == pytest.approx(np.sqrt(5.0))


def test_variance_contributions_without_variance() -> None:
    still = uncertain(two_loop(), table([fixed("q", 1.0)]))

    assert variance_contributions(still, np.zeros(1)).share.tolist() == [0.0]


def test_tornado_worked_by_hand() -> None:
    problem = system([[1.0]], [3.0])
    spread = uncertain(
        problem,
        table([uniform("x", low=1.0, high=5.0), uniform("y", low=0.0, high=1.0)]),
        direct=links(place=[0, 0], quantity=[0, 1], coefficient=[1.0, 1.0], places=1, quantities=2),
    )

    found = tornado(spread, np.array([1.0, 1.0]), score=3.0, level=0.5, count=1)

    assert found.quantity.tolist() == [0]
    assert (found.low[0], found.high[0]) == pytest.approx((2.0, 4.0))


def test_sobol_indices_of_a_sum() -> None:
    parts = emissions({"a": (10.0, 1.0), "b": (5.0, 2.0), "c": (1.0, 0.0001)})
    samples = simulate(parts, [{0: 1.0, 1: 1.0, 2: 1.0}], samples=3200, seed=3)

    found = first_order_sobol(parts, samples, np.arange(3))

    assert found.index == pytest.approx([0.2, 0.8, 0.0], abs=0.04)
    assert (found.low <= found.index).all()
    assert (found.index <= found.high).all()
    assert found.high[0] < found.low[1]


def test_sobol_of_a_constant_score() -> None:
    parts = emissions({"a": (10.0, 1.0), "b": (5.0, 2.0)})
    samples = simulate(parts, [{}], samples=160, seed=3)

    assert first_order_sobol(parts, samples, np.arange(2)).index.tolist() == [0.0, 0.0]


LEVERS = [
    Lever(entries={(2, 0): -0.1, (1, 0): 0.05}, direct={0: 0.5}),
    Lever(entries={(0, 2): -0.02}),
    Lever(direct={2: 1.0}),
]


@settings(max_examples=40, deadline=None)
@given(case=st.lists(st.floats(-1.0, 1.0), min_size=3, max_size=3))
def test_scenarios_agree_with_fresh_solves(case: list[float]) -> None:
    problem = WASTE_LOOP
    demands = [{0: 1.0}, {2: 3.0, 1: 0.1}]

    found = scores(presolve(problem, LEVERS, demands), [case])[0]

    dense, direct = problem.technosphere().toarray(), problem.direct.copy()
    for value, lever in zip(case, LEVERS, strict=True):
        for (product, process), amount in lever.entries.items():
            dense[product, process] += value * amount
        for process, amount in lever.direct.items():
            direct[process] += value * amount
    y = np.linalg.solve(dense.T, direct)
    assert found == pytest.approx([y[0], 3.0 * y[2] + 0.1 * y[1]], rel=1e-12, abs=1e-13)


def test_levers_with_other_product_numbers_and_outputs() -> None:
    problem = HARD["own_ids"]
    lever = Lever(entries={(2, 0): -0.25}, direct={1: 0.5})

    found = scores(presolve(prepare(problem), [lever], [{1: 1.0}]), [[1.0]])

    dense = problem.technosphere().toarray()
    dense[2, 0] -= 0.25
    y = np.linalg.solve(dense.T, problem.direct + np.array([0.0, 0.5, 0.0]))
    assert found[0, 0] == pytest.approx(y[1], rel=1e-13)


def test_ten_thousand_scenarios_take_less_than_fresh_solves() -> None:
    levers = presolve(WASTE_LOOP, LEVERS, [{0: 1.0}])
    cases = np.random.default_rng(1).uniform(-1.0, 1.0, (10_000, 3))

    began = time.process_time()
    scores(levers, cases)
    many = time.process_time() - began
    began = time.process_time()
    for _ in range(20):
        solve(WASTE_LOOP)
    twenty = time.process_time() - began

    assert many / 10_000 < twenty / 20 / 10


def test_impossible_scenarios_are_refused() -> None:
    problem = build(rows=[0, 0], cols=[0, 0], values=[1.0, -0.5], direct=[1.0])
    levers = presolve(problem, [Lever(entries={(0, 0): -1.0})], [{0: 1.0}])

    with pytest.raises(CellprintError) as caught:
        scores(levers, [[0.1], [0.5]])
    assert caught.value.code == "CP-ENG-014"
    assert caught.value.findings[0].where == "settings[1]"
    with pytest.raises(CellprintError) as caught:
        scores(levers, [[0.1, 0.2]])
    assert caught.value.code == "CP-ENG-001"
    with pytest.raises(CellprintError) as caught:
        presolve(problem, [Lever(direct={3: 1.0})], [{0: 1.0}])
    assert caught.value.code == "CP-ENG-003"


def test_varied_baseline_is_the_problem_itself() -> None:
    parts = market()

    values, direct = varied(parts, parts.quantities.base)

    assert values == pytest.approx(parts.problem.values)
    assert direct == pytest.approx(parts.problem.direct)
