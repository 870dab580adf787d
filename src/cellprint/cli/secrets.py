"""The passphrase of the keys: from the environment, else asked for without echo."""

from __future__ import annotations

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
