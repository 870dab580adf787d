"""Loops that solve many samples of a large system at once, compiled by numba when it is there.

Written in plain Python. The maker takes the number of lanes (samples side by side), which the
compiler then sees as a constant, and the edition, a check sum of the sources. As closure variables
both are part of numba's cache key: its disk cache notices neither a changed module constant nor a
changed helper. No linear-algebra library is called here: threaded BLAS inside such loops costs
more than it gives.

A loop of processes is solved in two steps, all lanes at once.

1. **Proof.** Sweeps (Gauss–Seidel) without emissions, with the absolute needs |T|, start from the
   weights w. Once every entry is below its weight, |G|^k w ≤ θ w with θ < 1 (G: one sweep): the
   sample can produce, and a change c of a sweep leaves an error of at most c · Σ|G|^i / (1 − θ) in
   units of w. Extrapolated sweeps alone would also "converge" where plain ones diverge.
2. **Solution.** Cycles of plain sweeps and three whose changes are kept; from these the sweep
   after infinitely many is extrapolated, by the combination of least squares of the changes.

References:
    Varga 2000, doi:10.1007/978-3-642-05156-2, theorem 3.8 (bounds from a positive vector);
    Sidi 1986, doi:10.1137/0723013 (reduced rank extrapolation).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cellprint.engine.types import Floats, Ints, Singles

Values = NDArray[np.float32] | NDArray[np.float64]
Sweeps = Callable[..., None]

CYCLE: Final = 7
KEPT: Final = 3
SHRUNK: Final = 0.75
SAFE: Final = 1e-10
STEP: Final = 2
PATIENCE: Final = 8


def make_sweeps(lanes: int, edition: int) -> Sweeps:
    """Return the kernel that solves x_j = direct_j + Σ need · x_supplier, lanes side by side.

    The processes come in strong-component order, suppliers first: components of one process are
    done in one visit, the others are swept until they settle. The kernel overwrites x (n, lanes)
    and error (lanes,); its arguments are those of `sweeping.Layout` and

        own: entry of self-consumption, or −1, shape (n,);
        need: amount of each entry, shape (entries, lanes);
        direct: right-hand side, shape (n, lanes);
        weight: w > 0, what errors are compared with, shape (n,);
        tolerance: largest error of a settled lane, in units of w;
        proofs: most sweeps of the proof;
        signed: whether credits count as credits in it: then it is no proof, but a strong sign;
        most: most sweeps of the solution;
        error: bound of the error of each lane's loops in units of w; infinite where no proof was
            found or the sweeps did not settle.
    """

    def sweeps(  # noqa: PLR0913, PLR0917  (arrays only: numba knows no data classes)
        start: Ints,
        supplier: Ints,
        own: Ints,
        bounds: Ints,
        need: Values,
        direct: Floats,
        weight: Floats,
        x: Floats,
        tolerance: float,
        proofs: int,
        signed: bool,  # noqa: FBT001  (as above)
        most: int,
        error: Floats,
    ) -> None:
        if edition < 0:
            return
        total = np.empty(lanes)
        factor = np.empty(lanes)
        step = np.full(lanes, np.inf)
        widest = widest_loop(bounds)
        kept = np.empty((KEPT, widest, lanes), dtype=np.float32)
        size = np.zeros((x.shape[0] if widest else 0, lanes))
        error[:] = 0.0
        for component in range(bounds.size - 1):
            first, last = bounds[component], bounds[component + 1]
            if last - first == 1:
                visit(lanes, first, start, supplier, own, need, direct, x, total, error)
                x[first] = total
                continue
            part = (first, last)
            prove(
                lanes, part, start, supplier, own, need, weight, size, total, proofs, signed, factor
            )
            for sweep in range(most):
                phase = sweep % CYCLE
                slot = max(phase - (CYCLE - KEPT), 0)
                change(lanes, part, start, supplier, own, need, direct, x, total, kept[slot])
                if phase in (STEP, CYCLE - 1):
                    largest(lanes, part, kept[slot], weight, step)
                    if settled(lanes, step, factor, tolerance):
                        break
                if phase == CYCLE - 1:
                    extrapolate(lanes, part, weight, kept, x)
            conclude(lanes, step, factor, tolerance, error)

    return sweeps


def visit(  # noqa: PLR0913, PLR0917  (arrays only)
    lanes: int,
    j: int,
    start: Ints,
    supplier: Ints,
    own: Ints,
    need: Values,
    direct: Floats,
    x: Floats,
    total: Floats,
    error: Floats,
) -> None:
    """Overwrite total (lanes,) by (direct + Σ need · x_supplier) / (1 − own) of process j."""
    for lane in range(lanes):
        total[lane] = direct[j, lane]
    for e in range(start[j], start[j + 1]):
        i = supplier[e]
        for lane in range(lanes):
            total[lane] += need[e, lane] * x[i, lane]
    if own[j] >= 0:
        divide_out(lanes, need[own[j]], total, error)


def divide_out(lanes: int, own: Values, total: Floats, error: Floats) -> None:
    """Divide each lane by what its process leaves of its own output; nothing left is an error."""
    for lane in range(lanes):
        left = 1.0 - own[lane]
        if not left > 0.0:
            error[lane] = np.inf
            left = 1.0
        total[lane] /= left


def widest_loop(bounds: Ints) -> int:
    """Return the number of processes of the largest loop, 0 without one."""
    widest = 0
    for component in range(bounds.size - 1):
        width = bounds[component + 1] - bounds[component]
        if width > 1:
            widest = max(widest, width)
    return widest


def prove(  # noqa: PLR0913, PLR0917  (arrays only)
    lanes: int,
    part: tuple[int, int],
    start: Ints,
    supplier: Ints,
    own: Ints,
    need: Values,
    weight: Floats,
    size: Floats,
    total: Floats,
    proofs: int,
    signed: bool,  # noqa: FBT001  (numba knows no keyword-only arguments)
    amplified: Floats,
) -> None:
    """Overwrite amplified (lanes,) by Σ|G|^i / (1 − θ) of a loop, infinite where θ < 1 fails.

    `size` (n, lanes) is 0 outside the loop and is left so everywhere.
    """
    first, last = part
    for j in range(first, last):
        size[j] = weight[j]
    sums = np.ones(lanes)
    amplified[:] = np.inf
    worst = np.empty(lanes)
    before = np.full(lanes, np.inf)
    for sweep in range(proofs):
        shrink(lanes, part, start, supplier, own, need, weight, size, total, signed, worst)
        if not waiting(lanes, worst, before, sums, amplified):
            break
        if sweep % PATIENCE == PATIENCE - 1:
            before[:] = worst
    size[first:last] = 0.0


def shrink(  # noqa: PLR0913, PLR0917  (arrays only)
    lanes: int,
    part: tuple[int, int],
    start: Ints,
    supplier: Ints,
    own: Ints,
    need: Values,
    weight: Floats,
    size: Floats,
    total: Floats,
    signed: bool,  # noqa: FBT001  (as above)
    worst: Floats,
) -> None:
    """Sweep `size` once without emissions; overwrite worst (lanes,) by its largest size/weight."""
    first, last = part
    worst[:] = 0.0
    for j in range(first, last):
        total[:] = 0.0
        for e in range(start[j], start[j + 1]):
            i = supplier[e]
            for lane in range(lanes):
                amount = need[e, lane] if signed else abs(need[e, lane])
                total[lane] += amount * size[i, lane]
        if own[j] >= 0:
            divide_out(lanes, need[own[j]], total, worst)
        unit = 1.0 / weight[j]
        for lane in range(lanes):
            size[j, lane] = total[lane]
            share = abs(total[lane]) * unit
            if not share <= worst[lane]:
                worst[lane] = share if share < np.inf else np.inf  # noqa: FURB136  (not NaN)


def waiting(lanes: int, worst: Floats, before: Floats, sums: Floats, amplified: Floats) -> bool:
    """Return whether a lane without proof still shrinks; enter the proofs that were found."""
    some = False
    for lane in range(lanes):
        if amplified[lane] == np.inf:
            if worst[lane] < SHRUNK:
                amplified[lane] = sums[lane] / (1.0 - worst[lane])
            elif worst[lane] < before[lane]:
                some = True
        sums[lane] += worst[lane]
    return some


def change(  # noqa: PLR0913, PLR0917  (arrays only)
    lanes: int,
    part: tuple[int, int],
    start: Ints,
    supplier: Ints,
    own: Ints,
    need: Values,
    direct: Floats,
    x: Floats,
    total: Floats,
    moved: Singles,
) -> None:
    """Sweep a loop once, in place, and overwrite moved (processes of the loop, lanes)."""
    first, last = part
    ignored = np.empty(lanes)
    for j in range(first, last):
        visit(lanes, j, start, supplier, own, need, direct, x, total, ignored)
        for lane in range(lanes):
            moved[j - first, lane] = total[lane] - x[j, lane]
            x[j, lane] = total[lane]


def largest(lanes: int, part: tuple[int, int], moved: Singles, weight: Floats, out: Floats) -> None:
    """Overwrite out (lanes,) by the largest change of each lane in units of the weights."""
    first, last = part
    out[:] = 0.0
    for j in range(first, last):
        unit = 1.0 / weight[j]
        for lane in range(lanes):
            share = abs(moved[j - first, lane]) * unit
            if not share <= out[lane]:
                out[lane] = share if share < np.inf else np.inf  # noqa: FURB136  (not NaN)


def settled(lanes: int, moved: Floats, amplified: Floats, tolerance: float) -> bool:
    """Return whether every lane that has a proof is within the tolerance, or has no number."""
    done = True
    for lane in range(lanes):
        if tolerance < moved[lane] * amplified[lane] < np.inf:
            done = False
    return done


def conclude(lanes: int, moved: Floats, amplified: Floats, tolerance: float, error: Floats) -> None:
    """Raise error (lanes,) to the bound of this loop, infinite where it is beyond the tolerance."""
    for lane in range(lanes):
        bound = moved[lane] * amplified[lane]
        error[lane] = max(error[lane], bound if bound <= tolerance else np.inf)


def extrapolate(
    lanes: int, part: tuple[int, int], weight: Floats, kept: NDArray[np.float32], x: Floats
) -> None:
    """Move x to where the sweeps lead, from the changes c0, c1, c2 of the last three.

    With p = c1 − c2 and q = c0 − c2, the a and b that make |c2 + a p + b q| smallest give the
    combination of the last three iterates x − (a + b) c2 − b c1.
    """
    first, last = part
    sums = np.zeros((5, lanes))
    for j in range(last - first):
        unit = 1.0 / weight[first + j]
        square = unit * unit
        for lane in range(lanes):
            c2 = kept[2, j, lane]
            p = kept[1, j, lane] - c2
            q = kept[0, j, lane] - c2
            sums[0, lane] += square * p * p
            sums[1, lane] += square * p * q
            sums[2, lane] += square * q * q
            sums[3, lane] -= square * p * c2
            sums[4, lane] -= square * q * c2
    a, b = np.zeros(lanes), np.zeros(lanes)
    for lane in range(lanes):
        pp, pq, qq = sums[0, lane], sums[1, lane], sums[2, lane]
        pc, qc = sums[3, lane], sums[4, lane]
        determinant = pp * qq - pq * pq
        if determinant > SAFE * pp * qq:
            a[lane] = (pc * qq - qc * pq) / determinant
            b[lane] = (qc * pp - pc * pq) / determinant
        elif pp > 0.0:
            a[lane] = pc / pp
    for j in range(last - first):
        for lane in range(lanes):
            step = (a[lane] + b[lane]) * kept[2, j, lane] + b[lane] * kept[1, j, lane]
            x[first + j, lane] -= step
