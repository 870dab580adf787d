"""Verbs on databases of other tools: import, imported, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cellprint.cli.context import language_of, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

AS = typer.Option("--as", help="Name of the database; by default made from the file name.")
MAP = typer.Option("--map", help="Table of elementary flows to ask first; repeatable.")


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("import")(import_)
    app.command("imported")(imported)
    app.command("export")(export)


def import_(  # noqa: PLR0913  (one for each option of the verb)
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="File of another tool; told by its content.")],
    *,
    name: Annotated[str, AS] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of a database of that name.")
    ] = False,
    accept_proxies: Annotated[
        bool, typer.Option("--accept-proxies", help="Apply matches that are only near.")
    ] = False,
    accept_gaps: Annotated[
        bool, typer.Option("--accept-gaps", help="Cut off inputs that nothing provides.")
    ] = False,
    may_pass_on: Annotated[
        bool, typer.Option("--may-pass-on", help="You hold the right to pass the data on.")
    ] = False,
    flow_map: Annotated[list[Path] | None, MAP] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import a database of another tool; print what was linked, mapped and lost.

    It stays in your own folder. Exit code 1 says that something was lost or is not linked.

    Example: cellprint import database.zip --as plant-data
    """
    from cellprint.app.imported.importing import ImportOptions, import_file  # noqa: PLC0415
    from cellprint.cli.import_tables import print_import, progress_bar  # noqa: PLC0415

    options = ImportOptions(
        accept_proxies=accept_proxies,
        accept_gaps=accept_gaps,
        may_pass_on=may_pass_on,
        replace=replace,
        maps=tuple(flow_map or ()),
    )
    with progress_bar(language_of(ctx)) as progress:
        report = import_file(file, name, options=options, progress=progress)
    if json:
        print_json(report)
    else:
        print_import(report, language_of(ctx))
    totals = report["losses"]["totals"]
    if totals["error"] or totals["loss"]:
        raise typer.Exit(1)


def imported(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of a database; without it, list all.")] = "",
    *,
    find: Annotated[
        str, typer.Option("--find", help="Show products whose name holds this text.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List imported databases; show the report of one, or footprints of its products.

    Example: cellprint imported plant-data --find electricity
    """
    from cellprint.app.imported import views  # noqa: PLC0415
    from cellprint.cli import import_tables as tables  # noqa: PLC0415

    lang = language_of(ctx)
    show: Callable[[Any, Any], None]
    document: Any
    if not name:
        document, show = views.databases(), tables.print_databases
    elif find:
        document, show = views.products(name, find), tables.print_products
    else:
        document, show = views.report(name), tables.print_import
    if json:
        print_json(document)
    else:
        show(document, lang)


def export(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of an imported database.")],
    *,
    form: Annotated[str, typer.Option("--format", help="Format to write, e.g. openlca.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; by default NAME.FORMAT.zip.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write an imported database in the format of another tool; print what did not fit.

    Only a database that may be passed on is written.

    Example: cellprint export plant-data --format openlca
    """
    from cellprint.app.imported.exporting import export_database  # noqa: PLC0415
    from cellprint.cli.import_tables import print_export  # noqa: PLC0415

    report = export_database(name, form, out or Path(f"{name}.{form}.zip"))
    if json:
        print_json(report)
    else:
        print_export(report, language_of(ctx))
    if report["losses"]["totals"]["loss"]:
        raise typer.Exit(1)
