"""The display rules of numbers, for reports.

They live with the charts, which show the same numbers; reports take them from here.
"""

from __future__ import annotations

from cellprint.charts.numbers import (
    EN_DASH,
    MINUS,
    as_stated,
    fixed,
    interval,
    percent,
    percent_number,
    shown_unit,
    signed,
    signed_percent,
    significant,
)

__all__ = [
    "EN_DASH",
    "MINUS",
    "as_stated",
    "fixed",
    "interval",
    "percent",
    "percent_number",
    "shown_unit",
    "signed",
    "signed_percent",
    "significant",
]
