"""From plain data to a study: everything that is wrong, gathered, each with its place and code."""

from __future__ import annotations

import types
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cellprint.errors import BadInputError, Finding
from cellprint.model.located_yaml import Plain
from cellprint.model.study import Study
from cellprint.model.study_merge import Path, StudyDocument

MAX_FINDINGS = 100
_CHOICE_ERRORS = ("literal_error", "enum")


def checked_study(document: StudyDocument) -> Study:
    """Return the study that the data state.

    Raises:
        CP-STUDY-002: an entry that is needed is missing.
        CP-STUDY-003: a key that is not known.
        CP-STUDY-004: a text that is none of the allowed choices.
        CP-STUDY-005, CP-STUDY-035 to CP-STUDY-039: a value of the wrong kind (in general; text,
            list, mapping, date, whole number).
        CP-STUDY-006: a text of the wrong form (an identifier, a place).
        CP-STUDY-008 and following, CP-UNIT-…: what single entries require.
    """
    try:
        return Study.model_validate(document.data)
    except ValidationError as error:
        problems = error.errors(include_url=False)[:MAX_FINDINGS]
        first, *others = (_finding(problem, document) for problem in problems)
        raise BadInputError(first, *others) from None


def _finding(problem: ErrorDetails, document: StudyDocument) -> Finding:
    path: Path = tuple(problem["loc"])
    kind, context = problem["type"], problem.get("ctx", {})
    entry = _path_text(path, document.data)
    if kind.startswith("CP-"):
        return Finding(
            code=kind,
            where=document.where(path),
            details=context["details"],
            near=tuple(context["near"]),
        )
    if kind == "missing" or problem["input"] is None:
        return Finding(
            code="CP-STUDY-002",
            where=document.where(path),
            details={"entry": str(path[-1]), "parent": _path_text(path[:-1], document.data)},
        )
    if kind == "extra_forbidden":
        known = _known_keys(path[:-1])
        near = tuple(get_close_matches(str(path[-1]), known, n=3, cutoff=0.5))
        details = {"found": str(path[-1]), "known": ", ".join(known)}
        return Finding(code="CP-STUDY-003", where=document.where(path), details=details, near=near)
    return _value_finding(problem, path, entry, document)


def _value_finding(
    problem: ErrorDetails, path: Path, entry: str, document: StudyDocument
) -> Finding:
    """Return the finding about a value that is of the wrong kind."""
    found = _shortened(problem["input"])
    where = document.where(path)
    if problem["type"] in _CHOICE_ERRORS:
        choices = _choices(path)
        near = tuple(get_close_matches(found, choices, n=3, cutoff=0.4))
        details = {"entry": entry, "found": found, "known": ", ".join(choices)}
        return Finding(code="CP-STUDY-004", where=where, details=details, near=near)
    code = _KINDS.get(problem["type"], "CP-STUDY-005")
    return Finding(code=code, where=where, details={"entry": entry, "found": found})


_KINDS = {
    **dict.fromkeys(
        ("string_pattern_mismatch", "string_too_short", "string_too_long"), "CP-STUDY-006"
    ),
    "string_type": "CP-STUDY-035",
    **dict.fromkeys(("tuple_type", "list_type"), "CP-STUDY-036"),
    **dict.fromkeys(("dict_type", "model_type"), "CP-STUDY-037"),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "CP-STUDY-038"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "CP-STUDY-039"),
}


def _path_text(path: Path, data: Plain) -> str:
    """Return a path for people: list entries by their `id` where they have one."""
    words: list[str] = []
    value: Plain = data
    for step in path:
        value = _below(value, step)
        named = isinstance(step, int) and isinstance(value, dict) and "id" in value
        words.append(str(value["id"]) if named and isinstance(value, dict) else str(step))
    return ".".join(words) or "study"


def _below(value: Plain, step: str | int) -> Plain:
    if isinstance(value, list) and isinstance(step, int):
        return value[step] if step < len(value) else None
    return value.get(str(step)) if isinstance(value, dict) else None


def _shortened(value: object, length: int = 60) -> str:
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    text = str(value)
    return text if len(text) <= length else text[: length - 1] + "…"


def _known_keys(path: Path) -> list[str]:
    """Return the keys that the mapping at `path` may have."""
    fields = getattr(_type_at(path), "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _choices(path: Path) -> list[str]:
    return [str(choice) for choice in _alternatives(_type_at(path)) if isinstance(choice, str)]


def _type_at(path: Path) -> Any:
    """Return the type that the shape of a study has at `path`."""
    shape: Any = Study
    for step in path:
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            named = {field.alias or name: field for name, field in shape.model_fields.items()}
            field = named.get(str(step))
            shape = field.annotation if field else None
        else:
            arguments = get_args(shape)
            shape = (
                (arguments[-1] if get_origin(shape) is dict else arguments[0])
                if arguments
                else None
            )
        shape = _bare(shape)
    return shape


def _bare(shape: Any) -> Any:
    """Return a type without `| None` and without the annotations of its field."""
    while True:
        if get_origin(shape) in (types.UnionType, Union):
            shape = next(one for one in get_args(shape) if one is not types.NoneType)
        elif hasattr(shape, "__metadata__"):
            shape = get_args(shape)[0]
        else:
            return shape


def _alternatives(shape: Any) -> tuple[Any, ...]:
    if isinstance(shape, type):
        return tuple(getattr(shape, "__members__", {}).values())
    return get_args(shape)
