"""Secrets of people: from the environment or standard input, else asked for without echo."""

from __future__ import annotations

import sys

import typer


def passphrase(*, confirm: bool = False) -> str:
    """Return the passphrase of CELLPRINT_PASSPHRASE, or what is typed at the prompt.

    Raises:
        CP-DECL-062: neither is there.
    """
    from cellprint.app.declaration.passphrase import (  # noqa: PLC0415
        VARIABLE,
        environment_passphrase,
    )
    from cellprint.errors import BadInputError  # noqa: PLC0415

    found = environment_passphrase()
    if found is not None:
        return found
    try:
        return str(
            typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True)
        )
    except typer.Abort as error:
        raise BadInputError.of("CP-DECL-062", where=VARIABLE, name=VARIABLE) from error


def new_password() -> str:
    """Return the new password of an account: typed twice, or the first line of standard input.

    It is never an argument: other people on the machine could read those.

    Raises:
        CP-USER-007: there is none.
    """
    from cellprint.errors import BadInputError  # noqa: PLC0415

    try:
        found = (
            str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
            if sys.stdin.isatty()
            else sys.stdin.readline().rstrip("\r\n")
        )
    except typer.Abort as error:
        raise BadInputError.of("CP-USER-007", where="password") from error
    if not found:
        raise BadInputError.of("CP-USER-007", where="password")
    return found
