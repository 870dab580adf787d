"""Electricity factors: fully labelled, and equal to the official value of their own year."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.catalogue.electricity import LIFE_CYCLE_KINDS
from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.errors.tree import Severity
from cellprint.model.inventory import FlowKind, GridFactor, Process, Role, Status

CHECK = "factor_label"
KINDS = (*LIFE_CYCLE_KINDS, "direct", "direct_fossil", "residual_like")
_UNITS = {"CO2": "kgCO2/kWh", "CO2e": "kgCO2e/kWh"}
_LABEL = "design: a factor names kind, gas basis, unit, year, geography, issuer, document, licence"
_FIRST_YEAR = 1990


def factor_label(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings about electricity factors and about electricity hidden in processes.

    Returns:
        CP-LINT-022 (label incomplete or contradictory), CP-LINT-023 (value of another year),
        CP-LINT-024 (differs from the official value), CP-LINT-025 (a process that is an electricity
        factor without a label).
    """
    for factor in view.checked_factors:
        for key, found, expected in _label(view, factor):
            yield _finding(
                "CP-LINT-022",
                factor.id,
                key,
                {"key": key, "found": found or "-", "expected": expected},
            )
        yield from _official(view, rules, factor)
    for process in view.checked:
        yield from _hidden(view, process)


def _label(view: LintView, factor: GridFactor) -> Iterator[tuple[str, str, str]]:
    """Yield (key, found, expected) for each part of the label that is missing or contradicts."""
    if factor.kind not in KINDS:
        yield "kind", factor.kind, " | ".join(KINDS)
    if factor.gas_basis not in _UNITS:
        yield "gas_basis", factor.gas_basis, " | ".join(_UNITS)
    elif factor.unit != _UNITS[factor.gas_basis]:
        yield "unit", factor.unit, _UNITS[factor.gas_basis]
    if factor.kind in LIFE_CYCLE_KINDS and factor.gas_basis == "CO2":
        yield "gas_basis", factor.gas_basis, "CO2e"
    if factor.year < _FIRST_YEAR:
        yield "year", str(factor.year), f">= {_FIRST_YEAR}"
    if factor.location not in view.reference.locations:
        yield "location", factor.location, "locations"
    for key in ("issuer", "licence"):
        if not getattr(factor, key).strip():
            yield key, "", "…"
    derived = factor.status is Status.DERIVED and factor.note
    if not factor.document.strip() and not derived:
        yield "document", "", "…"


def _official(view: LintView, rules: LintRules, factor: GridFactor) -> Iterator[LintFinding]:
    """Yield a finding when the value is not that of the reference for the same label."""
    close = rules.tolerances["factor"]
    own = [known.value for known in _same_series(view, factor) if known.year == factor.year]
    if any(abs(value - factor.value) <= close for value in own):
        return
    other = [
        known for known in _same_series(view, factor) if abs(known.value - factor.value) <= close
    ]
    if other:
        expected = digits(own[0]) if own else "-"
        details = {
            "found": factor.value_text,
            "year": str(factor.year),
            "other": str(other[0].year),
            "expected": expected,
        }
        severity: Severity = "error" if own else "warning"
        yield _finding("CP-LINT-023", factor.id, "value", details, severity)
    elif own:
        details = {
            "found": factor.value_text,
            "year": str(factor.year),
            "expected": digits(own[0]),
        }
        yield _finding("CP-LINT-024", factor.id, "value", details)


def _same_series(view: LintView, factor: GridFactor) -> Iterator[GridFactor]:
    for known in view.reference.grid_factors.values():
        if (known.location, known.kind, known.technology) == (
            factor.location,
            factor.kind,
            factor.technology,
        ):
            yield known


def _hidden(view: LintView, process: Process) -> Iterator[LintFinding]:
    flow = view.flows.get(process.flow)
    if flow is None or flow.kind is not FlowKind.ELECTRICITY:
        return
    roles = {line.role for line in view.lines[process.id]}
    if roles <= {Role.EMISSION}:
        yield _finding(
            "CP-LINT-025",
            process.id,
            process.flow,
            {"found": process.id, "expected": "electricity"},
        )


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
            rule=_LABEL,
            severity=severity,
        ),
    )
