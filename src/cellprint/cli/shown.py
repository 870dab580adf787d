"""Numbers of documents (decimal strings) as tables show them."""

from __future__ import annotations

from decimal import Decimal

from cellprint.charts.numbers import percent as percent_of
from cellprint.charts.numbers import percent_number, signed_percent, significant


def shown(value: str) -> str:
    """Return a decimal string with three significant digits."""
    return significant(Decimal(value))


def percent(share: str) -> str:
    """Return a share (1 = all) in percent."""
    return percent_of(Decimal(share))


def number_of_percent(share: str) -> str:
    """Return a share (1 = all) in percent, without the sign."""
    return percent_number(Decimal(share))


def difference(share: str) -> str:
    """Return a relative difference in percent, with its sign."""
    return signed_percent(Decimal(share))
