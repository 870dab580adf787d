"""How many seeded defects the lint finds, and how often it is wrong about clean data."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cellprint.app.data import shipped_catalogue
from cellprint.catalogue.lint import (
    LintFinding,
    LintReport,
    LintRules,
    lint,
    shipped_rules,
    view_of,
    view_over,
)
from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import ProcessKind
from tests.catalogue.lint.harness.seeds import Seed, Seeds

# Findings about the shipped data that are right: the data are at fault, not the check.
# Kept here so that they stay visible in the lint and do not count as false alarms.
CONFIRMED = frozenset(
    {
        # 1.05 kg carbonate per kg hydroxide as published, 0.880 is stoichiometric (defect D19)
        ("lioh_h2o_brine_cl", "CP-LINT-004"),
        # 0.4104 kg limestone hold 0.1805 kg CO2, the source emits 0.14075
        ("glass_fibre", "CP-LINT-009"),
        # estimates below the energy that the national norms allow the best plants
        ("bdo", "CP-LINT-016"),
        ("ethylene_glycol", "CP-LINT-016"),
        ("ethylene_glycol_coal", "CP-LINT-016"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Result of one run over all seeds and all clean data."""

    found: Counter[str]
    seeded: Counter[str]
    missed: tuple[str, ...]
    false_alarms: tuple[str, ...]
    confirmed: tuple[str, ...]
    judged: int
    alone_alarms: tuple[str, ...]
    alone: int

    @property
    def detection(self) -> float:
        return sum(self.found.values()) / sum(self.seeded.values())

    @property
    def false_alarm_rate(self) -> float:
        return len(self.false_alarms) / self.judged

    @property
    def alone_rate(self) -> float:
        return len(self.alone_alarms) / self.alone

    def text(self) -> str:
        classes = " ".join(f"{name} {self.found[name]}/{self.seeded[name]}" for name in self.seeded)
        return (
            f"seeded defects found: {sum(self.found.values())} of {sum(self.seeded.values())} "
            f"({self.detection:.1%})\n  {classes}\n"
            f"false alarms: {len(self.false_alarms)} of {self.judged} clean processes "
            f"({self.false_alarm_rate:.1%}); right about the shipped data: {len(self.confirmed)}\n"
            f"judged without themselves in the reference: {len(self.alone_alarms)} of {self.alone} "
            f"({self.alone_rate:.1%})"
        )


def found(seed: Seed, report: LintReport, clean: set[tuple[str, ...]]) -> bool:
    """Return whether a finding of an expected check about the changed object is new."""
    return any(
        item.check in seed.checks and item.subject == seed.subject and key(item) not in clean
        for item in report.findings
    )


def key(item: LintFinding) -> tuple[str, ...]:
    return (item.subject, item.finding.code, item.about, str(item.finding.details.get("found")))


def alone_alarms(catalogue: Catalogue, rules: LintRules) -> Iterator[tuple[str, int]]:
    """Yield (process, number of new findings) when it is judged as a stranger.

    Each unit process of a product with several makers is taken out of the reference, as if a
    company brought it, so that the ranges of its peers judge it and not its own.
    """
    for process in catalogue.processes.values():
        makers = catalogue.providers[process.flow]
        if process.kind is not ProcessKind.UNIT or len(makers) < 2:
            continue
        others = {name: item for name, item in catalogue.processes.items() if item is not process}
        rest = {
            **catalogue.providers,
            process.flow: tuple(item for item in makers if item is not process),
        }
        reference = replace(catalogue, processes=others, providers=rest)
        report = lint(view_over(reference, processes=[process]), rules, only=("peers",))
        yield process.id, len(report.findings)


def measured() -> Rates:
    """Return the rates over the shipped catalogue."""
    catalogue, rules = shipped_catalogue(), shipped_rules()
    report = lint(view_of(catalogue), rules)
    clean = {key(item) for item in report.findings}
    alarms = {
        (item.subject, item.finding.code)
        for item in report.findings
        if item.finding.severity != "note"
    }
    seeded: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    missed = []
    for seed in Seeds(catalogue).all():
        seeded[seed.defect] += 1
        if found(seed, lint(seed.view, rules), clean):
            hits[seed.defect] += 1
        else:
            missed.append(f"{seed.defect} {seed.name}")
    strangers = list(alone_alarms(catalogue, rules))
    return Rates(
        found=hits,
        seeded=seeded,
        missed=tuple(missed),
        false_alarms=tuple(sorted(name for name, code in alarms - CONFIRMED)),
        confirmed=tuple(sorted(name for name, code in alarms & CONFIRMED)),
        judged=len(catalogue.processes),
        alone_alarms=tuple(name for name, count in strangers if count),
        alone=len(strangers),
    )


if __name__ == "__main__":
    rates = measured()
    sys.stdout.write(rates.text() + "\n")
    for line in (*rates.missed, *rates.false_alarms, *rates.alone_alarms):
        sys.stdout.write(f"  {line}\n")
