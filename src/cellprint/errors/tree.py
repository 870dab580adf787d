"""Error classes and the finding record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from cellprint.errors.texts import code_texts

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A result about the user's data.

    Attributes:
        code: stable code `CP-<AREA>-<NNN>` of `errors/codes`.
        where: path to the cell, line, process or JSON pointer.
        details: values of the named placeholders of the code's texts; `{en, zh}` for a text.
        near: up to three nearest valid choices.
        rule: article or clause, when a rule is the reason.
        severity: `error` (no result), `warning` (result, visible mark) or `note`.
    """

    code: str
    where: str
    details: dict[str, Any] = field(default_factory=dict)
    near: tuple[str, ...] = ()
    rule: str | None = None
    severity: Severity = "error"

    def what(self, lang: str = "en") -> str:
        """Return what was found, in words."""
        return code_texts()[self.code].what[lang].format(**self._shown(lang))

    def fix(self, lang: str = "en") -> str:
        """Return one imperative sentence that mends it, with the nearest choices."""
        sentence = code_texts()[self.code].fix[lang].format(**self._shown(lang))
        if not self.near:
            return sentence
        choices = (", " if lang == "en" else "、").join(self.near)
        lead = "Nearest:" if lang == "en" else "最接近的有："
        return f"{sentence} {lead} {choices}"

    def _shown(self, lang: str) -> dict[str, Any]:
        """Return the details in `lang`; one given as {en, zh} is a text in both languages."""
        return {
            name: value[lang] if isinstance(value, dict) and lang in value else value
            for name, value in self.details.items()
        }

    def line(self, lang: str = "en") -> str:
        """Return `code · where · what was found · what would be right`."""
        return " · ".join((self.code, self.where, self.what(lang), self.fix(lang)))

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """Return the finding as a JSON object with its texts in `lang`."""
        return {
            "code": self.code,
            "where": self.where,
            "what": self.what(lang),
            "fix": self.fix(lang),
            "near": list(self.near),
            "rule": self.rule,
            "severity": self.severity,
        }


class CellprintError(Exception):
    """Base of all errors that cellprint raises on purpose; holds one or more findings."""

    exit_code = 3

    def __init__(self, first: Finding, *others: Finding) -> None:
        self.findings: tuple[Finding, ...] = (first, *others)
        super().__init__(*self.findings)

    def __str__(self) -> str:
        """Return every finding in words; their texts are read only when somebody asks."""
        return "\n".join(finding.line() for finding in self.findings)

    @property
    def code(self) -> str:
        """Return the code of the first finding."""
        return self.findings[0].code

    @classmethod
    def of(
        cls,
        code: str,
        *,
        where: str,
        near: tuple[str, ...] = (),
        rule: str | None = None,
        **details: object,
    ) -> CellprintError:
        """Return an error of this class with one finding."""
        return cls(Finding(code=code, where=where, details=details, near=near, rule=rule))


class BadInputError(CellprintError):
    """The input cannot be used as it is; exit code 2."""

    exit_code = 2


class RuleNotMetError(CellprintError):
    """A rule is not met; exit code 1."""

    exit_code = 1


class InternalError(CellprintError):
    """cellprint itself is at fault; exit code 3."""

    exit_code = 3
