"""What the catalogue works out about one process, for people: footprint, balances, co-products."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from cellprint.cli.shown import number_of_percent, shown
from cellprint.i18n import Lang, translator

Json = dict[str, Any]

_ROUNDING = Decimal("0.0005")

PART = "cli"


def print_facts(out: Console, document: Json, lang: Lang) -> None:
    """Print footprint, ways of sharing, balances, sources and users of a process."""
    _ = translator(lang, PART)
    footprint = document["footprint"]
    if "because" in footprint:
        out.print(_("Footprint: not known; {why}").format(why=footprint["because"][lang]))
    else:
        line = _("Footprint: {value} {unit}, electricity of {year}")
        out.print(line.format(**{**footprint, "value": shown(footprint["value"])}))
    if document["allocations"]:
        out.print(_sharing_table(document, lang))
    if document["balances"]:
        out.print(_balance_table(document, lang))
    out.print(_source_table(document, lang))
    if document["used_in"]:
        out.print(_("Used in: {names}").format(names=", ".join(document["used_in"])))


def _sharing_table(document: Json, lang: Lang) -> Table:
    """Return the ways of sharing the burden with the co-products, one line each."""
    _ = translator(lang, PART)
    unit = document["unit"]
    table = Table(title=_("Ways of sharing with the co-products"), title_justify="left")
    table.add_column(_("Method"), overflow="fold")
    table.add_column(_("kg CO2e/{unit}").format(unit=unit), justify="right")
    table.add_column(_("Shares of what is shared, %"), overflow="fold")
    table.add_column(_("kg CO2e per unit of co-product"), overflow="fold")
    for row in document["allocations"]:
        name = row["name"][lang] + (_(" (default)") if row["default"] else "")
        if "because" in row:
            table.add_row(name, "–", row["because"][lang], "")
            continue
        shares = row["shares"] if len(row["shares"]) > 1 else {}
        parts = [f"{flow} {number_of_percent(share)}" for flow, share in shares.items()]
        others = [f"{flow} {shown(value)}" for flow, value in row["co_products"].items()]
        table.add_row(name, shown(row["value"]), "\n".join(parts), "\n".join(others))
    return table


def _balance_table(document: Json, lang: Lang) -> Table:
    _ = translator(lang, PART)
    title = _("Element balance, kg per {unit}").format(unit=document["unit"])
    table = Table(title=title, title_justify="left")
    table.add_column(_("Element"))
    for head in (_("In"), _("Product"), _("By-products"), _("Declared loss"), _("Open, %")):
        table.add_column(head, justify="right")
    for row in document["balances"]:
        lost = "–" if row["lost"] is None else shown(row["lost"])
        masses = (row["entering"], row["product"], row["byproducts"])
        table.add_row(row["element"], *map(shown, masses), lost, _gap(row["gap"]))
    return table


def _gap(gap: str) -> str:
    """Return the open part of a balance in percent; what is only rounding is none."""
    return number_of_percent(gap) if abs(Decimal(gap)) >= _ROUNDING else "0"


def _source_table(document: Json, lang: Lang) -> Table:
    _ = translator(lang, PART)
    table = Table(title=_("Sources"), title_justify="left")
    for head in (_("Source"), _("Title"), _("Year"), _("Document"), _("Licence")):
        table.add_column(head, overflow="fold")
    for row in document["sources"]:
        table.add_row(row["id"], row["title"], row["year"], row["document"], row["licence"])
    return table
