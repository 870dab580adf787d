"""Reading and writing the journal inside a transaction of the store."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from cellprint.store.encoding import RandomBytes, random_bytes_of, stored_bytes
from cellprint.store.journal import SALT_SIZE, JournalEntry, new_entry
from cellprint.store.tables import checkpoints, journal_entries


def append_entry(connection: Connection, digest: str, *, random_bytes: RandomBytes) -> JournalEntry:
    """Write the next entry of the journal and return it.

    Raises:
        CP-STORE-026: the random source gives the wrong number of bytes.
    """
    position = count_entries(connection)
    salt = random_bytes_of(random_bytes, SALT_SIZE, where="salt")
    entry = new_entry(position, digest, salt=salt)
    connection.execute(
        journal_entries.insert().values(
            position=entry.position, commitment=entry.commitment, salt=salt, digest=digest
        )
    )
    return entry


def count_entries(connection: Connection) -> int:
    """Return how many entries there are."""
    return connection.execute(select(func.count()).select_from(journal_entries)).scalar_one()


def read_entries(connection: Connection) -> tuple[JournalEntry, ...]:
    """Return all entries, by position."""
    query = select(journal_entries).order_by(journal_entries.c.position)
    return tuple(
        JournalEntry(
            position=row.position,
            commitment=stored_bytes(row.commitment),
            salt=None if row.salt is None else stored_bytes(row.salt),
            digest=row.digest,
        )
        for row in connection.execute(query)
    )


def erase_entry(connection: Connection, digest: str) -> None:
    """Remove salt and digest of an entry; the commitment stays and reveals nothing."""
    connection.execute(
        update(journal_entries)
        .where(journal_entries.c.digest == digest)
        .values(salt=None, digest=None)
    )


def read_checkpoints(connection: Connection) -> tuple[str, ...]:
    """Return the signed checkpoints, oldest first."""
    query = select(checkpoints.c.note).order_by(checkpoints.c.position)
    return tuple(connection.execute(query).scalars())


def insert_checkpoint(connection: Connection, note: str, *, size: int) -> None:
    """Write one more signed checkpoint."""
    position = connection.execute(select(func.count()).select_from(checkpoints)).scalar_one()
    connection.execute(checkpoints.insert().values(position=position, size=size, note=note))
