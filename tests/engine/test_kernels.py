"""The compiled loops, run as plain Python: same results as SciPy, and when they give up."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.linalg import ArpackNoConvergence
from scipy.special import ndtri

from cellprint.engine import compiled, kernels, normals, ordering, productive
from cellprint.engine.drawing import draw
from cellprint.engine.normal import normal_form
from cellprint.engine.ordering import elimination_order, strong_components
from cellprint.engine.productive import self_need
from cellprint.engine.quantities import fixed, lognormal, normal, pert, table, triangular, uniform
from cellprint.engine.sweeping import layout, sweeper
from cellprint.engine.types import Floats
from tests.engine.systems import HARD, RECYCLING, dense_intensities, system

LANES = 4


def swept(name: str, *, most: int = 500) -> tuple[Floats, Floats]:
    """Return unknowns (n, LANES) and errors of a hard system by the uncompiled sweeps."""
    form = normal_form(HARD[name])
    visit = layout(form.columns)
    diagonal = form.columns.diagonal()[visit.order]
    need = -form.columns.data[visit.entry] / np.repeat(diagonal, np.diff(visit.start))
    right = form.direct[visit.order] / diagonal
    x = np.zeros((right.size, LANES))
    error = np.empty(LANES)
    kernels.make_sweeps(LANES, 0)(
        visit.start,
        visit.supplier,
        np.full(right.size, -1),
        visit.bounds,
        np.repeat(need[:, None], LANES, axis=1),
        np.repeat(right[:, None], LANES, axis=1),
        np.full(right.size, 1e-9),
        x,
        1e-12,
        most,
        30,
        error,
    )
    out = np.empty_like(x)
    out[visit.order] = x
    return out, error


@pytest.mark.parametrize("name", ["two_loop", "waste_loop", "recycling", "avoided", "disconnected"])
def test_sweeps_solve_every_lane(name: str) -> None:
    problem = HARD[name]

    unknowns, error = swept(name)

    form = normal_form(problem)
    for lane in range(LANES):
        found = form.intensities(unknowns[:, lane])
        assert found == pytest.approx(dense_intensities(problem), rel=1e-11)
    assert error.max() <= 1e-12


def test_sweeps_give_up_on_what_does_not_settle() -> None:
    assert np.isinf(swept("nearly_singular")[1]).all()
    assert np.isinf(swept("two_loop", most=2)[1]).all()


@pytest.mark.parametrize(("need", "patience"), [(1e-3, 30), (0.95, 5)])
def test_quick_and_slow_loops_settle(need: float, patience: int) -> None:
    x, error = np.zeros((2, 1)), np.empty(1)

    kernels.make_sweeps(1, 0)(
        np.array([0, 1, 2]),
        np.array([1, 0]),
        np.array([-1, -1]),
        np.array([0, 2]),
        np.full((2, 1), need),
        np.ones((2, 1)),
        np.ones(2),
        x,
        1e-9,
        10_000,
        patience,
        error,
    )

    assert x[:, 0] == pytest.approx(1.0 / (1.0 - need), rel=1e-8)
    assert error[0] <= 1e-9


def test_a_hopeless_lane_is_left_early() -> None:
    # The loop returns 1.2 units per unit: changes grow, and the sweeps stop long before `most`.
    need = np.repeat(np.array([[1.2], [1.0]]), 1, axis=1)
    x, error = np.zeros((2, 1)), np.empty(1)
    arguments = (
        np.array([0, 1, 2]),
        np.array([1, 0]),
        np.array([-1, -1]),
        np.array([0, 2]),
        need,
        np.ones((2, 1)),
        np.ones(2),
        x,
        1e-10,
        10_000,
        30,
        error,
    )

    kernels.make_sweeps(1, 0)(*arguments)

    assert np.isinf(error[0])
    assert x.max() < 1e6


def test_values_that_are_no_numbers_are_no_result() -> None:
    x, error = np.zeros((2, 1)), np.empty(1)

    with np.errstate(all="ignore"):
        kernels.make_sweeps(1, 0)(
            np.array([0, 1, 2]),
            np.array([1, 0]),
            np.array([-1, -1]),
            np.array([0, 2]),
            np.array([[1e200], [1e200]]),
            np.ones((2, 1)),
            np.ones(2),
            x,
            1e-10,
            100,
            30,
            error,
        )

    assert np.isinf(error[0])


def test_self_consumption_is_divided_out_or_refused() -> None:
    x, error = np.zeros((1, 2)), np.empty(2)

    with np.errstate(all="ignore"):
        kernels.make_sweeps(2, 0)(
            np.array([0, 0]),
            np.zeros(0, dtype=np.int64),
            np.array([0]),
            np.array([0, 1]),
            np.array([[0.75, 1.25]]),
            np.ones((1, 2)),
            np.ones(1),
            x,
            1e-10,
            10,
            30,
            error,
        )

    assert x[0, 0] == 4.0
    assert error.tolist() == [0.0, np.inf]


def test_draws_equal_those_of_the_scipy_way() -> None:
    quantities = table(
        [
            fixed("f", 2.5),
            lognormal("l", median=2.0, gsd=1.5, low=0.5, high=9.0),
            normal("n", mean=1.0, sd=0.3),
            uniform("u", low=1.0, high=2.0),
            triangular("t", low=1.0, mode=1.2, high=2.0),
            pert("p", low=1.0, mode=1.2, high=2.0),
        ]
    )
    out = np.zeros((6, 8))

    with np.errstate(over="ignore"):
        kernels.make_draws(8, 0)(
            quantities.kind,
            quantities.parameters,
            quantities.share,
            quantities.stream,
            3,
            (7 << 32) + 5,
            out,
        )

    expected = draw(quantities, np.arange(24, 32), seed=(7 << 32) + 5)
    assert out[:5] == pytest.approx(expected[:5], rel=1e-14)
    assert (out[5] == 0.0).all()  # left to SciPy


def test_terms_add_up() -> None:
    out = np.empty((2, 3))

    kernels.make_terms(3, 0)(
        np.array([0, 2, 2]),
        np.array([0, 1]),
        np.array([2.0, -1.0]),
        np.array([10.0, 5.0]),
        np.array([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0]]),
        out,
    )

    assert out.tolist() == [[8.0, 10.0, 12.0], [5.0, 5.0, 5.0]]


def test_an_edition_below_zero_does_nothing() -> None:
    # The edition is only there to be part of the cache key; it must not be optimised away.
    kernels.make_sweeps(1, -1)(*([None] * 12))
    kernels.make_draws(4, -1)(*([None] * 7))
    kernels.make_terms(1, -1)(*([None] * 6))


def test_normal_quantiles_and_exponentials() -> None:
    rng = np.random.default_rng(1)
    p = np.concatenate([rng.random(3000), [0.5, 0.075, 0.925, 2.0**-33, 1.0 - 2.0**-33, 1e-20]])
    z, bits = np.empty_like(p), np.empty(p.size, dtype=np.int64)

    normals.normal_quantiles(p, z, bits)

    assert z == pytest.approx(ndtri(p), rel=1e-13, abs=1e-15)
    x = np.linspace(-40.0, 40.0, 2001)
    out = np.empty_like(x)
    normals.exponentials(x, out, np.empty(x.size, dtype=np.int64))
    assert out == pytest.approx(np.exp(x), rel=1e-15)


def test_sweeper_needs_a_positive_diagonal() -> None:
    form = normal_form(system([[1.0]], [1.0]))
    flat = form.columns.copy()
    flat.data = np.zeros(1)

    assert sweeper(flat) is None


@pytest.mark.skipif(not compiled.has_numba(), reason="numba is not installed (extra `large`)")
def test_compiled_and_plain_kernels_agree() -> None:
    form = normal_form(RECYCLING)
    solver = sweeper(form.columns)
    assert solver is not None

    several = solver.solve_raw(np.stack([form.direct, 2.0 * form.direct], axis=1), adjoint=True)

    assert several[:, 0] == pytest.approx(swept("recycling")[0][:, 0], rel=1e-11)
    assert several[:, 1] == pytest.approx(2.0 * several[:, 0], rel=1e-12)


def test_without_a_place_for_the_cache_kernels_are_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numba = pytest.importorskip("numba")
    plain = numba.njit

    def no_cache(*, cache: bool = False, **options: object) -> object:
        if cache:
            raise RuntimeError("no locator available")
        return plain(**options)

    monkeypatch.setattr(numba, "njit", no_cache)
    out = np.empty((1, 1))

    compiled.terms.__wrapped__(1)(
        np.array([0, 0]), np.zeros(0, dtype=np.int64), np.zeros(0), np.array([3.0]), out, out
    )

    assert out[0, 0] == 3.0


def test_hubs_are_eliminated_last() -> None:
    size = 300
    cols = np.arange(1, size)
    matrix = np.eye(size)
    matrix[0, cols] = -0.1
    form = normal_form(system(matrix.tolist(), [1.0] * size))

    order = elimination_order(form.columns)

    assert sorted(order.tolist()) == list(range(size))
    assert order[-1] == 0


def test_components_come_suppliers_first() -> None:
    parts = strong_components(normal_form(HARD["disconnected"]).off_diagonal)

    place = np.argsort(parts.order)
    assert place[0] < place[1]  # process 1 takes product 0
    assert place[3] < place[2]  # process 2 takes product 3
    assert parts.bounds.tolist() == [0, 1, 2, 3, 4]


def test_unexpected_numbering_of_components_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    links = normal_form(HARD["disconnected"]).off_diagonal
    monkeypatch.setattr(ordering, "connected_components", lambda *_, **__: (4, np.arange(4)))

    parts = strong_components(links)

    assert parts.bounds.tolist() == [0, 4]


def test_largest_need_of_a_large_loop_that_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    # A ring of twelve with needs of 1 and one credit of 0.5: the twelfth roots of −0.5, none real.
    size = 12
    matrix = np.eye(size) - np.roll(np.eye(size), 1, axis=0)
    matrix[0, size - 1] = 0.5
    monkeypatch.setattr(productive, "_DENSE_LOOP", 2)

    need, _ = self_need(normal_form(system(matrix.tolist(), [1.0] * size)).needs())

    assert need == -np.inf


def test_partial_convergence_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def partial(*_: object, **__: object) -> None:
        raise ArpackNoConvergence("", np.array([0.3 + 0.0j]), np.ones((12, 1)))

    monkeypatch.setattr(productive, "_DENSE_LOOP", 2)
    monkeypatch.setattr(productive, "eigs", partial)
    matrix = np.eye(12) - np.roll(np.eye(12), 1, axis=0)
    matrix[0, 11] = 0.5

    need, _ = self_need(normal_form(system(matrix.tolist(), [1.0] * 12)).needs())

    assert need == 0.3


def test_largest_need_of_loops_that_turn() -> None:
    # A ring of three with one credit: T has the cube roots of −0.5, the real one is negative.
    ring = system([[1.0, 0.0, 0.5], [-1.0, 1.0, 0.0], [0.0, -1.0, 1.0]], [1.0, 1.0, 1.0])

    need, _ = self_need(normal_form(ring).needs())

    assert need == pytest.approx(-(0.5 ** (1.0 / 3.0)))


def test_a_loop_without_a_real_eigenvalue_cannot_be_unproductive() -> None:
    # T = [[0, −0.9], [0.9, 0]]: eigenvalues ±0.9 i.
    turning = system([[1.0, 0.9], [-0.9, 1.0]], [1.0, 1.0])

    need, _ = self_need(normal_form(turning).needs())

    assert need == -np.inf
