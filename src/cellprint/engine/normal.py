"""The system with units and signs taken out: diagonal made of reference outputs, all positive.

With p(j) the product of process j, g_j its gross output, S = diag(sign g) and e_j the power of two
at or below |g_j|, so that scaling does not round anything:

    M_ij = S_i a_{p(i) j} / e_j,    u_i = S_i y_{p(i)},    Mᵀ u = direct / e
    M t = S f_p,                    t_j = e_j s_j

Per gross output, M = I − T, where T_ij says how much of product i one unit of product j needs;
credits are negative entries of T. Waste treatment with negative production becomes an ordinary
process.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from cellprint.engine.problem import Problem
from cellprint.engine.types import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalForm:
    """M in both orders of storage, and what leads back to the problem.

    Attributes:
        columns: M by columns (processes), shape (n, n); its stored entries are in the order of
            `problem.values`.
        direct: direct emissions divided by `unit` [kg CO2e], shape (n,).
        sign: −1 for waste treatment, else 1, shape (n,).
        unit: power of two at or below the gross reference output of each process, shape (n,).
        output: gross reference output divided by `unit`, at least 1 and below 2, shape (n,).
        reference: product of each process, shape (n,).
    """

    columns: sp.csc_array
    direct: Floats
    sign: Floats
    unit: Floats
    output: Floats
    reference: Ints

    @property
    def has_credits(self) -> bool:
        """Return whether an entry off the diagonal is positive, which makes M no Z-matrix."""
        return bool(np.any(self.off_diagonal.data > 0.0))

    @property
    def off_diagonal(self) -> sp.csc_array:
        """Return M without its diagonal."""
        columns = self.columns
        col = np.repeat(np.arange(columns.shape[0]), np.diff(columns.indptr))
        keep = (columns.indices != col) & (columns.data != 0.0)
        index = (columns.indices[keep], col[keep])
        return sp.csc_array((columns.data[keep], index), shape=columns.shape)

    def comparison(self) -> sp.csc_array:
        """Return ⟨M⟩: absolute diagonal, minus absolute values elsewhere (Ostrowski 1937)."""
        columns = self.columns
        col = np.repeat(np.arange(columns.shape[0]), np.diff(columns.indptr))
        size = np.abs(columns.data)
        data = np.where(columns.indices == col, size, -size)
        return sp.csc_array((data, columns.indices, columns.indptr), shape=columns.shape)

    def needs(self) -> sp.csc_array:
        """Return T: what one gross unit of each product needs of every other."""
        columns = self.columns
        width = np.diff(columns.indptr)
        data = columns.data / np.repeat(self.output, width)
        matrix = sp.csc_array((data, columns.indices, columns.indptr), shape=columns.shape)
        return sp.csc_array(sp.eye_array(columns.shape[0]) - matrix)

    def intensities(self, unknowns: Floats) -> Floats:
        """Return y by product [kg CO2e / unit] from u by process."""
        out = np.empty_like(unknowns)
        out[self.reference] = self.sign * unknowns
        return out

    def demand(self, demand: Floats) -> Floats:
        """Return S f_p, shape as `demand`: (n,) or (n, k)."""
        ordered = demand[self.reference]
        return ordered * self.sign if demand.ndim == 1 else ordered * self.sign[:, None]

    def activity(self, unknowns: Floats) -> Floats:
        """Return s (runs of each process) from t, shape (n,) or (n, k)."""
        scaled = unknowns / self.unit if unknowns.ndim == 1 else unknowns / self.unit[:, None]
        return np.asarray(scaled, dtype=np.float64)


def normal_form(problem: Problem) -> NormalForm:
    """Return the normal form of a problem."""
    gross = np.abs(problem.output)
    unit = np.exp2(np.floor(np.log2(gross)))
    sign = np.sign(problem.output)
    row = problem.maker[problem.rows]
    data = problem.values * sign[row] / unit[problem.cols]
    starts = np.searchsorted(problem.cols, np.arange(problem.size + 1))
    shape = (problem.size, problem.size)
    columns = sp.csc_array((data, row, starts), shape=shape)
    return NormalForm(
        columns=columns,
        direct=problem.direct / unit,
        sign=sign,
        unit=unit,
        output=gross / unit,
        reference=problem.reference,
    )
