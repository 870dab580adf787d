"""Reading and writing documents inside a transaction of the store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from cellprint.errors import BadInputError
from cellprint.store.documents import Document, Record, checked
from cellprint.store.encoding import moment_of, moment_text, stored_bytes
from cellprint.store.tables import contents, documents

_RECORD = (
    documents.c.id,
    documents.c.version,
    documents.c.kind,
    documents.c.digest,
    documents.c.supersedes,
    documents.c.created_at,
    documents.c.record_digest,
)


def insert_document(connection: Connection, document: Document) -> bool:
    """Write a document; return False where exactly this version is stored already.

    Raises:
        CP-STORE-008: this id and version hold something else, or a version is left out.
        CP-STORE-009: the version named as superseded is not the one before.
        CP-STORE-011: the bytes do not have the stated digest.
        CP-STORE-012: this content has been erased and must not come back.
    """
    record = checked(document).record
    where = f"{record.id}@{record.version}"
    latest = latest_record(connection, record.id)
    if latest is not None and record.version <= latest.version:
        if _has(connection, record):
            return False
        raise BadInputError.of(
            "CP-STORE-008", where=where, version=record.version, latest=latest.version
        )
    expected = 1 if latest is None else latest.version + 1
    if record.version != expected:
        raise BadInputError.of(
            "CP-STORE-008", where=where, version=record.version, latest=expected - 1
        )
    if record.supersedes != ("" if latest is None else latest.record_digest):
        raise BadInputError.of("CP-STORE-009", where=where, found=record.supersedes)
    _insert_content(connection, document, where=where)
    connection.execute(
        documents.insert().values(
            id=record.id,
            version=record.version,
            kind=record.kind,
            digest=record.digest,
            supersedes=record.supersedes,
            created_at=moment_text(record.created_at, where=where),
            record_digest=record.record_digest,
        )
    )
    return True


def read_document(connection: Connection, name: str, version: int | None = None) -> Document:
    """Return a version of a document, the latest by default, after checking its digests.

    Raises:
        CP-STORE-010: there is no such document or version.
        CP-STORE-011: the stored bytes or record were altered.
        CP-STORE-012: the content has been erased.
    """
    query = _with_content().where(documents.c.id == name)
    query = query.order_by(documents.c.version.desc()).limit(1)
    if version is not None:
        query = query.where(documents.c.version == version)
    row = connection.execute(query).first()
    if row is None:
        found = name if version is None else f"{name}@{version}"
        raise BadInputError.of(
            "CP-STORE-010", where="document", near=_near(connection, name), found=found[:120]
        )
    return _document_of(row)


def read_by_record(connection: Connection, record_digest: str) -> Document:
    """Return the document with a record digest.

    Raises:
        CP-STORE-010, CP-STORE-011, CP-STORE-012: as `read_document`.
    """
    query = _with_content().where(documents.c.record_digest == record_digest)
    row = connection.execute(query).first()
    if row is None:
        raise BadInputError.of("CP-STORE-010", where="document", found=record_digest[:120])
    return _document_of(row)


def read_content(connection: Connection, digest: str) -> Document:
    """Return the first document that holds the content with this digest.

    Raises:
        CP-STORE-010, CP-STORE-011, CP-STORE-012: as `read_document`.
    """
    query = _with_content().where(documents.c.digest == digest)
    row = connection.execute(
        query.order_by(documents.c.created_at, documents.c.id).limit(1)
    ).first()
    if row is None:
        raise BadInputError.of("CP-STORE-010", where="document", found=digest[:120])
    return _document_of(row)


def read_records(
    connection: Connection, *, kind: str | None = None, name: str | None = None
) -> tuple[Record, ...]:
    """Return the records of a kind or id (all by default), by id and version."""
    query = select(*_RECORD).order_by(documents.c.id, documents.c.version)
    if kind is not None:
        query = query.where(documents.c.kind == kind)
    if name is not None:
        query = query.where(documents.c.id == name)
    return tuple(_record_of(row) for row in connection.execute(query))


def stored_rows(connection: Connection) -> Iterator[tuple[Record, str, bytes | None]]:
    """Yield every record, the record digest as stored, and the bytes (None where erased)."""
    query = _with_content().order_by(documents.c.id, documents.c.version)
    for row in connection.execute(query):
        canonical = None if row.canonical is None else stored_bytes(row.canonical)
        yield _record_of(row), row.record_digest, canonical


def erase_content(connection: Connection, digest: str) -> None:
    """Remove the bytes of a content; records and addresses stay."""
    connection.execute(update(contents).where(contents.c.digest == digest).values(canonical=None))


def latest_record(connection: Connection, name: str) -> Record | None:
    """Return the record of the latest version, None where there is no such document."""
    query = select(*_RECORD).where(documents.c.id == name)
    row = connection.execute(query.order_by(documents.c.version.desc()).limit(1)).first()
    return None if row is None else _record_of(row)


def _insert_content(connection: Connection, document: Document, *, where: str) -> None:
    digest = document.record.digest
    query = select(contents.c.canonical).where(contents.c.digest == digest)
    row = connection.execute(query).first()
    if row is None:
        values = {"digest": digest, "canonical": document.canonical}
        connection.execute(contents.insert().values(**values))
    elif row.canonical is None:
        raise BadInputError.of("CP-STORE-012", where=where, digest=digest)


def _has(connection: Connection, record: Record) -> bool:
    query = select(documents.c.id).where(documents.c.record_digest == record.record_digest)
    return connection.execute(query).first() is not None


def _near(connection: Connection, name: str) -> tuple[str, ...]:
    query = select(documents.c.id).distinct().where(documents.c.id >= name)
    return tuple(connection.execute(query.order_by(documents.c.id).limit(3)).scalars())


def _with_content() -> Select[Any]:
    return select(*_RECORD, contents.c.canonical).join(
        contents, documents.c.digest == contents.c.digest
    )


def _record_of(row: Row[*tuple[Any, ...]]) -> Record:
    return Record(
        id=row.id,
        version=row.version,
        kind=row.kind,
        digest=row.digest,
        supersedes=row.supersedes,
        created_at=moment_of(row.created_at, where=f"{row.id}@{row.version}"),
    )


def _document_of(row: Row[*tuple[Any, ...]]) -> Document:
    record = _record_of(row)
    where = f"{record.id}@{record.version}"
    if record.record_digest != row.record_digest:
        raise BadInputError.of("CP-STORE-011", where=where, digest=row.record_digest)
    if row.canonical is None:
        raise BadInputError.of("CP-STORE-012", where=where, digest=record.digest)
    return checked(Document(record=record, canonical=stored_bytes(row.canonical)))
