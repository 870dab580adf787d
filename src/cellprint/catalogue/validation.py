"""Pydantic's complaints about an entry, as coded findings with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cellprint.catalogue.names import nearest
from cellprint.errors import Finding
from cellprint.model.located_yaml import Located, Path

_Model = TypeVar("_Model", bound=BaseModel)

UNQUOTED = "unquoted_number"
NOT_DECIMAL = "not_decimal"
_CODES = {
    "extra_forbidden": "CP-DATA-001",
    "missing": "CP-DATA-002",
    UNQUOTED: "CP-DATA-003",
    NOT_DECIMAL: "CP-DATA-004",
    "enum": "CP-DATA-005",
    "literal_error": "CP-DATA-005",
    "string_too_short": "CP-DATA-007",
}
_OTHER = "CP-DATA-006"
# What would be right, in signs that need no translation.
_EXPECTED = {
    "string_type": '"…"',
    "bool_type": "true | false",
    "int_type": '2024 (≠ "2024")',
    "list_type": "[…]",
    "tuple_type": "[…]",
    "dict_type": "{…: …}",
    "model_type": "{…: …}",
    "model_attributes_type": "{…: …}",
    "greater_than_equal": ">= {ge}",
    "less_than_equal": "<= {le}",
    "too_short": "[…] >= {min_length}",
    "string_pattern_mismatch": "{pattern}",
}
_LONGEST = 60


def validated(
    model: type[_Model], located: Located, path: Path, value: object, findings: list[Finding]
) -> _Model | None:
    """Return `value` as a `model`, or None after adding what is wrong with it to `findings`.

    Args:
        model: the model of the entry.
        located: the file, for its name and lines.
        path: where `value` stands in the file.
        value: plain data of the entry.
        findings: gets one finding per complaint (CP-DATA-001 to CP-DATA-007).
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        findings.extend(_findings(model, located, path, error))
        return None


def wrong_shape(located: Located, path: Path, found: object, expected: str) -> Finding:
    """Return the finding CP-DATA-006 for a value of the wrong kind at `path`."""
    key = str(path[-1]) if path else located.name
    details = {"key": key, "found": _shortened(found), "expected": expected}
    return Finding(code=_OTHER, where=located.where(path), details=details)


def _findings(
    model: type[BaseModel], located: Located, path: Path, error: ValidationError
) -> Iterator[Finding]:
    for detail in error.errors(include_url=False):
        code = _CODES.get(detail["type"], _OTHER)
        yield Finding(
            code=code,
            where=located.where((*path, *detail["loc"])),
            details=_details(code, detail),
            near=_near(code, model, detail),
        )


def _details(code: str, detail: ErrorDetails) -> dict[str, Any]:
    key = ".".join(str(step) for step in detail["loc"]) or "entry"
    found = _shortened(detail["input"])
    if code in {"CP-DATA-001", "CP-DATA-002", "CP-DATA-007"}:
        return {"key": key}
    if code == "CP-DATA-005":
        expected = str(detail.get("ctx", {}).get("expected", ""))
        return {"key": key, "found": found, "expected": expected}
    if code == _OTHER:
        return {"key": key, "found": found, "expected": _expected(detail)}
    return {"key": key, "found": found}


def _expected(detail: ErrorDetails) -> str:
    known = _EXPECTED.get(detail["type"], detail["msg"])
    for name, value in detail.get("ctx", {}).items():
        known = known.replace(f"{{{name}}}", str(value))
    return known


def _near(code: str, model: type[BaseModel], detail: ErrorDetails) -> tuple[str, ...]:
    if code != "CP-DATA-001":
        return ()
    *path, key = detail["loc"]
    return nearest(str(key), _model_at(model, path).model_fields)


def _model_at(model: type[BaseModel], path: Iterable[int | str]) -> type[BaseModel]:
    """Return the model that the keys at `path` belong to."""
    for step in path:
        if isinstance(step, str):
            model = _model_in(model.model_fields[step].annotation) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in get_args(annotation))
    return next((found for found in inner if found is not None), None)


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
