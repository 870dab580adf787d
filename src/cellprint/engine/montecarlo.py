"""Monte Carlo: one joint sample of the whole system, every product at once.

Each sample gives y for all products, so every score, and every difference of two scores, comes
from the same draw. A run is a list of groups of samples; it can be stopped after any group and
continued later, on another machine or with other threads, to the same numbers. Draws that make
the system non-productive are counted, rejected and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
import scipy.sparse as sp

from cellprint.engine.baseline import Way
from cellprint.engine.batches import batch
from cellprint.engine.compiled import LANES
from cellprint.engine.groups import Batch, Group
from cellprint.engine.types import Demand, Floats, Ints, demand_matrix
from cellprint.engine.uncertain import UncertainSystem
from cellprint.errors import BadInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What a run has computed so far.

    Attributes:
        seed: seed of the run.
        groups: groups done; sample numbers below groups · LANES have been drawn.
        numbers: numbers of the accepted samples, shape (accepted,).
        scores: score of each demand, shape (accepted, demands) [kg CO2e].
        rejected: numbers of the rejected draws.
        alone: samples that needed the direct solver.
        error: largest estimated relative error of a product in an accepted sample.
        mean: mean of y over the accepted samples, by product, shape (n,).
        spread: sum of squared deviations of y from `mean`, shape (n,).
    """

    seed: int
    groups: int
    numbers: Ints
    scores: Floats
    rejected: Ints
    alone: int
    error: float
    mean: Floats
    spread: Floats

    @property
    def drawn(self) -> int:
        """Return the number of draws, accepted or not."""
        return self.groups * LANES

    @property
    def sd(self) -> Floats:
        """Return the standard deviation of y by product [kg CO2e / unit], shape (n,)."""
        return np.asarray(np.sqrt(self.spread / max(1, self.numbers.size - 1)))

    def require_any(self) -> Samples:
        """Return itself, or raise.

        Raises:
            CP-ENG-013: every draw was rejected.
        """
        if self.numbers.size:
            return self
        raise BadInputError.of(
            "CP-ENG-013", where="samples", count=self.rejected.size, drawn=self.drawn
        )


def simulate(
    system: UncertainSystem,
    demands: Sequence[Demand],
    *,
    samples: int,
    seed: int,
    previous: Samples | None = None,
    stop: Callable[[Samples], bool] | None = None,
    threads: int = 1,
    way: Way = "auto",
) -> Samples:
    """Return at least `samples` draws of the score of each demand and of every product.

    Args:
        system: what is drawn.
        demands: amounts by product index.
        samples: number of draws in all, rounded up to whole groups of `LANES`.
        seed: seed, not negative, below 2⁶⁴.
        previous: an earlier result with the same seed, which is continued.
        stop: asked after each group; what is done so far is returned when it says yes.
        threads: groups computed at the same time; changes no number.
        way: as in `batches.batch`.

    Raises:
        CP-ENG-006, CP-ENG-007, CP-ENG-008: the baseline cannot be solved.
        CP-ENG-013: every draw was rejected.
    """
    asked = sp.csr_array(demand_matrix(demands, size=system.problem.size).T)
    work = batch(system, way=way)
    done = previous or _nothing(system.problem.size, len(demands), seed=seed)
    wanted = range(done.groups, -(-samples // LANES))
    for group in _groups(work, wanted, seed=done.seed, threads=threads):
        done = _extended(done, group, asked)
        if stop is not None and stop(done):
            break
    return done.require_any()


def _nothing(size: int, demands: int, *, seed: int) -> Samples:
    none = np.zeros(0, dtype=np.int64)
    return Samples(
        seed=seed,
        groups=0,
        numbers=none,
        scores=np.zeros((0, demands)),
        rejected=none,
        alone=0,
        error=0.0,
        mean=np.zeros(size),
        spread=np.zeros(size),
    )


def _groups(work: Batch, numbers: range, *, seed: int, threads: int) -> Iterator[Group]:
    """Yield the groups in order; at most `threads` are held in memory beside the one in use."""
    if threads == 1:
        for number in numbers:
            yield work.group(number, seed=seed)
        return
    with ThreadPoolExecutor(max_workers=threads) as pool:
        rest = iter(numbers)
        pending = [pool.submit(work.group, n, seed=seed) for n in islice(rest, threads)]
        while pending:
            group = pending.pop(0).result()
            pending.extend(pool.submit(work.group, n, seed=seed) for n in islice(rest, 1))
            yield group


def _extended(done: Samples, group: Group, asked: sp.csr_array) -> Samples:
    """Return `done` with one more group; moments are merged by Chan et al. 1983.

    References:
        Chan, Golub & LeVeque 1983, doi:10.1080/00031305.1983.10483115.
    """
    good = group.accepted
    y = group.intensities[:, good]
    mean, spread = done.mean, done.spread
    count, more = done.numbers.size, int(good.sum())
    if more:
        group_mean = y.mean(axis=1)
        gap = group_mean - mean
        spread = spread + ((y - group_mean[:, None]) ** 2).sum(axis=1)
        spread = spread + gap**2 * (count * more / (count + more))
        mean = mean + gap * (more / (count + more))
    return Samples(
        seed=done.seed,
        groups=group.number + 1,
        numbers=np.concatenate([done.numbers, group.samples[good]]),
        scores=np.concatenate([done.scores, (asked @ y).T]),
        rejected=np.concatenate([done.rejected, group.samples[~good]]),
        alone=done.alone + group.alone,
        error=max(done.error, float(group.error[good].max(initial=0.0))),
        mean=mean,
        spread=spread,
    )
