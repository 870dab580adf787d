"""The verb on the electricity factors of the catalogue, and their table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cellprint.cli.context import CATALOGUE, language_of, print_json
from cellprint.i18n import Lang, translator
from cellprint.model.inventory import Text

Json = dict[str, Any]

KINDS = {
    "life_cycle": Text(en="life cycle", zh="生命周期"),
    "life_cycle_scaled": Text(en="life cycle, scaled", zh="生命周期（折算）"),
    "direct": Text(en="direct", zh="直接排放"),
    "direct_fossil": Text(en="direct, fossil power only", zh="直接排放（仅化石能源电力）"),
    "residual_like": Text(en="direct, without traded green power", zh="直接排放（扣除交易绿电）"),
}


def register(app: typer.Typer) -> None:
    """Add the verb of this module to those of the catalogue."""
    app.command("electricity")(electricity)


def electricity(
    ctx: typer.Context,
    *,
    location: Annotated[
        str, typer.Option(help="Only this place and the wider ones it lies in, nearest first.")
    ] = "",
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    kind: Annotated[str, typer.Option(help="Only this kind: " + ", ".join(KINDS) + ".")] = "",
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the electricity factors with kind, gas basis, year, issuer and document.

    Example: cellprint catalogue electricity --location CN-NM
    """
    from cellprint.app.data import working_catalogue  # noqa: PLC0415
    from cellprint.app.grid_factors import grid_factor_list  # noqa: PLC0415

    rows = grid_factor_list(working_catalogue(catalogue), location=location, year=year, kind=kind)
    if json:
        print_json(rows)
        return
    _print(rows, language_of(ctx))


def _print(rows: list[Json], lang: Lang) -> None:
    from rich.console import Console  # noqa: PLC0415  (loaded to print only)
    from rich.table import Table  # noqa: PLC0415

    from cellprint.model.terms import status_name  # noqa: PLC0415

    _ = translator(lang, "cli")
    table = Table(title=_("Electricity factors of the catalogue"), title_justify="left")
    for name in (_("Place"), _("Year"), _("Kind")):
        table.add_column(name)
    table.add_column("kg/kWh", justify="right")
    for name in (_("Gases"), _("Status"), _("Source")):
        table.add_column(name)
    for row in rows:
        kind = KINDS[row["kind"]].get(lang)
        source = ", ".join(part for part in (row["issuer"], row["document"], row["table"]) if part)
        table.add_row(
            f"{row['name'][lang]} ({row['location']})",
            str(row["year"]),
            f"{kind} · {row['technology']}" if row["technology"] else kind,
            row["value"],
            row["gas_basis"],
            status_name(row["status"], lang),
            source,
            style="" if row["may_enter"] else "dim",
        )
    out = Console(highlight=False)
    out.print(table)
    if any(not row["may_enter"] for row in rows):
        out.print(
            _("Pale rows never stand for electricity: they are direct, or count the grid alone.")
        )
