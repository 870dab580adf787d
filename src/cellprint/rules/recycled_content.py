"""Minimum recycled content: share by metal against the phase in which the battery is placed.

Source: Regulation (EU) 2023/1542, Art. 8(2) and 8(3): cobalt, lithium and nickel in active
materials, lead in the battery; per model, year and plant. These minima and the recovery targets of
Annex XII name other metals, bases and actors, and share no threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cellprint.errors import BadInputError
from cellprint.rules.book import parameter_set
from cellprint.rules.messages import Message, message
from cellprint.rules.obligations import Duty, DutyValue, Placing, Register, ScopeKind, duty
from cellprint.rules.outcome import NotAssessable, Outcome
from cellprint.rules.parameters import ParameterSet

METALS = ("Co", "Li", "Ni", "Pb")
PHASES = ("eu.art8.min1", "eu.art8.min2")
_SET = "eu-2023-1542"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetalVerdict:
    """Verdict on one metal: share and minimum (0 to 1), None where there is none."""

    metal: str
    outcome: Outcome
    share: Decimal | None = None
    minimum: Decimal | None = None
    reason: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecycledContent:
    """The phase in force with its duty, and the verdict on each metal; no phase, no verdict."""

    duty: Duty
    metals: tuple[MetalVerdict, ...] = ()


def recycled_content(
    placing: Placing, shares: Mapping[str, Decimal | None], acts: Register
) -> RecycledContent:
    """Return whether the recycled shares meet the minima of the phase in which it is placed.

    Args:
        placing: the battery; a battery keeps the phase of its placing date for ever.
        shares: metal → recycled share (0 to 1), None or absent = not declared (never zero).
        acts: the register of Regulation (EU) 2023/1542.

    Raises:
        CP-RULE-110: a share outside 0 to 1, or an unknown metal.

    References:
        Regulation (EU) 2023/1542, Art. 8(2), 8(3). Equal to the minimum counts as met.
    """
    for metal, share in shares.items():
        is_share = share is None or (share.is_finite() and 0 <= share <= 1)
        if metal not in METALS or not is_share:
            raise BadInputError.of("CP-RULE-110", where=metal, metal=metal, found=str(share))
    answers = [duty(acts.cell(phase), placing, acts) for phase in PHASES]
    due = next((answer for answer in answers if answer.value is DutyValue.DUE), None)
    if due is None:
        return RecycledContent(duty=_most_telling(answers))
    parameters = parameter_set(_SET)
    return RecycledContent(
        duty=due,
        metals=tuple(_verdict(metal, placing, shares.get(metal), parameters) for metal in METALS),
    )


def _most_telling(answers: list[Duty]) -> Duty:
    """Return the first answer in scope, else the first that is unknown, else the last."""
    for kind in (ScopeKind.IN, ScopeKind.UNKNOWN):
        for answer in answers:
            if answer.scope.kind is kind:
                return answer
    return answers[-1]


def _verdict(
    metal: str, placing: Placing, share: Decimal | None, parameters: ParameterSet
) -> MetalVerdict:
    if placing.metals is not None and metal not in placing.metals:
        return MetalVerdict(metal=metal, outcome=Outcome.OUT_OF_SCOPE)
    placed = placing.placed_on_market
    if placed is None:  # pragma: no cover  (a duty that is due has a date)
        return MetalVerdict(metal=metal, outcome=Outcome.NOT_ASSESSABLE)
    minimum = parameters.number_at(f"eu.art8.min.{metal}", placed)
    if isinstance(minimum, NotAssessable):
        return MetalVerdict(
            metal=metal, outcome=Outcome.NOT_ASSESSABLE, share=share, reason=minimum.because
        )
    if share is None:
        reason = message("the recycled share of {metal} is not declared", metal=metal)
        return MetalVerdict(
            metal=metal, outcome=Outcome.NOT_ASSESSABLE, minimum=minimum, reason=reason
        )
    outcome = Outcome.PASS if share >= minimum else Outcome.FAIL
    return MetalVerdict(metal=metal, outcome=outcome, share=share, minimum=minimum)
