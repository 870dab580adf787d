"""Completeness: the stages and materials that a product cannot be made without."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.finding import LintFinding, where
from cellprint.catalogue.lint.rules import LintRules, Stage
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.model.inventory import FlowKind, Process, ProcessKind, Role

_USED = {Role.INPUT, Role.EMISSION, Role.RESOURCE}


def completeness(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where a unit process lacks a stage, an energy or a material of its product.

    Returns:
        CP-LINT-015.
    """
    for process in view.checked:
        if process.kind is not ProcessKind.UNIT:
            continue
        used = _own(view, process)
        for stage in _stages(view, rules, process):
            if used & set(stage.unless_inputs):
                continue
            within = used if stage.how == "process" else _chain(view, process)
            if not within & set(stage.needs):
                yield _finding(process, stage)


def _stages(view: LintView, rules: LintRules, process: Process) -> Iterator[Stage]:
    family = view.family(process.flow)
    for stage in rules.stages:
        if process.flow in stage.products or (family and family in stage.families):
            yield stage


def _own(view: LintView, process: Process) -> set[str]:
    """Return the flows that a process takes in or emits in an amount other than zero."""
    return {line.flow for line in view.lines[process.id] if line.role in _USED and line.amount != 0}


def _chain(view: LintView, process: Process) -> set[str]:
    """Return every flow used by a process or by anything up its chain.

    Where an input pins a route, only that route is followed.
    """
    reached: set[str] = set()
    seen = {process.id}
    waiting = [process]
    while waiting:
        current = waiting.pop()
        reached |= _own(view, current)
        for line in view.lines[current.id]:
            if line.role is not Role.INPUT or _is_electricity(view, line.flow):
                continue
            for maker in view.makers.get(line.flow, ()):
                pinned = line.exchange.route
                if maker.id not in seen and pinned in {"", maker.route, maker.id}:
                    seen.add(maker.id)
                    waiting.append(maker)
    return reached


def _is_electricity(view: LintView, flow: str) -> bool:
    known = view.flows.get(flow)
    return known is not None and known.kind is FlowKind.ELECTRICITY


def _finding(process: Process, stage: Stage) -> LintFinding:
    needed = ", ".join(stage.needs)
    return LintFinding(
        check="completeness",
        subject=process.id,
        about=stage.needs[0],
        finding=Finding(
            code="CP-LINT-015",
            where=where(process.id, stage.needs[0]),
            details={"flow": process.flow, "found": "0", "expected": needed},
            rule=stage.cite(),
        ),
    )
