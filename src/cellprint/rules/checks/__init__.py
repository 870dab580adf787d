"""Checks as data and small functions: `run_checks(book, facts)` answers for each with evidence."""

from __future__ import annotations

from cellprint.rules.checks.catalogue import Check, check_catalogue, checks_of, coverage
from cellprint.rules.checks.run import CheckResult, run_checks

__all__ = ["Check", "CheckResult", "check_catalogue", "checks_of", "coverage", "run_checks"]
