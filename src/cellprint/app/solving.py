"""From a linked system to numbers: the footprint of one unit of every product in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from cellprint import engine
from cellprint.model.system import Link, LinkKind, System


def problem(system: System, weight: Callable[[Link], float] = lambda _: 1.0) -> engine.Problem:
    """Return the matrices of a system, each link with the part of its amount that `weight` says."""
    size = len(system.nodes)
    rows, cols, values = list(range(size)), list(range(size)), [1.0] * size
    direct = np.zeros(size)
    for link in system.all_links():
        amount = 0.0 if link.kind is LinkKind.CUT_OFF else link.amount * weight(link)
        if not amount:
            continue
        if link.provider is None:
            direct[link.consumer] += amount * link.factor
        else:
            rows.append(link.provider)
            cols.append(link.consumer)
            values.append(-amount)
    return engine.build(
        rows=np.array(rows), cols=np.array(cols), values=np.array(values), direct=direct
    )


def intensities(system: System) -> npt.NDArray[np.float64]:
    """Return the certified footprint of one unit of every node's product [kg CO2e/unit].

    Raises:
        CP-ENG-…: the system has no productive solution or the certificate fails.
    """
    return engine.solve_adjoint(problem(system)).values
