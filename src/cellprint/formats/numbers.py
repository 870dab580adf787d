"""Numbers as files write them: the text stays, the value must be finite."""

from __future__ import annotations

import math
import re

from cellprint.errors import BadInputError

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?")
_MAX = 400


def number_text(text: str, *, where: str) -> str:
    """Return `text` without blanks around it, which is a decimal number.

    A comma is refused, not guessed at: `1,234` is two different numbers in two countries.

    Raises:
        CP-FMT-010: no finite decimal number.
    """
    plain = text.strip()
    if (
        len(plain) > _MAX
        or not plain.isascii()
        or not _NUMBER.fullmatch(plain)
        or not math.isfinite(float(plain))
    ):
        raise BadInputError.of("CP-FMT-010", where=where, found=plain[:80])
    return plain


def is_number(text: str) -> bool:
    """Return whether `text` is a finite decimal number."""
    plain = text.strip()
    return (
        len(plain) <= _MAX
        and plain.isascii()
        and bool(_NUMBER.fullmatch(plain))
        and math.isfinite(float(plain))
    )


def shortest(value: float) -> str:
    """Return the shortest text that reads back as the same float.

    >>> shortest(1.44)
    '1.44'
    """
    return repr(float(value))
