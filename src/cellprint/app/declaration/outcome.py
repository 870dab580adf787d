"""The answer of a verification: one line per check, with the findings behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cellprint.app.documents import Json
from cellprint.errors import CellprintError, Finding


class State(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One check; a passed one may carry warnings and notes."""

    id: str
    state: State
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> Json:
        """Return the check as JSON, its findings in both languages."""
        return {
            "id": self.id,
            "state": self.state.value,
            "findings": [
                {**finding.to_json("en"), "zh": finding.to_json("zh")} for finding in self.findings
            ],
        }


def checked(id_: str, findings: Iterable[Finding]) -> Checked:
    """Return a check that failed when a finding is an error, and passed otherwise."""
    found = tuple(findings)
    failed = any(finding.severity == "error" for finding in found)
    return Checked(id=id_, state=State.FAILED if failed else State.PASSED, findings=found)


def attempted(id_: str, check: Callable[[], Iterable[Finding]]) -> Checked:
    """Return the outcome of a check; a coded error inside it is a failure with its findings."""
    try:
        return checked(id_, check())
    except CellprintError as error:
        return Checked(id=id_, state=State.FAILED, findings=error.findings)


def not_checked(id_: str) -> Checked:
    """Return that a check could not be made, because what it needs is not there or failed."""
    return Checked(id=id_, state=State.NOT_CHECKED)


def has_failed(checks: Iterable[Checked]) -> bool:
    """Tell whether a check failed."""
    return any(check.state is State.FAILED for check in checks)
