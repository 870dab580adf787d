"""Certificates: which way applies, and that each way bounds the error."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
import scipy.sparse as sp

from cellprint.engine import Certificate, build, prepare
from cellprint.engine.certificate import error_bound
from cellprint.engine.linear import factorise
from cellprint.engine.majorant import SolvedMajorant
from cellprint.engine.productive import self_need
from cellprint.engine.types import Floats
from tests.engine.systems import HARD, WASTE_LOOP


def test_a_wrong_solution_is_found_out_product_by_product() -> None:
    ready = prepare(WASTE_LOOP)
    right = ready.form.direct
    exact = np.linalg.solve(ready.form.columns.toarray().T, right)
    wrong = exact * np.array([1.0, 1.0 + 1e-5, 1.0])

    bound = error_bound(ready.solver, ready.majorant, solution=wrong, right=right, adjoint=True)

    assert (np.abs(wrong - exact) <= bound.error).all()
    assert bound.relative()[1] > 1e-5


def test_without_a_proof_the_inverse_is_used() -> None:
    ready = prepare(HARD["avoided"])
    right = ready.form.direct
    exact = np.linalg.solve(ready.form.columns.toarray().T, right)
    wrong = exact + 1e-4

    bound = error_bound(ready.solver, None, solution=wrong, right=right, adjoint=True)

    assert bound.way == "inverse"
    assert (np.abs(wrong - exact) <= bound.error).all()


def test_singular_matrix_has_no_bound() -> None:
    ready = prepare(WASTE_LOOP)
    flat = ready.form.columns.copy()
    flat.data = np.zeros_like(flat.data)
    blank = replace(ready.solver, by_columns=flat)  # type: ignore[type-var]

    bound = error_bound(blank, None, solution=np.ones(3), right=np.ones(3), adjoint=True)

    assert np.isinf(bound.error).all()


@dataclass(frozen=True)
class Stub:
    """A solver that is wrong on purpose."""

    by_columns: sp.csc_array
    by_rows: sp.csc_array
    answer: float
    name: str = "stub"
    refinements: int = 0

    def solve_raw(self, right: Floats, *, adjoint: bool) -> Floats:
        """Return the same number everywhere."""
        assert adjoint
        return np.full_like(right, self.answer)


@pytest.mark.parametrize("answer", [-1.0, 1e-30])
def test_a_wrong_proof_is_not_believed(answer: float) -> None:
    ready = prepare(WASTE_LOOP)
    wrong = SolvedMajorant(solver=Stub(ready.solver.by_columns, ready.solver.by_rows, answer))
    solution = np.linalg.solve(ready.form.columns.toarray().T, ready.form.direct) + 0.01

    bound = error_bound(
        ready.solver, wrong, solution=solution, right=ready.form.direct, adjoint=True
    )

    assert bound.way == "inverse"
    assert (bound.error >= 0.0099).all()


def test_an_inverse_that_is_no_inverse_proves_nothing() -> None:
    # Regular by a hair: the computed inverse times the matrix is far from the identity.
    nearly = sp.csc_array(np.array([[1.0, -1.0 / 3.0], [-3.0, 1.0 + 2.0**-52]]))
    matrix = Stub(nearly, nearly, 0.0)

    bound = error_bound(matrix, None, solution=np.ones(2), right=np.ones(2), adjoint=True)

    assert np.isinf(bound.error).all()


def test_nothing_emitted_is_no_error() -> None:
    ready = prepare(HARD["disconnected"])

    bound = error_bound(
        ready.solver, ready.majorant, solution=np.zeros(4), right=np.zeros(4), adjoint=True
    )

    assert bound.relative().tolist() == [0.0, 0.0, 0.0, 0.0]


def test_large_systems_without_a_proof_are_probed() -> None:
    size = 2100
    rng = np.random.default_rng(3)
    cols = np.repeat(np.arange(1, size), 3)
    rows = rng.integers(0, cols)
    problem = build(
        rows=np.concatenate([np.arange(size), rows]),
        cols=np.concatenate([np.arange(size), cols]),
        values=np.concatenate([np.ones(size), -rng.uniform(0.05, 0.2, rows.size)]),
        direct=np.ones(size),
    )
    ready = prepare(problem, way="direct")
    right = ready.form.direct
    truth = ready.solver.solve_raw(right, adjoint=True)
    wrong = truth * (1.0 + 1e-6 * rng.standard_normal(size))

    bound = error_bound(ready.solver, None, solution=wrong, right=right, adjoint=True)

    assert bound.way == "probed"
    assert (np.abs(wrong - truth) <= bound.error).mean() > 0.99


def test_summary_figures() -> None:
    certificate = Certificate(
        name="intensities", relative=np.array([1e-9, 3e-9, 2e-9]), way="verified", limit=1e-6
    )

    assert certificate.maximum == 3e-9
    assert certificate.median == 2e-9
    assert certificate.require() is certificate


def test_largest_loop_by_dense_eigenvalues() -> None:
    # Two processes that need 0.5 and 0.2 of each other: the eigenvalues are ±√0.1.
    form = prepare(HARD["two_loop"]).form
    need, _ = self_need(form.needs())

    assert need == pytest.approx(np.sqrt(0.1))


def test_factorisation_reports_a_zero_pivot() -> None:
    form = prepare(HARD["two_loop"]).form
    flat = form.columns.copy()
    flat.data = np.array([1.0, -1.0, -1.0, 1.0])

    assert factorise(flat) is None
