"""Facts with which each check passes and fails: what the rows of all books share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cellprint.rules.book import RuleBook, rule_book
from cellprint.rules.cut_off import LeftOut
from cellprint.rules.facts import CircularShare

DRAFT = rule_book("eu-cfb-ev-draft-2024")
STAGES = {"raw_materials": 5.0, "manufacturing": 3.0, "distribution": 1.0, "end_of_life": -1.0}


def material(**changes: Any) -> tuple[CircularShare, ...]:
    """Return the inputs of one material, changed as told."""
    known: dict[str, Any] = {"material": "nickel", "a": 0.2, "r2": 0.95, "ev": 2.0}
    return (CircularShare(**(known | changes)),)


def left_out(share: str | None, reason: str = "below the limit") -> tuple[LeftOut, ...]:
    """Return one item that is left out, with the same share of mass, energy and emissions."""
    value = None if share is None else Decimal(share)
    return (
        LeftOut(
            name="labels", reason=reason, shares={"mass": value, "energy": value, "ghg": value}
        ),
    )


class Row:
    """Facts with which a check passes, and with which it fails."""

    def __init__(self, good: dict[str, Any], *bad: dict[str, Any], **more: Any) -> None:
        self.good = good
        self.bad = [good | change for change in bad]
        self.book: RuleBook = more.get("book", DRAFT)
        self.on: date | None = more.get("on")
