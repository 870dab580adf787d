"""One call for the usual case: intensities, activities and scores of several demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cellprint.engine.baseline import Intensities, prepare, solve_adjoint, solve_forward
from cellprint.engine.certificate import DEFAULT_LIMIT, Certificate
from cellprint.engine.problem import Problem
from cellprint.engine.types import Demand, Floats, demand_matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Solved system.

    Attributes:
        intensities: footprint of one unit of every product, with its certificate.
        activity: runs of each process for each demand, shape (demands, n).
        scores: footprint of each demand [kg CO2e], shape (demands,).
        activity_certificates: bound of the relative error of each row of `activity`.
    """

    intensities: Intensities
    activity: Floats
    scores: Floats
    activity_certificates: tuple[Certificate, ...]

    @property
    def certificate(self) -> Certificate:
        """Return the certificate of the intensities."""
        return self.intensities.certificate

    @property
    def method(self) -> str:
        """Return how the system was solved."""
        return self.intensities.method


def solve(
    problem: Problem, demands: Sequence[Demand] = (), *, limit: float = DEFAULT_LIMIT
) -> Solution:
    """Return intensities of all products, and activity and score of each demand.

    Args:
        problem: the system.
        demands: amounts by product index, one mapping for each demand.
        limit: largest relative error that is accepted for any number.

    Raises:
        CP-ENG-002, CP-ENG-003: a demand with a wrong amount or product index.
        CP-ENG-006: singular.
        CP-ENG-007: not productive.
        CP-ENG-008: a number may be wrong by more than `limit`.
    """
    asked = demand_matrix(demands, size=problem.size)
    ready = prepare(problem)
    intensities = solve_adjoint(ready, limit=limit)
    runs = [solve_forward(ready, column, limit=limit) for column in asked.T]
    activity = np.array([run.values for run in runs]).reshape(len(runs), problem.size)
    return Solution(
        intensities=intensities,
        activity=activity,
        scores=intensities.values @ asked,
        activity_certificates=tuple(run.certificate for run in runs),
    )
