"""Documents go in once, come out unchanged, and follow one another; the same on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cellprint.store.database import Database, open_database
from cellprint.store.documents import Document, DocumentKind, new_document, next_version
from cellprint.store.repository import Store
from tests.store.helpers import HOUR, NOW, ORIGIN, key, log_key, refused, source

CONTENT = {"product": "NMC811 pack", "产品": "电池包", "footprint": "71.2"}


def study(name: str = "study-1", content: object = CONTENT) -> Document:
    return new_document(id=name, kind=DocumentKind.STUDY, content=content, created_at=NOW)


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database, random_bytes=source(1))


def change(database: Database, statement: str, **values: Any) -> None:
    """Change a row past the triggers, as somebody with the database file in hand could."""
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for name in list(names):
                connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement), values)
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = origin"))


def test_the_address_is_the_digest_of_the_canonical_content() -> None:
    document = study(content={"b": "1", "a": "0.10"})

    assert document.canonical == b'{"a":"0.10","b":"1"}'
    assert document.record.digest == sha256(b'{"a":"0.10","b":"1"}').hexdigest()


def test_equal_content_has_one_address_but_each_record_its_own_digest() -> None:
    first = study()
    later = new_document(
        id="study-1", kind=DocumentKind.STUDY, content=CONTENT, created_at=NOW + HOUR
    )

    assert first.record.digest == later.record.digest
    assert first.record.record_digest != later.record.record_digest


@pytest.mark.parametrize("name", ["", " x", "a b", "-x", "x" * 201, "a\n"])
def test_an_odd_id_is_refused(name: str) -> None:
    with refused("CP-STORE-004"):
        study(name)


def test_other_parts_of_a_record_are_checked() -> None:
    with refused("CP-STORE-005"):
        new_document(id="x", kind="Study", content={}, created_at=NOW)
    with refused("CP-STORE-006"):
        new_document(
            id="x",
            kind=DocumentKind.STUDY,
            content={},
            created_at=datetime(2026, 1, 1),  # noqa: DTZ001
        )


def test_what_goes_in_comes_out(store: Store) -> None:
    document = study()

    store.put(document)

    assert store.get("study-1") == document
    assert store.get("study-1", 1).content == CONTENT
    assert store.by_content(document.record.digest) == document
    assert store.by_record(document.record.record_digest) == document


def test_a_version_names_the_one_it_supersedes(store: Store) -> None:
    first = study()
    second = next_version(first.record, content={"footprint": "70.9"}, created_at=NOW + HOUR)

    store.put(first, second)

    assert store.get("study-1") == second
    assert store.get("study-1", 1) == first
    assert second.record.supersedes == first.record.record_digest
    assert store.records(name="study-1") == (first.record, second.record)
    assert store.latest("study-1") == second.record
    assert store.latest("study-2") is None


def test_writing_the_same_again_changes_nothing(store: Store) -> None:
    store.put(study())

    store.put(study())

    assert len(store.records()) == 1
    assert len(store.entries()) == 1


def test_records_are_listed_by_kind(store: Store) -> None:
    result = new_document(id="r", kind=DocumentKind.RESULT, content={}, created_at=NOW)
    store.put(study(), result)

    assert store.records(kind=DocumentKind.RESULT) == (result.record,)
    assert len(store.records()) == 2


def test_a_stored_version_cannot_be_replaced(store: Store) -> None:
    store.put(study())

    with refused("CP-STORE-008"):
        store.put(study(content={"other": "content"}))


def test_a_version_cannot_be_left_out(store: Store) -> None:
    first = study()
    store.put(first)
    second = next_version(first.record, content={}, created_at=NOW)
    third = next_version(second.record, content={"x": "1"}, created_at=NOW)

    with refused("CP-STORE-008"):
        store.put(third)
    with refused("CP-STORE-009"):
        store.put(Document(record=replace(second.record, supersedes="0" * 64), canonical=b"{}"))


def test_a_document_whose_bytes_are_not_its_digest_is_refused(store: Store) -> None:
    with refused("CP-STORE-011"):
        store.put(replace(study(), canonical=b"{}"))


def test_all_documents_of_one_call_are_written_or_none(store: Store) -> None:
    with refused("CP-STORE-011"):
        store.put(study("a"), study("b"), replace(study("c"), canonical=b"{}"))

    assert store.records() == ()
    assert store.entries() == ()


def test_a_missing_document_is_told_with_its_neighbours(store: Store) -> None:
    store.put(study("study-1"))

    with refused("CP-STORE-010"):
        store.get("study-0")
    with refused("CP-STORE-010"):
        store.get("study-1", 2)
    with refused("CP-STORE-010"):
        store.by_content("0" * 64)
    with refused("CP-STORE-010"):
        store.by_record("0" * 64)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET kind = 'x'",
        "DELETE FROM documents",
        "UPDATE contents SET digest = 'x'",
        "UPDATE contents SET canonical = digest",
        "DELETE FROM contents",
        "UPDATE journal_entries SET position = 7",
        "DELETE FROM journal_entries",
        "UPDATE checkpoints SET size = 7",
        "DELETE FROM checkpoints",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove(
    store: Store, database: Database, statement: str
) -> None:
    store.put(study())
    store.sign_checkpoint(origin=ORIGIN, key=key(1))

    with refused("CP-STORE-013"), database.write() as connection:
        connection.execute(text(statement))

    assert store.verify([log_key(key(1))], origin=ORIGIN) == ()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE contents SET canonical = :bytes", "CP-STORE-011"),
        ("UPDATE documents SET kind = 'result' WHERE version = 2", "CP-STORE-011"),
        ("UPDATE documents SET supersedes = '' WHERE version = 2", "CP-STORE-011"),
        ("UPDATE documents SET record_digest = 'x' WHERE version = 2", "CP-STORE-011"),
        ("DELETE FROM documents WHERE version = 1", "CP-STORE-009"),
        ("DELETE FROM documents WHERE version = 2", "CP-STORE-019"),
        ("DELETE FROM journal_entries WHERE position = 1", "CP-CHAIN-014"),
        ("UPDATE journal_entries SET digest = 'x' WHERE position = 1", "CP-CHAIN-011"),
        ("UPDATE checkpoints SET note = note || 'x'", "CP-CHAIN-005"),
    ],
)
def test_verification_finds_what_was_changed_past_the_program(
    store: Store, database: Database, statement: str, code: str
) -> None:
    first = study()
    second = next_version(first.record, content={"v": "2"}, created_at=NOW)
    store.put(first, second)
    store.sign_checkpoint(origin=ORIGIN, key=key(1))
    assert store.verify([log_key(key(1))], origin=ORIGIN) == ()

    values = {"bytes": b"{}"} if ":bytes" in statement else {}
    change(database, statement, **values)

    found = store.verify([log_key(key(1))], origin=ORIGIN)
    assert code in {finding.code for finding in found}
    assert all(finding.line("zh") for finding in found)


def test_a_document_slipped_in_past_the_journal_is_found(store: Store, database: Database) -> None:
    store.put(study())
    store.sign_checkpoint(origin=ORIGIN, key=key(1))
    other = study("other").record

    change(
        database,
        "INSERT INTO documents VALUES ('other', 1, 'study', :digest, '', :at, :record)",
        digest=other.digest,
        at="2026-03-01T12:00:00.000000Z",
        record=other.record_digest,
    )

    found = store.verify([log_key(key(1))], origin=ORIGIN)
    assert [finding.code for finding in found] == ["CP-STORE-018"]


def test_altered_bytes_are_never_handed_out(store: Store, database: Database) -> None:
    store.put(study())
    change(database, "UPDATE contents SET canonical = :bytes", bytes=b"{}")

    with refused("CP-STORE-011"):
        store.get("study-1")


def test_an_altered_record_is_never_handed_out(store: Store, database: Database) -> None:
    store.put(study())
    change(database, "UPDATE documents SET kind = 'result'")

    with refused("CP-STORE-011"):
        store.get("study-1")


def test_erased_content_is_gone_and_the_log_stays_whole(store: Store, database: Database) -> None:
    store.put(study("keep", {"x": "1"}), study("gone"))
    store.sign_checkpoint(origin=ORIGIN, key=key(1))

    store.erase("gone")

    with refused("CP-STORE-012"):
        store.get("gone")
    with refused("CP-STORE-012"):
        store.put(study("again"))
    with refused("CP-STORE-010"):
        store.erase("nothing")
    entry = store.entries()[1]
    assert (entry.salt, entry.digest) == (None, None)
    found = store.verify([log_key(key(1))], origin=ORIGIN)
    assert [(finding.code, finding.severity) for finding in found] == [("CP-CHAIN-016", "note")]
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM contents")).scalar() == 2


def test_content_that_another_document_holds_is_not_erased(store: Store) -> None:
    store.put(study("a"), study("b"))

    with refused("CP-STORE-027"):
        store.erase("a")


def test_a_store_can_be_closed_and_opened_again(open_at: Callable[[], Database]) -> None:
    first = open_at()
    Store(first, random_bytes=source(1)).put(study())
    first.close()

    again = Store(open_at(), random_bytes=source(2))

    assert again.get("study-1") == study()


def test_no_private_data_stands_in_the_commitments(store: Store) -> None:
    store.put(study())
    entry = store.entries()[0]

    assert entry.commitment != bytes.fromhex(study().record.record_digest)
    assert entry.salt is not None
    assert len(entry.salt) == 32


def test_content_is_stored_once(store: Store, database: Database) -> None:
    store.put(study("a"), study("b"))

    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM contents")).scalar() == 1


def test_sqlite_is_set_to_survive(tmp_path: Path) -> None:
    database = open_database(tmp_path / "store.sqlite")
    with database.read() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    database.close()

    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
