"""What a check function returns, and the surroundings it is called in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cellprint.rules.book import RuleBook
from cellprint.rules.facts import Facts
from cellprint.rules.messages import Message, message
from cellprint.rules.outcome import NotAssessable, Outcome
from cellprint.rules.parameters import ParameterSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The rule book that the checks belong to, and the day its parameters are read at."""

    book: RuleBook
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Outcome of a check function: with details, and the names of facts that are missing."""

    outcome: Outcome
    details: tuple[Message, ...] = ()
    missing: tuple[str, ...] = ()


CheckFunction = Callable[[Facts, Context], Verdict]

PASSED = Verdict(outcome=Outcome.PASS)
OUT_OF_SCOPE = Verdict(outcome=Outcome.OUT_OF_SCOPE)


def failed(*details: Message) -> Verdict:
    """Return a failure with its details."""
    return Verdict(outcome=Outcome.FAIL, details=details)


def missing(*names: str) -> Verdict:
    """Return that the facts `names` are missing."""
    return Verdict(outcome=Outcome.NOT_ASSESSABLE, missing=names)


def unassessable(reason: NotAssessable) -> Verdict:
    """Return that a parameter or input behind the check has no value."""
    return Verdict(
        outcome=Outcome.NOT_ASSESSABLE, details=(reason.because,), missing=reason.missing
    )


def verified_limit(parameters: ParameterSet, parameter: str, on: date) -> Decimal | Verdict:
    """Return the number that a check compares with, or the verdict that it cannot decide.

    An unverified number decides nothing.
    """
    value = parameters.valid_at(parameter, on)
    if isinstance(value, NotAssessable):
        return unassessable(value)
    number = value.number()
    if isinstance(number, NotAssessable):
        return unassessable(number)
    if not value.status.may_drive_default:
        return Verdict(
            outcome=Outcome.NOT_ASSESSABLE,
            details=(message("the limit {limit} is not verified", limit=str(number)),),
            missing=(parameter,),
        )
    return number


def verified_range(
    parameters: ParameterSet, low: str, high: str, on: date
) -> tuple[Decimal, Decimal] | Verdict:
    """Return two numbers that bound a range, or the verdict that one of them cannot decide."""
    limits = [verified_limit(parameters, name, on) for name in (low, high)]
    numbers = [limit for limit in limits if isinstance(limit, Decimal)]
    verdicts = [limit for limit in limits if isinstance(limit, Verdict)]
    return verdicts[0] if verdicts else (numbers[0], numbers[1])


def absent(facts: Facts, *names: str) -> tuple[str, ...]:
    """Return those of `names` that are not known."""
    return tuple(name for name in names if getattr(facts, name) is None)


def none_of(found: Iterable[str] | None, name: str) -> Verdict:
    """Return a pass when nothing was found, a failure that lists it otherwise."""
    if found is None:
        return missing(name)
    listed = tuple(found)
    return failed(message("found: {items}", items=listed)) if listed else PASSED


def met(condition: bool, *details: Message) -> Verdict:  # noqa: FBT001  (the condition itself)
    """Return a pass when `condition` holds, a failure with `details` otherwise."""
    return PASSED if condition else failed(*details)
