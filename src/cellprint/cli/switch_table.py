"""The named switches as a table for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from cellprint.cli.shown import difference
from cellprint.i18n import Lang, translator

Json = dict[str, Any]


def print_switches(rows: list[Json], lang: Lang) -> None:
    """Print each switch with its default, reason and options; effects where a study was given."""
    _ = translator(lang, "cli")
    out = Console(highlight=False)
    for row in rows:
        out.print(f"{row['name'][lang]} · {row['key']}", style="bold")
        default = row["default"]
        text = _("Default: {name} ({id}); {basis}")
        out.print(
            text.format(name=default["name"][lang], id=default["id"], basis=row["basis"][lang])
        )
        out.print(row["why"][lang])
        table = Table(box=None, show_header=False)
        for one in row["options"]:
            effect = difference(one["effect"]) if "effect" in one else ""
            table.add_row(one["id"], one["name"][lang], effect)
        out.print(table)
