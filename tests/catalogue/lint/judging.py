"""Judging one changed object over the shipped catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from cellprint.app.data import shipped_catalogue
from cellprint.catalogue.lint import LintFinding, LintView, lint, shipped_rules, view_over
from cellprint.model.inventory import (
    Citation,
    Composition,
    Exchange,
    Flow,
    FlowKind,
    Process,
    ProcessKind,
    Role,
    Status,
    Text,
)

CATALOGUE = shipped_catalogue
_CITED = Citation(source="STOICH", status=Status.DERIVED)


def process_of(name: str) -> Process:
    return CATALOGUE().processes[name]


def exchange(
    role: str, flow: str, amount: str, unit: str = "kg", *, route: str = "", provider: str = ""
) -> Exchange:
    return Exchange(
        id=f"{flow}.{amount}",
        role=Role(role),
        flow=flow,
        amount=float(amount),
        amount_text=amount,
        unit=unit,
        citation=_CITED,
        route=route,
        provider=provider,
    )


def made(
    product: str, *exchanges: Exchange, unit: str = "kg", kind: ProcessKind = ProcessKind.UNIT
) -> Process:
    """Return a process of a company for `product`."""
    return Process(
        id="own",
        flow=product,
        name=Text(en="own", zh="自有"),
        unit=unit,
        location="CN",
        route="own",
        exchanges=exchanges,
        kind=kind,
    )


def product(name: str, *, unit: str = "kg", composition: str = "", family: str = "") -> Flow:
    return Flow(
        id=name,
        kind=FlowKind.PRODUCT,
        name=Text(en=name, zh=name),
        unit=unit,
        composition=composition,
        family=family,
    )


def judged(
    process: Process,
    check: str,
    *,
    flows: Iterable[Flow] = (),
    compositions: Iterable[Composition] = (),
) -> list[LintFinding]:
    """Return what one check finds about `process`."""
    view = view_over(CATALOGUE(), processes=[process], flows=flows, compositions=compositions)
    return found(view, check)


def found(view: LintView, check: str) -> list[LintFinding]:
    return list(lint(view, shipped_rules(), only=(check,)).findings)


def codes(findings: Iterable[LintFinding]) -> list[tuple[str, str]]:
    """Return (code, what it is about) of each finding."""
    return [(item.finding.code, item.about) for item in findings]


def details(finding: LintFinding) -> tuple[str, str]:
    """Return what was found and what is expected."""
    given = finding.finding.details
    return str(given["found"]), str(given["expected"])
