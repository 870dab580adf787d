"""One database, SQLite in a file or PostgreSQL by URL, opened, upgraded and used in transactions.

SQLite: write-ahead log, foreign keys, `synchronous = FULL`; a writing transaction takes the write
lock at its start, so that two writers queue instead of failing half-way. PostgreSQL: one advisory
lock plays the same part.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from cellprint.errors import BadInputError
from cellprint.store.migrations import HEAD

_BUSY_MS = 60_000
_WRITING = "cellprint_writing"
# Any fixed number: it names the lock of writers among the advisory locks of a database.
_LOCK = 0x63656C6C
_DIALECTS = ("sqlite", "postgresql")


class Database:
    """An open database with the current schema."""

    __slots__ = ("engine",)

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection inside a transaction that only reads, and sees one state throughout.

        Raises:
            CP-STORE-013: the database cannot be used.
        """
        with _coded(self.engine), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                # In SQLite every transaction sees one state; here it has to be asked for.
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection inside a transaction that holds the write lock; commit at the end.

        Raises:
            CP-STORE-013: the database cannot be used, or refuses the change.
        """
        with _coded(self.engine), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITING: True})
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(target: str | Path) -> Database:
    """Return the database at a path (SQLite) or URL, created and upgraded as needed.

    Raises:
        CP-STORE-013: it cannot be opened.
        CP-STORE-014: the URL is not understood; CP-STORE-016: its driver is not installed.
        CP-STORE-015: it was written by a newer version.
    """
    database = Database(_engine(_url(target)))
    try:
        _upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


def _url(target: str | Path) -> URL:
    if isinstance(target, Path):
        return URL.create("sqlite", database=str(target))
    try:
        url = make_url(target)
    except ArgumentError as error:
        raise BadInputError.of("CP-STORE-014", where="database", near=_DIALECTS) from error
    if url.get_backend_name() not in _DIALECTS:
        raise BadInputError.of("CP-STORE-014", where="database", near=_DIALECTS)
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    return url


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "postgresql":
            return create_engine(url, pool_pre_ping=True)
        engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000})
    except (ImportError, NoSuchModuleError) as error:
        raise BadInputError.of("CP-STORE-016", where="database", found=url.drivername) from error
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself; `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _coded(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        # The driver's text may quote values or the URL with its password: only its kind is told.
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        where = engine.url.render_as_string(hide_password=True)
        raise BadInputError.of("CP-STORE-013", where=where, found=type(cause).__name__) from error


def _upgrade(database: Database) -> None:
    with database.read() as connection:
        current = _version(connection)
    if current == HEAD:
        return
    with database.write() as connection:
        current = _version(connection)
        if current == HEAD:
            return
        _run_migrations(connection, current)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _run_migrations(connection: Connection, current: str | None) -> None:
    from alembic import command  # noqa: PLC0415  (0.2 s, needed only when a schema is made)
    from alembic.config import Config  # noqa: PLC0415  (as above)
    from alembic.util import CommandError  # noqa: PLC0415  (as above)

    config = Config()
    config.set_main_option("script_location", "cellprint.store:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise BadInputError.of("CP-STORE-015", where="database", found=current or "") from error
