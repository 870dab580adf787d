"""Print why a number is what it is."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text as RichText

from cellprint.cli.shown import number_of_percent, percent, shown
from cellprint.cli.tables import console
from cellprint.i18n import Lang, translator
from cellprint.model.terms import reason_name, status_name

Json = dict[str, Any]


def print_explanation(document: Json, lang: Lang) -> None:
    """Print the way down to a branch, step by step, then its parts."""
    _ = translator(lang, "cli")
    out = console()
    title = document["path"] or _("the whole product")
    share = percent(document["share"])
    out.print(RichText(title, style="bold"))
    out.print(
        _("{value} kg CO2e per battery, {share} of the total").format(
            value=shown(document["value"]), share=share
        )
    )
    for step in document["way"]:
        out.print()
        for line in _step_lines(step, lang):
            out.print(RichText(line))
    if document.get("parts"):
        out.print()
        out.print(_part_table(document, lang))


def _step_lines(step: Json, lang: Lang) -> list[str]:
    _ = translator(lang, "cli")
    exchange = step["exchange"]
    lines = [
        f"▸ {step['name'][lang]}",
        _("  {amount} {unit} × {intensity} {per} = {value} kg CO2e").format(
            amount=shown(step["needed_per_product"]),
            unit=step["unit"],
            intensity=shown(step["intensity"]["value"]),
            per=step["intensity"]["unit"],
            value=shown(step["value"]),
        ),
        _("  stated: {stated} [{status}]").format(
            stated=exchange["stated"], status=status_name(exchange["status"], lang)
        ),
    ]
    if exchange.get("formula"):
        lines.append(_("  formula: {formula}").format(formula=exchange["formula"]))
    lines.append(_("  source: {source}").format(source=_cited(exchange)))
    if exchange.get("licence"):
        lines.append(_("  licence: {licence}").format(licence=exchange["licence"]))
    if exchange["note"]:
        lines.append(_("  note: {note}").format(note=exchange["note"]))
    if "cut_off" in step:
        lines.append(_("  cut off: {reason}").format(reason=reason_name(step["cut_off"], lang)))
    if "provider" in step:
        lines += _provider_lines(step["provider"], lang)
    return lines


def _cited(exchange: Json) -> str:
    parts = (
        exchange.get("authors", ""),
        exchange.get("year", ""),
        exchange.get("title", exchange["source"]),
        exchange.get("document", ""),
        exchange["page"],
    )
    return ", ".join(str(part) for part in parts if part)


def _provider_lines(provider: Json, lang: Lang) -> list[str]:
    _ = translator(lang, "cli")
    lines = [
        _("  provider: {process} in {place}").format(
            process=provider["process"], place=provider["location"]["name"][lang]
        )
    ]
    if provider["technology_borrowed"]:
        lines.append(_("  technology of another place, run with local energy"))
    if provider["steps"]:
        lines.append(_("  fallback: {steps}").format(steps=", ".join(provider["steps"])))
    if provider["years_off"]:
        lines.append(_("  years off: {years}").format(years=provider["years_off"]))
    return lines


def _part_table(document: Json, lang: Lang) -> Table:
    _ = translator(lang, "cli")
    table = Table(title=_("Made of"), title_justify="left")
    table.add_column(_("Part"))
    table.add_column(_("Amount"), justify="right")
    table.add_column(_("Unit"))
    table.add_column("kg CO2e", justify="right")
    table.add_column("%", justify="right")
    table.add_column(_("Status"))
    for part in document["parts"]:
        note = status_name(part["status"], lang)
        if "cut_off" in part:
            note = reason_name(part["cut_off"], lang)
        table.add_row(
            part["id"],
            shown(part["amount"]),
            part["unit"],
            shown(part["value"]),
            number_of_percent(part["share"]),
            note,
        )
    return table
