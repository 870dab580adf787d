"""The command `cellprint`: verbs, languages, exit codes.

Only typer is imported at the top; each verb imports what it needs, so that help is quick.
Exit codes: 0 fine, 1 a rule is not met, 2 bad input, 3 internal.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from cellprint.cli import (
    analysis,
    catalogue,
    declarations,
    documents,
    imports,
    journal,
    keys,
    results,
    reviews,
    rules,
    serving,
    users,
    workbooks,
)
from cellprint.cli.context import LANG_HELP, chosen_language

app = typer.Typer(
    name="cellprint",
    help="Carbon footprint of lithium batteries, from plant data to a number anyone can recompute.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    lang: Annotated[str, typer.Option("--lang", help=LANG_HELP)] = "",
) -> None:
    """Set what holds for every verb."""
    if version:
        from cellprint import __version__  # noqa: PLC0415

        typer.echo(__version__)
        raise typer.Exit
    ctx.obj = chosen_language(lang)


results.register(app)
analysis.register(app)
rules.register(app)
documents.register(app)
declarations.register(app)
imports.register(app)
serving.register(app)
workbooks.register(app)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(keys.app, name="keys")
app.add_typer(journal.app, name="journal")
app.add_typer(reviews.app, name="review")
app.add_typer(users.app, name="users")
app.add_typer(workbooks.app, name="workbook")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    from cellprint.errors import CellprintError, Finding  # noqa: PLC0415

    arguments, language = _language_first(arguments)
    try:
        app(arguments)
    except SystemExit as leaving:  # typer leaves so: 0 done, 2 wrong usage
        return leaving.code if isinstance(leaving.code, int) else 0
    except CellprintError as error:
        for finding in error.findings:
            print(finding.line(language), file=sys.stderr)  # noqa: T201  (standard error)
        return error.exit_code
    except Exception as error:
        if os.environ.get("CELLPRINT_DEBUG"):
            raise
        finding = Finding(
            code="CP-CLI-001",
            where=type(error).__name__,
            details={"found": str(error)},
        )
        print(finding.line(language), file=sys.stderr)  # noqa: T201  (standard error)
        return 3
    return 0


def _language_first(arguments: list[str]) -> tuple[list[str], str]:
    """Return the arguments with `--lang X` moved to the front, where every verb may have it."""
    rest: list[str] = []
    lang = ""
    waiting = False
    for argument in arguments:
        if waiting:
            lang, waiting = argument, False
        elif argument == "--lang":
            waiting = True
        elif argument.startswith("--lang="):
            lang = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    language = chosen_language(lang, strict=False)
    return ([f"--lang={lang}", *rest] if lang else rest), language
