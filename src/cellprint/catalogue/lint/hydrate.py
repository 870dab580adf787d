"""Hydrate state of both ends of a link: NiSO4 and NiSO4·6H2O differ by a factor of 1.70."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.contents import Balance, balances, hydrate_siblings
from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import Line, LintView
from cellprint.errors import Finding
from cellprint.model.inventory import Composition, Process, Role

CHECK = "hydrate"
_RULE = "compositions.yaml: explicit hydrate state"


def hydrate(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where the amount or the provider of an input is of another hydrate state.

    Returns:
        CP-LINT-006 (the amount fits another hydrate), CP-LINT-007 (the provider makes another
        flow), CP-LINT-008 (a hydrate that nobody makes, although a sibling is made).
    """
    for process in view.checked:
        for line in view.lines[process.id]:
            if line.role is Role.INPUT:
                yield from _provider(view, process, line)
                yield from _untraded(view, process, line)
        for balance in balances(view, rules, process):
            yield from _misfit(view, rules, process, balance)


def _composition(view: LintView, flow: str) -> Composition | None:
    known = view.flows.get(flow)
    return view.compositions.get(known.composition) if known else None


def _provider(view: LintView, process: Process, line: Line) -> Iterator[LintFinding]:
    provider = view.processes.get(line.exchange.provider)
    if provider is None or provider.flow == line.flow:
        return
    yield _finding(
        "CP-LINT-007",
        process,
        line.flow,
        {"flow": line.flow, "found": provider.flow, "expected": line.flow},
    )


def _untraded(view: LintView, process: Process, line: Line) -> Iterator[LintFinding]:
    composition = _composition(view, line.flow)
    if composition is None or line.flow in view.makers:
        return
    siblings = {other.id: other for other in hydrate_siblings(view, composition)}
    for flow in view.flows.values():
        if flow.composition in siblings and flow.id in view.makers:
            made = siblings[flow.composition]
            yield _finding(
                "CP-LINT-008",
                process,
                line.flow,
                {
                    "flow": line.flow,
                    "found": composition.formula,
                    "expected": made.formula,
                    "other": flow.id,
                },
            )


def _misfit(
    view: LintView, rules: LintRules, process: Process, balance: Balance
) -> Iterator[LintFinding]:
    """Yield a finding when the balance fails and closes with another hydrate of an input.

    A reagent of which part leaves unseen (soda, lye) is judged only where too little of it enters.
    """
    reagent = not balance.product and balance.gap >= -rules.tolerances["created"]
    if reagent or _closes(balance, balance.entering, rules):
        return
    for flow, mass in balance.carriers.items():
        composition = _composition(view, flow)
        if composition is None:
            continue
        for sibling in hydrate_siblings(view, composition):
            linked = composition.fractions.get(balance.element, 0.0)
            meant = sibling.fractions.get(balance.element, 0.0)
            entering = balance.entering + mass * (meant / linked - 1.0)
            if meant and _closes(balance, entering, rules):
                factor = digits(max(meant / linked, linked / meant))
                yield _finding(
                    "CP-LINT-006",
                    process,
                    flow,
                    {
                        "flow": flow,
                        "found": sibling.formula,
                        "expected": composition.formula,
                        "factor": factor,
                    },
                )


def _closes(balance: Balance, entering: float, rules: LintRules) -> bool:
    """Return whether the balance closes with `entering` instead of what enters now."""
    gap = (entering - balance.leaving - (balance.lost or 0.0)) / entering
    low = -rules.tolerances["created"]
    if balance.lost is not None:
        return abs(gap) <= rules.tolerances["hydrate_fit"]
    return low <= gap <= rules.tolerances["hydrate_gap"]


def _finding(code: str, process: Process, flow: str, details: dict[str, str]) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=process.id,
        about=flow,
        finding=Finding(
            code=code,
            where=where(process.id, flow),
            details=details,
            rule=_RULE,
            severity="warning" if code == "CP-LINT-008" else "error",
        ),
    )
