"""Class of elementary flows: fossil carbon is not biogenic, and an emission is no uptake."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.carbon_balance import CO2_PER_CARBON
from cellprint.catalogue.lint.contents import fractions
from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.model.inventory import Process, ProcessKind, Role

CHECK = "flow_class"
_TO_CO2 = {"co2_biogenic": 1.0, "ch4_biogenic": 44.009 / 16.043}
_KIND = "ISO 14067:2018, 6.4.9"


def flow_class(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where carbon is booked in a class that its origin does not allow.

    Returns:
        CP-LINT-012 (an emission booked as uptake), CP-LINT-013 (biogenic emission without biogenic
        input, or more than it brings), CP-LINT-014 (uptake from air by a process that takes in
        fossil carbon).
    """
    for process in view.checked:
        for line in view.lines[process.id]:
            if line.amount is None:
                continue
            if line.role is Role.EMISSION and _is(view, rules, "uptake", line.flow):
                yield _finding("CP-LINT-012", process, line.flow, digits(line.amount), "0")
            elif line.role is Role.RESOURCE and _is(view, rules, "uptake", line.flow):
                yield from _uptake(view, rules, process, line.flow, line.amount)
        if process.kind is ProcessKind.UNIT:
            yield from _biogenic(view, rules, process)


def _biogenic(view: LintView, rules: LintRules, process: Process) -> Iterator[LintFinding]:
    """Yield a finding when more biogenic carbon leaves than enters [kg CO2 per unit]."""
    emitted = 0.0
    flows: list[str] = []
    brought = -fractions(view, rules, process.flow).get("C", 0.0) * CO2_PER_CARBON
    known = True
    any_input = False
    for line in view.lines[process.id]:
        if line.amount is None:
            continue
        if line.role is Role.EMISSION and _is(view, rules, "biogenic", line.flow):
            emitted += line.amount * _TO_CO2.get(line.flow, 1.0)
            flows.append(line.flow)
        elif line.role is Role.INPUT:
            any_input = True
            if _is(view, rules, "biogenic_input", line.flow):
                carbon = fractions(view, rules, line.flow).get("C", 0.0)
                known = known and carbon > 0
                brought += line.amount * carbon * CO2_PER_CARBON
    limit = max(brought, 0.0) * (1 + rules.tolerances["closure"])
    if flows and known and any_input and emitted > limit + rules.tolerances["biogenic_floor"]:
        yield _finding("CP-LINT-013", process, flows[0], digits(emitted), digits(max(brought, 0.0)))


def _uptake(
    view: LintView, rules: LintRules, process: Process, flow: str, amount: float
) -> Iterator[LintFinding]:
    fossil = [
        line.flow
        for line in view.lines[process.id]
        if line.role is Role.INPUT and _is(view, rules, "fossil_input", line.flow)
    ]
    if fossil:
        yield _finding("CP-LINT-014", process, flow, digits(amount), "0")


def _is(view: LintView, rules: LintRules, kind: str, flow: str) -> bool:
    """Return whether `flow` belongs to a class, by id or by words that begin in its name.

    Names are read only for flows that the reference does not have: those are classed by id. Words
    count from their beginning, so that charcoal is no coal.
    """
    entry = rules.classes[kind]
    if flow in entry.flows:
        return True
    if flow in view.reference.flows:
        return False
    known = view.flows.get(flow)
    name = f" {flow} {known.name.en if known else ''}".casefold().replace("_", " ")
    return any(f" {word}" in name for word in entry.words)


def _finding(code: str, process: Process, flow: str, found: str, expected: str) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=process.id,
        about=flow,
        finding=Finding(
            code=code,
            where=where(process.id, flow),
            details={"flow": flow, "found": found, "expected": expected},
            rule=_KIND,
        ),
    )
