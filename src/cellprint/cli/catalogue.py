"""Verbs on the catalogue: list and show."""

from __future__ import annotations

from typing import Annotated

import typer

from cellprint.cli.context import language_of, print_json

app = typer.Typer(
    help="Look into the shipped data: products, processes, values and their sources.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_products(
    ctx: typer.Context,
    search: Annotated[str, typer.Argument(help="Words, formula or id; empty lists all.")] = "",
    *,
    family: Annotated[str, typer.Option(help="Only this product family.")] = "",
    location: Annotated[str, typer.Option(help="Only processes at this place.")] = "",
    status: Annotated[str, typer.Option(help="Only processes with a value of this status.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List products and the processes that make them.

    Example: cellprint catalogue list 碳酸锂
    """
    from cellprint.app.catalogue_views import product_list  # noqa: PLC0415
    from cellprint.app.data import shipped_catalogue  # noqa: PLC0415

    rows = product_list(
        shipped_catalogue(), search=search, family=family, location=location, status=status
    )
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
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a product with its processes, or a process with its exchanges and sources.

    Example: cellprint catalogue show li2co3_brine_cl_atacama
    """
    from cellprint.app.catalogue_views import entry  # noqa: PLC0415
    from cellprint.app.data import shipped_catalogue  # noqa: PLC0415

    document = entry(shipped_catalogue(), name)
    if json:
        print_json(document)
        return
    from cellprint.cli.tables import print_entry  # noqa: PLC0415

    print_entry(document, language_of(ctx))
