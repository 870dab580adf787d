"""Origin: processes of different products do not share all their amounts by chance."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.finding import LintFinding, where
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.model.inventory import Process, ProcessKind

_Row = tuple[str, str, float]


def provenance(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where a process repeats the amounts of a process of another product.

    Two processes are alike when at least `alike_rows` exchanges and the share `alike_share` of the
    larger one agree in role, flow and amount. Of two the later id is told; the other stands in the
    text.

    Returns:
        CP-LINT-039.
    """
    least = int(rules.tolerances["alike_rows"])
    share = rules.tolerances["alike_share"]
    rows = {process.id: _rows(view, process) for process in view.processes.values()}
    index: dict[_Row, list[str]] = {}
    for name, own in rows.items():
        for row in own:
            index.setdefault(row, []).append(name)
    checked = {process.id for process in view.checked}
    for process in sorted(view.checked, key=lambda item: item.id):
        for name, common in sorted(_shared(rows[process.id], index).items()):
            other = view.processes[name]
            told_there = name in checked and name > process.id
            if other.flow == process.flow or told_there or common < least:
                continue
            if common >= share * max(len(rows[process.id]), len(rows[name])):
                yield _finding(process, other, common)


def _rows(view: LintView, process: Process) -> frozenset[_Row]:
    if process.kind is not ProcessKind.UNIT:
        return frozenset()
    return frozenset(
        (line.role.value, line.flow, line.amount) for line in view.lines[process.id] if line.amount
    )


def _shared(rows: frozenset[_Row], index: dict[_Row, list[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for name in index[row]:
            counts[name] = counts.get(name, 0) + 1
    return counts


def _finding(process: Process, other: Process, common: int) -> LintFinding:
    return LintFinding(
        check="provenance",
        subject=process.id,
        about=other.id,
        finding=Finding(
            code="CP-LINT-039",
            where=where(process.id, other.id),
            details={"found": str(common), "expected": "0", "other": other.id},
            rule="design: every value is cited for its own product",
            severity="warning",
        ),
    )
