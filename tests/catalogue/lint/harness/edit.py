"""Changing one thing in a clean process, as a mistake in a data set would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cellprint.model.inventory import Exchange, Process, Role


def amount(exchange: Exchange, value: float) -> Exchange:
    return replace(exchange, amount=value, amount_text=f"{value:.9g}", uncertainty=None)


def each(process: Process, change: Callable[[Exchange], Exchange | None]) -> Process:
    """Return the process with each exchange changed; None drops it."""
    changed = [change(exchange) for exchange in process.exchanges]
    return replace(process, exchanges=tuple(item for item in changed if item is not None))


def scaled(process: Process, factor: float, *flows: str) -> Process:
    assert any(item.flow in flows for item in process.exchanges), (process.id, flows)
    return each(
        process, lambda item: amount(item, item.amount * factor) if item.flow in flows else item
    )


def without(process: Process, *flows: str) -> Process:
    assert any(item.flow in flows for item in process.exchanges), (process.id, flows)
    return each(process, lambda item: None if item.flow in flows else item)


def relinked(
    process: Process, old: str, new: str, *, factor: float = 1.0, role: Role | None = None
) -> Process:
    """Return the process with `new` in the place of `old`."""
    assert any(item.flow == old for item in process.exchanges), (process.id, old)

    def change(item: Exchange) -> Exchange:
        if item.flow != old:
            return item
        moved = replace(item, flow=new, route="", role=role or item.role)
        return amount(moved, item.amount * factor)

    return each(process, change)


def swapped(process: Process, one: str, other: str) -> Process:
    """Return the process with the amounts of two inputs exchanged."""
    of = {item.flow: item.amount for item in process.exchanges}
    new = {one: of[other], other: of[one]}
    return each(process, lambda item: amount(item, new[item.flow]) if item.flow in new else item)


def set_to(process: Process, flow: str, value: float) -> Process:
    assert any(item.flow == flow for item in process.exchanges), (process.id, flow)
    return each(process, lambda item: amount(item, value) if item.flow == flow else item)


def holds(process: Process, *flows: str) -> bool:
    return any(item.flow in flows and item.amount for item in process.exchanges)
