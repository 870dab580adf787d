"""Tables of imported databases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from cellprint.cli.shown import shown
from cellprint.errors import code_texts
from cellprint.i18n import Lang, translator

_OPEN_ENDS = 10


@contextmanager
def progress_bar(lang: Lang) -> Iterator[Callable[[int], None] | None]:
    """Give a function that shows how many data sets were read, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    _ = translator(lang, "formats")
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(_("data sets read"), total=None)
        yield lambda number: bar.update(task, completed=number)


def print_import(report: dict[str, Any], lang: Lang) -> None:
    """Print what an import read, linked, mapped, computed and lost."""
    _ = translator(lang, "formats")
    console = Console(soft_wrap=True, highlight=False)
    console.print(
        f"{report['name']}  ({report['format']} {report['format_version']}, {report['file']})",
        markup=False,
    )
    _print_linking(console, report, lang)
    _print_computing(console, report, lang)
    _print_losses(console, report["losses"], lang)
    if report["redistribution"] == "forbidden":
        console.print(_("Private: never part of an export, bundle or release."))


def _print_linking(console: Console, report: dict[str, Any], lang: Lang) -> None:
    _ = translator(lang, "formats")
    linking = report["linking"]
    table = Table(title=_("Exchanges"), title_justify="left")
    table.add_column(_("what became of them"))
    table.add_column(_("why"))
    table.add_column(_("count"), justify="right")
    for state, reasons in linking["reasons"].items():
        for reason, count in reasons.items():
            table.add_row(_(state), "" if reason == "-" else _(reason), f"{count:,}")
    table.add_row(_("all"), "", f"{linking['accounted']:,}")
    console.print(table)
    ends = linking["open_ends"]
    if ends:
        table = Table(title=_("Most frequent flows without provider"), title_justify="left")
        table.add_column(_("flow"))
        table.add_column(_("why"))
        table.add_column(_("count"), justify="right")
        for end in ends[:_OPEN_ENDS]:
            table.add_row(end["flow"], _(end["reason"]), f"{end['exchanges']:,}")
        console.print(table)


def _print_computing(console: Console, report: dict[str, Any], lang: Lang) -> None:
    _ = translator(lang, "formats")
    flows = report["elementary_flows"]
    states = "; ".join(f"{_(state)}: {count:,}" for state, count in flows["states"].items())
    console.print(f"{_('Elementary flows')}: {flows['flows']:,} ({states})", markup=False)
    computed = report["computing"]
    if computed["solved"]:
        console.print(
            _("Computed: {products} products, {complete} with a complete chain.").format(
                products=f"{computed['products']:,}", complete=f"{computed['complete_chains']:,}"
            )
        )
    else:
        console.print(_("Not computed: the system has no solution that can be relied on."))


def _print_losses(console: Console, losses: dict[str, Any], lang: Lang) -> None:
    _ = translator(lang, "formats")
    if not losses["issues"]:
        console.print(_("Nothing was lost or changed."))
        return
    table = Table(title=_("Losses and remarks"), title_justify="left")
    for heading in ("code", "kind", "what", "where"):
        table.add_column(_(heading))
    table.add_column(_("count"), justify="right")
    for issue in losses["issues"]:
        if issue["severity"] != "note":
            what = code_texts()[issue["code"]].what[lang]
            row = (issue["code"], _(issue["severity"]), what, _(issue["path"]))
            table.add_row(*row, f"{issue['count']:,}")
    console.print(table)
    notes = losses["totals"]["note"]
    if notes:
        console.print(_("Notes: {count} (see --json).").format(count=f"{notes:,}"))


def print_export(report: dict[str, Any], lang: Lang) -> None:
    """Print what was written and what did not fit."""
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{report['file']}  sha256:{report['sha256']}", markup=False)
    _print_losses(console, report["losses"], lang)


def print_databases(documents: list[dict[str, Any]], lang: Lang) -> None:
    """Print the list of imported databases."""
    _ = translator(lang, "formats")
    table = Table()
    for heading in ("name", "format", "file", "processes", "exchanges", "may be passed on"):
        table.add_column(_(heading))
    for one in documents:
        allowed = _("yes") if one["redistribution"] == "allowed" else _("no")
        numbers = (f"{one['processes']:,}", f"{one['exchanges']:,}")
        table.add_row(one["name"], one["format"], one["file"], *numbers, allowed)
    Console(soft_wrap=True).print(table)


def print_products(document: dict[str, Any], lang: Lang) -> None:
    """Print footprints of products."""
    _ = translator(lang, "formats")
    console = Console(soft_wrap=True, highlight=False)
    table = Table(title=f"{document['database']}, {document['gwp_set']}", title_justify="left")
    for heading in ("product", "process", "place"):
        table.add_column(_(heading))
    table.add_column(_("kg CO2e per unit"), justify="right")
    table.add_column(_("unit"))
    table.add_column(_("chain"))
    for row in document["products"]:
        chain = _("complete") if row["complete_chain"] else _("incomplete")
        value = shown(row["footprint_kgco2e"])
        names = (row["name"], row["process_name"], row["location"])
        table.add_row(*names, value, row["unit"], chain)
    console.print(table)
