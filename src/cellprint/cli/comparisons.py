"""Print several footprints side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.table import Table

from cellprint.cli.shown import percent, shown
from cellprint.cli.tables import console
from cellprint.i18n import Lang, translator
from cellprint.model.terms import status_name

Json = dict[str, Any]


def print_demo(documents: list[Json], folder: Path, lang: Lang) -> None:
    """Print the table of the example studies and where their reports lie."""
    _ = translator(lang, "cli")
    out = console()
    out.print(comparison_table(documents, lang))
    books = sorted({(d["rulebook"]["id"], d["rulebook"]["status"]) for d in documents})
    for book, status in books:
        out.print(
            _("Rule book {id}, status: {status}").format(id=book, status=status_name(status, lang))
        )
    out.print(_("Reports: {path}").format(path=folder / f"index.{lang}.html"))


def comparison_table(documents: list[Json], lang: Lang) -> Table:
    """Return one row per footprint: totals, stages, and the other electricity methods."""
    _ = translator(lang, "cli")
    table = Table(title=_("Carbon footprint of batteries, kg CO2e"), title_justify="left")
    table.add_column(_("Study"), overflow="fold")
    table.add_column(_("Plant"), overflow="fold")
    table.add_column(_("per kWh delivered"), justify="right")
    table.add_column(_("per kWh capacity"), justify="right")
    for stage in documents[0]["stages"]:
        table.add_column(stage["name"][lang], justify="right", overflow="fold")
    table.add_column(_("local grid, per kWh capacity"), justify="right")
    table.add_column(_("unverified"), justify="right")
    for document in documents:
        table.add_row(*_row(document, lang))
    return table


def _row(document: Json, lang: Lang) -> list[str]:
    return [
        document["study"]["name"][lang],
        document["plant_location"]["name"][lang],
        shown(document["total"]["value"]),
        shown(document["per_kwh_capacity"]["value"]),
        *(percent(stage["share"]) for stage in document["stages"]),
        _local_grid(document),
        percent(document["unverified_share"]),
    ]


def _local_grid(document: Json) -> str:
    """Return the footprint with the average electricity of the plant's own region."""
    for method in document["electricity_methods"]:
        if method["id"] == "el.ghgp_location" and method["per_kwh_capacity"] is not None:
            return shown(method["per_kwh_capacity"])
    return "–"
