"""Canonical bytes and digests of documents (RFC 8785, JSON Canonicalization Scheme).

Most documents hold texts, whole numbers and ASCII keys alone. These have one spelling only, and the
encoder of the standard library writes them many times faster than the library of the scheme,
which writes everything else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

import rfc8785
from pydantic import BaseModel

from cellprint.errors import BadInputError

_Json: TypeAlias = "dict[str, _Json] | list[_Json] | str | int | float | bool | None"

# RFC 8785, 3.2.2.3: whole numbers beyond this have no exact double.
_LARGEST = 2**53 - 1


def canonical_json(document: object) -> bytes:
    """Return the canonical JSON of a document: sorted keys, no blanks, one spelling per number.

    Decimals become strings, so that their digits survive; dates become ISO text; dataclasses and
    pydantic models become objects of their fields.

    Raises:
        CP-STUDY-031: the document holds something that JSON does not have (NaN, a set, bytes).

    >>> canonical_json({"b": Decimal("0.10"), "a": 1.0})
    b'{"a":1,"b":"0.10"}'
    """
    special: list[object] = []
    plain = _plain(document, special)
    try:
        if not special:
            return _encoded(plain)
        return rfc8785.dumps(plain)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise BadInputError.of("CP-STUDY-031", where="/", found=str(error)) from error


def digest(document: object) -> str:
    """Return the SHA-256 of the canonical JSON as 64 hexadecimal digits.

    Raises:
        CP-STUDY-031: see `canonical_json`.
    """
    return hashlib.sha256(canonical_json(document)).hexdigest()


def _encoded(plain: _Json) -> bytes:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _plain(value: object, special: list[object]) -> _Json:
    """Return the value as JSON; what only RFC 8785 says how to spell or sort goes to `special`."""
    # Exact types first: almost every value is one of these.
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value  # type: ignore[return-value]  # mypy does not narrow by `type()`
    if kind is dict:
        return _object(value, special)  # type: ignore[arg-type]  # as above
    if kind is list:
        return [_plain(entry, special) for entry in value]  # type: ignore[attr-defined]  # as above
    return _converted(value, special)


def _converted(value: object, special: list[object]) -> _Json:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_none=True)
    elif is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return _object(value, special)
    if isinstance(value, list | tuple):
        return [_plain(entry, special) for entry in value]
    return _scalar(value, special)


def _object(value: Mapping[object, object], special: list[object]) -> dict[str, _Json]:
    found = {str(key): _plain(entry, special) for key, entry in value.items()}
    # Keys are sorted by UTF-16 code units, which differs from code points for some.
    special += [key for key in found if not key.isascii()]
    return found


def _scalar(value: object, special: list[object]) -> _Json:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        if isinstance(value, float) or abs(value) > _LARGEST:
            special.append(value)
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise BadInputError.of("CP-STUDY-031", where="/", found=type(value).__name__)
