"""Calendar arithmetic of legal periods."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

_MONTHS = 12


def add_months(start: date, months: int) -> date:
    """Return the day `months` later; the day is clipped to the end of a shorter month.

    Source: Regulation (EEC, Euratom) No 1182/71, Art. 3 (status unverified).

    >>> add_months(date(2026, 8, 31), 18)
    datetime.date(2028, 2, 29)
    """
    # LAW-GAP: whether a period counted in months from an entry into force clips to the last day of
    # a shorter month was not checked in the text. Reading: it does. Consequence: at most 3 days.
    count = start.month - 1 + months
    year, month = start.year + count // _MONTHS, count % _MONTHS + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
