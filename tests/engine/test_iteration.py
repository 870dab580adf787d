"""Iteration without factors: bounds from sums, and solutions by BiCGSTAB."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from cellprint.engine.baseline import Prepared, prepare
from cellprint.engine.krylov import Krylov, bicgstab
from cellprint.engine.majorant import Majorant, SummedMajorant
from cellprint.engine.normal import normal_form
from tests.engine.systems import HARD, WASTE_LOOP, system

PROVED = ("two_loop", "waste_loop", "recycling", "avoided", "disconnected")


def ready_to_iterate(name: str) -> tuple[Prepared, SummedMajorant]:
    """Return a hard system ready for iteration, and its majorant."""
    ready = prepare(HARD[name], way="iterative")
    assert isinstance(ready.majorant, SummedMajorant)
    return ready, ready.majorant


@pytest.mark.parametrize("name", PROVED)
def test_the_proof_is_a_proof(name: str) -> None:
    _, majorant = ready_to_iterate(name)

    proof = majorant.proof

    assert proof is not None
    assert (proof > 0.0).all()
    assert (majorant.by_columns.toarray().T @ proof > 0.0).all()


def test_a_loop_that_needs_what_it_makes_is_not_proved() -> None:
    form = normal_form(system([[1.0, -2.0], [-0.5, 1.0]], [1.0, 1.0]))

    majorant = SummedMajorant(by_columns=form.comparison(), direct=form.direct)

    assert majorant.proof is None
    assert np.isinf(majorant.above(np.ones(2), adjoint=True)).all()


@pytest.mark.parametrize("adjoint", [True, False])
@pytest.mark.parametrize("way", ["direct", "iterative"])
@pytest.mark.parametrize("name", PROVED)
def test_bounds_lie_above_the_gap(name: str, way: str, *, adjoint: bool) -> None:
    ready = prepare(HARD[name], way="direct" if way == "direct" else "iterative")
    majorant: Majorant | None = ready.majorant
    assert majorant is not None
    gap = np.linspace(0.1, 1.0, ready.problem.size)

    bound = majorant.above(gap, adjoint=adjoint)

    dense = (majorant.by_columns if adjoint else majorant.by_rows).toarray().T
    assert (dense @ bound >= gap * (1.0 - 1e-12)).all()


def test_gross_is_the_order_of_magnitude_of_the_sums() -> None:
    _, majorant = ready_to_iterate("waste_loop")
    right = np.array([0.0, -2.0, 1.0])

    for adjoint in (True, False):
        dense = (majorant.by_columns if adjoint else majorant.by_rows).toarray().T
        exact = np.linalg.solve(dense, np.abs(right))
        found = majorant.gross(right, adjoint=adjoint)
        assert (found <= exact * (1.0 + 1e-12)).all()
        assert (found >= exact / 3.0).all()


@pytest.mark.parametrize("adjoint", [True, False])
@pytest.mark.parametrize("name", PROVED)
def test_iterated_solutions_equal_dense_ones(name: str, *, adjoint: bool) -> None:
    ready, _ = ready_to_iterate(name)
    size = ready.problem.size
    right = np.stack([np.ones(size), np.linspace(-1.0, 1.0, size)], axis=1)

    found = ready.solver.solve_raw(right, adjoint=adjoint)

    dense = ready.form.columns.toarray()
    assert found == pytest.approx(np.linalg.solve(dense.T if adjoint else dense, right), rel=1e-10)


def test_equations_of_both_directions() -> None:
    ready, _ = ready_to_iterate("two_loop")

    assert isinstance(ready.solver, Krylov)
    assert (ready.solver.by_rows.toarray() == ready.form.columns.toarray().T).all()


@pytest.mark.parametrize(
    ("matrix", "right"),
    [
        ([[0.0, 1.0], [-1.0, 0.0]], [1.0, 0.0]),  # the recurrence breaks down at once
        ([[1.0, 1.0], [1.0, 1.0]], [1.0, 2.0]),  # no solution
        ([[1.0, 0.0], [0.0, 1.0]], [np.inf, 1.0]),
    ],
)
def test_what_does_not_settle_is_no_number(matrix: list[list[float]], right: list[float]) -> None:
    with np.errstate(all="ignore"):
        found = bicgstab(sp.csr_array(np.array(matrix)), np.array(right))

    assert np.isnan(found).all()


def test_nothing_asked_is_nothing_found() -> None:
    ready = prepare(WASTE_LOOP, way="iterative")

    assert (ready.solver.solve_raw(np.zeros(3), adjoint=True) == 0.0).all()
