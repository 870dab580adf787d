"""Who is meant: activities by their key, or by the fields that an exchange states.

Brightway finds the other end of an exchange by name, reference product, unit and location. A field
that the exchange leaves empty is not compared; several activities that fit are never chosen among.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cellprint.formats.brightway.blocks import Activity
from cellprint.formats.made_ids import made_id
from cellprint.model.foreign import ForeignKind

_FIELDS = ("name", "reference product", "unit", "location")
# Spellings that Brightway takes as one.
_UNITS = {
    "kg": "kilogram",
    "g": "gram",
    "t": "ton",
    "kwh": "kilowatt hour",
    "mj": "megajoule",
    "gj": "gigajoule",
    "m": "meter",
    "m2": "square meter",
    "m3": "cubic meter",
    "l": "litre",
    "h": "hour",
    "tkm": "ton kilometer",
    "t*km": "ton kilometer",
    "km": "kilometer",
    "p": "unit",
    "item(s)": "unit",
}
_ELEMENTARY = ("emission", "natural resource", "inventory indicator", "economic", "social")


@dataclass(frozen=True, slots=True)
class Node:
    """An activity of the file: a process with its product, a product alone, or a substance."""

    activity: Activity
    process: str
    flow: str
    kind: ForeignKind
    is_process: bool

    def field(self, name: str) -> str:
        """Return a field as it is compared."""
        if name == "name":
            return self.activity.name
        text = self.activity.fields.get(name, "")
        return plain_unit(text) if name == "unit" else text


class Nodes:
    """The activities of a file, found by key or by fields."""

    def __init__(self, database: str, activities: list[Activity]) -> None:
        self.database = database
        self.repeated = 0
        self.by_code: dict[str, Node] = {}
        self.by_name: dict[str, list[Node]] = {}
        self.all: list[Node] = []
        seen: set[str] = set()
        for activity in activities:
            node = self._node(activity)
            if node.process in seen:
                self.repeated += 1
                continue
            seen.add(node.process)
            self.all.append(node)
            for name in {activity.name, activity.fields.get("reference product", "")} - {""}:
                self.by_name.setdefault(name, []).append(node)
            if code := activity.fields.get("code", ""):
                self.by_code[code] = node

    def find(self, record: Mapping[str, str]) -> tuple[Node | None, bool]:
        """Return who an exchange means, and whether there are several."""
        database = record.get("database", self.database)
        if database != self.database:
            return None, False
        if code := record.get("code", ""):
            return self.by_code.get(code), False
        wanted = {name: record[name] for name in _FIELDS if record.get(name)}
        if "unit" in wanted:
            wanted["unit"] = plain_unit(wanted["unit"])
        asked = wanted.pop("name", "") or wanted.get("reference product", "")
        found = [
            node
            for node in self.by_name.get(asked, [])
            if all(node.field(name) in ("", text) for name, text in wanted.items())
        ]
        return (found[0], False) if len(found) == 1 else (None, len(found) > 1)

    def _node(self, activity: Activity) -> Node:
        fields = activity.fields
        key = fields.get("code") or "\x1f".join(
            (activity.name, *(fields.get(name, "") for name in (*_FIELDS[1:], "categories")))
        )
        identity = made_id("process", self.database, key)
        kind, told = ForeignKind.PRODUCT, fields.get("type", "").casefold()
        if told in _ELEMENTARY:
            kind = ForeignKind.ELEMENTARY
        return Node(
            activity=activity,
            process=identity,
            flow=made_id("flow", identity),
            kind=kind,
            is_process=kind is ForeignKind.PRODUCT and told != "product",
        )


def plain_unit(text: str) -> str:
    """Return one spelling of a unit.

    >>> plain_unit("kWh")
    'kilowatt hour'
    """
    return _UNITS.get(text.casefold(), text)
