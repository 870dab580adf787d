"""What a rule book chose: end-of-life methods, allocation, climate parts, cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from cellprint.cli.shown import difference, percent, shown
from cellprint.i18n import Lang, translator
from cellprint.model.inventory import Text
from cellprint.model.terms import status_name

Json = dict[str, Any]
PART = "cli"
OUTCOMES: dict[str, Text] = {
    "pass": Text(en="pass", zh="通过"),
    "fail": Text(en="FAIL", zh="不通过"),
    "not assessable": Text(en="not assessable", zh="无法评估"),
    "out of scope": Text(en="out of scope", zh="不适用"),
}


def end_of_life_table(document: Json, lang: Lang) -> Table:
    """Return the end-of-life methods of the book with their totals and parameters."""
    _ = translator(lang, PART)
    table = Table(show_lines=True)
    table.add_column(_("End-of-life method"))
    table.add_column(document["total"]["unit"], justify="right")
    table.add_column(_("Difference"), justify="right")
    table.add_column(_("Parameters"))
    for method in document["end_of_life"]["methods"]:
        total, change = _("not assessable"), ""
        if method["total"] is not None:
            total, change = shown(method["total"]), difference(method["difference"])
        table.add_row(_label(document, method, lang), total, change, _parameters(method, lang))
    return table


def _label(document: Json, method: Json, lang: Lang) -> str:
    _ = translator(lang, PART)
    name: str = method["name"][lang]
    if method["parameters_of"] != document["rulebook"]["id"]:
        return _("{name} (option: parameters of {book})").format(
            name=name, book=method["parameters_of"]
        )
    if not method["counts"]:
        return name
    if document["end_of_life"]["rule"] == "option":
        return _("{name} (counts; an option, not the rule)").format(name=name)
    if not method["assessable"]:
        return _("{name} (counts; burden only, no credit)").format(name=name)
    return _("{name} (counts)").format(name=name)


def _parameters(method: Json, lang: Lang) -> str:
    """Return each different input once, with its status; else what is missing."""
    _ = translator(lang, PART)
    if method["missing"]:
        return _("not given: {names}").format(names=", ".join(method["missing"]))
    shown_once: dict[str, None] = {}
    for weight in method["parameters"]:
        for one in weight["inputs"]:
            status = status_name(one["status"], lang)
            shown_once[f"{one['symbol']} = {one['value']} ({status})"] = None
    return "\n".join(shown_once)


def rule_lines(document: Json, lang: Lang) -> Iterator[str]:
    """Yield one line each on allocation, climate parts with their GWP set, and cut-off."""
    yield _allocation_line(document["allocation"], lang)
    yield _impact_line(document["impact"], lang)
    yield _cut_off_line(document["cut_off"], lang)


def _allocation_line(allocation: Json, lang: Lang) -> str:
    _ = translator(lang, "cli")
    names = {
        "subdivision": _("subdivision"),
        "system_expansion": _("system expansion"),
        "physical": _("physical relation"),
        "economic": _("economic relation"),
    }
    order = " → ".join(names[one] for one in allocation["order"]) or _("not known")
    line = _(
        "Allocation: {order}; shared with co-products: {count} processes, basis checked"
    ).format(order=order, count=len(allocation["shared"]))
    if allocation["metals"]:
        line += _("; price ratio of metal co-products: not assessable (no prices over ten years)")
    return f"{line} ({status_name(allocation['status'], lang)})"


def _impact_line(impact: Json, lang: Lang) -> str:
    _ = translator(lang, "cli")
    parts = ", ".join(f"{part['name'][lang]} {shown(part['value'])}" for part in impact["parts"])
    return _("GWP set {id}: {parts}").format(id=impact["gwp_set"]["id"], parts=parts)


def _cut_off_line(cut_off: Json, lang: Lang) -> str:
    _ = translator(lang, "cli")
    outcomes = ", ".join(
        f"{one['id']}: {OUTCOMES[one['outcome']].get(lang)}" for one in cut_off["policies"]
    )
    share = cut_off["estimated_share"]
    return _(
        "Left out: {items} items, estimated share {share}, {unknown} not estimated; {outcomes}"
    ).format(
        items=cut_off["items"],
        share=percent(share) if share is not None else "–",
        unknown=cut_off["not_estimated"],
        outcomes=outcomes or "–",
    )


def print_classes(document: Json, lang: Lang) -> None:
    """Print the class of a footprint with bounds, intervals and probabilities."""
    _ = translator(lang, "cli")
    out = Console(highlight=False, soft_wrap=False)
    out.print(document["study"]["name"][lang])
    out.print(
        _("Class {label}: {value} {unit}; population of {count}").format(
            label=document["class"],
            value=shown(document["value"]),
            unit=document["unit"],
            count=document["population"],
        )
    )
    table = Table()
    for head in (_("Class"), _("Upper bound"), _("Interval"), _("Probability")):
        table.add_column(head, justify="right")
    for row in document["classes"]:
        bound = row["upper_bound"]
        table.add_row(
            row["class"],
            shown(bound) if bound else "–",
            f"{shown(row['low'])}–{shown(row['high'])}" if row["low"] else "–",
            percent(row["probability"]),
        )
    out.print(table)
    if document["threshold"]:
        limit = document["threshold"]
        line = _("Maximum {value}: kept") if limit["kept"] else _("Maximum {value}: NOT kept")
        out.print(line.format(value=shown(limit["value"])))
        chance = percent(limit["probability_kept"])
        out.print(_("Probability that it is kept: {chance}").format(chance=chance))
    out.print(document["statement"][lang])
