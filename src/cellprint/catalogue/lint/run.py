"""Running the checks over a view and setting aside what is waived."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from cellprint.catalogue.lint.finding import LintFinding, where
from cellprint.catalogue.lint.registry import CHECKS
from cellprint.catalogue.lint.rules import LintRules, Waiver
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import BadInputError, Finding
from cellprint.errors.tree import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class WaivedFinding:
    """A finding that stands, and why."""

    finding: LintFinding
    waiver: Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """What the checks found.

    Attributes:
        findings: what has to be looked at, in the order of the checks.
        waived: what stands for a stated reason.
        checks: ids of the checks that ran.
        judged: number of processes, factors, sets and batteries judged.
    """

    findings: tuple[LintFinding, ...]
    waived: tuple[WaivedFinding, ...]
    checks: tuple[str, ...]
    judged: int

    def of(self, severity: Severity) -> tuple[LintFinding, ...]:
        """Return the findings of one severity."""
        return tuple(item for item in self.findings if item.finding.severity == severity)

    @property
    def passed(self) -> bool:
        """Whether no finding is an error."""
        return not self.of("error")

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """Return the report as a JSON object with its texts in `lang`."""
        return {
            "passed": self.passed,
            "judged": self.judged,
            "checks": list(self.checks),
            "counts": {
                "error": len(self.of("error")),
                "warning": len(self.of("warning")),
                "note": len(self.of("note")),
                "waived": len(self.waived),
            },
            "findings": [item.to_json(lang) for item in self.findings],
            "waived": [
                {
                    **item.finding.to_json(lang),
                    "reason": item.waiver.reason,
                    "source": item.waiver.source,
                }
                for item in self.waived
            ],
        }


def lint(view: LintView, rules: LintRules, *, only: Collection[str] = ()) -> LintReport:
    """Return what the checks find in `view`.

    Args:
        view: what is judged; see `view_of` and `view_over`.
        rules: the cited figures that the checks work with.
        only: ids of the checks to run; empty runs all.

    Raises:
        CP-LINT-040: `only` names a check that does not exist.
    """
    known = {check.id for check in CHECKS}
    for name in only:
        if name not in known:
            raise BadInputError.of(
                "CP-LINT-040", where=name, near=tuple(sorted(known))[:3], found=name
            )
    chosen = [check for check in CHECKS if not only or check.id in only]
    found = [item for check in chosen for item in check.run(view, rules)]
    waivers = {_key(waiver): waiver for waiver in rules.waivers}
    waived = tuple(
        WaivedFinding(finding=item, waiver=waivers[key])
        for item in found
        if (key := _key_of(item)) in waivers
    )
    left = [item for item in found if _key_of(item) not in waivers]
    if view.whole and not only:
        left += _unused(rules, {_key(item.waiver) for item in waived})
    judged = (view.checked, view.checked_factors, view.checked_sets, view.checked_batteries)
    return LintReport(
        findings=tuple(left),
        waived=waived,
        checks=tuple(check.id for check in chosen),
        judged=sum(len(items) for items in judged),
    )


_Key = tuple[str, str, str, str]


def _key(waiver: Waiver) -> _Key:
    return waiver.code, waiver.subject, waiver.about, waiver.found


def _key_of(item: LintFinding) -> _Key:
    finding = item.finding
    return finding.code, item.subject, item.about, str(finding.details.get("found", ""))


def _unused(rules: LintRules, used: set[_Key]) -> list[LintFinding]:
    """Return a note for each waiver that no finding needs any more."""
    return [
        LintFinding(
            check="waivers",
            subject=waiver.subject,
            about=waiver.about,
            finding=Finding(
                code="CP-LINT-041",
                where=where(waiver.subject, waiver.about),
                details={"found": waiver.code, "expected": waiver.found},
                severity="note",
            ),
        )
        for waiver in rules.waivers
        if _key(waiver) not in used
    ]
