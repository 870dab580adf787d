"""Which way the groups of samples of a system are computed."""

from __future__ import annotations

from cellprint.engine.baseline import Prepared
from cellprint.engine.factor_batch import FactorBatch
from cellprint.engine.groups import Batch
from cellprint.engine.sweeping import Sweeper
from cellprint.engine.swept_batch import swept_batch
from cellprint.engine.uncertain import UncertainSystem


def batch(system: UncertainSystem, ready: Prepared) -> Batch:
    """Return sweeps when the baseline was solved by sweeps, else the SciPy way."""
    if isinstance(ready.solver, Sweeper):
        return swept_batch(system, ready, ready.solver)
    return FactorBatch.of(system, ready)
