"""Array types and checks that every engine module shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cellprint.errors import BadInputError

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Demand = Mapping[int, float]
"""Amount of each demanded product [unit of the product], by product index."""


def finite_vector(values: ArrayLike, *, name: str, length: int | None = None) -> Floats:
    """Return `values` as a read-only float64 vector, all finite.

    Raises:
        CP-ENG-001: not one-dimensional, or not of `length`.
        CP-ENG-002: NaN or infinity.
    """
    array = np.array(values, dtype=np.float64)
    if array.ndim != 1 or (length is not None and array.size != length):
        expected = f"({'k' if length is None else length},)"
        raise BadInputError.of(
            "CP-ENG-001", where=name, name=name, found=str(array.shape), expected=expected
        )
    wrong = np.flatnonzero(~np.isfinite(array))
    if wrong.size:
        raise BadInputError.of("CP-ENG-002", where=name, name=name, position=int(wrong[0]))
    array.flags.writeable = False
    return array


def index_vector(values: ArrayLike, *, name: str, size: int, length: int | None = None) -> Ints:
    """Return `values` as a read-only int64 vector with entries in [0, size).

    Raises:
        CP-ENG-001: not one-dimensional, not of `length`, or not whole numbers.
        CP-ENG-003: an index outside [0, size).
    """
    array = np.array(values)
    whole = array.size == 0 or np.issubdtype(array.dtype, np.integer)
    if array.ndim != 1 or not whole or (length is not None and array.size != length):
        expected = f"({'k' if length is None else length},) of whole numbers"
        found = f"{array.shape} of {array.dtype}"
        raise BadInputError.of("CP-ENG-001", where=name, name=name, found=found, expected=expected)
    out = array.astype(np.int64)
    wrong = np.flatnonzero((out < 0) | (out >= size))
    if wrong.size:
        found_index = int(out[wrong[0]])
        raise BadInputError.of(
            "CP-ENG-003", where=f"{name}[{wrong[0]}]", name=name, found=found_index, last=size - 1
        )
    out.flags.writeable = False
    return out


def demand_matrix(demands: Sequence[Demand], *, size: int) -> Floats:
    """Return demands as columns, shape (size, number of demands) [unit of each product].

    Raises:
        CP-ENG-002, CP-ENG-003: an amount that is not finite, a product index out of range.
    """
    matrix = np.zeros((size, len(demands)))
    for column, demand in enumerate(demands):
        name = f"demands[{column}]"
        products = index_vector(np.array(list(demand), dtype=np.int64), name=name, size=size)
        matrix[products, column] = finite_vector(list(demand.values()), name=name)
    return matrix
