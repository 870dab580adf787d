"""The count of functional units under a rule book: the book names the method and the fallback."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cellprint.errors import BadInputError
from cellprint.rules.book import RuleBook, rule_book
from cellprint.rules.functional_unit import UnitFacts
from cellprint.rules.messages import message
from cellprint.rules.outcome import Flag, NotAssessable
from cellprint.rules.service_life import METHODS, Counted


def provided_units(book: RuleBook, facts: UnitFacts, *, on: date) -> Counted:
    """Return how many functional units of `book` one battery provides, or why that is open.

    Args:
        book: the rule book; its `functional_unit` names the method for each category.
        facts: what the study knows.
        on: day that the parameters are read at (placing on the market, else `book.evidence_date`).

    Raises:
        CP-RULE-009: an energy, number of years or mass is not positive.
    """
    _require_sound(facts)
    rule = book.functional_unit
    method = rule.methods.get(facts.category.value, rule.methods.get("*", ""))
    if not method:
        return NotAssessable(
            because=message(
                "{book} has no functional unit for the category {category}",
                book=book.name,
                category=facts.category.value,
            ),
            missing=("category",),
            reference=book.reference,
        )
    counted = METHODS[method](facts, book.parameters, on)
    if isinstance(counted, NotAssessable) and rule.option:
        return _by_option(book, facts, on, counted)
    return counted


def _by_option(book: RuleBook, facts: UnitFacts, on: date, open_point: NotAssessable) -> Counted:
    """Return the amount that another book gives, marked as an option and not a rule."""
    option = rule_book(book.functional_unit.option)
    counted = provided_units(option, facts, on=on)
    if isinstance(counted, NotAssessable):
        return open_point
    flag = Flag(
        id="option_not_rule",
        text=message(
            "option, not rule: {book} leaves the service life open; counted as in {other}",
            book=book.name,
            other=option.name,
        ),
    )
    return replace(counted, flags=(*counted.flags, flag))


_QUANTITIES = (
    "usable_energy_kwh",
    "rated_energy_kwh",
    "warranty_years",
    "warranty_km",
    "cycles_per_year",
    "energy_per_cycle_kwh",
    "declared_cycles",
    "backup_kw_min",
    "service_years",
    "mass_kg",
)


def _require_sound(facts: UnitFacts) -> None:
    for name in _QUANTITIES:
        value: Decimal | None = getattr(facts, name)
        if value is not None and not (value.is_finite() and value > 0):
            raise BadInputError.of("CP-RULE-009", where=name, name=name, found=str(value))
