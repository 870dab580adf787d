"""JSON read strictly, because it comes from strangers and is signed.

A lenient reader lets two programs see two contents in the same bytes: duplicate names, numbers out
of range, lone surrogates. Here each of these is an error.
"""

from __future__ import annotations

import json
import math
from typing import NoReturn

from cellprint.errors import BadInputError
from cellprint.model.classification import Json, JsonObject

MAX_DEPTH = 64


def parse_json(data: bytes | str, *, where: str) -> Json:
    """Return the value of a JSON text (RFC 8259, restricted to I-JSON, RFC 7493).

    Raises:
        CP-STORE-001: not JSON, not UTF-8, or nested deeper than `MAX_DEPTH`.
        CP-STORE-002: a name stands twice in one object.
        CP-STORE-003: a number that is not finite, or text that is not valid Unicode.
    """

    def once(pairs: list[tuple[str, Json]]) -> Json:
        members: dict[str, Json] = {}
        for name, value in pairs:
            if name in members:
                raise BadInputError.of("CP-STORE-002", where=where, name=ascii(name))
            members[name] = value
        return members

    def finite(text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            raise BadInputError.of("CP-STORE-003", where=where, found=text[:40])
        return number

    def constant(text: str) -> NoReturn:
        raise BadInputError.of("CP-STORE-003", where=where, found=text)

    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        value: Json = json.loads(
            text, object_pairs_hook=once, parse_float=finite, parse_constant=constant
        )
    except (ValueError, RecursionError) as error:
        raise BadInputError.of("CP-STORE-001", where=where, found=type(error).__name__) from error
    _check(value, where=where)
    return value


def parse_object(data: bytes | str, *, where: str) -> JsonObject:
    """Return the members of a JSON text that is an object.

    Raises:
        CP-STORE-001: not a JSON object; further codes as `parse_json`.
    """
    value = parse_json(data, where=where)
    if not isinstance(value, dict):
        raise BadInputError.of("CP-STORE-001", where=where, found=type(value).__name__)
    return value


def _check(value: Json, *, where: str) -> None:
    waiting: list[tuple[Json, int]] = [(value, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise BadInputError.of("CP-STORE-001", where=where, found=f"depth > {MAX_DEPTH}")
        if isinstance(node, str):
            _check_text(node, where=where)
        elif isinstance(node, dict):
            for name in node:
                _check_text(name, where=where)
            waiting.extend((child, depth + 1) for child in node.values())
        elif isinstance(node, list):
            waiting.extend((child, depth + 1) for child in node)


def _check_text(text: str, *, where: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInputError.of("CP-STORE-003", where=where, found=ascii(text)[:40]) from error
