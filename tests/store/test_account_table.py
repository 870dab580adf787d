"""Accounts in the database: what goes away with them, and what old stores get."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from cellprint.store import account_table as table
from cellprint.store.database import Database, open_database
from tests.store.helpers import HOUR, NOW

ROW = table.AccountRow(
    name="li.ming",
    role="editor",
    password_hash="$argon2id$x",  # noqa: S106  (no secret)
    password_at=NOW,
    created_at=NOW,
)


def test_an_account_is_read_as_it_was_written(database: Database) -> None:
    other = replace(ROW, name="张伟", role="reader")
    with database.write() as connection:
        table.insert_account(connection, other)
        table.insert_account(connection, ROW)
        table.update_role(connection, "张伟", "verifier")
        table.update_password(connection, "li.ming", "$argon2id$y", NOW + HOUR)

    with database.read() as connection:
        assert table.read_account(connection, "nobody") is None
        found = table.read_accounts(connection)

    assert found == (
        replace(ROW, password_hash="$argon2id$y", password_at=NOW + HOUR),  # noqa: S106  (no secret)
        replace(other, role="verifier"),
    )


def test_sessions_and_token_go_with_the_account(database: Database) -> None:
    with database.write() as connection:
        table.insert_account(connection, ROW)
        table.insert_session(connection, "s" * 64, account=ROW.name, at=NOW)
        table.replace_token(connection, ROW.name, "t" * 64, NOW + HOUR)
    with database.write() as connection:
        table.delete_account(connection, ROW.name)

    with database.read() as connection:
        assert table.read_session(connection, "s" * 64) is None
        assert table.read_token(connection, "t" * 64) is None
        assert table.count_sessions(connection, ROW.name) == 0


def test_a_session_tells_its_account_and_its_last_use(database: Database) -> None:
    with database.write() as connection:
        table.insert_account(connection, ROW)
        table.insert_session(connection, "s" * 64, account=ROW.name, at=NOW)
        table.touch_session(connection, "s" * 64, NOW + HOUR)

    with database.read() as connection:
        found = table.read_session(connection, "s" * 64)

    assert found == table.SessionRow(account=ROW, created_at=NOW, seen_at=NOW + HOUR)


def test_old_and_idle_sessions_are_dropped_and_the_newest_kept(database: Database) -> None:
    with database.write() as connection:
        table.insert_account(connection, ROW)
        for number in range(5):
            at = NOW + number * timedelta(minutes=1)
            table.insert_session(connection, str(number) * 64, account=ROW.name, at=at)
        table.touch_session(connection, "0" * 64, NOW + HOUR)
        table.delete_stale_sessions(
            connection, seen_before=NOW + timedelta(minutes=1), created_before=NOW - HOUR
        )
        assert table.count_sessions(connection, ROW.name) == 4  # the second was idle
        table.delete_stale_sessions(connection, seen_before=NOW - HOUR, created_before=NOW)
        assert table.count_sessions(connection, ROW.name) == 3  # the first is too old
        table.delete_oldest_sessions(connection, ROW.name, keep=2)
        left = [table.read_session(connection, str(number) * 64) for number in range(5)]

    assert [found is not None for found in left] == [False, False, False, True, True]


def test_an_account_has_one_token(database: Database) -> None:
    with database.write() as connection:
        table.insert_account(connection, ROW)
        table.replace_token(connection, ROW.name, "1" * 64, NOW)
        table.replace_token(connection, ROW.name, "2" * 64, NOW + HOUR)

        assert table.read_token(connection, "1" * 64) is None
        assert table.read_token(connection, "2" * 64) == (ROW, NOW + HOUR)
        assert table.token_end(connection, ROW.name) == NOW + HOUR
        assert table.delete_token(connection, ROW.name)
        assert not table.delete_token(connection, ROW.name)
        assert table.token_end(connection, ROW.name) is None


def test_the_sessions_of_an_account_end_together(database: Database) -> None:
    with database.write() as connection:
        for name in ("li.ming", "wu"):
            table.insert_account(connection, replace(ROW, name=name))
            table.insert_session(connection, name[0] * 64, account=name, at=NOW)
        table.delete_sessions_of(connection, "li.ming")

        assert table.count_sessions(connection, "li.ming") == 0
        assert table.count_sessions(connection, "wu") == 1


def test_unlike_documents_accounts_have_no_trigger(database: Database) -> None:
    with database.write() as connection:
        table.insert_account(connection, ROW)
        connection.execute(text("DELETE FROM accounts"))

        assert table.read_accounts(connection) == ()


def test_a_store_from_before_the_accounts_gets_them_and_keeps_its_documents(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.sqlite"
    config = Config()
    config.set_main_option("script_location", "cellprint.store:migrations")
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO contents VALUES ('d', 'x')"))

    database = open_database(path)
    with database.write() as connection:
        table.insert_account(connection, ROW)
        kept = connection.execute(text("SELECT digest FROM contents")).scalar_one()
    database.close()

    assert kept == "d"
