"""Element balance: nothing is created, nothing vanishes, and the yield is one that plants reach."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.contents import (
    ELEMENTS,
    Balance,
    balance_of,
    balances,
    fractions,
)
from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import Feed, LintRules, YieldWindow
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.model.inventory import Process, ProcessKind, Role

CHECK = "element_balance"
_MASS_BALANCE = "conservation of mass"


def element_balance(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where an element is created, is not accounted for, or does not enter at all.

    Judged are elements that leave in the product or in by-products of a unit process and whose
    content in the inputs is known. Where a loss is declared, the balance closes within the
    tolerance; elsewhere the yield window judges.

    Returns:
        CP-LINT-001 (more leaves than enters), CP-LINT-002 (does not close), CP-LINT-003 (does not
        enter at all).
    """
    for process in view.checked:
        judged = list(balances(view, rules, process))
        for balance in judged:
            yield from _closure(process, balance, rules)
        if judged:
            yield from _absent(view, rules, process)


def _closure(process: Process, balance: Balance, rules: LintRules) -> Iterator[LintFinding]:
    created = balance.recovered > 1 + rules.tolerances["created"]
    open_gap = balance.lost is not None and abs(balance.gap) > rules.tolerances["closure"]
    if not (created or open_gap):
        return
    short = created or balance.gap < 0
    yield LintFinding(
        check=CHECK,
        subject=process.id,
        about=balance.element,
        finding=Finding(
            code="CP-LINT-001" if short else "CP-LINT-002",
            where=where(process.id, balance.element),
            details={
                "element": balance.element,
                "found": digits(balance.leaving + (balance.lost or 0.0)),
                "expected": digits(balance.entering),
                "percent": digits(100 * abs(balance.gap)),
            },
            rule=_MASS_BALANCE,
        ),
    )


def _absent(view: LintView, rules: LintRules, process: Process) -> Iterator[LintFinding]:
    """Yield findings for elements of the product that no input holds.

    Told only when what enters is known of every input in kilograms.
    """
    if _has_unknown_input(view, rules, process):
        return
    product = fractions(view, rules, process.flow)
    for element in ELEMENTS:
        if element in product and not balance_of(view, rules, process, element).entering:
            yield LintFinding(
                check=CHECK,
                subject=process.id,
                about=element,
                finding=Finding(
                    code="CP-LINT-003",
                    where=where(process.id, element),
                    details={
                        "element": element,
                        "flow": process.flow,
                        "found": "0",
                        "expected": digits(product[element]),
                    },
                    rule=_MASS_BALANCE,
                ),
            )


def _has_unknown_input(view: LintView, rules: LintRules, process: Process) -> bool:
    free = set(rules.contents)
    for line in view.lines[process.id]:
        flow = view.flows.get(line.flow)
        if line.role is not Role.INPUT or flow is None or flow.unit != "kg":
            continue
        if flow.composition not in view.compositions and line.flow not in free:
            return True
    return False


def yield_window(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where the yield of an element lies outside what plants reach.

    Returns:
        CP-LINT-004.
    """
    for process in view.checked:
        product = fractions(view, rules, process.flow)
        for balance in balances(view, rules, process):
            window = _window(rules, process.flow, balance)
            percent = 100 * balance.recovered
            if balance.element in product and window and percent < window.low:
                yield LintFinding(
                    check="yield_window",
                    subject=process.id,
                    about=balance.element,
                    finding=Finding(
                        code="CP-LINT-004",
                        where=where(process.id, balance.element),
                        details={
                            "element": balance.element,
                            "found": digits(percent),
                            "expected": f"{digits(window.low)}-{digits(window.high)}",
                        },
                        rule=window.cite(),
                        severity="warning",
                    ),
                )


def _window(rules: LintRules, flow: str, balance: Balance) -> YieldWindow | None:
    """Return the narrowest window that fits: for the product, for the inputs, for the element."""
    fitting = [
        window
        for window in rules.yields
        if window.element in {balance.element, "*"}
        and window.flow in {"", flow}
        and (not window.inputs or set(balance.carriers) <= set(window.inputs))
    ]
    ranked = sorted(fitting, key=lambda w: (not w.flow, not w.inputs, w.element == "*"))
    return ranked[0] if ranked else None


def recovery(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where recycling recovers one metal of a cathode much better than another.

    The feed holds the metals in the ratio of its cathode. A metal recovered beyond the ratio to the
    least recovered of the reference metals (nickel and cobalt), plus the spread, means more than
    100 %, because no recovery exceeds 100 %.

    Returns:
        CP-LINT-005.
    """
    feeds = {feed.flow: feed for feed in rules.feeds}
    for process in view.checked:
        feed = feeds.get(process.flow)
        if feed is not None and process.kind is ProcessKind.UNIT:
            yield from _recovery(view, rules, process, feed)


def _recovery(
    view: LintView, rules: LintRules, process: Process, feed: Feed
) -> Iterator[LintFinding]:
    cathode = view.compositions.get(feed.composition)
    if cathode is None:
        return
    shares = {
        element: balance_of(view, rules, process, element).byproducts / cathode.fractions[element]
        for element in feed.elements
        if element in cathode.fractions
    }
    metals = [shares[e] for e in ("Ni", "Co") if shares.get(e)]
    for element, share in shares.items():
        percent = 100 * share / min(metals) if metals else 0.0
        if percent > 100 + feed.spread:
            yield LintFinding(
                check="recovery",
                subject=process.id,
                about=element,
                finding=Finding(
                    code="CP-LINT-005",
                    where=where(process.id, element),
                    details={
                        "element": element,
                        "found": digits(percent),
                        "expected": digits(100 + feed.spread),
                    },
                    rule=feed.cite(),
                ),
            )
