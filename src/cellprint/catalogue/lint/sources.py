"""Sources: known, licensed, fit for the status that a value claims, and not left over."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.lint.finding import LintFinding, where
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.errors.tree import Severity
from cellprint.model.inventory import Citation, Status

CHECK = "sources"
_RULE = "docs/explanation/data-model.md: every value is cited"
_CLAIMS = {Status.OFFICIAL, Status.PUBLISHED}


def sources(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings about the sources of values and their licences.

    Returns:
        CP-LINT-028 (source not known), CP-LINT-029 (own work claims a better status),
        CP-LINT-031 (licence does not allow use), CP-LINT-032 (source that nothing cites).
    """
    cited = set(rules.cited)
    for subject, about, citation in _citations(view):
        cited.add(citation.source)
        yield from _citation(view, rules, subject, about, citation)
    for source in view.checked_sources:
        yield from _licence(rules, source.id, source.licence)
    for factor in view.checked_factors:
        yield from _licence(rules, factor.id, factor.licence)
    if view.whole:
        remarks = "\n".join(f"{item.page} {item.note}" for _, _, item in _citations(view))
        for source in view.checked_sources:
            if source.id not in cited and source.id not in remarks:
                details = {"found": source.id, "expected": "…"}
                yield _finding("CP-LINT-032", source.id, "", details, "warning")


def _citations(view: LintView) -> Iterator[tuple[str, str, Citation]]:
    for process in view.checked:
        for exchange in process.exchanges:
            yield process.id, exchange.flow, exchange.citation
            floor = exchange.floor
            if floor is not None:
                stands = Citation(source=floor.source, status=Status.DERIVED, note=floor.note)
                yield process.id, exchange.flow, stands
    for flow in view.flows.values():
        for about, value in (
            ("price", flow.price),
            ("exergy", flow.exergy),
            ("replaces", flow.replaces),
        ):
            if value is not None:
                yield flow.id, about, value.citation
    for gwp in view.checked_sets:
        for name, citation in gwp.citations.items():
            yield gwp.id, name, citation
    for battery in view.checked_batteries:
        yield battery.id, "", battery.citation


def _citation(
    view: LintView, rules: LintRules, subject: str, about: str, citation: Citation
) -> Iterator[LintFinding]:
    if citation.source not in view.sources:
        details = {"found": citation.source or "-", "expected": "sources.yaml"}
        yield _finding("CP-LINT-028", subject, about, details)
    elif citation.status in _CLAIMS and citation.source in rules.grades["own_work"].sources:
        details = {"found": f"{citation.status.value}, {citation.source}", "expected": "unverified"}
        yield _finding("CP-LINT-029", subject, about, details)


def _licence(rules: LintRules, subject: str, licence: str) -> Iterator[LintFinding]:
    text = licence.casefold()
    if not text.strip() or any(word in text for word in rules.grades["no_licence"].words):
        details = {"found": licence or "-", "expected": "…"}
        yield _finding("CP-LINT-031", subject, "licence", details)


def _finding(
    code: str, subject: str, about: str, details: dict[str, str], severity: Severity = "error"
) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=subject,
        about=about,
        finding=Finding(
            code=code,
            where=where(subject, about),
            details=details,
            rule=_RULE,
            severity=severity,
        ),
    )
