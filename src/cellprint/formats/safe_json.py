"""JSON of strangers: every number stays the text it was written as; depth and keys are checked."""

from __future__ import annotations

import codecs
import json
from typing import Any

from cellprint.errors import BadInputError, CellprintError
from cellprint.formats.limits import DEFAULT_LIMITS, Limits

_CONTAINERS = (dict, list)


class NumberText(str):
    """A number as it stands in the file."""

    __slots__ = ()


class _DuplicateKeyError(Exception):
    """A key stands twice in one object."""


class _ConstantError(Exception):
    """NaN or infinity."""


def read_json(data: bytes, *, where: str, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Return the JSON value in `data`; numbers are `NumberText`.

    Raises:
        CP-FMT-004: nested deeper than the limit.
        CP-FMT-007: no JSON, or not UTF-8.
        CP-FMT-008: a key stands twice in one object.
        CP-FMT-010: NaN or infinity.
    """
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        value = _DECODER.decode(text)
    except _DuplicateKeyError as error:
        raise BadInputError.of("CP-FMT-008", where=where, key=str(error)[:80]) from None
    except _ConstantError as error:
        raise BadInputError.of("CP-FMT-010", where=where, found=str(error)) from None
    except RecursionError:
        raise _too_deep(where, limits) from None
    except ValueError as error:
        raise BadInputError.of("CP-FMT-007", where=where, problem=str(error)[:200]) from None
    if value.__class__ in _CONTAINERS and _deeper(value, limits.json_depth - 1):
        raise _too_deep(where, limits)
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
    return found


def _constant(text: str) -> Any:
    raise _ConstantError(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs,
    parse_float=NumberText,
    parse_int=NumberText,
    parse_constant=_constant,
)


def _too_deep(where: str, limits: Limits) -> CellprintError:
    return BadInputError.of(
        "CP-FMT-004",
        where=where,
        limit="json_depth",
        found=limits.json_depth + 1,
        allowed=limits.json_depth,
    )


def _deeper(value: Any, left: int) -> bool:
    """Return whether containers are nested deeper than `left`; stops there."""
    if left < 0:
        return True
    inner = value.values() if value.__class__ is dict else value
    return any(one.__class__ in _CONTAINERS and _deeper(one, left - 1) for one in inner)


def without_number_types(value: Any) -> Any:
    """Return the value with plain whole numbers and floats in place of their texts."""
    if isinstance(value, NumberText):
        return int(value) if value.lstrip("-").isdigit() else float(value)
    if isinstance(value, dict):
        return {key: without_number_types(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_number_types(one) for one in value]
    return value
