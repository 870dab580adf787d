"""JSON Schemas of the documents, each field with its class of confidentiality."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from cellprint.app.documents import Json
from cellprint.errors import BadInputError
from cellprint.model.classification import KEYWORD, Classification

_LINE = "InventoryLine"
_BRANCHES = ("anyOf", "oneOf", "allOf", "prefixItems")
_CLASSES = "study_classes.yaml"


def document_schema(name: str) -> Json:
    """Return the JSON Schema of a document.

    Raises:
        CP-CLI-006: there is no document of this name.
    """
    makers: dict[str, Callable[[], Json]] = {
        "study": _study,
        "declaration": _declaration,
        "inventory": _inventory,
    }
    if name not in makers:
        raise BadInputError.of("CP-CLI-006", where="schema", found=name, near=tuple(makers))
    return makers[name]()


def schema_names() -> tuple[str, ...]:
    """Return the names of the documents that have a schema."""
    return ("study", "declaration", "inventory")


def unclassed(schema: Json) -> Iterator[str]:
    """Yield the fields of a schema that state no class, as `Model.field`."""
    for name, model in {"": schema, **schema.get("$defs", {})}.items():
        for field, body in model.get("properties", {}).items():
            if KEYWORD not in body:
                yield f"{name or schema.get('title', '')}.{field}"


@cache
def study_classes() -> Mapping[str, Mapping[str, str]]:
    """Return part of a study → field → class, as `study_classes.yaml` states them."""
    import yaml  # noqa: PLC0415  (read only where a view is made)

    text = (resources.files("cellprint.app") / _CLASSES).read_text(encoding="utf-8")
    return {
        part: {field: class_ for class_, fields in classes.items() for field in fields}
        for part, classes in yaml.safe_load(text).items()
    }


def _declaration() -> Json:
    from cellprint.model.declaration import declaration_json_schema  # noqa: PLC0415  (pydantic)

    return declaration_json_schema()


def line_class(line: Mapping[str, Any]) -> Classification:
    """Return the strictest class among the fields of an inventory line that say something.

    A field that is not known is treated as one that must never leave.
    """
    classes = study_classes()[_LINE]
    last = Classification.CONTROLLED_TECHNOLOGY
    stated = [Classification(classes.get(name, last)) for name, value in line.items() if value]
    return max(stated, key=lambda class_: class_.rank, default=last)


def _inventory() -> Json:
    """Return the schema of the lines that an issuer can open one by one."""
    fields = {
        name: {
            "type": "array" if name == "supply" else "string",
            **({"items": {"type": "string", KEYWORD: class_}} if name == "supply" else {}),
            KEYWORD: class_,
        }
        for name, class_ in study_classes()[_LINE].items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Inventory",
        "type": "object",
        "properties": {
            "lines": {
                "type": "array",
                "items": {"$ref": f"#/$defs/{_LINE}"},
                KEYWORD: Classification.PARTNER.value,
            }
        },
        "$defs": {_LINE: {"type": "object", "properties": fields, "additionalProperties": False}},
    }


def _study() -> Json:
    from cellprint.model.study import study_json_schema  # noqa: PLC0415  (pydantic)

    # The generator lends parts of one schema to several fields; each needs its own.
    schema: Json = json.loads(json.dumps(study_json_schema()))
    classes = study_classes()
    for name, model in {"Study": schema, **schema.get("$defs", {})}.items():
        for field, body in model.get("properties", {}).items():
            class_ = classes.get(name, {}).get(field)
            if class_ is not None:
                _state(body, class_)
    return schema


def _state(schema: Any, class_: str) -> None:
    """Write a class at a field and at everything that is spelled out below it.

    What a reference leads to has classes of its own.
    """
    if not isinstance(schema, dict):
        return
    schema[KEYWORD] = class_
    for name in _BRANCHES:
        for branch in schema.get(name, ()):
            if "$ref" not in branch:
                _state(branch, class_)
    for name in ("items", "additionalProperties"):
        below = schema.get(name)
        if isinstance(below, dict) and "$ref" not in below:
            _state(below, class_)
    for member in schema.get("properties", {}).values():
        _state(member, class_)
