"""Reading and writing accounts, sessions and tokens inside a transaction of the store.

Sessions and tokens are found by the SHA-256 of their secret: who reads the database learns none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from cellprint.store.encoding import moment_of, moment_text
from cellprint.store.tables import account_sessions as sessions
from cellprint.store.tables import account_tokens as tokens
from cellprint.store.tables import accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account as it is stored."""

    name: str
    role: str
    password_hash: str
    password_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session with the account that it belongs to."""

    account: AccountRow
    created_at: datetime
    seen_at: datetime


def read_accounts(connection: Connection) -> tuple[AccountRow, ...]:
    """Return every account, by name."""
    rows = connection.execute(select(accounts).order_by(accounts.c.name))
    return tuple(_account(row) for row in rows)


def read_account(connection: Connection, name: str) -> AccountRow | None:
    """Return the account of a name, None where there is none."""
    row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
    return None if row is None else _account(row)


def insert_account(connection: Connection, account: AccountRow) -> None:
    """Write a new account."""
    connection.execute(
        insert(accounts).values(
            name=account.name,
            role=account.role,
            password_hash=account.password_hash,
            password_at=_text(account.password_at),
            created_at=_text(account.created_at),
        )
    )


def update_role(connection: Connection, name: str, role: str) -> None:
    """Give an account another role."""
    connection.execute(update(accounts).where(accounts.c.name == name).values(role=role))


def update_password(connection: Connection, name: str, password_hash: str, at: datetime) -> None:
    """Give an account another password."""
    changed = {"password_hash": password_hash, "password_at": _text(at)}
    connection.execute(update(accounts).where(accounts.c.name == name).values(changed))


def delete_account(connection: Connection, name: str) -> None:
    """Remove an account with its sessions and its token."""
    connection.execute(delete(accounts).where(accounts.c.name == name))


def insert_session(connection: Connection, digest: str, *, account: str, at: datetime) -> None:
    """Write a new session."""
    moment = _text(at)
    connection.execute(
        insert(sessions).values(digest=digest, account=account, created_at=moment, seen_at=moment)
    )


def read_session(connection: Connection, digest: str) -> SessionRow | None:
    """Return the session of a digest with its account, None where there is none."""
    query = select(accounts, sessions.c.created_at.label("opened_at"), sessions.c.seen_at)
    query = query.join(sessions, sessions.c.account == accounts.c.name)
    row = connection.execute(query.where(sessions.c.digest == digest)).first()
    if row is None:
        return None
    return SessionRow(
        account=_account(row),
        created_at=moment_of(row.opened_at, where="session"),
        seen_at=moment_of(row.seen_at, where="session"),
    )


def touch_session(connection: Connection, digest: str, at: datetime) -> None:
    """Note that a session was used."""
    change = update(sessions).where(sessions.c.digest == digest)
    connection.execute(change.values(seen_at=_text(at)))


def count_sessions(connection: Connection, account: str) -> int:
    """Return how many sessions an account has, expired ones included."""
    query = select(func.count()).select_from(sessions).where(sessions.c.account == account)
    return connection.execute(query).scalar_one()


def delete_session(connection: Connection, digest: str) -> None:
    """Remove a session."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest))


def delete_sessions_of(connection: Connection, account: str) -> None:
    """Remove every session of an account."""
    connection.execute(delete(sessions).where(sessions.c.account == account))


def delete_stale_sessions(
    connection: Connection, *, seen_before: datetime, created_before: datetime
) -> None:
    """Remove the sessions of everybody that were not used, or are as old as stated."""
    connection.execute(
        delete(sessions).where(
            (sessions.c.seen_at <= _text(seen_before))
            | (sessions.c.created_at <= _text(created_before))
        )
    )


def delete_oldest_sessions(connection: Connection, account: str, *, keep: int) -> None:
    """Remove all but the newest sessions of an account."""
    newest = (
        select(sessions.c.digest)
        .where(sessions.c.account == account)
        .order_by(sessions.c.created_at.desc(), sessions.c.digest)
        .offset(keep)
    )
    for digest in connection.execute(newest).scalars().all():
        delete_session(connection, digest)


def replace_token(connection: Connection, account: str, digest: str, expires_at: datetime) -> None:
    """Give an account a token in place of the one that it has."""
    delete_token(connection, account)
    connection.execute(
        insert(tokens).values(account=account, digest=digest, expires_at=_text(expires_at))
    )


def delete_token(connection: Connection, account: str) -> bool:
    """Remove the token of an account; tell whether there was one."""
    return connection.execute(delete(tokens).where(tokens.c.account == account)).rowcount > 0


def read_token(connection: Connection, digest: str) -> tuple[AccountRow, datetime] | None:
    """Return the account of a token's digest and when the token ends; None where there is none."""
    query = select(accounts, tokens.c.expires_at).join(tokens, tokens.c.account == accounts.c.name)
    row = connection.execute(query.where(tokens.c.digest == digest)).first()
    return None if row is None else (_account(row), moment_of(row.expires_at, where="token"))


def token_end(connection: Connection, account: str) -> datetime | None:
    """Return when the token of an account ends, None where it has none."""
    query: Select[tuple[str]] = select(tokens.c.expires_at).where(tokens.c.account == account)
    found = connection.execute(query).scalar()
    return None if found is None else moment_of(found, where="token")


def _account(row: Row[tuple[object, ...]]) -> AccountRow:
    found = row._mapping  # noqa: SLF001  (the documented way to columns by name)
    return AccountRow(
        name=str(found["name"]),
        role=str(found["role"]),
        password_hash=str(found["password_hash"]),
        password_at=moment_of(found["password_at"], where="account"),
        created_at=moment_of(found["created_at"], where="account"),
    )


def _text(moment: datetime) -> str:
    return moment_text(moment, where="account")
