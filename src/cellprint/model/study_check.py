"""From plain data to a study: everything that is wrong, gathered, each with its place and code."""

from __future__ import annotations

import types
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cellprint.errors import BadInputError, Finding
from cellprint.model.study import Study
from cellprint.model.study_merge import Path, StudyDocument

MAX_FINDINGS = 100
_CHOICE_ERRORS = ("literal_error", "enum")
_TEXT_ERRORS = ("string_pattern_mismatch", "string_too_short", "string_too_long")


def checked_study(document: StudyDocument) -> Study:
    """Return the study that the data state.

    Raises:
        CP-STUDY-002: an entry that is needed is missing.
        CP-STUDY-003: a key that is not known.
        CP-STUDY-004: a text that is none of the allowed choices.
        CP-STUDY-005: a value of the wrong kind (text, number, list, mapping, date).
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
    entry = _path_text(path)
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
            details={"entry": str(path[-1]), "parent": _path_text(path[:-1])},
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
    code = "CP-STUDY-006" if problem["type"] in _TEXT_ERRORS else "CP-STUDY-005"
    expected = _KINDS.get(problem["type"], problem["msg"])
    details = {"entry": entry, "found": found, "expected": expected}
    return Finding(code=code, where=where, details=details)


_KINDS = {
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a date (2024-01-31)",
    "date_parsing": "a date (2024-01-31)",
    "date_from_datetime_parsing": "a date (2024-01-31)",
}


def _path_text(path: Path) -> str:
    return ".".join(str(step) for step in path) or "study"


def _shortened(value: object, length: int = 60) -> str:
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    text = str(value)
    return text if len(text) <= length else text[: length - 1] + "…"


def _known_keys(path: Path) -> list[str]:
    """Return the keys that the mapping at `path` may have."""
    shape = _type_at(path)
    if not (isinstance(shape, type) and issubclass(shape, BaseModel)):
        return []
    return [field.alias or name for name, field in shape.model_fields.items()]


def _choices(path: Path) -> list[str]:
    return [str(choice) for choice in _alternatives(_type_at(path)) if isinstance(choice, str)]


def _type_at(path: Path) -> Any:
    """Return the type that the shape of a study has at `path`."""
    shape: Any = Study
    for step in path:
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            named = {field.alias or name: field for name, field in shape.model_fields.items()}
            if step not in named:
                return None
            shape = named[str(step)].annotation
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
    if get_origin(shape) is types.UnionType:
        shape = next(one for one in get_args(shape) if one is not types.NoneType)
    return get_args(shape)[0] if hasattr(shape, "__metadata__") else shape


def _alternatives(shape: Any) -> tuple[Any, ...]:
    if isinstance(shape, type):
        return tuple(getattr(shape, "__members__", {}).values())
    return get_args(shape)
