"""Verbs of the rule books: check a study, list duties."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cellprint.cli.context import language_of, print_json
from cellprint.cli.results import JSON, ON, RULES, SET, STUDY, pairs

_BY = "How classes are drawn: quantiles=3, top=0.1,0.3 (shares of the best), bounds=0.2,0.25."


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("check")(check)
    app.command("obligations")(obligations)
    app.command("classes")(classes)


def check(
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    rules: Annotated[str, RULES] = "",
    set_: Annotated[list[str] | None, SET] = None,
    at: Annotated[str, ON] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """Check a study against a rule book; exit code 1 when a check fails.

    Example: cellprint check study.yaml --rules eu-cfb-ev-draft-2024
    """
    from cellprint.app.checking import check_document, has_failed  # noqa: PLC0415
    from cellprint.app.compute import compute_study_file  # noqa: PLC0415
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.standing import with_standing  # noqa: PLC0415

    when, overrides = moment(at), pairs(set_, "--set capacity='62 kWh'")
    computed = compute_study_file(study, rules=rules, overrides=overrides)
    document = check_document(with_standing(computed, study.parent, at=when))
    if json:
        print_json(document)
    else:
        from cellprint.cli.rule_tables import print_checklist  # noqa: PLC0415

        print_checklist(document, language_of(ctx))
    if has_failed(document):
        raise typer.Exit(1)


def classes(
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    among: Annotated[
        list[Path] | None, typer.Option("--among", help="Study of the population; repeatable.")
    ] = None,
    by: Annotated[str, typer.Option(help=_BY)] = "quantiles=3",
    threshold: Annotated[
        float | None, typer.Option(help="A maximum, in kg CO2e per functional unit.")
    ] = None,
    rules: Annotated[str, RULES] = "",
    samples: Annotated[int, typer.Option(help="Number of draws.")] = 2000,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Give a footprint its class under a rule of your own; no declared class exists yet.

    Example: cellprint classes study.yaml --by bounds=0.2,0.25
    """
    from cellprint.app.classes import class_settings, classes_of_file  # noqa: PLC0415

    document = classes_of_file(
        study,
        among or [],
        class_settings(by, threshold=threshold, samples=samples),
        rules=rules,
    )
    if json:
        print_json(document)
        return
    from cellprint.cli.rule_values import print_classes  # noqa: PLC0415

    print_classes(document, language_of(ctx))


def obligations(
    ctx: typer.Context,
    *,
    category: Annotated[str, typer.Option(help="ev, ind, ind-ext, lmt, sli, port.")],
    date: Annotated[str, typer.Option(help="Day of placing on the market, YYYY-MM-DD.")],
    energy: Annotated[float | None, typer.Option(help="Rated energy in kWh.")] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Say which duties are due, not yet due, or undetermined because an act is missing.

    Example: cellprint obligations --category ev --date 2026-11-21
    """
    from decimal import Decimal  # noqa: PLC0415

    from cellprint.app.checking import obligations_document  # noqa: PLC0415

    document: dict[str, Any] = obligations_document(
        category=category,
        on=day(date),
        energy_kwh=None if energy is None else Decimal(repr(energy)),
    )
    if json:
        print_json(document)
        return
    from cellprint.cli.rule_tables import print_obligations  # noqa: PLC0415

    print_obligations(document, language_of(ctx))


def day(text: str) -> Any:
    """Return an ISO date.

    Raises:
        CP-CLI-007: the text is none.
    """
    from datetime import date as calendar  # noqa: PLC0415

    from cellprint.errors import BadInputError  # noqa: PLC0415

    try:
        return calendar.fromisoformat(text)
    except ValueError as error:
        raise BadInputError.of("CP-CLI-007", where="--date", found=text) from error
