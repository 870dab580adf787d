"""Verbs on the catalogue: list, show, electricity, lint, diff, export-release and switches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli import grid_factors, releases, switches
from cellprint.cli.context import CATALOGUE, language_of, print_json

app = typer.Typer(
    help="Look into the shipped data: products, processes, values and their sources.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_products(  # noqa: PLR0913  (one parameter for each option of the command line)
    ctx: typer.Context,
    search: Annotated[str, typer.Argument(help="Words, formula or id; empty lists all.")] = "",
    *,
    family: Annotated[str, typer.Option(help="Only this product family.")] = "",
    location: Annotated[str, typer.Option(help="Only processes at this place.")] = "",
    status: Annotated[str, typer.Option(help="Only processes with a value of this status.")] = "",
    year: Annotated[int | None, typer.Option(help="Only processes valid in this year.")] = None,
    licence: Annotated[
        str, typer.Option(help="Only processes with a source whose licence has these words.")
    ] = "",
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List products and the processes that make them.

    Example: cellprint catalogue list 碳酸锂
    """
    from cellprint.app.catalogue_views import Wanted, product_list  # noqa: PLC0415
    from cellprint.app.data import working_catalogue  # noqa: PLC0415

    wanted = Wanted(family=family, location=location, status=status, year=year, licence=licence)
    rows = product_list(working_catalogue(catalogue), search=search, wanted=wanted)
    if json:
        print_json(rows)
        return
    from cellprint.cli.tables import print_product_list  # noqa: PLC0415

    print_product_list(rows, language_of(ctx))


@app.command("show")
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Product or process: id, alias or name.")],
    *,
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a product with its processes, or a process with all that is known of it.

    Of a process: exchanges, footprint, ways of sharing with co-products, balances, sources, users.

    Example: cellprint catalogue show li2co3_brine_cl_atacama
    """
    from cellprint.app.catalogue_views import entry  # noqa: PLC0415
    from cellprint.app.data import working_catalogue  # noqa: PLC0415

    document = entry(working_catalogue(catalogue), name)
    if json:
        print_json(document)
        return
    from cellprint.cli.tables import print_entry  # noqa: PLC0415

    print_entry(document, language_of(ctx))


@app.command("lint")
def lint(
    ctx: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(help="Folder of catalogue files; the shipped data when absent."),
    ] = None,
    *,
    check: Annotated[list[str] | None, typer.Option(help="Only this check; repeatable.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check inventory data for balances, classes, missing stages, odd amounts and labels.

    Leaves with 1 when there is an error.

    Example: cellprint catalogue lint my-data
    """
    from cellprint.app.lint import lint_folder  # noqa: PLC0415

    answer = lint_folder(path, only=check or ())
    if json:
        print_json(answer.to_json(language_of(ctx)))
    else:
        from cellprint.cli.lint_table import print_lint  # noqa: PLC0415

        print_lint(answer, language_of(ctx))
    if not answer.passed:
        raise typer.Exit(1)


grid_factors.register(app)
releases.register(app)
switches.register(app)
