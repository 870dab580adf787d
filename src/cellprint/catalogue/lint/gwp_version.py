"""Characterisation sets: one edition per set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.errors.tree import Severity
from cellprint.model.inventory import GwpSet

CHECK = "gwp_version"


def gwp_version(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where a set mixes editions of its method.

    Returns:
        CP-LINT-026 (differs from the reference's set of that name), CP-LINT-027 (cites another
        source than the rest of the set).
    """
    for gwp in view.checked_sets:
        reference = view.reference.gwp_sets.get(gwp.id)
        if reference is not None:
            yield from _differing(gwp, reference, rules)
        yield from _mixed(gwp)


def _differing(gwp: GwpSet, reference: GwpSet, rules: LintRules) -> Iterator[LintFinding]:
    for flow, value in gwp.factors.items():
        known = reference.factors.get(flow)
        if known is not None and abs(value - known) > rules.tolerances["gwp"] * max(
            1.0, abs(known)
        ):
            details = {"flow": flow, "found": digits(value), "expected": digits(known)}
            yield _finding("CP-LINT-026", gwp.id, flow, details, "error")


def _mixed(gwp: GwpSet) -> Iterator[LintFinding]:
    counts = Counter(citation.source for citation in gwp.citations.values())
    if len(counts) <= 1:
        return
    main, _ = counts.most_common(1)[0]
    for flow, citation in gwp.citations.items():
        if citation.source != main:
            details = {"flow": flow, "found": citation.source, "expected": main}
            yield _finding("CP-LINT-027", gwp.id, flow, details, "warning")


def _finding(
    code: str, subject: str, about: str, details: dict[str, str], severity: Severity
) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=subject,
        about=about,
        finding=Finding(
            code=code,
            where=where(subject, about),
            details=details,
            rule="design: set id and edition per factor",
            severity=severity,
        ),
    )
