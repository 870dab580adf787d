"""Mass of assembled, mixed and shaped products, and what a product of that name consists of."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import Assembled, LintRules, Share
from cellprint.catalogue.lint.view import LintView
from cellprint.catalogue.release import Battery
from cellprint.errors import Finding
from cellprint.model.inventory import FlowKind, Process, ProcessKind, Role

CHECK = "mass_balance"
_WH_PER_KWH = 1000.0


def mass_balance(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where the masses of parts do not make up the product.

    Returns:
        CP-LINT-033 (mass of inputs against mass of the product), CP-LINT-034 (the inputs are not
        what the name of the product says), CP-LINT-035 (capacity, mass and energy density of a
        battery do not fit).
    """
    assembled = {product: rule for rule in rules.assembled for product in rule.products}
    shares = {rule.product: rule for rule in rules.shares}
    for process in view.checked:
        if process.kind is not ProcessKind.UNIT:
            continue
        if process.flow in assembled:
            yield from _assembled(view, process, assembled[process.flow])
        if process.flow in shares:
            yield from _share(view, process, shares[process.flow])
    for battery in view.checked_batteries:
        yield from _density(battery, rules)


def _masses(view: LintView, process: Process) -> dict[str, float]:
    """Return the mass of each material input per unit of the product [kg]."""
    masses: dict[str, float] = {}
    for line in view.lines[process.id]:
        flow = view.flows.get(line.flow)
        if line.role is not Role.INPUT or flow is None or line.amount is None:
            continue
        if flow.unit == "kg" and flow.kind is FlowKind.PRODUCT:
            masses[line.flow] = masses.get(line.flow, 0.0) + line.amount
    return masses


def _assembled(view: LintView, process: Process, rule: Assembled) -> Iterator[LintFinding]:
    total = sum(_masses(view, process).values())
    if total and not rule.low <= total <= rule.high:
        details = {
            "flow": process.flow,
            "found": digits(total),
            "expected": f"{digits(rule.low)}..{digits(rule.high)}",
        }
        yield _finding("CP-LINT-033", process.id, process.flow, details, rule.cite())


def _share(view: LintView, process: Process, rule: Share) -> Iterator[LintFinding]:
    masses = _masses(view, process)
    total = sum(masses.values())
    named = sum(mass for flow, mass in masses.items() if view.family(flow) in rule.families)
    if total and 100 * named / total > rule.high:
        details = {
            "flow": process.flow,
            "found": digits(100 * named / total),
            "expected": digits(rule.high),
            "families": ", ".join(rule.families),
        }
        yield _finding("CP-LINT-034", process.id, process.flow, details, rule.cite())


def _density(battery: Battery, rules: LintRules) -> Iterator[LintFinding]:
    """Yield a finding when energy over mass is not the energy density that is stated."""
    energy, mass, stated = (
        float(battery.amounts[key]) if key in battery.amounts else 0.0
        for key in ("gross_kwh", "mass_kg", "wh_per_kg")
    )
    if not (energy and mass and stated):
        return
    found = _WH_PER_KWH * energy / mass
    if abs(found / stated - 1.0) > rules.tolerances["density"]:
        details = {"found": digits(found), "expected": digits(stated)}
        yield _finding("CP-LINT-035", battery.id, "wh_per_kg", details, battery.citation.source)


def _finding(
    code: str, subject: str, about: str, details: dict[str, str], rule: str
) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=subject,
        about=about,
        finding=Finding(code=code, where=where(subject, about), details=details, rule=rule),
    )
