"""Verbs on releases of the catalogue: diff and export-release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import CATALOGUE, language_of, print_json

RELEASE = "a folder of YAML, a compiled file, or the word shipped."


def register(app: typer.Typer) -> None:
    """Add the verbs of this module to those of the catalogue."""
    app.command("diff")(diff)
    app.command("export-release")(export_release)


def diff(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(help=f"Earlier release: {RELEASE}")],
    new: Annotated[str, typer.Argument(help=f"Later release: {RELEASE}")],
    *,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown for a changelog fragment.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what changed between two releases, why, and the effect on products and example packs.

    Example: cellprint catalogue diff old-release.json shipped
    """
    from cellprint.app.release_diff import release_diff  # noqa: PLC0415
    from cellprint.app.releases import named_release  # noqa: PLC0415

    document = release_diff(named_release(old), named_release(new))
    if json:
        print_json(document)
        return
    from cellprint.cli.release_tables import markdown_diff, print_diff  # noqa: PLC0415

    if markdown:
        typer.echo(markdown_diff(document, language_of(ctx)))
        return
    print_diff(document, language_of(ctx))


def export_release(
    file: Annotated[Path, typer.Argument(help="File to write; one that is there is replaced.")],
    *,
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
) -> None:
    """Write the compiled release, without own data whose licence forbids passing them on.

    Example: cellprint catalogue export-release release.json
    """
    from cellprint.app.releases import export_release as export  # noqa: PLC0415

    written = export(file, catalogue)
    typer.echo(f"{file}  {written.release}  sha256:{written.digest}")
