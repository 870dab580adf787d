"""What the tests of the store share: keys, times and a random source that repeats from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from cellprint.errors import CellprintError
from cellprint.store.key_state import KeyRecord
from cellprint.store.keys import SigningKey, new_key
from cellprint.store.note import NoteKey

ORIGIN = "cellprint.example/log"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(seed: int) -> Callable[[int], bytes]:
    """Return a random source that repeats from a seed; for tests only."""
    return random.Random(seed).randbytes  # noqa: S311  (repeatable on purpose)


def key(seed: int) -> SigningKey:
    return new_key(source(seed))


def log_key(signing: SigningKey, origin: str = ORIGIN) -> NoteKey:
    return NoteKey(name=origin, public=signing.public)


def record(signing: SigningKey, owner: str = "plant") -> KeyRecord:
    return KeyRecord(
        kid=signing.kid, public=signing.public, owner=owner, valid_from=NOW - 100 * HOUR
    )


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Check that the block raises `code`, and that both languages can say so."""
    with pytest.raises(CellprintError) as caught:
        yield
    assert caught.value.code == code
    for finding in caught.value.findings:
        assert finding.line("en")
        assert finding.line("zh")
