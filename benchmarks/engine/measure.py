"""Measuring: CPU and wall time of one core, peak memory of a process."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from statistics import median
from typing import Any, TypeVar

Result = TypeVar("Result")


def timed(action: Callable[[], Result], *, repeats: int = 1) -> tuple[Result, dict[str, float]]:
    """Return the last result and the median CPU and wall time of some repeats [s]."""
    cpu, wall = [], []
    for _ in range(repeats):
        began, clock = time.process_time(), time.perf_counter()
        result = action()
        cpu.append(time.process_time() - began)
        wall.append(time.perf_counter() - clock)
    return result, {"cpu": median(cpu), "wall": median(wall)}


def one_core() -> None:
    """Bind this process to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def peak_mb() -> float:
    """Return the peak memory of this process [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def each(times: dict[str, float], count: int) -> dict[str, float]:
    """Return the times of one of `count` repetitions."""
    return {key: value / count for key, value in times.items()}


Report = dict[str, Any]
