"""The document store: documents and their journal in one database, written together.

A document and its journal entry enter in one transaction: after a crash there are both or neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlalchemy import Connection

from cellprint.errors import BadInputError, Finding
from cellprint.store import document_table, journal_table
from cellprint.store.database import Database
from cellprint.store.documents import Document, Record
from cellprint.store.encoding import RandomBytes
from cellprint.store.journal import (
    JournalEntry,
    Receipt,
    receipt_of,
    tree_of,
    verify_journal,
)
from cellprint.store.keys import SigningKey
from cellprint.store.merkle import MerkleTree
from cellprint.store.note import Checkpoint, NoteKey, parse_checkpoint, parse_note, sign_checkpoint


class Store:
    """Documents with a journal that proves what was there and when it was added.

    `random_bytes` gives the salts of the journal; it must be a cryptographic source.
    """

    __slots__ = ("_database", "_random_bytes")

    def __init__(self, database: Database, *, random_bytes: RandomBytes) -> None:
        self._database = database
        self._random_bytes = random_bytes

    def put(self, *documents: Document) -> None:
        """Write documents and their journal entries, all or none; what is there already is kept.

        Raises:
            CP-STORE-008, CP-STORE-009, CP-STORE-011, CP-STORE-012: as `insert_document`.
            CP-STORE-013: the database cannot be used.
        """
        with self._database.write() as connection:
            for document in documents:
                if document_table.insert_document(connection, document):
                    journal_table.append_entry(
                        connection,
                        document.record.record_digest,
                        random_bytes=self._random_bytes,
                    )

    def get(self, name: str, version: int | None = None) -> Document:
        """Return a version of a document, the latest by default, with its digests checked.

        Raises:
            CP-STORE-010: not found; CP-STORE-011: altered; CP-STORE-012: erased.
        """
        with self._database.read() as connection:
            return document_table.read_document(connection, name, version)

    def by_record(self, record_digest: str) -> Document:
        """Return the document with a record digest; errors as `get`."""
        with self._database.read() as connection:
            return document_table.read_by_record(connection, record_digest)

    def by_content(self, digest: str) -> Document:
        """Return the first document that holds the content with a digest; errors as `get`."""
        with self._database.read() as connection:
            return document_table.read_content(connection, digest)

    def latest(self, name: str) -> Record | None:
        """Return the record of the latest version, None where there is no such document."""
        with self._database.read() as connection:
            return document_table.latest_record(connection, name)

    def records(self, *, kind: str | None = None, name: str | None = None) -> tuple[Record, ...]:
        """Return the records of a kind or id (all by default), by id and version."""
        with self._database.read() as connection:
            return document_table.read_records(connection, kind=kind, name=name)

    def erase(self, name: str) -> None:
        """Remove the content of all versions of a document, and the salts that could prove it.

        The records and the journal's commitments stay: the log remains verifiable.

        Raises:
            CP-STORE-010: there is no such document.
            CP-STORE-027: another document holds the same content.
        """
        with self._database.write() as connection:
            records = document_table.read_records(connection, name=name)
            if not records:
                raise BadInputError.of("CP-STORE-010", where="document", found=name[:120])
            _check_alone(connection, records)
            for record in records:
                document_table.erase_content(connection, record.digest)
                journal_table.erase_entry(connection, record.record_digest)

    def size(self) -> int:
        """Return how many entries the journal has."""
        with self._database.read() as connection:
            return journal_table.count_entries(connection)

    def entries(self) -> tuple[JournalEntry, ...]:
        """Return all entries of the journal, by position."""
        with self._database.read() as connection:
            return journal_table.read_entries(connection)

    def checkpoints(self) -> tuple[str, ...]:
        """Return the signed checkpoints, oldest first."""
        with self._database.read() as connection:
            return journal_table.read_checkpoints(connection)

    def sign_checkpoint(self, *, origin: str, key: SigningKey) -> str:
        """Return a new signed checkpoint over all entries, and keep it.

        Nothing is signed that contradicts an earlier checkpoint.

        Raises:
            CP-CHAIN-009: the origin is not usable as key name.
            CP-CHAIN-019: the entries do not extend an earlier checkpoint of this journal.
        """
        with self._database.write() as connection:
            tree = tree_of(journal_table.read_entries(connection))
            for note in journal_table.read_checkpoints(connection):
                _check_extends(tree, parse_checkpoint(parse_note(note).text))
            head = Checkpoint(origin=origin, size=tree.size, root=tree.root())
            note = sign_checkpoint(head, key=key)
            journal_table.insert_checkpoint(connection, note, size=head.size)
            return note

    def receipt(self, record_digest: str, *, checkpoint: str | None = None) -> Receipt:
        """Return the proof that a document stands in the journal, under the latest checkpoint.

        Raises:
            CP-CHAIN-003: the checkpoint is older than the entry.
            CP-CHAIN-021: there is no checkpoint yet; CP-CHAIN-022: no such entry.
        """
        with self._database.read() as connection:
            entries = journal_table.read_entries(connection)
            notes = journal_table.read_checkpoints(connection)
        note = checkpoint if checkpoint is not None else (notes[-1] if notes else None)
        if note is None:
            raise BadInputError.of("CP-CHAIN-021", where="journal")
        entry = next((item for item in entries if item.digest == record_digest), None)
        if entry is None:
            raise BadInputError.of("CP-CHAIN-022", where="journal", digest=record_digest[:80])
        head = parse_checkpoint(parse_note(note).text)
        return receipt_of(entry, tree=tree_of(entries), checkpoint=note, size=head.size)

    def verify(
        self, keys: Sequence[NoteKey], *, origin: str, witnessed: Sequence[str] = ()
    ) -> tuple[Finding, ...]:
        """Return everything that is wrong with documents and journal; empty when all is whole.

        Returns:
            CP-STORE-011: altered bytes or record. CP-STORE-009: a broken chain of versions.
            Further codes as `journal.verify_journal`.
        """
        with self._database.read() as connection:
            rows = tuple(document_table.stored_rows(connection))
            entries = journal_table.read_entries(connection)
            notes = journal_table.read_checkpoints(connection)
        present = {stored for _, stored, canonical in rows if canonical is not None}
        return (
            *_document_findings(rows),
            *verify_journal(
                entries, notes, keys, origin=origin, witnessed=witnessed, records=present
            ),
        )


def _check_alone(connection: Connection, records: Iterable[Record]) -> None:
    own = {record.digest: record.id for record in records}
    for other in document_table.read_records(connection):
        if other.digest in own and other.id != own[other.digest]:
            raise BadInputError.of("CP-STORE-027", where=own[other.digest], other=other.id)


def _check_extends(tree: MerkleTree, head: Checkpoint) -> None:
    if head.size > tree.size or tree.root(head.size) != head.root:
        raise BadInputError.of("CP-CHAIN-019", where="checkpoint", size=head.size, count=tree.size)


def _document_findings(
    rows: Sequence[tuple[Record, str, bytes | None]],
) -> Iterable[Finding]:
    before: Record | None = None
    for record, stored, canonical in rows:
        where = f"{record.id}@{record.version}"
        whole = canonical is None or sha256(canonical).hexdigest() == record.digest
        if not whole or record.record_digest != stored:
            yield Finding(code="CP-STORE-011", where=where, details={"digest": record.digest})
        follows = before is not None and before.id == record.id
        expected = before.record_digest if before is not None and follows else ""
        in_order = record.version == (before.version + 1 if before is not None and follows else 1)
        if record.supersedes != expected or not in_order:
            yield Finding(code="CP-STORE-009", where=where, details={"found": record.supersedes})
        before = record
