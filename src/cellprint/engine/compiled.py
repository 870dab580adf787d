"""The kernels as machine code, when numba is installed (extra `large`).

numba is optional: without it every system takes the SciPy path. Compiled code is cached on disk
beside the module, keyed by the number of lanes and by a check sum of the sources.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from inspect import getsource
from typing import Any
from zlib import crc32

from cellprint.engine import draw_kernels, kernels, normals, philox

LANES = 16
"""Samples side by side: one cache line of single-precision values per entry."""


@cache
def has_numba() -> bool:
    """Return whether numba is installed."""
    return find_spec("numba") is not None


@cache
def edition() -> int:
    """Return a check sum of the sources of the kernels and their helpers."""
    sources = "".join(getsource(module) for module in (draw_kernels, kernels, normals, philox))
    return crc32(sources.encode())


@cache
def sweeps(lanes: int) -> Callable[..., None]:
    """Return the compiled `kernels.make_sweeps`."""
    _helpers(
        kernels.visit,
        kernels.divide_out,
        kernels.widest_loop,
        kernels.prove,
        kernels.shrink,
        kernels.waiting,
        kernels.conclude,
        kernels.change,
        kernels.largest,
        kernels.settled,
        kernels.extrapolate,
    )
    return _compiled(kernels.make_sweeps(lanes, edition()))


@cache
def terms(lanes: int) -> Callable[..., None]:
    """Return the compiled `draw_kernels.make_terms`."""
    return _compiled(draw_kernels.make_terms(lanes, edition()))


@cache
def draws(lanes: int) -> Callable[..., None]:
    """Return the compiled `draw_kernels.make_draws`."""
    _helpers(
        draw_kernels.alike,
        draw_kernels.philox,
        draw_kernels.between,
        draw_kernels.transformed,
        normals.central,
        normals.near_tail,
        normals.far_tail,
        normals.logarithms,
        normals.normal_quantiles,
        normals.exponentials,
    )
    return _compiled(draw_kernels.make_draws(lanes, edition()))


def _helpers(*functions: Callable[..., Any]) -> None:
    """Make plain functions known to numba, so that a kernel may call them."""
    register: Callable[[Any], Any] = import_module("numba.extending").register_jitable
    for function in functions:
        register(function)


def _compiled(kernel: Callable[..., None]) -> Callable[..., None]:
    """Return the kernel compiled, without the lock of the interpreter, cached if possible."""
    njit: Callable[..., Any] = import_module("numba").njit
    options = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
    try:
        compiled: Callable[..., None] = njit(cache=True, **options)(kernel)
    except RuntimeError:  # no folder to write the cache to
        compiled = njit(**options)(kernel)
    return compiled
