"""Print our values beside the published ones: `python -m benchmarks.reproduction`.

`--json` prints them for machines, `--write` renews the tables of the documentation page.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.reproduction.comparing import HITS, Row, compared, hit_rates
from benchmarks.reproduction.figures import Figures, Group, load_figures
from benchmarks.reproduction.page import (
    PAGE,
    TITLES,
    WEAK_MARK,
    ours,
    percent,
    published,
    renewed,
    written_part,
)
from cellprint.app.data import shipped_catalogue

WIDTH = 132  # where standard output is no terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 1 when a figure is missed without an explanation, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reproduction", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--write", action="store_true", help="renew the documentation page")
    options = parser.parse_args(arguments)
    figures = load_figures()
    rows = compared(shipped_catalogue(), figures)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(renewed(text, written_part(rows, figures)), encoding="utf-8")
    if options.json:
        json.dump(document(rows, figures), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        show(rows, figures)
    return 1 if unexplained(rows) else 0


def unexplained(rows: Sequence[Row]) -> list[str]:
    """Return the ids of missed figures that have no explanation."""
    return [row.figure.id for row in rows if row.verdict not in HITS and not row.figure.cause]


def show(rows: Sequence[Row], figures: Figures) -> None:
    """Print one table per group, the hit rates and what is not comparable."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    for group in Group:
        console.print(_table(rows, group))
    rates = Table(title="Hit rates", title_justify="left")
    for head in ("group", "compared", "within 10 % or inside", "within 20 % or inside"):
        rates.add_column(head)
    for rate in hit_rates(rows):
        rates.add_row(TITLES[rate.group], *(str(n) for n in (rate.compared, rate.hits, rate.fair)))
    console.print(rates)
    left = sum(bool(figure.not_comparable) for figure in figures.figures)
    console.print(f"{left} figures are not comparable. Reasons, settings and causes: {PAGE.name}")
    for name in unexplained(rows):
        console.print(f"{name} is missed without an explanation")


def _table(rows: Sequence[Row], group: Group) -> Table:
    table = Table(title=TITLES[group], title_justify="left")
    table.add_column("id")
    table.add_column("figure", ratio=1)
    table.add_column("unit")
    for head in ("ours", "published", "deviation"):
        table.add_column(head, justify="right")
    table.add_column("verdict")
    for row in rows:
        if row.figure.group is group:
            table.add_row(
                row.figure.id + (WEAK_MARK if row.figure.weak else ""),
                row.figure.quantity,
                row.figure.unit,
                ours(row),
                published(row),
                percent(row.deviation),
                row.verdict.value,
            )
    return table


def document(rows: Sequence[Row], figures: Figures) -> dict[str, Any]:
    """Return everything that is printed as one JSON document; deviations are fractions."""
    return {
        "figures": [
            {
                "id": row.figure.id,
                "group": row.figure.group.value,
                "quantity": row.figure.quantity,
                "unit": row.figure.unit,
                "citation": row.figure.citation,
                "ours": {"low": row.low, "high": row.high},
                "published": dict(zip(("low", "high"), row.figure.theirs, strict=True)),
                "deviation": row.deviation,
                "deviation_without_settings": row.as_shipped,
                "verdict": row.verdict.value,
                "weak": row.figure.weak,
                "cause": row.figure.cause,
            }
            for row in rows
        ],
        "hit_rates": [
            {
                "group": rate.group.value,
                "compared": rate.compared,
                "hits": rate.hits,
                "fair": rate.fair,
            }
            for rate in hit_rates(rows)
        ],
        "not_comparable": {
            figure.id: figure.not_comparable for figure in figures.figures if figure.not_comparable
        },
    }


if __name__ == "__main__":
    sys.exit(main())
