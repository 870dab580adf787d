"""A step of a review from the words of a command line or form."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cellprint.app.declaration.review import Assurance, Conclusion, Opinion, Step
from cellprint.errors import BadInputError
from cellprint.store.review import ReviewState

_Word = TypeVar("_Word", bound=StrEnum)


def step_of(
    *,
    target: str,
    statement: str,
    at: datetime,
    opinion: str = "",
    assurance: str = Assurance.LIMITED.value,
    findings: tuple[str, ...] = (),
    successor: Path | None = None,
) -> Step:
    """Return the step that words describe; it has no key yet.

    Raises:
        CP-DECL-054: a word that is not one of those allowed.
    """
    conclusion = None
    if opinion:
        conclusion = Conclusion(
            opinion=_word(Opinion, opinion, "--opinion"),
            assurance=_word(Assurance, assurance, "--assurance"),
            findings=findings,
        )
    return Step(
        target=_word(ReviewState, target, "--to"),
        statement=statement,
        at=at,
        successor=successor,
        conclusion=conclusion,
    )


def _word(kind: type[_Word], text: str, where: str) -> _Word:
    try:
        return kind(text)
    except ValueError as error:
        near = tuple(item.value for item in kind)[:5]
        raise BadInputError.of("CP-DECL-054", where=where, near=near, found=text[:40]) from error
