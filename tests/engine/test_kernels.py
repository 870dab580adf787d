"""The compiled loops, run as plain Python: same results as SciPy, and when they give up."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.linalg import ArpackNoConvergence
from scipy.special import ndtri

from cellprint.engine import compiled, draw_kernels, kernels, normals, ordering, productive
from cellprint.engine.drawing import draw
from cellprint.engine.majorant import SummedMajorant
from cellprint.engine.normal import normal_form
from cellprint.engine.ordering import elimination_order, strong_components
from cellprint.engine.productive import self_need
from cellprint.engine.quantities import fixed, lognormal, normal, pert, table, triangular, uniform
from cellprint.engine.sweeping import layout
from cellprint.engine.types import Floats
from tests.engine.systems import HARD, dense_intensities, system

LANES = 4


def run(
    needs: list[list[float]],
    *,
    lanes: int = 1,
    own: float | None = None,
    proofs: int = 200,
    most: int = 703,
    signed: bool = False,
    tolerance: float = 1e-10,
) -> tuple[Floats, Floats]:
    """Return x (n, lanes) and errors of one loop that emits 1 everywhere: x = 1 + needs x."""
    matrix = np.array(needs)
    places, suppliers = np.nonzero(matrix)
    size = matrix.shape[0]
    x, error = np.zeros((size, lanes)), np.empty(lanes)
    need = [*matrix[places, suppliers], *([] if own is None else [own])]
    with np.errstate(all="ignore"):
        kernels.make_sweeps(lanes, 0)(
            np.searchsorted(places, np.arange(size + 1)),
            suppliers,
            np.full(size, -1 if own is None else len(need) - 1),
            np.array([0, size]),
            np.repeat(np.array(need)[:, None], lanes, axis=1),
            np.ones((size, lanes)),
            np.ones(size),
            x,
            tolerance,
            proofs,
            signed,
            most,
            error,
        )
    return x, error


def swept(name: str) -> tuple[Floats, Floats]:
    """Return unknowns (n, LANES) and errors of a hard system by the uncompiled sweeps."""
    form = normal_form(HARD[name])
    proof = SummedMajorant(by_columns=form.comparison(), direct=form.direct).proof
    assert proof is not None
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
        proof[visit.order],
        x,
        1e-13,
        100,
        False,  # noqa: FBT003  (compiled loops know no keyword-only arguments)
        703,
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
    assert error.max() <= 1e-13


@pytest.mark.parametrize("need", [1e-3, 0.5, 0.95, 0.995])
def test_quick_and_slow_loops_settle_within_their_bound(need: float) -> None:
    x, error = run([[0.0, need], [need, 0.0]], proofs=2000)

    # x = 1 + need · x for both, so x = 1 / (1 − need).
    assert np.abs(x[:, 0] - 1.0 / (1.0 - need)).max() <= error[0] + 1e-13
    assert error[0] <= 1e-10


def test_one_more_loop_leaves_fewer_sweeps_by_extrapolation() -> None:
    # One eigenvalue, 0.9025 a sweep: plain sweeps would take more than 200 for ten digits.
    _, error = run([[0.0, 0.95], [0.95, 0.0]], most=24)

    assert error[0] <= 1e-10


def test_a_lane_without_proof_is_no_result() -> None:
    # The loop returns 1.2 units per unit: extrapolation would lead to x < 0 and call it settled.
    x, error = run([[0.0, 1.2], [1.0, 0.0]])

    assert np.isinf(error[0])
    assert x.max() < 1e3  # left early


def test_what_does_not_settle_in_time_is_no_result() -> None:
    assert np.isinf(run([[0.0, 0.9], [0.9, 0.0]], proofs=1)[1][0])
    assert np.isinf(run([[0.0, 0.9], [0.9, 0.0]], most=3)[1][0])


def test_credits_may_count_as_credits_where_burdens_prove_nothing() -> None:
    # |T|: 0.9 · (0.9 + 0.3 · 0.9) = 1.053 a round; with the credit 0.9 · (0.9 − 0.27) = 0.567.
    needs = [[0.0, 0.9, 0.0], [0.9, 0.0, -0.3], [0.9, 0.0, 0.0]]

    assert np.isinf(run(needs)[1][0])
    x, error = run(needs, signed=True)

    assert x[:, 0] == pytest.approx(np.linalg.solve(np.eye(3) - np.array(needs), np.ones(3)))
    assert error[0] <= 1e-10


@pytest.mark.parametrize("need", [np.nan, np.inf, 1e200])
def test_values_that_are_no_numbers_are_no_result(need: float) -> None:
    assert np.isinf(run([[0.0, need], [need, 0.0]])[1][0])


@pytest.mark.parametrize(("own", "expected"), [(0.5, 1.0 / 0.3), (1.25, np.inf)])
def test_own_use_in_a_loop_is_divided_out_or_refused(own: float, expected: float) -> None:
    x, error = run([[0.0, 0.2], [0.2, 0.0]], own=own)

    # (1 − 0.5) x = 1 + 0.2 x
    if np.isfinite(expected):
        assert x[:, 0] == pytest.approx(expected)
    assert np.isfinite(error[0]) == np.isfinite(expected)


def test_own_use_of_a_process_alone_is_divided_out_or_refused() -> None:
    x, error = np.zeros((1, 2)), np.empty(2)

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
        False,  # noqa: FBT003
        66,
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
        draw_kernels.make_draws(8, 0)(
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

    draw_kernels.make_terms(3, 0)(
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
    kernels.make_sweeps(1, -1)(*([None] * 13))
    draw_kernels.make_draws(4, -1)(*([None] * 7))
    draw_kernels.make_terms(1, -1)(*([None] * 6))


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


@pytest.mark.skipif(not compiled.has_numba(), reason="numba is not installed (extra `large`)")
@pytest.mark.parametrize("lanes", [1, compiled.LANES])
def test_compiled_and_plain_kernels_agree(lanes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    needs = [[0.0, 0.6, 0.1], [0.5, 0.0, 0.2], [0.3, 0.3, 0.0]]
    plain = run(needs, lanes=lanes, own=0.1)
    kernel = compiled.sweeps(lanes)
    monkeypatch.setattr(kernels, "make_sweeps", lambda *_: kernel)

    machine = run(needs, lanes=lanes, own=0.1)

    assert machine[0] == pytest.approx(plain[0], rel=1e-12)
    assert machine[1] == pytest.approx(plain[1], rel=1e-3)


def test_without_a_place_for_the_cache_kernels_are_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numba = pytest.importorskip("numba")
    plain = numba.njit

    def no_cache(*functions: object, cache: bool = False, **options: object) -> object:
        if cache:
            raise RuntimeError("no locator available")
        return plain(*functions, **options)

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
