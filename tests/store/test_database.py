"""Opening a store: schema made once, newer schemas and unknown addresses refused."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from cellprint.store.database import Database, open_database
from cellprint.store.migrations import HEAD
from cellprint.store.tables import metadata
from tests.store.helpers import refused


def test_the_schema_is_made_by_migrations_and_is_the_one_of_the_tables(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection)

        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, metadata) == []


def test_the_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "cellprint.store:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_store_of_a_newer_release_is_refused(open_at: Callable[[], Database]) -> None:
    database = open_at()
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with refused("CP-STORE-015"):
        open_at()


@pytest.mark.parametrize("url", ["mysql://host/db", "not a url", "oracle://x"])
def test_an_unknown_address_is_refused(url: str) -> None:
    with refused("CP-STORE-014"):
        open_database(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"this is no database " * 100)

    with refused("CP-STORE-013"):
        open_database(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with refused("CP-STORE-013"):
        open_database(tmp_path / "missing" / "store.sqlite")


def test_a_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with refused("CP-STORE-016"):
        open_database("postgresql://host/db")


def test_a_password_never_stands_in_an_error() -> None:
    with pytest.raises(Exception, match="CP-STORE-013") as caught:
        open_database("postgresql://user:geheim@127.0.0.1:1/db?connect_timeout=1")

    assert "geheim" not in str(caught.value)
