"""A node of an ILCD or TIDAS tree that knows what of it was read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cellprint.errors import BadInputError
from cellprint.formats.numbers import number_text
from cellprint.model.foreign import UNDETERMINED, Pairs, Words
from cellprint.model.loss_report import LossReport

REST = "ilcd:rest"
_CLASSES = (
    ("common:classification", "common:class"),
    ("common:elementaryFlowCategorization", "common:category"),
)


class IlcdNode:
    """A node; each child and attribute is taken once."""

    __slots__ = ("left", "where")

    def __init__(self, content: Any, *, where: str) -> None:
        self.left: dict[str, Any] = content if isinstance(content, dict) else {"#text": content}
        self.where = where

    def child(self, name: str) -> IlcdNode:
        """Return the first child of a name; an empty node when there is none."""
        found = self.left.get(name)
        first = (found[0] if found else {}) if isinstance(found, list) else found
        if not isinstance(first, dict):
            first = {} if first is None else {"#text": first}
            self.left[name] = first
        return IlcdNode(first, where=f"{self.where}/{name}")

    def children(self, name: str) -> Iterator[IlcdNode]:
        """Yield the children of a name: one object or a list of them."""
        found = self.left.get(name)
        items = found if isinstance(found, list) else [] if found is None else [found]
        if items and not all(isinstance(one, dict) for one in items):
            items = [one if isinstance(one, dict) else {"#text": one} for one in items]
            self.left[name] = items
        for position, item in enumerate(items):
            yield IlcdNode(item, where=f"{self.where}/{name}[{position}]")

    def attribute(self, name: str) -> str:
        """Return an attribute; nothing when absent."""
        return str(self.left.pop(f"@{name}", "") or "").strip()

    def text(self, name: str) -> str:
        """Return the text of a child without language; nothing when absent."""
        value = self.left.pop(name, None)
        if isinstance(value, list):
            if len(value) > 1:
                self.left[name] = value[1:]
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("#text")
        return "" if value is None else str(value).strip()

    def texts(self, name: str) -> list[str]:
        """Return the texts of all children of a name."""
        value = self.left.pop(name, None)
        items = value if isinstance(value, list) else [] if value is None else [value]
        return [str(one.get("#text", "") if isinstance(one, dict) else one) for one in items]

    def words(self, name: str) -> Words:
        """Return the texts of a child in all its languages."""
        value = self.left.pop(name, None)
        items = value if isinstance(value, list) else [] if value is None else [value]
        found = []
        for one in items:
            text = one.get("#text") if isinstance(one, dict) else one
            language = one.get("@xml:lang") if isinstance(one, dict) else None
            if text not in (None, ""):
                found.append((str(language or UNDETERMINED), str(text)))
        return tuple(found)

    def needed(self, name: str) -> str:
        """Return a text that must be there.

        Raises:
            CP-FMT-012: it is not.
        """
        found = self.text(name)
        if not found:
            raise BadInputError.of("CP-FMT-012", where=self.where, field=name)
        return found

    def number(self, name: str) -> str:
        """Return a number as it is written; nothing when absent.

        Raises:
            CP-FMT-010: no finite decimal number.
        """
        found = self.text(name)
        return number_text(found, where=f"{self.where}/{name}") if found else ""

    def reference(self, name: str) -> str:
        """Return the id that the first reference of a name gives; nothing when absent."""
        value = self.left.get(name)
        if isinstance(value, list):
            first = value.pop(0) if value else None
            if not value:
                self.left.pop(name, None)
        else:
            first = self.left.pop(name, None)
        return str(first.get("@refObjectId", "")) if isinstance(first, dict) else ""

    def references(self, name: str) -> list[str]:
        """Return the ids that all references of a name give."""
        value = self.left.pop(name, None)
        items = value if isinstance(value, list) else [] if value is None else [value]
        return [str(one.get("@refObjectId", "")) for one in items if isinstance(one, dict)]

    def drop(self, *names: str) -> None:
        """Forget what says nothing more."""
        for name in names:
            self.left.pop(name, None)


def left_over(node: IlcdNode, report: LossReport) -> Pairs:
    """Return what was not read below a node, to be kept as it stands, and report it."""
    rest = _pruned(node.left)
    if not rest:
        return ()
    paths: list[str] = []
    _leaves(rest, "", paths)
    for path in paths:
        report.add("CP-FMT-031", "note", path=path.lstrip("/"), action="kept")
    return ((REST, json.dumps(rest, ensure_ascii=False)),)


def category(node: IlcdNode, name: str = "classificationInformation") -> tuple[str, ...]:
    """Return the path of classes, by level."""
    holder = node.child(name)
    for outer, inner in _CLASSES:
        if outer in holder.left:
            inside = holder.child(outer)
            found = [(one.attribute("level"), one.text("#text")) for one in inside.children(inner)]
            return tuple(text for _, text in sorted(found, key=lambda one: one[0].zfill(3)))
    return ()


def merged(tree: Any, rest: Any) -> Any:
    """Return a tree with what was kept of the file put back where it stood."""
    if isinstance(rest, list) or isinstance(tree, list):
        mine = tree if isinstance(tree, list) else [tree]
        kept = rest if isinstance(rest, list) else [rest]
        both = [merged(one, other) for one, other in zip(mine, kept, strict=False)]
        return both + mine[len(kept) :] + [one for one in kept[len(mine) :] if one]
    if isinstance(tree, dict) and isinstance(rest, dict):
        found = dict(tree)
        for name, one in rest.items():
            found[name] = merged(found[name], one) if name in found else one
        return found
    return tree


def _pruned(value: Any) -> Any:
    """Return a value without empty parts; items of lists keep their places."""
    if isinstance(value, dict):
        inner = {
            name: kept
            for name, one in value.items()
            if not name.startswith("@xmlns") and (kept := _pruned(one)) not in ({}, [], None, "")
        }
        return inner or {}
    if isinstance(value, list):
        items = [_pruned(one) for one in value]
        return items if any(one not in ({}, [], None, "") for one in items) else []
    return value


def _leaves(value: Any, path: str, found: list[str]) -> None:
    """Collect the paths of texts and attributes below a value."""
    if isinstance(value, dict):
        for name, one in value.items():
            _leaves(one, f"{path}/{name}", found)
    elif isinstance(value, list):
        for one in value:
            _leaves(one, path, found)
    else:
        found.append(path)
