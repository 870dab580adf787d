"""The user's own store and keys: one database, one folder of key files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cellprint.app.declaration.clock import random_source
from cellprint.app.home import home
from cellprint.errors import BadInputError
from cellprint.model.classification import Json, JsonObject
from cellprint.store.database import Database, open_database
from cellprint.store.documents import Document, new_document, next_version
from cellprint.store.encoding import RandomBytes
from cellprint.store.keys import KeyFolder, ScryptCost
from cellprint.store.repository import Store

DATABASE = "store.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An organisation's store, its key files and its random source."""

    store: Store
    keys: KeyFolder
    random_bytes: RandomBytes
    cost: ScryptCost


@contextmanager
def open_house(
    folder: Path | None = None,
    *,
    random_bytes: RandomBytes | None = None,
    cost: ScryptCost | None = None,
) -> Iterator[House]:
    """Yield the house in `folder` (the user's own by default), made when it is not there.

    Raises:
        CP-DECL-004: the folder cannot be made.
        CP-STORE-013, CP-STORE-015: the database cannot be used.
    """
    base = folder if folder is not None else home()
    source = random_bytes or random_source()
    with opened_database(base) as database:
        yield House(
            store=Store(database, random_bytes=source),
            keys=KeyFolder(base / "keys"),
            random_bytes=source,
            cost=cost or ScryptCost(),
        )


@contextmanager
def opened_database(folder: Path | None = None) -> Iterator[Database]:
    """Yield the database in `folder` (the user's own by default), made when it is not there.

    Raises:
        CP-DECL-004: the folder cannot be made.
        CP-STORE-013, CP-STORE-015: the database cannot be used.
    """
    base = folder if folder is not None else home()
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError.of(
            "CP-DECL-004", where=str(base), found=type(error).__name__
        ) from error
    database = open_database(base / DATABASE)
    try:
        yield database
    finally:
        database.close()


def new_version(
    house: House, *, name: str, kind: str, content: Mapping[str, Json], at: datetime
) -> Document:
    """Return the next version of a document, or the present one where nothing has changed.

    The document is not written yet.
    """
    latest = house.store.latest(name)
    if latest is None:
        return new_document(id=name, kind=kind, content=dict(content), created_at=at)
    made = next_version(latest, content=dict(content), created_at=at)
    if made.record.digest == latest.digest:
        return Document(record=latest, canonical=made.canonical)
    return made


def contents(house: House, *, kind: str, prefix: str) -> tuple[JsonObject, ...]:
    """Return the contents of the documents of a kind whose ids start with `prefix`, by id."""
    found: list[JsonObject] = []
    for record in house.store.records(kind=kind):
        if record.id.startswith(prefix):
            content = house.store.get(record.id, record.version).content
            found.append(content if isinstance(content, dict) else {})
    return tuple(found)


def document_name(kind: str, *parts: str) -> str:
    """Return a document id of plain letters; a part in another script stands as its SHA-256.

    >>> document_name("study", "lfp-ctp")
    'study/lfp-ctp'
    """
    return "/".join((kind, *(_plain(part) for part in parts)))


def _plain(part: str) -> str:
    usable = part.isascii() and part.replace("-", "").replace("_", "").replace(".", "").isalnum()
    return part if usable else sha256(part.encode("utf-8")).hexdigest()[:32]


def sequence_name(prefix: str, present: Sequence[object]) -> str:
    """Return the id of the next document after `present` ones under a prefix."""
    return f"{prefix}{len(present):06d}"
