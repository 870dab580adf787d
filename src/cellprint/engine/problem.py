"""The system to be solved: technosphere, direct emissions, reference outputs.

Sign convention (Heijungs & Suh 2002, doi:10.1007/978-94-015-9900-9, chapter 2): rows are products,
columns are processes; what a process makes is positive, what it takes in is negative. A waste
treatment takes in waste: its reference entry is negative ("negative production").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike

from cellprint.engine.types import Floats, Ints, finite_vector, index_vector
from cellprint.errors import BadInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A square, linked inventory system; make one with `build`.

    Attributes:
        rows: product of each technosphere entry, shape (k,), sorted by column then row.
        cols: process of each technosphere entry, shape (k,).
        values: amount [unit of the product per process], outputs positive, shape (k,).
        direct: characterised emissions of each process [kg CO2e per process], shape (n,).
        reference: product that each process makes, shape (n,), a permutation.
        output: gross reference output of each process [unit of its product], shape (n,).
        labels: names of the processes for messages, or empty.
    """

    rows: Ints
    cols: Ints
    values: Floats
    direct: Floats
    reference: Ints
    output: Floats
    labels: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return the number of processes, which is the number of products."""
        return int(self.direct.size)

    @property
    def maker(self) -> Ints:
        """Return the process that makes each product, shape (n,)."""
        inverse = np.empty_like(self.reference)
        inverse[self.reference] = np.arange(self.size)
        return inverse

    def label(self, process: int) -> str:
        """Return the label of a process, or its index as text."""
        return self.labels[process] if self.labels else str(process)

    def technosphere(self) -> sp.csc_array:
        """Return A, shape (n products, n processes), duplicates already summed."""
        shape = (self.size, self.size)
        return sp.csc_array((self.values, (self.rows, self.cols)), shape=shape)


def build(
    *,
    rows: ArrayLike,
    cols: ArrayLike,
    values: ArrayLike,
    direct: ArrayLike,
    reference: ArrayLike | None = None,
    labels: tuple[str, ...] = (),
) -> Problem:
    """Return a checked `Problem`; entries given more than once are summed.

    Args:
        rows: product of each entry.
        cols: process of each entry.
        values: amount of each entry, outputs positive, inputs negative [unit of the product].
        direct: emissions of one run of each process, characterised [kg CO2e].
        reference: product that each process makes; without it process j makes product j.
        labels: one name for each process, or none.

    The gross output of a process is the sum of the positive entries at its reference position, or
    of the negative ones if there is no positive one (waste treatment). Self-consumption is given as
    a further, negative entry at the same position, so that it stays visible to the check of
    productivity.

    Raises:
        CP-ENG-001: shapes that do not agree.
        CP-ENG-002: NaN or infinity.
        CP-ENG-003: index out of range.
        CP-ENG-004: a process without its reference output.
        CP-ENG-005: a product with more than one maker.
    """
    direct_vector = finite_vector(direct, name="direct")
    size = direct_vector.size
    amounts = finite_vector(values, name="values")
    products = index_vector(rows, name="rows", size=size, length=amounts.size)
    processes = index_vector(cols, name="cols", size=size, length=amounts.size)
    made = _reference(reference, size=size)
    if labels and len(labels) != size:
        raise BadInputError.of(
            "CP-ENG-001",
            where="labels",
            name="labels",
            found=str((len(labels),)),
            expected=str((size,)),
        )
    output = _gross_output(products, processes, amounts, made, labels=labels)
    summed = sp.coo_array((amounts, (products, processes)), shape=(size, size)).tocsc()
    summed.sort_indices()
    return Problem(
        rows=_frozen(summed.indices.astype(np.int64)),
        cols=_frozen(np.repeat(np.arange(size), np.diff(summed.indptr))),
        values=finite_vector(summed.data, name="values"),
        direct=direct_vector,
        reference=made,
        output=output,
        labels=labels,
    )


def _frozen(array: Ints) -> Ints:
    array.flags.writeable = False
    return array


def _reference(reference: ArrayLike | None, *, size: int) -> Ints:
    if reference is None:
        return _frozen(np.arange(size))
    made = index_vector(reference, name="reference", size=size, length=size)
    makers = np.bincount(made, minlength=size)
    double = np.flatnonzero(makers > 1)
    if double.size:
        raise BadInputError.of(
            "CP-ENG-005",
            where="reference",
            product=int(double[0]),
            count=int(makers[double[0]]),
        )
    return made


def _gross_output(
    rows: Ints, cols: Ints, values: Floats, reference: Ints, *, labels: tuple[str, ...]
) -> Floats:
    """Return the gross reference output of each process, never zero."""
    own = rows == reference[cols]
    amounts, processes = values[own], cols[own]
    size = reference.size
    made = np.bincount(processes, weights=np.maximum(amounts, 0.0), minlength=size)
    treated = np.bincount(processes, weights=np.minimum(amounts, 0.0), minlength=size)
    gross = np.where(made > 0.0, made, treated)
    missing = np.flatnonzero(gross == 0.0)
    if missing.size:
        process = int(missing[0])
        raise BadInputError.of(
            "CP-ENG-004",
            where=f"processes[{process}]",
            process=labels[process] if labels else process,
            product=int(reference[process]),
        )
    gross.flags.writeable = False
    return gross
