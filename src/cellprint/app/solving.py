"""From a linked system to numbers: the footprint of one unit of every product in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from cellprint import engine
from cellprint.model.inventory import Status
from cellprint.model.system import Link, LinkKind, System

# From best to least supported. A path counts under its least supported exchange.
STATUS_ORDER = (
    Status.COMPANY,
    Status.OFFICIAL,
    Status.PUBLISHED,
    Status.DERIVED,
    Status.UNVERIFIED,
)


def problem(system: System, keep: Callable[[Link], bool] = lambda _: True) -> engine.Problem:
    """Return the matrices of a system, with only the links that `keep` accepts."""
    size = len(system.nodes)
    rows, cols, values = list(range(size)), list(range(size)), [1.0] * size
    direct = np.zeros(size)
    for link in system.all_links():
        if link.kind is LinkKind.CUT_OFF or not keep(link):
            continue
        if link.provider is None:
            direct[link.consumer] += link.amount * link.factor
        else:
            rows.append(link.provider)
            cols.append(link.consumer)
            values.append(-link.amount)
    return engine.build(
        rows=np.array(rows), cols=np.array(cols), values=np.array(values), direct=direct
    )


def intensities(system: System) -> npt.NDArray[np.float64]:
    """Return the certified footprint of one unit of every node's product [kg CO2e/unit].

    Raises:
        CP-ENG-…: the system has no productive solution or the certificate fails.
    """
    return engine.solve_adjoint(problem(system)).values


def status_shares(system: System, root: int, total: float) -> dict[Status, float]:
    """Return which share of `total` rests on which status.

    A path from an emission to the product counts under the least supported exchange on it. The
    shares are differences of footprints computed with ever more statuses admitted, so they sum
    to one; `Status.UNVERIFIED` is the share that falls away when every unverified amount is left
    out.
    """
    shares: dict[Status, float] = {}
    below = 0.0
    for position, status in enumerate(STATUS_ORDER):
        part = problem(system, _admitting(STATUS_ORDER[: position + 1]))
        value = float(engine.solve_adjoint(part).values[root])
        shares[status] = (value - below) / total if total else 0.0
        below = value
    return shares


def _admitting(statuses: tuple[Status, ...]) -> Callable[[Link], bool]:
    return lambda link: link.exchange.citation.status in statuses
