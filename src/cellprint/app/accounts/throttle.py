"""How often somebody may try; what is remembered is bounded, however many try."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from math import ceil
from threading import Lock


class Throttle:
    """Up to `most` attempts by key within a window of time.

    Of at most `keys` keys, those tried last are remembered.
    """

    def __init__(self, *, most: int, window: timedelta, keys: int = 4096) -> None:
        self._most = most
        self._window = window
        self._keys = keys
        self._tried: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def admit(self, key: str, at: datetime) -> int:
        """Count an attempt and return 0; where there were too many, return the seconds to wait."""
        with self._lock:
            tried = self._tried.setdefault(key, deque())
            self._tried.move_to_end(key)
            while len(self._tried) > self._keys:
                self._tried.popitem(last=False)
            while tried and tried[0] <= at - self._window:
                tried.popleft()
            if len(tried) >= self._most:
                return max(1, ceil((tried[0] + self._window - at).total_seconds()))
            tried.append(at)
            return 0

    def undo(self, key: str) -> None:
        """Take back the last attempt of a key: it was a good one."""
        with self._lock:
            tried = self._tried.get(key)
            if tried:
                tried.pop()

    def forget(self, key: str) -> None:
        """Forget all attempts of a key."""
        with self._lock:
            self._tried.pop(key, None)

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._tried)
