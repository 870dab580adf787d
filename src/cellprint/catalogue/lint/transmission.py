"""Transmission of electricity is counted once: in the factor or beside it."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.electricity import ADD_ON_LEVEL
from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.model.inventory import FlowKind, GridFactor, Process, Role

CHECK = "transmission"
_ADD_ON = "transmission"
_DELIVERED = "_delivered"
_RULE = "docs/explanation/data-decisions.md: electricity as delivered"


def transmission(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where grid losses are counted twice.

    Returns:
        CP-LINT-020 (a process adds transmission to electricity that holds it, or to an average that
        may hold it), CP-LINT-021 (a factor is another factor plus transmission once too often).
    """
    for process in view.checked:
        yield from _process(view, process)
    for factor in view.checked_factors:
        yield from _factor(view, rules, factor)


def _process(view: LintView, process: Process) -> Iterator[LintFinding]:
    routes = {
        line.exchange.route
        for line in view.lines[process.id]
        if line.role is Role.INPUT and _is_electricity(view, line.flow)
    }
    added = sorted(route for route in routes if route.startswith(_ADD_ON))
    holding = sorted(route for route in routes if not route or route.endswith(_DELIVERED))
    if added and holding:
        yield _finding(
            "CP-LINT-020",
            process.id,
            added[0],
            {"found": added[0], "expected": holding[0] or "average"},
        )


def _is_electricity(view: LintView, flow: str) -> bool:
    known = view.flows.get(flow)
    return known is not None and known.kind is FlowKind.ELECTRICITY


def _factor(view: LintView, rules: LintRules, factor: GridFactor) -> Iterator[LintFinding]:
    """Yield a finding when the value is what it should be, plus the add-on of its year."""
    if factor.level == ADD_ON_LEVEL:
        return
    expected = _expected(view, factor)
    if expected is None:
        return
    for add_on in _add_ons(view, factor):
        if abs(factor.value - expected - add_on.value) <= rules.tolerances["factor"]:
            yield _finding(
                "CP-LINT-021",
                factor.id,
                add_on.technology,
                {"found": factor.value_text, "expected": digits(expected)},
            )


def _expected(view: LintView, factor: GridFactor) -> float | None:
    """Return the reference's value of the same kind, place, year and technology."""
    for known in view.reference.grid_factors.values():
        if (known.location, known.year, known.kind, known.technology) == (
            factor.location,
            factor.year,
            factor.kind,
            factor.technology,
        ):
            return known.value
    return None


def _add_ons(view: LintView, factor: GridFactor) -> Iterator[GridFactor]:
    for known in view.reference.grid_factors.values():
        if known.level == ADD_ON_LEVEL and (known.location, known.year) == (
            factor.location,
            factor.year,
        ):
            yield known


def _finding(code: str, subject: str, about: str, details: dict[str, str]) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=subject,
        about=about,
        finding=Finding(code=code, where=where(subject, about), details=details, rule=_RULE),
    )
