"""Time and chance, read here and passed on: everything below gets them as arguments."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from cellprint.errors import BadInputError
from cellprint.store.encoding import RandomBytes

# Two computers that are kept on time differ by seconds.
CLOCK_SKEW = timedelta(minutes=5)


def moment(text: str = "", *, where: str = "--at") -> datetime:
    """Return the moment that a day or an ISO 8601 time names, now when there is none.

    A day is its first moment in UTC; a time without zone is UTC.

    Raises:
        CP-DECL-003: neither a day nor a time.
    """
    if not text:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError.of("CP-DECL-003", where=where, found=text[:40]) from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def later(start: datetime, *, years: int) -> datetime:
    """Return the same moment some years later; 29 February becomes 1 March.

    >>> later(datetime(2024, 2, 29, tzinfo=UTC), years=1).date().isoformat()
    '2025-03-01'
    """
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, month=3, day=1)


def random_source() -> RandomBytes:
    """Return the operating system's random source."""
    return os.urandom
