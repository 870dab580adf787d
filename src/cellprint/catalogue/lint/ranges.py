"""Plausible amounts: cited ranges, and what the same product takes elsewhere in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import LintRules, Range
from cellprint.catalogue.lint.view import Line, LintView, unit_factor
from cellprint.errors import Finding
from cellprint.errors.tree import Severity
from cellprint.model.inventory import Process, ProcessKind, Role, Uncertainty

_JUDGED = {Role.INPUT, Role.EMISSION, Role.RESOURCE}
_PEERS = "range of the same product and route in the reference release"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    low: float | None
    high: float | None

    def holds(self, amount: float, slack: float = 1.0) -> bool:
        """Return whether `amount` is inside, each bound moved outward by the factor `slack`."""
        return not (
            (self.low is not None and amount < min(self.low * slack, self.low / slack))
            or (self.high is not None and amount > max(self.high * slack, self.high / slack))
        )

    def text(self) -> str:
        low = digits(self.low) if self.low is not None else ""
        high = digits(self.high) if self.high is not None else ""
        return f"{low}..{high}"


def ranges(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where an amount per unit of the product lies outside a cited range.

    Outside is a warning; beyond three times the bound it is an error.

    Returns:
        CP-LINT-016.
    """
    for process in view.checked:
        if process.kind is not ProcessKind.UNIT:
            continue
        for rule in rules.ranges:
            if rule.product == process.flow and rule.route in {"", process.route}:
                yield from _cited(view, rules, process, rule)


def _cited(
    view: LintView, rules: LintRules, process: Process, rule: Range
) -> Iterator[LintFinding]:
    amounts = []
    for line in view.lines[process.id]:
        flow = view.flows.get(line.flow)
        if line.flow in rule.inputs and line.role in _JUDGED and line.amount is not None and flow:
            factor = unit_factor(flow.unit, rule.unit)
            amounts += [line.amount * factor] if factor else []
    bounds = _Bounds(low=rule.low, high=rule.high)
    if not amounts or bounds.holds(sum(amounts)):
        return
    far = not bounds.holds(sum(amounts), rules.tolerances["cited_error"])
    yield _finding(
        process,
        " + ".join(rule.inputs),
        sum(amounts),
        rule.unit,
        bounds,
        rule.cite(),
        "error" if far else "warning",
    )


def peers(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where an amount is far from that of the same product in the reference.

    Bounds are the ranges that the reference states for the route, widened by the factor `peer`.
    Where the reference has no such route, those of all routes are widened by `peer_other`: other
    technologies differ much, so that only slips of a unit are told. Beyond `peer_error` times the
    widened bounds it is an error.

    Returns:
        CP-LINT-017.
    """
    for process in view.checked:
        if process.kind is not ProcessKind.UNIT:
            continue
        alike = _alike(view, process)
        same = any(maker.route == process.route for maker in alike)
        slack = rules.tolerances["peer" if same else "peer_other"]
        for flow in dict.fromkeys(line.flow for line in _judged(view.lines[process.id])):
            amount = view.total(process, flow, *_JUDGED)
            bounds = _peer_bounds(view, alike, flow)
            if amount is None or bounds is None or bounds.holds(amount, slack):
                continue
            far = not bounds.holds(amount, rules.tolerances["peer_error"] * slack)
            known = view.flows.get(flow)
            yield _finding(
                process,
                flow,
                amount,
                known.unit if known else "",
                bounds,
                _PEERS,
                "error" if far else "warning",
                code="CP-LINT-017",
            )


def _judged(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        if line.role in _JUDGED:
            yield line


def _alike(view: LintView, process: Process) -> tuple[Process, ...]:
    """Return the reference's processes of the same product, of the same route where there are."""
    makers = [
        maker
        for maker in view.reference.providers.get(process.flow, ())
        if maker.kind is ProcessKind.UNIT
    ]
    same = [maker for maker in makers if maker.route == process.route]
    return tuple(same or makers)


def _peer_bounds(view: LintView, alike: Iterable[Process], flow: str) -> _Bounds | None:
    spans = []
    for maker in alike:
        lines = [line for line in _judged(view.reference_lines[maker.id]) if line.flow == flow]
        parts = [part for part in (_span(line) for line in lines) if part]
        if parts:
            spans.append((sum(low for low, _ in parts), sum(high for _, high in parts)))
    if not spans:
        return None
    return _Bounds(low=min(low for low, _ in spans), high=max(high for _, high in spans))


def _span(line: Line) -> tuple[float, float] | None:
    """Return what the reference states as lowest and highest amount, in the unit of the flow.

    Without a range the amount is both; of a lognormal spread 95 % are taken (gsd squared).
    """
    spread, amount = line.exchange.uncertainty, line.amount
    if amount is None:
        return None
    if spread is None or not line.exchange.amount:
        return _of_zero(spread) if spread is not None else (amount, amount)
    scale = amount / line.exchange.amount
    factor = spread.gsd**2 if spread.gsd else 1.0
    low = amount / factor if spread.low is None else spread.low * scale
    high = amount * factor if spread.high is None else spread.high * scale
    return low, high


def _of_zero(spread: Uncertainty) -> tuple[float, float]:
    return spread.low or 0.0, spread.high or 0.0


def _finding(
    process: Process,
    flow: str,
    amount: float,
    unit: str,
    bounds: _Bounds,
    rule: str,
    severity: Severity,
    *,
    code: str = "CP-LINT-016",
) -> LintFinding:
    return LintFinding(
        check="peers" if code == "CP-LINT-017" else "ranges",
        subject=process.id,
        about=flow,
        finding=Finding(
            code=code,
            where=where(process.id, flow),
            details={
                "flow": flow,
                "found": digits(amount),
                "expected": bounds.text(),
                "unit": unit,
            },
            rule=rule,
            severity=severity,
        ),
    )
