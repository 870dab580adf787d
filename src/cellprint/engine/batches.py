"""Which way the groups of samples of a system are computed."""

from __future__ import annotations

from cellprint.engine.baseline import LARGE, Way, prepare
from cellprint.engine.compiled import has_numba
from cellprint.engine.factor_batch import FactorBatch
from cellprint.engine.groups import Batch
from cellprint.engine.majorant import SummedMajorant
from cellprint.engine.swept_batch import swept_batch
from cellprint.engine.uncertain import UncertainSystem


def batch(system: UncertainSystem, *, way: Way = "auto") -> Batch:
    """Return compiled sweeps for large systems, else corrections with the baseline's factors.

    Args:
        system: what is drawn.
        way: `direct` takes factors, `iterative` sweeps, `auto` sweeps from 5,000 processes. Sweeps
            need numba and a baseline that is proved to be productive by sums alone.

    Raises:
        CP-ENG-006, CP-ENG-007, CP-ENG-008: the baseline cannot be solved.
    """
    large = way == "auto" and system.problem.size >= LARGE
    if has_numba() and (large or way == "iterative"):
        ready = prepare(system.problem, way="iterative")
        if isinstance(ready.majorant, SummedMajorant) and ready.majorant.proof is not None:
            return swept_batch(system, ready, ready.majorant.proof)
    return FactorBatch.of(system, prepare(system.problem, way="direct"))
