"""Solving: worked examples, the hard set against dense and exact references, refusals."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellprint.engine import (
    Problem,
    baseline,
    build,
    krylov,
    prepare,
    solve,
    solve_adjoint,
    solve_forward,
)
from cellprint.engine.baseline import Way
from cellprint.engine.certificate import error_bound
from cellprint.engine.linear import refined
from cellprint.errors import CellprintError
from tests.engine.systems import (
    HARD,
    NEARLY_SINGULAR,
    dense_intensities,
    exact_intensities,
    system,
    two_loop,
)

WAYS: list[Way] = ["direct", "iterative"]


def test_two_processes_in_a_loop() -> None:
    solution = solve(two_loop(), [{0: 1.0}, {0: 2.0, 1: 1.0}])

    assert solution.intensities.values == pytest.approx([2.0 / 0.9, 2.2 / 0.9])
    assert solution.scores == pytest.approx([2.0 / 0.9, 6.2 / 0.9])
    assert solution.activity[0] == pytest.approx([1.0 / 0.9, 0.5 / 0.9])
    assert solution.certificate.maximum < 1e-14
    assert solution.method == "superlu"


def test_waste_treatment_with_negative_production() -> None:
    # 1 kg of product leaves 0.25 kg of waste; treating 1 kg of waste emits 2 kg CO2e.
    problem = system([[1.0, 0.0], [0.25, -1.0]], [1.0, 2.0])

    values = solve(problem).intensities.values

    assert values == pytest.approx([1.5, -2.0])  # taking one unit *out* of the waste saves 2


def test_other_characterisation_of_the_same_system() -> None:
    ready = prepare(two_loop())

    assert solve_adjoint(ready, direct=[2.0, 4.0]).values == pytest.approx([4.0 / 0.9, 4.4 / 0.9])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", HARD)
def test_hard_set_agrees_with_exact_arithmetic_within_its_certificate(name: str, way: Way) -> None:
    problem = HARD[name]

    found = solve_adjoint(prepare(problem, way=way))

    for value, exact, bound in zip(
        found.values, exact_intensities(problem), found.certificate.relative, strict=True
    ):
        assert abs(Fraction(float(value)) - exact) <= Fraction(float(bound)) * abs(exact) * 2
    assert found.certificate.maximum < 1e-8


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", HARD)
def test_forward_and_adjoint_give_the_same_score(name: str, way: Way) -> None:
    problem = HARD[name]
    ready = prepare(problem, way=way)
    demand = np.arange(1.0, problem.size + 1.0)

    activity = solve_forward(ready, demand).values
    score = float(solve_adjoint(ready).values @ demand)

    assert problem.technosphere() @ activity == pytest.approx(demand, rel=1e-6)
    assert float(problem.direct @ activity) == pytest.approx(score, rel=1e-7)


def test_iteration_that_proves_nothing_is_reported_and_factorised() -> None:
    found = solve_adjoint(prepare(NEARLY_SINGULAR, way="iterative"))

    assert found.fallbacks == ("iteration does not settle",)
    assert found.method == "superlu"


def test_iteration_that_fails_on_one_demand_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = prepare(two_loop(), way="iterative")
    monkeypatch.setattr(krylov, "STARTS", 0)

    found = solve_adjoint(ready)

    assert found.values == pytest.approx([2.0 / 0.9, 2.2 / 0.9])
    assert (found.method, found.fallbacks) == ("superlu", ("iteration does not settle",))


def test_large_systems_are_iterated() -> None:
    size = baseline.LARGE
    cols = np.arange(1, size)
    # A chain that closes: every process needs 0.5 of the one before, the first 0.25 of the last.
    problem = build(
        rows=np.concatenate([np.arange(size), cols - 1, [size - 1]]),
        cols=np.concatenate([np.arange(size), cols, [0]]),
        values=np.concatenate([np.ones(size), np.full(size - 1, -0.5), [-0.25]]),
        direct=np.ones(size),
    )

    found = solve_adjoint(problem)

    assert (found.method, found.certificate.way) == ("bicgstab", "verified")
    # Far from the ends y = 1 + 0.5 y; the first process adds 0.25 y of the last.
    assert found.values[[0, 100, -1]] == pytest.approx([1.5, 2.0, 2.0], rel=1e-12)
    assert found.certificate.maximum <= 1e-9


def test_credits_beyond_the_inputs_are_solved_with_row_exchanges() -> None:
    found = solve_adjoint(HARD["strong_credit"])

    assert found.values == pytest.approx(dense_intensities(HARD["strong_credit"]))
    assert found.certificate.way == "inverse"
    assert "factorised with row exchanges" in found.fallbacks


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (build(rows=[0, 0], cols=[0, 0], values=[1.0, -1.2], direct=[1.0]), "CP-ENG-007"),
        (build(rows=[0, 0], cols=[0, 0], values=[1.0, -1.0], direct=[1.0]), "CP-ENG-006"),
        (system([[1.0, -2.0], [-0.5, 1.0]], [1.0, 1.0]), "CP-ENG-006"),
        (system([[1.0, -2.0], [-0.6, 1.0]], [1.0, 1.0]), "CP-ENG-007"),
        # With a credit the comparison proves nothing; the eigenvalue decides.
        (system([[1.0, -2.0, 0.1], [-0.9, 1.0, 0.0], [0.0, -0.1, 1.0]], [1, 1, 1]), "CP-ENG-007"),
    ],
)
def test_systems_that_cannot_produce_are_refused(problem: Problem, code: str, way: Way) -> None:
    with pytest.raises(CellprintError) as caught:
        solve_adjoint(prepare(problem, way=way))

    assert caught.value.code == code


def test_small_residual_that_hides_an_error_is_refused() -> None:
    # The loop keeps all but 2⁻⁴⁶ of what it makes: rounding alone may move the result by 1 %.
    problem = system([[1.0, -(1.0 - 2.0**-46) / 3.0], [-3.0, 1.0]], [0.1, 0.7])

    with pytest.raises(CellprintError) as caught:
        solve(problem, limit=1e-8)

    assert caught.value.code == "CP-ENG-008"


def test_a_zero_pivot_in_spite_of_everything_is_singular(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baseline, "factorise", lambda *_, **__: None)

    with pytest.raises(CellprintError) as caught:
        prepare(two_loop(), way="direct")

    assert caught.value.code == "CP-ENG-006"


def test_demand_must_fit() -> None:
    with pytest.raises(CellprintError) as caught:
        solve(two_loop(), [{2: 1.0}])
    assert caught.value.code == "CP-ENG-003"
    with pytest.raises(CellprintError) as caught:
        solve(two_loop(), [{0: float("nan")}])
    assert caught.value.code == "CP-ENG-002"


@st.composite
def productive(draw: st.DrawFn) -> Problem:
    """Return a system of 2 to 6 processes whose inputs add up to less than 0.9 of the output."""
    size = draw(st.integers(2, 6))
    share = st.floats(-0.9 / size, 0.9 / size)
    matrix = np.array([[draw(share) for _ in range(size)] for _ in range(size)])
    np.fill_diagonal(matrix, 1.0)
    prices = np.array([draw(st.sampled_from([1e-3, 1.0, 7.0, 1e4])) for _ in range(size)])
    scaled = (matrix / prices[:, None]) * prices[None, :]
    direct = [draw(st.floats(0.0, 10.0)) for _ in range(size)]
    return system(scaled.tolist(), direct)


@settings(max_examples=60, deadline=None)
@given(problem=productive())
def test_bound_holds_against_exact_arithmetic(problem: Problem) -> None:
    ready = prepare(problem)
    right = ready.form.direct

    solution = refined(ready.solver, right, adjoint=True)
    bound = error_bound(ready.solver, ready.majorant, solution=solution, right=right, adjoint=True)

    assert bound.way == "verified"
    for value, exact, error in zip(solution, exact_intensities(problem), bound.error, strict=True):
        assert abs(Fraction(float(value)) - exact) <= Fraction(float(error))
