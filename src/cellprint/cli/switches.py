"""Verbs on what a result hangs on: named switches and unverified values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import CATALOGUE, language_of, print_json


def register(app: typer.Typer) -> None:
    """Add the verbs of this module to those of the catalogue."""
    app.command("switches")(switches)
    app.command("estimates")(estimates)


def switches(
    ctx: typer.Context,
    study: Annotated[
        Path | None, typer.Argument(help="Study file whose footprint the options would change.")
    ] = None,
    *,
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the named switches, their defaults with reasons, and the effect of each option.

    A study sets one under `choices`, for example `choices: {primary_aluminium: hydro}`.

    Example: cellprint catalogue switches study.yaml
    """
    from cellprint.app.data import working_catalogue  # noqa: PLC0415
    from cellprint.app.switches import switch_list  # noqa: PLC0415

    rows = switch_list(working_catalogue(catalogue), study)
    if json:
        print_json(rows)
        return
    from cellprint.cli.switch_table import print_switches  # noqa: PLC0415

    print_switches(rows, language_of(ctx))


def estimates(
    ctx: typer.Context,
    study: Annotated[Path, typer.Argument(help="Study file (YAML).")],
    *,
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the unverified values that a study's footprint rests on, largest first.

    Example: cellprint catalogue estimates study.yaml
    """
    from cellprint.app.data import working_catalogue  # noqa: PLC0415
    from cellprint.app.estimates import study_estimates  # noqa: PLC0415

    document = study_estimates(study, working_catalogue(catalogue))
    if json:
        print_json(document)
        return
    from cellprint.cli.switch_table import print_estimates  # noqa: PLC0415

    print_estimates(document, language_of(ctx))
