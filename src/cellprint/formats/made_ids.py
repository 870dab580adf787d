"""Identifiers for what a format names by text only: equal texts give equal identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

from cellprint.model.foreign import Dataset, FlowProperty, ForeignUnit, UnitGroup, words


def made_id(*parts: str) -> str:
    """Return an identifier that is the same whenever the parts are."""
    return str(uuid5(NAMESPACE_URL, "\x1f".join(parts)))


def lone_unit(unit: str) -> list[UnitGroup | FlowProperty]:
    """Return the group and the property of a unit that no table relates to another."""
    group, identity = made_id("unit_group", unit), made_id("unit", unit)
    return [
        UnitGroup(
            id=group,
            name=words(unit),
            units=(ForeignUnit(id=identity, name=unit, factor="1"),),
            reference=identity,
        ),
        FlowProperty(id=made_id("property", unit), name=words(unit), unit_group=group),
    ]


def unseen(datasets: Iterable[Dataset], seen: set[str]) -> Iterator[Dataset]:
    """Yield what was not seen before, and remember it: a unit or a flow is kept once a file."""
    for one in datasets:
        identity = getattr(one, "id", "")
        if identity not in seen:
            seen.add(identity)
            yield one
