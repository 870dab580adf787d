"""Tables of uncertainty, sensitivity and comparisons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rich.table import Table
from rich.text import Text as RichText

from cellprint.app.foreground import STAGE_NAMES
from cellprint.charts.numbers import interval
from cellprint.cli.shown import difference, number_of_percent, percent, shown
from cellprint.cli.tables import console
from cellprint.i18n import Lang, translator
from cellprint.model.terms import status_name

Json = dict[str, Any]


def print_uncertainty(document: Json, lang: Lang) -> None:
    """Print the interval of the footprint and of its stages."""
    _ = translator(lang, "cli")
    out = console()
    out.print(RichText(document["study"]["name"][lang], style="bold"))
    total = document["total"]
    out.print(f"{_interval(total, 'median')} {total['unit']}")
    out.print(
        _("Stated value {baseline}; median above or below it shows one-sided ranges").format(
            baseline=shown(document["baseline"])
        )
    )
    table = Table()
    table.add_column(_("Life-cycle stage"))
    table.add_column(total["unit"], justify="right")
    for stage in document["stages"]:
        table.add_row(STAGE_NAMES[stage["id"]].get(lang), _interval(stage, "median"))
    out.print(table)
    draws = document["draws"]
    out.print(
        _("{accepted} draws of {quantities} quantities, seed {seed}, {rejected} rejected").format(
            **draws
        )
    )
    out.print(_ranking_table(_("Improve these first"), document["improve_first"], lang))


def print_sensitivity(document: Json, lang: Lang) -> None:
    """Print the ranking by variance and by source."""
    _ = translator(lang, "cli")
    out = console()
    out.print(RichText(document["study"]["name"][lang], style="bold"))
    title = _("What moves the footprint")
    out.print(_ranking_table(title, document["ranking"], lang))
    table = Table(title=_("By source"), title_justify="left")
    table.add_column(_("Source"))
    table.add_column(_("% of variance"), justify="right")
    table.add_column(_("Elasticity"), justify="right")
    for row in document["by_source"][:10]:
        share = number_of_percent(row["share_of_variance"])
        table.add_row(row["source"], share, shown(row["elasticity"]))
    out.print(table)


def print_comparison(document: Json, lang: Lang) -> None:
    """Print footprints side by side and what lies between them."""
    _ = translator(lang, "cli")
    out = console()
    table = Table()
    table.add_column(_("Study"), overflow="fold")
    table.add_column(_("Rule book"))
    table.add_column(document["unit"], justify="right")
    for result in document["results"]:
        value = shown(result["total"]["value"])
        if "interval" in result:
            value = _interval(result["interval"], "median")
        table.add_row(result["study"]["name"][lang], result["rulebook"]["id"], value)
    out.print(table)
    for pair in document.get("pairs", ()):
        out.print(_pair_line(pair, lang))
    for steps in document.get("waterfalls", ()):
        out.print(_waterfall_table(steps, document["unit"], lang))


def print_what_if(document: Json, lang: Lang) -> None:
    """Print the footprint with levers set, or every lever with its effect."""
    _ = translator(lang, "cli")
    out = console()
    out.print(RichText(document["study"]["name"][lang], style="bold"))
    out.print(f"{shown(document['baseline'])} {document['unit']}")
    if "value" in document:
        for name, value in document["settings"].items():
            out.print(f"{name} = {value}")
        change = difference(document["difference"])
        out.print(f"→ {shown(document['value'])} {document['unit']} ({change})")
        return
    table = Table()
    for head in (_("Lever"), _("What it does")):
        table.add_column(head, overflow="fold")
    for head in (_("Now"), _("Set to"), _("Difference")):
        table.add_column(head, justify="right")
    ranked = sorted(document["levers"], key=lambda one: -abs(float(one["difference"])))
    for one in ranked:
        change = difference(one["difference"])
        table.add_row(one["id"], one["name"][lang], shown(one["base"]), shown(one["at"]), change)
    out.print(table)


def _interval(row: Json, middle: str) -> str:
    return interval(
        Decimal(row[middle]), Decimal(row["low"]), Decimal(row["high"]), Decimal(row["level"])
    )


def _ranking_table(title: str, rows: list[Json], lang: Lang) -> Table:
    _ = translator(lang, "cli")
    table = Table(title=title, title_justify="left")
    table.add_column(_("Quantity"), overflow="fold")
    table.add_column(_("% of variance"), justify="right")
    table.add_column(_("Elasticity"), justify="right")
    table.add_column(_("Source"))
    table.add_column(_("Status"))
    for row in rows:
        table.add_row(
            row["name"][lang],
            number_of_percent(row["share_of_variance"]),
            shown(row["elasticity"]),
            row["source"],
            status_name(row["status"], lang),
        )
    return table


def _pair_line(pair: Json, lang: Lang) -> str:
    _ = translator(lang, "cli")
    if pair["difference"] == "0":
        return _("{b} against {a}: the same").format(a=pair["a"], b=pair["b"])
    return _("{b} against {a}: {change}; probability that {a} is lower: {p}").format(
        a=pair["a"],
        b=pair["b"],
        change=difference(pair["relative"]),
        p=percent(pair["probability_a_below_b"]["value"]),
    )


def _waterfall_table(steps: Json, unit: str, lang: Lang) -> Table:
    _ = translator(lang, "cli")
    table = Table(title=f"{steps['from']} → {steps['to']}", title_justify="left")
    table.add_column(_("Rule"))
    table.add_column(unit, justify="right")
    table.add_row(steps["from"], shown(steps["first"]))
    for step in steps["steps"]:
        table.add_row(step["name"][lang], shown(step["change"]))
    table.add_row(steps["to"], shown(steps["last"]))
    return table
