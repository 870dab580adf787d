"""Canonical bytes and digests of documents (RFC 8785, JSON Canonicalization Scheme)."""

from __future__ import annotations

import hashlib
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


def canonical_json(document: object) -> bytes:
    """Return the canonical JSON of a document: sorted keys, no blanks, one spelling per number.

    Decimals become strings, so that their digits survive; dates become ISO text; dataclasses and
    pydantic models become objects of their fields.

    Raises:
        CP-STUDY-031: the document holds something that JSON does not have (NaN, a set, bytes).

    >>> canonical_json({"b": Decimal("0.10"), "a": 1.0})
    b'{"a":1,"b":"0.10"}'
    """
    try:
        return rfc8785.dumps(_plain(document))
    except rfc8785.CanonicalizationError as error:
        raise BadInputError.of("CP-STUDY-031", where="/", found=str(error)) from error


def digest(document: object) -> str:
    """Return the SHA-256 of the canonical JSON as 64 hexadecimal digits.

    Raises:
        CP-STUDY-031: see `canonical_json`.
    """
    return hashlib.sha256(canonical_json(document)).hexdigest()


def _plain(value: object) -> _Json:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_none=True)
    elif is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return _scalar(value)


def _scalar(value: object) -> _Json:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise BadInputError.of("CP-STUDY-031", where="/", found=type(value).__name__)
