"""Tables of what a rule book chose: end-of-life methods."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from cellprint.cli.shown import difference, shown
from cellprint.i18n import Lang, translator
from cellprint.model.terms import status_name

Json = dict[str, Any]
PART = "cli"


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
