"""Whose keys count: histories that this house knows, and first keys that the user vouches for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cellprint.app.declaration.house import DATABASE, House, open_house
from cellprint.app.declaration.keys import first_kid, known_histories
from cellprint.app.home import home
from cellprint.errors import BadInputError
from cellprint.model.classification import JsonObject
from cellprint.store.key_history import verify_key_history
from cellprint.store.key_state import KeyRecord

History = tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What a verifier knows before he looks at a file.

    Attributes:
        histories: first key id → signed key events, as kept by the verifier.
        vouched: ids of first keys that the verifier was told by another way.
    """

    histories: Mapping[str, History] = field(default_factory=dict)
    vouched: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The keys of whoever issued a file; `known` says whether the verifier knows the first one."""

    first: str
    history: History
    records: Mapping[str, KeyRecord]
    known: bool


def trust_of(house: House, *, vouched: Collection[str] = ()) -> Trust:
    """Return what a house knows, with first keys that its user vouches for."""
    return Trust(histories=known_histories(house), vouched=frozenset(vouched))


def user_trust(vouched: Collection[str] = (), *, folder: Path | None = None) -> Trust:
    """Return what the house in `folder`, the user's own by default, knows.

    Nothing is made where there is none yet.
    """
    if not ((folder or home()) / DATABASE).is_file():
        return Trust(vouched=frozenset(vouched))
    with open_house(folder) as house:
        return trust_of(house, vouched=vouched)


def signer_of(history: Sequence[JsonObject], trust: Trust) -> Signer:
    """Return the keys behind a history, as far as file and verifier know them together.

    The longer of the two histories counts, so that a later revocation is seen whoever knows it.

    Raises:
        CP-CHAIN-040 … CP-CHAIN-043: the history does not hold.
        CP-DECL-014: it contradicts what the verifier knows.
    """
    first = first_kid(history)
    own = trust.histories.get(first, ())
    short, long = sorted((tuple(history), tuple(own)), key=len)
    if long[: len(short)] != short:
        raise BadInputError.of("CP-DECL-014", where="keys", kid=first)
    return Signer(
        first=first,
        history=long,
        records=verify_key_history(long, first_kid=first),
        known=first in trust.histories or first in trust.vouched,
    )


def owners(trust: Trust) -> dict[str, KeyRecord]:
    """Return every key that the verifier knows, by its id."""
    return {
        kid: record
        for first, history in trust.histories.items()
        for kid, record in verify_key_history(history, first_kid=first).items()
    }
