"""Tables for people, drawn by rich."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText
from rich.tree import Tree

from cellprint.cli.entry_tables import print_facts
from cellprint.cli.rule_values import end_of_life_table, rule_lines
from cellprint.cli.shown import difference, number_of_percent, percent, shown
from cellprint.i18n import Lang, translator
from cellprint.model.terms import status_name

Json = dict[str, Any]

LEVEL_NAMES = {
    "excellent": "excellent",
    "very_good": "very good",
    "good": "good",
    "fair": "fair",
    "poor": "poor",
}


def console() -> Console:
    """Return the console; it honours NO_COLOR and is plain when not on a terminal."""
    return Console(highlight=False, soft_wrap=False)


def print_product_list(rows: list[Json], lang: Lang) -> None:
    """Print products and the processes that make them."""
    _ = translator(lang, "cli")
    table = Table(title=_("Products of the catalogue"), title_justify="left")
    for head in (_("Product"), _("Name"), _("Unit"), _("Process"), _("Route"), _("Place")):
        table.add_column(head, overflow="fold")
    for row in rows:
        label = (row["id"], row["name"][lang], row["unit"])
        for process in row["processes"]:
            table.add_row(*label, process["id"], process["route"], process["location"])
            label = ("", "", "")
    console().print(table)


def print_entry(document: Json, lang: Lang) -> None:
    """Print one product or process of the catalogue."""
    if document["kind"] == "product":
        print_product_list([document], lang)
        _ = translator(lang, "cli")
        if document["family"] == "electricity":
            console().print(_("Its factors: cellprint catalogue electricity --location PLACE"))
        if document["used_in"]:
            console().print(_("Used in: ") + ", ".join(document["used_in"]))
        return
    _print_process(document, lang)


def _print_process(document: Json, lang: Lang) -> None:
    _ = translator(lang, "cli")
    out = console()
    out.print(f"{document['name'][lang]}  ({document['id']}, {document['location']['code']})")
    table = Table()
    for head in (_("Exchange"), _("Amount"), _("Unit"), _("Status"), _("Source"), _("Note")):
        table.add_column(head, overflow="fold")
    for exchange in document["exchanges"]:
        place = " · ".join(filter(None, (exchange["source"], exchange["page"])))
        table.add_row(
            exchange["name"][lang],
            exchange["amount"],
            exchange["unit"],
            status_name(exchange["status"], lang),
            place,
            exchange["note"],
        )
    out.print(table)
    print_facts(out, document, lang)


def print_footprint(document: Json, lang: Lang) -> None:
    """Print a footprint: the sentence, stages, electricity methods, how well it is supported."""
    _ = translator(lang, "cli")
    out = console()
    out.print(RichText(document["product"]["name"][lang], style="bold"))
    unit = document["functional_unit"]["text"][lang]
    out.print(f"{shown(document['total']['value'])} kg CO2e — {unit}")
    capacity = shown(document["per_kwh_capacity"]["value"])
    whole = shown(document["per_product"]["value"])
    out.print(
        _("{capacity} kg CO2e per kWh of capacity; {whole} kg CO2e per battery").format(
            capacity=capacity, whole=whole
        )
    )
    book = document["rulebook"]
    out.print(
        _("Rule book {id} {version}, status: {status}").format(
            id=book["id"], version=book["version"], status=status_name(book["status"], lang)
        )
    )
    out.print(_stage_table(document, lang))
    if document["electricity_methods"]:
        out.print(_method_table(document, lang))
    if document["end_of_life"]:
        out.print(end_of_life_table(document, lang))
    out.print(_support_line(document, lang))
    print_quality(document["data_quality"], lang)
    for line in rule_lines(document, lang):
        out.print(line)
    print_findings(document["findings"], lang)


def print_findings(findings: Iterable[Json], lang: Lang) -> None:
    """Print findings of a document, a line each."""
    out = console()
    for finding in findings:
        line = " · ".join((finding["code"], finding["where"], finding["what"][lang]))
        out.print(RichText(line, style="yellow"))


def _support_line(document: Json, lang: Lang) -> str:
    """Return what of a result rests on unverified values, and what passes through one."""
    _ = translator(lang, "cli")
    text = _("Rests on unverified data: {share}; passes through an unverified value: {paths}")
    share, paths = document["unverified_share"], document["unverified_paths_share"]
    return text.format(share=percent(share), paths=percent(paths))


def print_quality(quality: Json, lang: Lang) -> None:
    """Print the data-quality rating in one line."""
    _ = translator(lang, "cli")
    if quality["rating"] is None:
        console().print(_("Data quality rating: not assessable"))
        return
    console().print(
        _(
            "Data quality rating: {rating} (1 best, 5 worst; {level}, limits of the levels: "
            "{status}); primary data: {share}"
        ).format(
            rating=shown(quality["rating"]),
            level=_(LEVEL_NAMES.get(quality["level"] or "", "level not stated")),
            status=status_name(quality["level_status"] or "unverified", lang),
            share=percent(quality["primary_data_share"]),
        )
    )


def _stage_table(document: Json, lang: Lang) -> Table:
    _ = translator(lang, "cli")
    table = Table()
    table.add_column(_("Life-cycle stage"))
    table.add_column("kg CO2e/kWh", justify="right")
    table.add_column(_("kg CO2e/battery"), justify="right")
    table.add_column("%", justify="right")
    for stage in document["stages"]:
        table.add_row(
            stage["name"][lang],
            shown(stage["value"]),
            shown(stage["per_product"]),
            number_of_percent(stage["share"]),
        )
    return table


def _method_table(document: Json, lang: Lang) -> Table:
    """Return one row for each different result, with the methods that come to it."""
    _ = translator(lang, "cli")
    table = Table(show_lines=True)
    table.add_column(_("Electricity method"))
    table.add_column(document["total"]["unit"], justify="right")
    table.add_column(_("Difference"), justify="right")
    rows: dict[tuple[str, str], list[str]] = {}
    for method in document["electricity_methods"]:
        total, change = _("not assessable"), ""
        if method["total"] is not None:
            total, change = shown(method["total"]), difference(method["difference"])
        mark = _("{name} (counts)") if method["counts"] else "{name}"
        names = rows.setdefault((total, change), [])
        names.append(mark.format(name=method["name"][lang]))
    for (total, change), names in rows.items():
        table.add_row("\n".join(names), total, change)
    return table


def print_product(document: Json, lang: Lang, *, depth: int = 3) -> None:
    """Print the cradle-to-gate footprint of a product with its largest contributions."""
    _ = translator(lang, "cli")
    out = console()
    place = document["location"]["name"][lang]
    out.print(f"{document['process']['name'][lang]} — {place}, {document['year']}")
    out.print(f"{shown(document['value'])} {document['unit']}")
    tree = Tree(_("Contributions"))
    _grow(tree, document["contributions"], lang, depth)
    out.print(tree)
    out.print(_support_line(document, lang))
    links = document["links"]
    out.print(_("Exchanges: {linked} linked, {cut_off} cut off, {errors} errors").format(**links))


def _grow(tree: Tree, branches: list[Json], lang: Lang, depth: int) -> None:
    for branch in branches:
        mark = "" if branch.get("status") != "unverified" else " (!)"
        label = f"{percent(branch['share'])}  {branch['name'][lang]}{mark}"
        below = tree.add(label)
        if depth > 1:
            _grow(below, branch["children"], lang, depth - 1)
