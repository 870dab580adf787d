"""Numbers of documents (decimal strings) as pages show them, by the display rules of reports."""

from __future__ import annotations

from decimal import Decimal

from cellprint.report import numbers


def significant(value: str, digits: int = 3) -> str:
    """Return a decimal string with so many significant digits."""
    return numbers.significant(Decimal(value), digits)


def percent(share: str) -> str:
    """Return a share (1 = all) in percent."""
    return numbers.percent(Decimal(share))


def percent_number(share: str) -> str:
    """Return a share (1 = all) in percent, without the sign."""
    return numbers.percent_number(Decimal(share))


def signed_percent(share: str) -> str:
    """Return a relative difference in percent, with its sign."""
    return numbers.signed_percent(Decimal(share))


def bar(share: str, whole: float = 1.0) -> str:
    """Return the length of a bar for a share, in percent of `whole`."""
    part = abs(float(share)) / whole if whole else 0.0
    return f"{min(100.0, part * 100):.1f}"
