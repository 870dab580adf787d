"""Where a passphrase comes from when nobody types one: the environment."""

from __future__ import annotations

import os

from cellprint.errors import BadInputError

VARIABLE = "CELLPRINT_PASSPHRASE"


def environment_passphrase() -> str | None:
    """Return the passphrase of the environment; None where it holds none."""
    return os.environ.get(VARIABLE)


def forget_environment_passphrase() -> None:
    """Drop the passphrase of the environment: where several people come in, each types his own."""
    os.environ.pop(VARIABLE, None)


def passphrase_of(typed: str) -> str:
    """Return what was typed, else the passphrase of the environment.

    Raises:
        CP-DECL-062: neither is there.
    """
    found = typed or environment_passphrase()
    if not found:
        raise BadInputError.of("CP-DECL-062", where=VARIABLE, name=VARIABLE)
    return found
