"""Roles of accounts, and what each of them may do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cellprint.errors import BadInputError


class Right(StrEnum):
    """What somebody may be allowed to do."""

    SEE = "see"
    EDIT = "edit"
    VERIFY = "verify"


class Role(StrEnum):
    """The part that a person has; a verifier cannot change what he verifies.

    An editor verifies too: the declarations of suppliers come to him.
    """

    READER = "reader"
    EDITOR = "editor"
    VERIFIER = "verifier"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.SEE}),
    Role.EDITOR: frozenset({Right.SEE, Right.EDIT, Right.VERIFY}),
    Role.VERIFIER: frozenset({Right.SEE, Right.VERIFY}),
}


def role_of(text: str) -> Role:
    """Return the role of a name.

    Raises:
        CP-USER-002: there is no such role.
    """
    try:
        return Role(text)
    except ValueError as error:
        raise BadInputError.of(
            "CP-USER-002", where="role", near=tuple(Role), found=text[:40]
        ) from error
