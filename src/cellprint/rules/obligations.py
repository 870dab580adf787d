"""Which duty applies to which battery, and when: three values, and never a date without proof.

The carbon footprint duties start at a calendar date or some months after acts that are not adopted,
whichever is the latest. So "is it due?" has the answers not yet due, due, and undetermined; the
last one never carries a date. The duty attaches to the placing on the market, not to the day of
the calculation.

Source: Regulation (EU) 2023/1542 (CELEX 02023R1542-20250731), Art. 7-14, 17, 48, 77, 96; MIIT
工信厅通装函〔2025〕551号 and other Chinese notices, each cited in its cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cellprint.model.inventory import Text
from cellprint.rules.battery import Category, PriorLife
from cellprint.rules.dates import add_months
from cellprint.rules.messages import Message, message
from cellprint.rules.obligation_data import Act, Cell, Placing, Register, register
from cellprint.rules.obligation_scope import Scope, ScopeKind, exempted, scope_of

__all__ = [
    "Act",
    "Cell",
    "Duty",
    "DutyValue",
    "Placing",
    "Register",
    "Scope",
    "ScopeKind",
    "all_duties",
    "any_duty",
    "duties",
    "duty",
    "earliest_start",
    "register",
    "start_of",
]

_PASSPORT = "eu.art77.passport"


class DutyValue(StrEnum):
    """Is the duty due for a battery in scope?"""

    NOT_YET_DUE = "NotYetDue"
    DUE = "Due"
    UNDETERMINED = "Undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Answer for one cell and one battery.

    Attributes:
        value: None when the battery is not (known to be) in scope.
        applies_from: start of the duty; None unless it is proven.
        missing_acts: acts that are not in force; `unknown_acts`: those of them with unknown state.
        not_before: bound that the evidence proves; it never changes `value`.
    """

    cell: str
    label: Text
    scope: Scope
    reference: str
    value: DutyValue | None = None
    applies_from: date | None = None
    missing_acts: tuple[str, ...] = ()
    unknown_acts: tuple[str, ...] = ()
    empowerment: tuple[str, ...] = ()
    not_before: date | None = None
    notes: tuple[Message, ...] = ()


def start_of(cell: Cell, acts: Register) -> date | None:
    """Return the start of a duty, or None while a required act is not in force.

    Equation:
        start = max(calendar, last entry into force + months)

    References:
        Regulation (EU) 2023/1542, Art. 7(1)-(3): "whichever is the latest".
    """
    dates = [acts.acts[act].in_force for act in cell.acts]
    known = [day for day in dates if day is not None]
    if len(known) < len(dates):
        return None
    if not known or cell.months is None:
        return cell.calendar
    return max(cell.calendar, add_months(max(known), cell.months))


def earliest_start(cell: Cell, acts: Register) -> date | None:
    """Return the day before which the duty cannot start, or None where nothing is proven.

    An act proven not to be in force on the evidence date cannot start the duty before that date
    plus the months of the cell. An act of unknown state proves nothing, one in force its own date.
    """
    states = [acts.acts[act].state for act in cell.acts]
    if "not_adopted" not in states or cell.months is None:
        return None
    known = [acts.acts[act].in_force for act in cell.acts]
    latest = max([acts.evidence_date, *(day for day in known if day is not None)])
    return max(cell.calendar, add_months(latest, cell.months))


def duty(cell: Cell, placing: Placing, acts: Register) -> Duty:
    """Return whether the duty of `cell` applies to a battery.

    References:
        Regulation (EU) 2023/1542, Art. 3(1)(16), 7, 8, 10, 77.
    """
    start = start_of(cell, acts)
    scope = scope_of(cell, placing)
    for exemption in acts.exemptions if scope.kind is not ScopeKind.OUT else ():
        scope = exempted(exemption, cell, placing, start) or scope
        if scope.kind is ScopeKind.OUT:
            break
    placed = placing.placed_on_market
    notes = _notes(cell, placing)
    if scope.kind is not ScopeKind.IN or placed is None:
        return Duty(
            cell=cell.id, label=cell.label, scope=scope, reference=cell.reference, notes=notes
        )
    missing = tuple(act for act in cell.acts if acts.acts[act].state != "in_force")
    return Duty(
        cell=cell.id,
        label=cell.label,
        scope=scope,
        reference=cell.reference,
        value=_value(cell, placed, start),
        applies_from=start,
        missing_acts=missing,
        unknown_acts=tuple(act for act in missing if acts.acts[act].state == "unknown"),
        empowerment=tuple(acts.acts[act].empowerment for act in missing),
        not_before=None if start else earliest_start(cell, acts),
        notes=notes,
    )


def duties(placing: Placing, acts: Register) -> tuple[Duty, ...]:
    """Return the answer for every cell of the register, in its order."""
    return tuple(duty(cell, placing, acts) for cell in acts.cells.values())


def any_duty(values: Iterable[DutyValue]) -> DutyValue:
    """Return whether any of several duties is due (strong three-valued logic).

    >>> any_duty([DutyValue.NOT_YET_DUE, DutyValue.UNDETERMINED]).value
    'Undetermined'
    """
    found = set(values)
    if DutyValue.DUE in found:
        return DutyValue.DUE
    return DutyValue.UNDETERMINED if DutyValue.UNDETERMINED in found else DutyValue.NOT_YET_DUE


def all_duties(values: Iterable[DutyValue]) -> DutyValue:
    """Return whether all of several duties are due (strong three-valued logic)."""
    found = set(values)
    if DutyValue.NOT_YET_DUE in found:
        return DutyValue.NOT_YET_DUE
    return DutyValue.UNDETERMINED if DutyValue.UNDETERMINED in found else DutyValue.DUE


def _value(cell: Cell, placed: date, start: date | None) -> DutyValue:
    if start is not None:
        return DutyValue.DUE if placed >= start else DutyValue.NOT_YET_DUE
    # A battery placed before the calendar date is not covered, whatever happens to the acts.
    return DutyValue.NOT_YET_DUE if placed < cell.calendar else DutyValue.UNDETERMINED


def _notes(cell: Cell, placing: Placing) -> tuple[Message, ...]:
    notes = []
    if cell.id == _PASSPORT and placing.prior_life is not PriorLife.NONE:
        notes.append(message("a new passport is linked to the old one (Art. 77(7))"))
    # LAW-GAP: Art. 7 empowers for batteries without "external storage" and applies to those without
    # "exclusively external storage". Reading: a battery with both kinds of storage is industrial.
    # Consequence: it takes the earlier dates.
    is_industrial = placing.category is Category.IND
    if cell.id.startswith("eu.art7.") and is_industrial and placing.has_both_storages:
        notes.append(message("internal and external storage: read as not exclusively external"))
    return tuple(notes)
