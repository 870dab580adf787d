from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from cellprint.web.kept import Kept


def test_a_value_is_made_once_however_many_ask_at_a_time() -> None:
    kept: Kept[int] = Kept(4)
    made: list[int] = []
    together = Barrier(8)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> int:
        together.wait()
        return kept.get("key", make)

    with ThreadPoolExecutor(8) as pool:
        answers = [future.result() for future in [pool.submit(ask) for _ in range(8)]]

    assert answers == [1] * 8
    assert made == [1]


def test_the_least_recently_used_is_given_up() -> None:
    kept: Kept[str] = Kept(2)
    kept.get("a", lambda: "1")
    kept.get("b", lambda: "1")
    kept.get("a", lambda: "2")

    kept.get("c", lambda: "1")

    assert kept.get("a", lambda: "new") == "1"
    assert kept.get("b", lambda: "new") == "new"


def test_what_fails_is_not_kept() -> None:
    kept: Kept[float] = Kept(2)

    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 / 0)

    assert kept.get("a", lambda: 2.0) == 2.0
