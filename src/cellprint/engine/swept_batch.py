"""Groups of samples of large systems: sweeps over all lanes at once, compiled by numba."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cellprint.engine import compiled
from cellprint.engine.baseline import Prepared, solve_adjoint
from cellprint.engine.compiled import LANES
from cellprint.engine.drawing import draw
from cellprint.engine.groups import TOLERANCE, Group, scale_of, solved_alone
from cellprint.engine.kernels import Values
from cellprint.engine.normal import NormalForm
from cellprint.engine.ordering import permuted
from cellprint.engine.quantities import Kind, Quantities
from cellprint.engine.sweeping import Layout, layout
from cellprint.engine.types import Floats, Ints, Singles
from cellprint.engine.uncertain import Links, UncertainSystem, varied

_PROOFS = 32
_MOST = 66
_PATIENT_PROOFS = 2000
_PATIENT = 703
_WORST = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """constant + Σ weight · x_quantity for each place, terms in order of the places."""

    start: Ints
    quantity: Ints
    weight: Floats
    constant: Floats

    def add_up(self, drawn: Singles, out: Values) -> None:
        """Overwrite `out` by the values of the places, shape (places, LANES)."""
        compiled.terms(LANES)(self.start, self.quantity, self.weight, self.constant, drawn, out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Mixes in the order of the sweeps.

    Attributes:
        start: first entry of each mix in `entry`.
        entry: entries of all mixes.
        amount: amount of the entry per unit of its scaled need.
        total: sum of the amounts that is kept, shape (mixes,).
    """

    start: Ints
    entry: Ints
    amount: Floats
    total: Floats

    def keep(self, need: Singles) -> None:
        """Scale the entries of each mix, in place, so that their amounts keep their sum."""
        if not self.total.size:
            return
        amounts = need[self.entry] * self.amount[:, None]
        sums = np.add.reduceat(amounts, self.start, axis=0)
        width = np.diff(np.append(self.start, self.entry.size))
        with np.errstate(divide="ignore", invalid="ignore"):
            need[self.entry] *= np.repeat(self.total[:, None] / sums, width, axis=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptBatch:
    """Sweeps over needs scaled by the baseline footprints: the solution of the baseline is 1.

    Needs are single precision, as rounding a draw is far below its spread; sums are double. Errors
    are measured by the weights that prove the baseline, at most `_WORST` for any product.
    """

    system: UncertainSystem
    form: NormalForm
    visit: Layout
    own: Ints
    entry: Ints
    coefficient: Floats
    shift: Floats
    unit: Floats
    scale: Floats
    first: Floats
    weight: Floats
    need: Terms
    direct: Terms
    shares: Shares
    table: Quantities
    odd: Ints

    def group(self, number: int, *, seed: int) -> Group:
        """Return the results of one group."""
        drawn = self.drawn(number, seed=seed)
        need = np.empty((self.entry.size, LANES), dtype=np.float32)
        self.need.add_up(drawn, need)
        self.shares.keep(need)
        direct = np.empty((self.unit.size, LANES))
        self.direct.add_up(drawn, direct)
        x = np.repeat(self.first[:, None], LANES, axis=1)
        error = np.empty(LANES)
        self._sweep(need, direct, x, error)
        result = self._intensities(x)
        return self._with_lone(number, result, error, seed=seed)

    def drawn(self, number: int, *, seed: int) -> Singles:
        """Return the quantities of `table` in one group, shape (k, LANES), single precision."""
        table = self.table
        out = np.empty((table.size, LANES), dtype=np.float32)
        compiled.draws(LANES)(
            table.kind, table.parameters, table.share, table.stream, number, seed, out
        )
        if self.odd.size:
            samples = np.arange(number * LANES, (number + 1) * LANES)
            out[self.odd] = draw(table.take(self.odd), samples, seed=seed)
        return out

    def _with_lone(self, number: int, result: Floats, error: Floats, *, seed: int) -> Group:
        error = np.where(np.isfinite(result).all(axis=0), error, np.inf)
        lone = np.flatnonzero(~np.isfinite(error))
        for lane in lone:
            sample = np.array([number * LANES + lane])
            drawn = draw(self.system.quantities, sample, seed=seed)[:, 0]
            values, direct = varied(self.system, drawn)
            for signed in (False, True):
                if not np.isfinite(error[lane]):
                    result[:, lane], error[lane] = self._patiently(values, direct, signed=signed)
            if not np.isfinite(error[lane]):
                result[:, lane], error[lane] = solved_alone(self.system, values, direct)
        return Group(number=number, intensities=result, error=error, alone=lone.size)

    def _patiently(self, values: Floats, direct: Floats, *, signed: bool) -> tuple[Floats, float]:
        """Return y by product and its error for one sample, swept longer, in double precision.

        With `signed` credits count as credits in the proof: the error is an estimate then.
        """
        need = self.coefficient * values[self.entry] + self.shift
        right = self.unit * direct[self.visit.order]
        x = self.first[:, None].copy()
        error = np.empty(1)
        self._sweep(need[:, None], right[:, None], x, error, patient=True, signed=signed)
        if not np.isfinite(x).all():
            error[0] = np.inf
        return self._intensities(x)[:, 0], float(error[0])

    def _intensities(self, x: Floats) -> Floats:
        process = self.visit.order
        result = np.empty_like(x)
        result[self.form.reference[process]] = x * (self.scale * self.form.sign[process])[:, None]
        return result

    def _sweep(
        self,
        need: Values,
        direct: Floats,
        x: Floats,
        error: Floats,
        *,
        patient: bool = False,
        signed: bool = False,
    ) -> None:
        """Overwrite x and the largest error of a product in each lane, infinite if not settled."""
        visit = self.visit
        heaviest = float(self.weight.max(initial=1.0))
        compiled.sweeps(x.shape[1])(
            visit.start,
            visit.supplier,
            self.own,
            visit.bounds,
            need,
            direct,
            self.weight,
            x,
            min(TOLERANCE, _WORST / heaviest),
            _PATIENT_PROOFS if patient else _PROOFS,
            signed,
            _PATIENT if patient else _MOST,
            error,
        )
        error *= heaviest


def swept_batch(system: UncertainSystem, ready: Prepared, proof: Floats) -> SweptBatch:
    """Return the sweeps of an uncertain system whose baseline is proved to be productive.

    Args:
        system: what is drawn.
        ready: its baseline.
        proof: v > 0 with ⟨M⟩ᵀ v > 0, by process, scaled like footprints.
    """
    form, problem = ready.form, system.problem
    visit = layout(form.columns)
    sigma = scale_of(ready)
    columns = form.columns
    col = np.repeat(np.arange(problem.size), np.diff(columns.indptr))
    row = columns.indices
    diagonal = columns.diagonal()
    factor = -form.sign[row] * sigma[row] / (form.unit[col] * diagonal[col] * sigma[col])
    own, entry = _own(system, visit)
    coefficient = factor[entry]
    is_own = np.arange(entry.size) >= visit.entry.size
    coefficient[is_own] = -1.0 / problem.values[entry[is_own]]
    shift = is_own.astype(np.float64)
    place = visit.order
    unit = 1.0 / (form.unit * diagonal * sigma)[place]
    unknowns = form.sign * solve_adjoint(ready).values[form.reference]
    by_kind = np.argsort(system.quantities.kind, kind="stable")
    table = system.quantities.take(by_kind)
    rank = permuted(np.arange(table.size), by_kind)
    return SweptBatch(
        system=system,
        form=form,
        visit=visit,
        own=own,
        entry=entry,
        coefficient=coefficient,
        shift=shift,
        unit=unit,
        scale=sigma[place],
        first=(unknowns / sigma)[place],
        weight=np.maximum(1.0, proof / sigma)[place],
        need=_terms(system, rank, system.entries, problem.values, entry, coefficient, shift),
        direct=_terms(
            system, rank, system.direct, problem.direct, place, unit, np.zeros(place.size)
        ),
        shares=_shares(system, entry, coefficient),
        table=table,
        odd=np.flatnonzero(table.kind >= Kind.BETA),
    )


def _own(system: UncertainSystem, visit: Layout) -> tuple[Ints, Ints]:
    """Return the entry of self-consumption of each place (−1: none varies) and all entries."""
    varies = np.flatnonzero(np.isin(visit.diagonal, system.entries.place))
    own = np.full(visit.order.size, -1, dtype=np.int64)
    own[varies] = visit.entry.size + np.arange(varies.size)
    return own, np.concatenate([visit.entry, visit.diagonal[varies]])


def _terms(
    system: UncertainSystem,
    rank: Ints,
    terms: Links,
    baseline: Floats,
    order: Ints,
    coefficient: Floats,
    shift: Floats,
) -> Terms:
    """Return the terms of places in the order of the sweeps, multiplied by `coefficient`.

    `rank` is the place of each quantity in the table that is drawn from.
    """
    start = np.searchsorted(terms.place, order, side="left")
    width = np.searchsorted(terms.place, order, side="right") - start
    ends = np.concatenate([[0], np.cumsum(width)]).astype(np.int64)
    which = np.arange(int(ends[-1])) + np.repeat(start - ends[:-1], width)
    quantity = terms.quantity[which]
    weight = terms.coefficient[which] * np.repeat(coefficient, width)
    base = np.bincount(
        np.repeat(np.arange(order.size), width),
        weights=weight * system.quantities.base[quantity],
        minlength=order.size,
    )
    constant = baseline[order] * coefficient + shift - base
    return Terms(start=ends, quantity=rank[quantity], weight=weight, constant=constant)


def _shares(system: UncertainSystem, entry: Ints, coefficient: Floats) -> Shares:
    """Return the mixes of the system, their entries found in the order of the sweeps."""
    positions = np.zeros(system.problem.values.size, dtype=np.int64)
    positions[entry] = np.arange(entry.size)
    joined = np.concatenate([*system.mixes, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    sizes = np.array([mix.size for mix in system.mixes], dtype=np.int64)
    found = positions[joined]
    return Shares(
        start=np.cumsum(sizes) - sizes,
        entry=found,
        amount=1.0 / coefficient[found],
        total=np.array([system.problem.values[mix].sum() for mix in system.mixes]),
    )
