"""One tree of errors and findings: stable code, where, what was found, what would be right.

The texts live in `codes/<area>.yaml`, in English and Chinese with the same named placeholders.
An *error* is raised because no result is possible; a *finding* is returned about the user's data.
Both carry the same fields.
"""

from __future__ import annotations

from cellprint.errors.texts import CodeText, code_texts
from cellprint.errors.tree import (
    BadInputError,
    CellprintError,
    Finding,
    InternalError,
    RuleNotMetError,
    Severity,
)

__all__ = [
    "BadInputError",
    "CellprintError",
    "CodeText",
    "Finding",
    "InternalError",
    "RuleNotMetError",
    "Severity",
    "code_texts",
]
