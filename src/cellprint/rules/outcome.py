"""The four outcomes of a rule, and the record of a value that cannot be assessed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cellprint.rules.messages import Message


class Outcome(StrEnum):
    """Result of a check. "Not assessable" is never shown as a pass."""

    PASS = "pass"  # noqa: S105  (an outcome, not a password)
    FAIL = "fail"
    NOT_ASSESSABLE = "not assessable"
    OUT_OF_SCOPE = "out of scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAssessable:
    """Why a value cannot be given: an input or a parameter is missing, never zero.

    Attributes:
        because: the reason in words.
        missing: names of the missing facts, or ids of the parameters without value.
        reference: article, clause or page that asks for the value.
    """

    because: Message
    missing: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A mark that travels with a value and is printed next to it."""

    id: str
    text: Message
