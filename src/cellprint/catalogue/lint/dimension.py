"""Units: an amount is stated in a unit that measures what its flow measures."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.finding import LintFinding, where
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import LintView, unit_factor
from cellprint.errors import Finding
from cellprint.model.inventory import Process

CHECK = "dimension"
_RULE = "docs/explanation/data-model.md: a unit carries its basis"


def dimension(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where a unit does not fit its flow, or a flow is not known.

    Returns:
        CP-LINT-018 (unit), CP-LINT-019 (flow not known).
    """
    del rules  # units have one registry and need no figures
    for process in view.checked:
        yield from _unit(view, process, process.flow, process.unit)
        for exchange in process.exchanges:
            yield from _unit(view, process, exchange.flow, exchange.unit)


def _unit(view: LintView, process: Process, name: str, unit: str) -> Iterator[LintFinding]:
    flow = view.flows.get(name)
    if flow is None:
        yield _finding("CP-LINT-019", process, name, name, "flows")
    elif unit != flow.unit and unit_factor(unit, flow.unit) is None:
        yield _finding("CP-LINT-018", process, name, unit, flow.unit)


def _finding(code: str, process: Process, flow: str, found: str, expected: str) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=process.id,
        about=flow,
        finding=Finding(
            code=code,
            where=where(process.id, flow),
            details={"flow": flow, "found": found, "expected": expected},
            rule=_RULE,
        ),
    )
