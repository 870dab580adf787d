"""Base64 with one spelling per value, moments with one spelling, and bytes from a random source.

Base64 readers often ignore stray characters and unused bits; then a changed byte goes unseen.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import UTC, datetime

from cellprint.errors import BadInputError

RandomBytes = Callable[[int], bytes]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def base64url(data: bytes) -> str:
    r"""Return base64url without padding (RFC 7515, section 2).

    >>> base64url(b"\xff\xfe")
    '__4'
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: object) -> bytes | None:
    """Return the bytes, or None where `text` is not exactly what `base64url` writes."""
    if not isinstance(text, str):
        return None
    try:
        data = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
    except (ValueError, binascii.Error):
        return None
    return data if base64url(data) == text else None


def from_base64(text: str) -> bytes | None:
    """Return the bytes of padded standard base64, or None where it is spelled another way."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None


def moment_text(moment: datetime, *, where: str) -> str:
    """Return the one spelling of a moment: RFC 3339, UTC, six decimals.

    Raises:
        CP-STORE-006: the moment has no time zone.
    """
    if moment.utcoffset() is None:
        raise BadInputError.of("CP-STORE-006", where=where, found=moment.isoformat())
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: object, *, where: str) -> datetime:
    """Return the moment that `moment_text` wrote.

    Raises:
        CP-STORE-006: another spelling, or no such day or hour.
    """
    spelled = text if isinstance(text, str) and _MOMENT.fullmatch(text) else ""
    try:
        return datetime.strptime(spelled, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadInputError.of("CP-STORE-006", where=where, found=str(text)[:60]) from error


def random_bytes_of(random_bytes: RandomBytes, count: int, *, where: str) -> bytes:
    """Return `count` bytes of the given source.

    Raises:
        CP-STORE-026: the source gives another number of bytes.
    """
    data = random_bytes(count)
    if len(data) != count:
        raise BadInputError.of("CP-STORE-026", where=where, found=len(data), expected=count)
    return data


def stored_bytes(value: object) -> bytes:
    """Return the bytes of a column; SQLite keeps a text or number there if somebody writes one.

    What is not bytes has been written by another program: its own digest will not fit.

    >>> stored_bytes(b"a"), stored_bytes("a"), stored_bytes(1)
    (b'a', b'a', b'1')
    """
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode("utf-8")
