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
    """Print the tables of the example studies and where their reports lie."""
    _ = translator(lang, "cli")
    out = console()
    out.print(totals_table(documents, lang))
    out.print(stages_table(documents, lang))
    books = sorted({(d["rulebook"]["id"], d["rulebook"]["status"]) for d in documents})
    for book, status in books:
        name = status_name(status, lang)
        out.print(_("Rule book {id}, status: {status}").format(id=book, status=name))
    out.print(_("Reports: {path}").format(path=folder / f"index.{lang}.html"))


def totals_table(documents: list[Json], lang: Lang) -> Table:
    """Return one row per footprint: per functional unit and per kWh of capacity."""
    _ = translator(lang, "cli")
    table = Table(title=_("Carbon footprint of batteries, kg CO2e"), title_justify="left")
    table.add_column(_("Study"), no_wrap=True)
    table.add_column(_("Plant"))
    table.add_column(_("per kWh delivered"), justify="right")
    table.add_column(_("per kWh capacity"), justify="right")
    table.add_column(_("the same with the local grid"), justify="right")
    table.add_column(_("unverified"), justify="right")
    for document in documents:
        table.add_row(
            document["study"]["id"],
            document["plant_location"]["name"][lang],
            shown(document["total"]["value"]),
            shown(document["per_kwh_capacity"]["value"]),
            _local_grid(document),
            percent(document["unverified_share"]),
        )
    return table


def stages_table(documents: list[Json], lang: Lang) -> Table:
    """Return one row per footprint: the life-cycle stages, per functional unit."""
    _ = translator(lang, "cli")
    title = _("By life-cycle stage, kg CO2e per kWh delivered")
    table = Table(title=title, title_justify="left")
    table.add_column(_("Study"), no_wrap=True)
    for stage in documents[0]["stages"]:
        table.add_column(stage["name"][lang], justify="right")
    for document in documents:
        values = (shown(stage["value"]) for stage in document["stages"])
        table.add_row(document["study"]["id"], *values)
    return table


def _local_grid(document: Json) -> str:
    """Return the footprint with the average electricity of the plant's own region."""
    for method in document["electricity_methods"]:
        if method["id"] == "el.ghgp_location" and method["per_kwh_capacity"] is not None:
            return shown(method["per_kwh_capacity"])
    return "–"
