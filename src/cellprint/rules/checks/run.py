"""Running the checks of a rule book over the facts of a study."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cellprint.model.inventory import Text
from cellprint.rules.book import RuleBook
from cellprint.rules.checks.catalogue import Check, checks_of
from cellprint.rules.checks.verdict import Context
from cellprint.rules.facts import Facts
from cellprint.rules.messages import Message
from cellprint.rules.outcome import Outcome
from cellprint.rules.parameters import ParameterStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Answer of one check.

    Attributes:
        failing: what the failure means; None unless the check failed.
        details: what was found; `missing`: facts or parameters without which it is not assessable.
        evidence: what proves it.
        status: status of the rule book, so that a text can say "under draft" where it has to.
    """

    id: str
    outcome: Outcome
    title: Text
    reference: str
    evidence: Text
    status: ParameterStatus
    failing: Text | None = None
    details: tuple[Message, ...] = ()
    missing: tuple[str, ...] = ()


def run_checks(book: RuleBook, facts: Facts, *, on: date | None = None) -> tuple[CheckResult, ...]:
    """Return the answer of every check of `book`, in its order.

    Args:
        book: the rule book.
        facts: what is known; unknown facts give "not assessable", never "pass".
        on: day that parameters are read at; the book's evidence date when None.

    Raises:
        CP-RULE-120: the book names a check that the catalogue lacks.
    """
    return tuple(run_one(check, book, facts, on=on) for check in checks_of(book))


def run_one(check: Check, book: RuleBook, facts: Facts, *, on: date | None = None) -> CheckResult:
    """Return the answer of one check under `book`; arguments as in `run_checks`."""
    verdict = check.decide(facts, Context(book=book, on=on or book.evidence_date))
    return CheckResult(
        id=check.id,
        outcome=verdict.outcome,
        title=check.title,
        reference=check.reference,
        evidence=check.evidence,
        status=book.status,
        failing=check.failing if verdict.outcome is Outcome.FAIL else None,
        details=verdict.details,
        missing=verdict.missing,
    )
