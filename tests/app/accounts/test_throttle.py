"""How often one may try."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from cellprint.app.accounts.throttle import Throttle
from tests.app.accounts.helpers import START

MINUTE = timedelta(minutes=1)


def test_the_attempt_after_the_last_allowed_one_waits_for_the_first_to_age() -> None:
    throttle = Throttle(most=2, window=15 * MINUTE)

    assert throttle.admit("a", START) == 0
    assert throttle.admit("a", START + 5 * MINUTE) == 0
    assert throttle.admit("a", START + 6 * MINUTE) == 9 * 60
    assert throttle.admit("b", START + 6 * MINUTE) == 0
    assert throttle.admit("a", START + 15 * MINUTE) == 0
    assert throttle.admit("a", START + 15 * MINUTE) == 5 * 60


def test_a_good_attempt_is_taken_back_or_clears_the_account() -> None:
    throttle = Throttle(most=2, window=15 * MINUTE)
    throttle.admit("a", START)
    throttle.admit("a", START)

    throttle.undo("a")
    assert throttle.admit("a", START) == 0
    assert throttle.admit("a", START) > 0
    throttle.forget("a")
    assert throttle.admit("a", START) == 0
    throttle.undo("unknown")
    throttle.forget("unknown")


@given(st.lists(st.text(max_size=8), max_size=60))
def test_what_is_remembered_is_bounded(keys: list[str]) -> None:
    throttle = Throttle(most=1, window=MINUTE, keys=5)

    for key in keys:
        throttle.admit(key, START)

    assert len(throttle) <= 5


def test_attempts_at_the_same_time_are_all_counted() -> None:
    throttle = Throttle(most=10, window=MINUTE)
    admitted: list[int] = []
    threads = [
        Thread(target=lambda: admitted.append(throttle.admit("a", START))) for _ in range(40)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert admitted.count(0) == 10
