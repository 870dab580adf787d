"""On what a result rests: its shares by status, and what of it stands without unverified values.

An unverified amount is not always unsupported from zero up. One kilogram of foil needs at least
one kilogram of metal, a furnace at least the heat that it delivers, and the shares of a market add
up to one whatever they are. So two figures are computed:

* the unverified share: what falls away when each unverified amount is lowered to the part of it
  that stands without the estimate. That part is the floor stated with the amount; for the
  unverified shares of a market it is their floors, and the rest of their sum supplied by the
  provider with the least footprint; otherwise it is nothing.
* the share of unverified paths: what falls away when every unverified amount is left out
  altogether, floors and markets included. It is never smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cellprint import engine
from cellprint.app.solving import problem
from cellprint.model.inventory import ProcessKind, Role, Status
from cellprint.model.system import Link, System

# From best to least supported. A path counts under its least supported exchange.
STATUS_ORDER = (
    Status.COMPANY,
    Status.OFFICIAL,
    Status.PUBLISHED,
    Status.DERIVED,
    Status.UNVERIFIED,
)

_Weight = Callable[[Link], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """On what a result rests.

    Attributes:
        shares: share of the result by status, adding up to one; a path from an emission to the
            product counts under the least supported exchange on it, and the part of an unverified
            amount that stands without the estimate counts as derived.
        paths: share of the result that passes through at least one unverified amount.
    """

    shares: Mapping[Status, float]
    paths: float

    @property
    def unverified(self) -> float:
        """Return the share that rests on unverified values."""
        return self.shares[Status.UNVERIFIED]


def support(system: System, root: int, total: float) -> Support:
    """Return on what the footprint `total` of one unit of the node `root` rests."""
    better = STATUS_ORDER[:-1]
    values = [_value(system, root, _admitting(better[: end + 1])) for end in range(len(better))]
    paths = total - values[-1]
    values[-1] = _standing(system)[root]
    steps = np.diff([0.0, *values, total]) / total if total else np.zeros(len(STATUS_ORDER))
    return Support(
        shares=dict(zip(STATUS_ORDER, map(float, steps), strict=True)),
        paths=paths / total if total else 0.0,
    )


def standing_part(link: Link) -> float:
    """Return the part (0 to 1) of the amount of a link that stands without an estimate."""
    if link.exchange.citation.status is not Status.UNVERIFIED:
        return 1.0
    floor = link.exchange.floor
    return floor.amount / link.exchange.amount if floor and link.exchange.amount else 0.0


def _standing(system: System) -> npt.NDArray[np.float64]:
    """Return the footprints that remain without estimates [kg CO2e/unit of each node].

    Which provider of a market is the least one depends on the footprints themselves. Choosing it
    by the last solution and solving again lowers the footprints or leaves them, so that the choice
    repeats after finitely many rounds.
    """
    mixes = _mixes(system)
    chosen = {id(links[0]): _rest(links) / links[0].amount for links in mixes}
    pooled = {id(link) for links in mixes for link in links}
    while True:
        values = _solved(system, _pooling(pooled, chosen))
        least = [min(links, key=lambda one: values[one.provider or 0]) for links in mixes]
        again = {
            id(link): _rest(links) / link.amount for link, links in zip(least, mixes, strict=True)
        }
        if again == chosen:
            return values
        chosen = again


def _pooling(pooled: set[int], chosen: Mapping[int, float]) -> _Weight:
    def weight(link: Link) -> float:
        return standing_part(link) + (chosen.get(id(link), 0.0) if id(link) in pooled else 0.0)

    return weight


def _mixes(system: System) -> list[tuple[Link, ...]]:
    """Return the unverified shares of each market of the system."""
    mixes = (
        tuple(link for link in links if _is_open_share(link, system)) for links in system.links
    )
    return [mix for mix in mixes if mix]


def _is_open_share(link: Link, system: System) -> bool:
    process = system.nodes[link.consumer].process
    return (
        process.kind is ProcessKind.MARKET
        and link.provider is not None
        and link.amount > 0
        and link.exchange.role is Role.INPUT
        and link.exchange.unit == process.unit
        and link.exchange.citation.status is Status.UNVERIFIED
    )


def _rest(links: tuple[Link, ...]) -> float:
    """Return what the floors of the shares leave of their sum."""
    return sum(link.amount * (1.0 - standing_part(link)) for link in links)


def _admitting(statuses: tuple[Status, ...]) -> _Weight:
    return lambda link: float(link.exchange.citation.status in statuses)


def _value(system: System, root: int, weight: _Weight) -> float:
    return float(_solved(system, weight)[root])


def _solved(system: System, weight: _Weight) -> npt.NDArray[np.float64]:
    return engine.solve_adjoint(problem(system, weight)).values
