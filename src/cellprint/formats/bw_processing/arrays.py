"""Arrays in the npy format, read without pickles and only as large as the file really is."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.lib import format as npy

from cellprint.errors import BadInputError, CellprintError
from cellprint.formats.package import Package


def read_array(package: Package, name: str) -> Any:
    """Return the array of an entry.

    Raises:
        CP-FMT-002, CP-FMT-004: the entry cannot be read, or is too large.
        CP-FMT-023: not an array of plain numbers, or not as long as it says.
    """
    content = package.read(name)
    stream = io.BytesIO(content)
    try:
        version = npy.read_magic(stream)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = read(stream)
    except Exception as error:  # noqa: BLE001  (a damaged header makes the library raise anything)
        raise _refused(name, type(error).__name__) from None
    body = memoryview(content)[stream.tell() :]
    if dtype.hasobject or len(shape) != 1:
        raise _refused(name, "not one row of plain numbers")
    # the length that the header claims is never believed
    if shape[0] * dtype.itemsize != len(body) or not dtype.itemsize:
        raise _refused(name, f"{len(body)} bytes for {shape[0]} values")
    return np.frombuffer(body, dtype=dtype)


def write_array(array: Any) -> bytes:
    """Return an array in the npy format."""
    out = io.BytesIO()
    np.save(out, array, allow_pickle=False)
    return out.getvalue()


def _refused(name: str, problem: str) -> CellprintError:
    return BadInputError.of("CP-FMT-023", where=name, problem=problem)
