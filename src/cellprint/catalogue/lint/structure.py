"""Structure: energy per capacity and not per mass, heat from enough fuel, shares of markets."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import Heat, LintRules, PerCapacity
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.model.inventory import FlowKind, Process, ProcessKind, Role

CHECK = "structure"
_MARKET = "docs/explanation/data-model.md: shares of a market"


def structure(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings about what process amounts hang on.

    Returns:
        CP-LINT-036 (energy of a plant tied to mass), CP-LINT-037 (heat from too little fuel),
        CP-LINT-038 (shares of a market).
    """
    for process in view.checked:
        if process.kind is ProcessKind.MARKET:
            yield from _market(view, rules, process)
            continue
        for rule in rules.per_capacity:
            yield from _per_capacity(view, rules, process, rule)
        for heat in rules.heat:
            if process.flow in heat.products:
                yield from _heat(view, process, heat)


def _per_capacity(
    view: LintView, rules: LintRules, process: Process, rule: PerCapacity
) -> Iterator[LintFinding]:
    flow = view.flows.get(process.flow)
    used = {line.flow for line in view.lines[process.id] if line.role is Role.INPUT}
    made_of_parts = bool(rule.parts) and set(rule.parts) <= used
    is_one = view.family(process.flow) == rule.family or made_of_parts
    if flow is None or not is_one or process.kind is not ProcessKind.UNIT:
        return
    if flow.unit != rule.unit and any(_is_energy(view, name) for name in used):
        details = {"flow": process.flow, "found": flow.unit, "expected": rule.unit}
        yield _finding("CP-LINT-036", process.id, process.flow, details, rule.cite())
    amount = view.total(process, rule.energy, Role.INPUT)
    wrong = amount is not None and abs(amount / rule.amount - 1) > rules.tolerances["share"]
    if amount is not None and wrong and flow.unit == rule.unit:
        details = {
            "flow": rule.energy,
            "found": digits(amount),
            "expected": f"{digits(rule.amount)} {rule.unit}",
        }
        yield _finding("CP-LINT-036", process.id, rule.energy, details, rule.cite())


def _is_energy(view: LintView, flow: str) -> bool:
    known = view.flows.get(flow)
    return known is not None and (
        known.kind is FlowKind.ELECTRICITY or known.unit in {"MJ", "kWh", "kWh_cell"}
    )


def _heat(view: LintView, process: Process, rule: Heat) -> Iterator[LintFinding]:
    """Yield a finding when less fuel is burned than heat is delivered, both in MJ."""
    fuel = [view.total(process, name, Role.INPUT) for name in rule.fuels]
    given = [amount for amount in fuel if amount is not None]
    if given and sum(given) < 1.0:
        details = {"flow": process.flow, "found": digits(sum(given)), "expected": ">= 1"}
        yield _finding("CP-LINT-037", process.id, process.flow, details, rule.cite())


def _market(view: LintView, rules: LintRules, process: Process) -> Iterator[LintFinding]:
    """Yield findings unless what a market mixes makes up its amount, each share between 0 and 1."""
    flow = view.flows.get(process.flow)
    shares = [
        line.amount
        for line in view.lines[process.id]
        if line.role is Role.INPUT
        and line.amount is not None
        and flow is not None
        and line.flow in view.flows
        and view.flows[line.flow].unit == flow.unit
    ]
    if not shares:
        return
    outside = [share for share in shares if not 0.0 <= share <= 1.0]
    if outside or abs(sum(shares) - 1.0) > rules.tolerances["share"]:
        found = digits(outside[0] if outside else sum(shares))
        details = {"found": found, "expected": "0..1" if outside else "1"}
        yield _finding("CP-LINT-038", process.id, process.flow, details, _MARKET)


def _finding(
    code: str, subject: str, about: str, details: dict[str, str], rule: str
) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=subject,
        about=about,
        finding=Finding(code=code, where=where(subject, about), details=details, rule=rule),
    )
