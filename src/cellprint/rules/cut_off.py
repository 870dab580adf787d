"""What a study leaves out, measured against the cut-off policies of a rule book.

Source: Recommendation (EU) 2021/2279, Annex I, before 4.6.5 (less than 3.0 % cumulative, of
material and energy flow and of each impact category); open CFB-EV case study (less than 1 % of
mass per item); PACT and GBA exemption limits. Limits written "less than" are exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from cellprint.errors import BadInputError
from cellprint.rules.book_types import CutOffPolicy, RuleBook
from cellprint.rules.messages import Message, message
from cellprint.rules.outcome import NotAssessable, Outcome
from cellprint.rules.parameters import ParameterSet

Measure = Literal["mass", "energy", "ghg"]
_MEASURES: Mapping[str, tuple[Measure, ...]] = {
    "mass": ("mass",),
    "ghg": ("ghg",),
    "material_energy_and_impact": ("mass", "energy", "ghg"),
    "justified": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that is left out: its shares of the whole (0 to 1, None = not estimated)."""

    name: str
    reason: str
    shares: Mapping[Measure, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVerdict:
    """Outcome of one policy, with the cumulative share of each measure it looks at."""

    policy: str
    outcome: Outcome
    cumulative: Mapping[Measure, Decimal]
    reasons: tuple[Message, ...] = ()


def cut_off_verdicts(
    book: RuleBook, left_out: Sequence[LeftOut], *, on: date
) -> tuple[PolicyVerdict, ...]:
    """Return the verdict of each cut-off policy of `book` on what is left out.

    Raises:
        CP-RULE-070: a share outside 0 to 1.
    """
    for item in left_out:
        for share in item.shares.values():
            if share is not None and not (share.is_finite() and 0 <= share <= 1):
                raise BadInputError.of("CP-RULE-070", where=item.name, found=str(share))
    return tuple(_verdict(policy, left_out, book.parameters, on) for policy in book.cut_off)


def worst(verdicts: Sequence[PolicyVerdict]) -> Outcome:
    """Return the outcome over all policies: a failure first, then what is not assessable."""
    outcomes = {verdict.outcome for verdict in verdicts}
    for outcome in (Outcome.FAIL, Outcome.NOT_ASSESSABLE):
        if outcome in outcomes:
            return outcome
    return Outcome.PASS


def _verdict(
    policy: CutOffPolicy, left_out: Sequence[LeftOut], parameters: ParameterSet, on: date
) -> PolicyVerdict:
    unjustified = [
        message("{item} is left out without a reason", item=item.name)
        for item in left_out
        if not item.reason.strip()
    ]
    per_item, cumulative = policy.limits(parameters, on)
    for limit in (per_item, cumulative):
        if isinstance(limit, NotAssessable):
            return PolicyVerdict(
                policy=policy.id,
                outcome=Outcome.FAIL if unjustified else Outcome.NOT_ASSESSABLE,
                cumulative={},
                reasons=(*unjustified, limit.because),
            )
    over = _over_item(policy, left_out, per_item if isinstance(per_item, Decimal) else None)
    sums, unknown = _sums(policy, left_out)
    if isinstance(cumulative, Decimal):
        limit = cumulative
        over += [_too_much(name, share, limit) for name, share in sums.items() if share >= limit]
    open_points = [
        message("the share of {item} is not estimated", item=name) for name in sorted(unknown)
    ]
    has_limit = per_item is not None or cumulative is not None
    outcome = Outcome.PASS
    if open_points and has_limit:
        outcome = Outcome.NOT_ASSESSABLE
    if over or unjustified:
        outcome = Outcome.FAIL
    return PolicyVerdict(
        policy=policy.id,
        outcome=outcome,
        cumulative=sums,
        reasons=(*unjustified, *over, *(open_points if has_limit else ())),
    )


def _over_item(
    policy: CutOffPolicy, left_out: Sequence[LeftOut], limit: Decimal | None
) -> list[Message]:
    if limit is None:
        return []
    found = [
        (item.name, item.shares.get(measure))
        for item in left_out
        for measure in _MEASURES[policy.basis]
    ]
    return [
        _too_much(name, share, limit)
        for name, share in found
        if share is not None and share >= limit
    ]


def _too_much(name: str, share: Decimal, limit: Decimal) -> Message:
    return message(
        "{item} is {share} of the whole; it has to stay below {limit}",
        item=name,
        share=str(share),
        limit=str(limit),
    )


def _sums(
    policy: CutOffPolicy, left_out: Sequence[LeftOut]
) -> tuple[dict[Measure, Decimal], set[str]]:
    """Return the sum of known shares by measure, and the items with an unknown share."""
    sums: dict[Measure, Decimal] = {}
    unknown: set[str] = set()
    for measure in _MEASURES[policy.basis]:
        sums[measure] = Decimal(0)
        for item in left_out:
            share = item.shares.get(measure)
            if share is None:
                unknown.add(item.name)
            else:
                sums[measure] += share
    return sums, unknown
