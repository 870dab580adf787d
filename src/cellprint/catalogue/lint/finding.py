"""What a check says about one process, factor or source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cellprint.errors import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """A finding with what it is about.

    Attributes:
        check: id of the check, as in the registry.
        subject: id of the process, factor, set, source or battery.
        about: flow, element or key of the subject; empty for all of it.
        finding: code, texts, severity and, as `rule`, the source of the rule.
    """

    check: str
    subject: str
    about: str
    finding: Finding

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """Return the finding as a JSON object with its texts in `lang`."""
        return {
            "check": self.check,
            "subject": self.subject,
            "about": self.about,
            **self.finding.to_json(lang),
            "found": str(self.finding.details.get("found", "")),
            "expected": str(self.finding.details.get("expected", "")),
        }


def where(subject: str, about: str) -> str:
    """Return the place that a finding names: `subject` or `subject: about`.

    >>> where("cam_lfp", "Li")
    'cam_lfp: Li'
    """
    return f"{subject}: {about}" if about else subject


def digits(value: float) -> str:
    """Return a number with four significant digits, as findings show it.

    >>> digits(0.0123456), digits(1234567.0), digits(12.0)
    ('0.01235', '1235000', '12')
    """
    text = f"{value:.4g}"
    return f"{float(text):.0f}" if "e+" in text else text
