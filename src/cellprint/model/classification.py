"""How confidential a field is, and the view of a document that may leave the house.

A JSON schema states the class of each field with the keyword `x-classification`. A view keeps the
fields whose class is allowed and nothing else: a field without a class is removed (fail closed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from cellprint.errors import BadInputError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"

KEYWORD = "x-classification"


class Classification(StrEnum):
    """Who may see a field, from everyone to nobody without an export licence."""

    PUBLIC = "public"
    PARTNER = "partner"
    CONFIDENTIAL = "confidential"
    CONTROLLED_TECHNOLOGY = "controlled_technology"

    @property
    def rank(self) -> int:
        """Return 0 for public … 3 for controlled technology."""
        return _ORDER.index(self)


_ORDER = tuple(Classification)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaClasses:
    """The classes that a checked JSON schema states; made by `schema_classes`."""

    schema: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredView:
    """What is left of a document, and the JSON pointers of what was taken out.

    `removed` names confidential fields: it is for the sender's records, never for the recipient.
    """

    view: JsonObject
    removed: tuple[str, ...]
    allowed: Classification


def classification(text: str, *, where: str = "classification") -> Classification:
    """Return the class named `text`.

    Raises:
        CP-STORE-030: there is no such class.
    """
    try:
        return Classification(text)
    except ValueError as error:
        raise BadInputError.of(
            "CP-STORE-030", where=where, near=tuple(_ORDER[:3]), found=text
        ) from error


def schema_classes(schema: Mapping[str, Json]) -> SchemaClasses:
    """Return the classes that a JSON schema states with `x-classification`.

    `properties`, `additionalProperties`, `items`, `prefixItems`, `allOf`, `anyOf`, `oneOf` and
    local `$ref` are followed; where several parts of the schema speak of one field, the strictest
    class counts.

    Raises:
        CP-STORE-030: an unknown class.
        CP-STORE-031: a `$ref` leads nowhere or outside the schema.
    """
    _check(dict(schema), schema, ())
    return SchemaClasses(schema=schema)


def filter_view(
    document: Mapping[str, Json], classes: SchemaClasses, allowed: Classification
) -> FilteredView:
    """Return the fields of `document` whose class is at most `allowed`.

    A class at an object or list holds for everything below it as well: a field below may be
    stricter, never looser. A value without a class of its own is removed, except that an object or
    list stands as long as something in it is kept, and that a class at a field whose schema names
    no members holds for its whole value.

    >>> schema = {"properties": {"total": {"x-classification": "public"}}}
    >>> document = {"total": "71.2", "recipe": "x"}
    >>> filter_view(document, schema_classes(schema), Classification.PARTNER).view
    {'total': '71.2'}
    """
    removed: list[str] = []
    walk = _Walk(root=classes.schema, allowed=allowed, removed=removed)
    kept = walk.kept(dict(document), [dict(classes.schema)], ())
    view = kept.value if kept is not None and isinstance(kept.value, dict) else {}
    return FilteredView(view=view, removed=tuple(removed), allowed=allowed)


def pointer(path: Sequence[str]) -> str:
    """Return the JSON pointer of a path (RFC 6901).

    >>> pointer(("a/b", "0"))
    '/a~1b/0'
    """
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A value that stays in the view (its value may be a JSON null)."""

    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """One pass through a document along its schema."""

    root: Mapping[str, Json]
    allowed: Classification
    removed: list[str]

    def kept(self, value: Json, schemas: list[Json], path: tuple[str, ...]) -> _Kept | None:
        parts = _parts(schemas, self.root)
        own = _strictest(parts)
        if own is not None and own.rank > self.allowed.rank:
            self.removed.append(pointer(path))
            return None
        if own is not None and not any(_names_members(part) for part in parts):
            return _Kept(value)
        if isinstance(value, dict) and value:
            return self._kept_members(value, parts, path)
        if isinstance(value, list) and value:
            return self._kept_items(value, parts, path)
        if own is None:
            self.removed.append(pointer(path))
            return None
        return _Kept(value)

    def _kept_members(
        self, value: dict[str, Json], parts: list[JsonObject], path: tuple[str, ...]
    ) -> _Kept | None:
        members: dict[str, Json] = {}
        for name, member in value.items():
            kept = self.kept(member, _of_member(parts, name), (*path, name))
            if kept is not None:
                members[name] = kept.value
        return _Kept(members) if members else None

    def _kept_items(
        self, value: list[Json], parts: list[JsonObject], path: tuple[str, ...]
    ) -> _Kept | None:
        items: list[Json] = []
        for position, item in enumerate(value):
            kept = self.kept(item, _of_item(parts, position), (*path, str(position)))
            if kept is not None:
                items.append(kept.value)
        return _Kept(items) if items else None


def _parts(schemas: list[Json], root: Mapping[str, Json]) -> list[JsonObject]:
    """Return every schema object that speaks of one value, references and branches resolved."""
    found: list[JsonObject] = []
    seen: set[str] = set()
    waiting = list(schemas)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        found.append(node)
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            waiting.append(_resolved(reference, root))
        for keyword in ("allOf", "anyOf", "oneOf"):
            branches = node.get(keyword)
            waiting.extend(branches if isinstance(branches, list) else ())
    return found


def _strictest(parts: list[JsonObject]) -> Classification | None:
    stated = [classification(str(part[KEYWORD])) for part in parts if KEYWORD in part]
    return max(stated, key=lambda value: value.rank, default=None)


def _names_members(part: JsonObject) -> bool:
    keywords = ("properties", "additionalProperties", "items", "prefixItems")
    return any(isinstance(part.get(keyword), dict | list) for keyword in keywords)


def _of_member(parts: list[JsonObject], name: str) -> list[Json]:
    declared = [
        properties[name]
        for part in parts
        if isinstance(properties := part.get("properties"), dict) and name in properties
    ]
    return declared or [part.get("additionalProperties") for part in parts]


def _of_item(parts: list[JsonObject], position: int) -> list[Json]:
    declared = [
        prefix[position]
        for part in parts
        if isinstance(prefix := part.get("prefixItems"), list) and position < len(prefix)
    ]
    return declared or [part.get("items") for part in parts]


def _check(node: Json, root: Mapping[str, Json], path: tuple[str, ...]) -> None:
    if isinstance(node, list):
        for position, item in enumerate(node):
            _check(item, root, (*path, str(position)))
    if not isinstance(node, dict):
        return
    if KEYWORD in node:
        classification(str(node[KEYWORD]), where=pointer(path) or "/")
    if isinstance(node.get("$ref"), str):
        _resolved(str(node["$ref"]), root)
    for name, child in node.items():
        _check(child, root, (*path, name))


def _resolved(reference: str, root: Mapping[str, Json]) -> Json:
    node: Json = dict(root)
    if reference != "#" and not reference.startswith("#/"):
        raise BadInputError.of("CP-STORE-031", where="$ref", found=reference)
    for raw in reference[2:].split("/") if len(reference) > 1 else ():
        step = raw.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or step not in node:
            raise BadInputError.of("CP-STORE-031", where="$ref", found=reference)
        node = node[step]
    return node
