"""Verbs that write documents to start from: init and schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import language_of, print_json


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("init")(init)
    app.command("schema")(schema)


def init(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help="File to write.")] = Path("study.yaml"),
) -> None:
    """Write a commented study to start from.

    Example: cellprint init my-pack.yaml --lang zh
    """
    from cellprint.app.starting import write_starting_study  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    write_starting_study(path, language_of(ctx))
    _ = translator(language_of(ctx), "cli")
    typer.echo(_("Wrote {path}. Next: cellprint compute {path}").format(path=path))


def schema(
    name: Annotated[str, typer.Argument(help="Document: study or declaration.")] = "study",
) -> None:
    """Print the JSON Schema of a document.

    Example: cellprint schema study > study.schema.json
    """
    from cellprint.app.schemas import document_schema  # noqa: PLC0415

    print_json(document_schema(name))
