"""Plausibility checks of inventory data: balances, classes, completeness, ranges, labels, origin.

`lint` takes model objects, so that shipped data, a company's own files and imported data are
judged alike: `lint(view_of(catalogue), shipped_rules())`, or
`lint(view_over(catalogue, processes=imported), shipped_rules())`.
"""

from __future__ import annotations

from cellprint.catalogue.lint.finding import LintFinding
from cellprint.catalogue.lint.load_rules import extended, load_rules, shipped_rules
from cellprint.catalogue.lint.registry import CHECKS, Check
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.run import LintReport, WaivedFinding, lint
from cellprint.catalogue.lint.view import LintView, view_of, view_over

__all__ = [
    "CHECKS",
    "Check",
    "LintFinding",
    "LintReport",
    "LintRules",
    "LintView",
    "WaivedFinding",
    "extended",
    "lint",
    "load_rules",
    "shipped_rules",
    "view_of",
    "view_over",
]
