"""The same study under every electricity method that its rule book knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cellprint.rules.book import RuleBook
from cellprint.rules.electricity import Resolution, Resolver, electricity_resolver


class _Linked(Protocol):
    @property
    def per_battery(self) -> float: ...
    @property
    def supplied(self) -> _Supplied: ...


class _Supplied(Protocol):
    @property
    def resolution(self) -> Resolution: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One electricity method with the footprint it gives.

    Attributes:
        counts: whether it is the one that the rule book takes.
        per_battery: footprint of one battery [kg CO2e]; None for a method of other factors
            (direct emissions of corporate accounts), which never enter a product footprint.
        resolution: what became of ledger and claims; None likewise.
    """

    resolver: Resolver
    counts: bool
    per_battery: float | None
    resolution: Resolution | None


def electricity_methods(
    book: RuleBook, linked: Callable[[Resolver], _Linked]
) -> tuple[Method, ...]:
    """Return the footprint under each method of the book, the one that counts first."""
    ids = [book.electricity, *(one for one in book.electricity_reported if one != book.electricity)]
    return tuple(
        _method(electricity_resolver(one), linked, counts=one == book.electricity) for one in ids
    )


def _method(resolver: Resolver, linked: Callable[[Resolver], _Linked], *, counts: bool) -> Method:
    if resolver.factor_kind != "life_cycle":
        return Method(resolver=resolver, counts=counts, per_battery=None, resolution=None)
    result = linked(resolver)
    return Method(
        resolver=resolver,
        counts=counts,
        per_battery=result.per_battery,
        resolution=result.supplied.resolution,
    )
