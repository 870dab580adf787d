"""What a reader or writer could not carry over as it was: what, where, why, how often.

Issues of one kind at one path are counted together; the first few are kept as examples, so that a
report of a database of any size stays small.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from cellprint.errors import Finding, code_texts

IssueSeverity = Literal["error", "loss", "warning", "note"]
Action = Literal[
    "kept",
    "dropped",
    "rounded",
    "converted",
    "defaulted",
    "moved to extension",
    "merged",
    "not read",
]
EXAMPLES = 5
ORDER: tuple[IssueSeverity, ...] = ("error", "loss", "warning", "note")


@dataclass(frozen=True, slots=True)
class _Key:
    severity: IssueSeverity
    code: str
    path: str
    action: Action


@dataclass(slots=True)
class LossReport:
    """Collects issues while one file is read or written.

    `counters` holds how many data sets, exchanges … were met; `evidence` says how the format was
    recognised; `options` the conventions assumed.
    """

    format: str = ""
    version: str = ""
    evidence: str = ""
    options: dict[str, str] = field(default_factory=dict)
    counters: Counter[str] = field(default_factory=Counter)
    _counts: Counter[_Key] = field(default_factory=Counter)
    _examples: dict[_Key, list[dict[str, Any]]] = field(default_factory=dict)

    def add(  # noqa: PLR0913  (an issue has that many fields; all but two are named)
        self,
        code: str,
        severity: IssueSeverity,
        *,
        path: str,
        action: Action = "kept",
        dataset: str = "",
        seq: int | None = None,
        value: str = "",
        stored: str = "",
        count: int = 1,
    ) -> None:
        """Record an issue.

        Args:
            code: stable code of `errors/codes`.
            severity: `error`, `loss`, `warning` or `note`.
            path: field in the source (or in the model, on writing).
            action: what was done.
            dataset: id of the data set it was met in.
            seq: number of the exchange.
            value: what stood there.
            stored: what is kept in its place.
            count: how often it was met.
        """
        key = _Key(severity, code, path, action)
        self._counts[key] += count
        kept = self._examples.setdefault(key, [])
        if len(kept) < EXAMPLES:
            example = {"dataset": dataset, "seq": seq, "value": value[:200], "stored": stored[:200]}
            kept.append({name: one for name, one in example.items() if one not in ("", None)})

    def count(self, severity: IssueSeverity | None = None) -> int:
        """Return how many issues of a severity, or of all, were recorded."""
        return sum(n for key, n in self._counts.items() if severity in (None, key.severity))

    def codes(self) -> Counter[str]:
        """Return code → how often it was recorded."""
        found: Counter[str] = Counter()
        for key, number in self._counts.items():
            found[key.code] += number
        return found

    def paths(self, code: str) -> Counter[str]:
        """Return path → how often `code` was recorded there."""
        found: Counter[str] = Counter()
        for key, number in self._counts.items():
            if key.code == code:
                found[key.path] += number
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON; issues in order of severity, code and path."""
        keys = sorted(
            self._counts,
            key=lambda key: (ORDER.index(key.severity), key.code, key.path, key.action),
        )
        return {
            "format": self.format,
            "format_version": self.version,
            "evidence": self.evidence,
            "options": dict(sorted(self.options.items())),
            "counters": dict(sorted(self.counters.items())),
            "totals": {severity: self.count(severity) for severity in ORDER},
            "issues": [
                {
                    "code": key.code,
                    "severity": key.severity,
                    "what": {
                        language: code_texts()[key.code].what[language] for language in ("en", "zh")
                    },
                    "path": key.path,
                    "action": key.action,
                    "count": self._counts[key],
                    "examples": self._examples[key],
                }
                for key in keys
            ],
        }


def finding_of(issue: dict[str, Any]) -> Finding:
    """Return an issue of a report in JSON as a finding, to be told like any other."""
    severity = issue["severity"]
    return Finding(
        code=issue["code"],
        where=issue["path"],
        severity="warning" if severity == "loss" else severity,
    )
