"""Groups of samples: what every way of computing them shares.

A group is always the same `LANES` samples, g·LANES … g·LANES + LANES − 1, computed side by side:
results do not depend on how many groups a call asks for, nor on the number of threads. A lane that
does not settle is looked at alone by the direct solver, which accepts it with its certificate or
rejects it as non-productive.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from cellprint.engine.baseline import Prepared, prepare, solve_adjoint
from cellprint.engine.compiled import LANES
from cellprint.engine.normal import normal_form
from cellprint.engine.productive import self_need
from cellprint.engine.types import Bools, Floats, Ints
from cellprint.engine.uncertain import UncertainSystem
from cellprint.errors import BadInputError

TOLERANCE = 1e-10
"""Largest estimated relative error of a product in a sample."""

_CANCELLED = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Results of one group of samples.

    Attributes:
        number: which group.
        intensities: y by product, shape (n, LANES) [kg CO2e / unit].
        error: estimated relative error, shape (LANES,); infinite where the draw is rejected.
        alone: lanes that the direct solver had to look at.
    """

    number: int
    intensities: Floats
    error: Floats
    alone: int

    @property
    def accepted(self) -> Bools:
        """Return which lanes hold a result."""
        return np.isfinite(self.error)

    @property
    def samples(self) -> Ints:
        """Return the sample numbers of the lanes."""
        return np.arange(self.number * LANES, (self.number + 1) * LANES)


class Batch(Protocol):
    """A way to compute groups of samples."""

    def group(self, number: int, *, seed: int) -> Group:
        """Return the results of one group."""
        ...


def scale_of(ready: Prepared) -> Floats:
    """Return the magnitude of each unknown that changes are compared with, by process, > 0.

    It is |u| of the baseline, at least a millionth of its gross footprint, and 1 where nothing is
    emitted upstream.
    """
    form = ready.form
    unknowns = form.sign * solve_adjoint(ready).values[form.reference]
    gross = np.abs(unknowns)
    if ready.majorant is not None:
        gross = ready.majorant.gross(form.direct, adjoint=True)
    scale = np.maximum(np.abs(unknowns), _CANCELLED * gross)
    return np.where(scale > 0.0, scale, 1.0)


def solved_alone(system: UncertainSystem, values: Floats, direct: Floats) -> tuple[Floats, float]:
    """Return y by product and its error bound for one sample; NaN and infinity if it is rejected.

    A draw is rejected when the system cannot produce, is singular, or has no finite values.
    """
    rejected = np.full(direct.size, np.nan)
    if not (np.isfinite(values).all() and np.isfinite(direct).all()):
        return rejected, np.inf
    problem = replace(system.problem, values=values, direct=direct)
    need, _ = self_need(normal_form(problem).needs())
    if need >= 1.0:
        return rejected, np.inf
    try:
        solution = solve_adjoint(prepare(problem, way="direct"))
    except BadInputError:
        return rejected, np.inf
    return solution.values, solution.certificate.maximum
