"""A register that is quick to try: a clock that is set by hand, and hashes that cost nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher

from cellprint.app.accounts.passwords import Passwords

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
GOOD = "blue-harbour-37-lantern"
OTHER = "quiet/orchard/58/violin"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


def quick(time_cost: int = 1) -> Passwords:
    """Return passwords with hashes that are as weak as Argon2 lets them be; for tests only."""
    return Passwords(PasswordHasher(time_cost=time_cost, memory_cost=8, parallelism=1))
