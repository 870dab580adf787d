"""What all verbs share: the language and how a result leaves the program."""

from __future__ import annotations

import json
import os
from typing import Any, cast

import typer

from cellprint.i18n import LANGUAGES, Lang

# An option, to be shared by the verbs that compute with the catalogue.
CATALOGUE = typer.Option(
    "--catalogue",
    help="Folder of own data that lies over the shipped ones; repeatable, lowest first "
    "(also: environment CELLPRINT_CATALOGUES).",
)
LANG_HELP = "Language of tables and messages, en or zh (also: environment CELLPRINT_LANG)."


def chosen_language(option: str, *, strict: bool = True) -> Lang:
    """Return the language of the option, of CELLPRINT_LANG, or English."""
    wanted = option or os.environ.get("CELLPRINT_LANG", "")
    if wanted in LANGUAGES:
        return wanted
    if option and strict:
        message = f"--lang {option}: choose one of {', '.join(LANGUAGES)}"
        raise typer.BadParameter(message)
    return "en"


def language_of(ctx: typer.Context) -> Lang:
    """Return the language chosen for this run."""
    return cast("Lang", ctx.find_root().obj or "en")


def print_json(document: Any) -> None:
    """Print a document as JSON with the order of its keys."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
