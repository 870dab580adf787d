"""The named switches and the unverified values as tables for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from cellprint.cli.shown import difference, percent
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


def print_estimates(document: Json, lang: Lang) -> None:
    """Print which unverified values hold a result up, and what of it each would move alone."""
    _ = translator(lang, "cli")
    out = Console(highlight=False)
    text = _("Rests on unverified data: {share}; passes through an unverified value: {paths}")
    out.print(
        text.format(
            share=percent(document["unverified_share"]),
            paths=percent(document["unverified_paths_share"]),
        )
    )
    table = Table(
        title=_("What each would leave open alone"), title_justify="left", title_style="bold"
    )
    for name in (_("Process"), _("Value"), _("Amount"), "%", _("Note")):
        table.add_column(name, overflow="fold")
    for one in document["estimates"]:
        amount = f"{one['amount']} {one['unit']}"
        mix = one["shares_of_a_market"]
        value = _("market shares") if mix else one["name"][lang]
        row = (one["process"], value, "" if mix else amount, percent(one["share"]), one["note"])
        table.add_row(*row)
    out.print(table)
