"""The register of accounts: made, changed, removed; log-in, sessions and tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from cellprint.app.accounts.passwords import Passwords, check_strength
from cellprint.app.accounts.roles import Role, role_of
from cellprint.app.declaration.clock import moment, random_source
from cellprint.app.declaration.house import opened_database
from cellprint.catalogue.names import nearest
from cellprint.errors import BadInputError, CellprintError
from cellprint.store import account_table as table
from cellprint.store.database import Database
from cellprint.store.encoding import RandomBytes, base64url, moment_text

IDLE = timedelta(hours=2)
LONGEST_SESSION = timedelta(hours=12)
TOKEN_DAYS = 90
LONGEST_TOKEN_DAYS = 366
# Use is noted to the minute: a page with ten requests is not ten writes.
_NOTED = timedelta(minutes=1)
_SESSIONS = 10
_SECRET_BYTES = 32
_NAME = re.compile(r"\w[\w.@-]{0,39}")
TOKEN_MARK = "cp_"  # noqa: S105  (what tells a token from other secrets, for scanners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account, without its secrets.

    Attributes:
        password_at: when the password was set.
        sessions: number of open sessions, where it was asked for.
        token_until: when the token ends; None where there is none or it was not asked for.
    """

    name: str
    role: Role
    created_at: datetime
    password_at: datetime
    sessions: int = 0
    token_until: datetime | None = None

    def to_json(self) -> dict[str, object]:
        """Return the account as the command line prints it."""
        until = self.token_until
        return {
            "name": self.name,
            "role": self.role.value,
            "created_at": moment_text(self.created_at, where="account"),
            "password_at": moment_text(self.password_at, where="account"),
            "sessions": self.sessions,
            "token_until": None if until is None else moment_text(until, where="account"),
        }


class Register:
    """The accounts of one store."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = moment,
        random_bytes: RandomBytes | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self._database = database
        self.clock = clock
        self._random_bytes = random_bytes or random_source()
        self._passwords = passwords or Passwords()

    def secret(self) -> str:
        """Return a new secret of 256 bits, fit for a cookie or a header."""
        return base64url(self._random_bytes(_SECRET_BYTES))

    def accounts(self) -> tuple[Account, ...]:
        """Return all accounts, by name, with their sessions and tokens."""
        with self._database.write() as connection:
            self._drop_stale(connection)
            return tuple(
                _account(
                    row,
                    sessions=table.count_sessions(connection, row.name),
                    token_until=table.token_end(connection, row.name),
                )
                for row in table.read_accounts(connection)
            )

    def account(self, name: str) -> Account:
        """Return one account with its sessions and its token.

        Raises:
            CP-USER-004: there is no such account.
        """
        wanted = plain_name(name)
        found = {account.name: account for account in self.accounts()}
        if wanted not in found:
            raise _unknown(wanted, tuple(found))
        return found[wanted]

    def add(self, name: str, *, role: str, password: str) -> Account:
        """Make an account.

        Raises:
            CP-USER-001: the name cannot be used, or is taken (CP-USER-005).
            CP-USER-002: no such role; CP-USER-003: the password is quickly guessed.
        """
        plain, chosen = checked_name(name), role_of(role)
        check_strength(password, name=plain)
        at = self.clock()
        row = table.AccountRow(
            name=plain,
            role=chosen,
            password_hash=self._passwords.hashed(password),
            password_at=at,
            created_at=at,
        )
        with self._database.write() as connection:
            if table.read_account(connection, plain) is not None:
                raise BadInputError.of("CP-USER-005", where="name", found=plain)
            table.insert_account(connection, row)
        return _account(row)

    def remove(self, name: str) -> None:
        """Remove an account; its sessions and its token end at once; errors as `account`."""
        with self._database.write() as connection:
            table.delete_account(connection, self._present(connection, name).name)

    def set_role(self, name: str, role: str) -> None:
        """Give an account another role, from its next request on.

        Raises:
            CP-USER-002: no such role; CP-USER-004: no such account.
        """
        chosen = role_of(role)
        with self._database.write() as connection:
            table.update_role(connection, self._present(connection, name).name, chosen)

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password; its sessions and its token end at once.

        Raises:
            CP-USER-003: the password is quickly guessed; CP-USER-004: no such account.
        """
        plain = self.account(name).name
        check_strength(password, name=plain)
        hashed = self._passwords.hashed(password)
        with self._database.write() as connection:
            table.update_password(connection, plain, hashed, self.clock())
            table.delete_sessions_of(connection, plain)
            table.delete_token(connection, plain)

    def fits(self, name: str, password: str) -> bool:
        """Tell whether a password is that of an account; unknown names take the same time."""
        with self._database.read() as connection:
            row = table.read_account(connection, plain_name(name))
        return self._passwords.fit(password, None if row is None else row.password_hash)

    def log_in(self, name: str, password: str) -> str | None:
        """Return the secret of a new session, None where name or password is wrong."""
        plain = plain_name(name)
        with self._database.read() as connection:
            row = table.read_account(connection, plain)
        if not self._passwords.fit(password, None if row is None else row.password_hash):
            return None
        stored = "" if row is None else row.password_hash
        renewed = self._passwords.hashed(password) if self._passwords.outdated(stored) else ""
        secret, at = self.secret(), self.clock()
        with self._database.write() as connection:
            now = table.read_account(connection, plain)
            if now is None or now.password_hash != stored:
                return None  # changed or removed while it was being checked
            if renewed:
                table.update_password(connection, plain, renewed, now.password_at)
            self._drop_stale(connection)
            table.delete_oldest_sessions(connection, plain, keep=_SESSIONS - 1)
            table.insert_session(connection, digest_of(secret), account=plain, at=at)
        return secret

    def by_session(self, secret: str) -> Account | None:
        """Return whose session a secret opens, None where it is unknown or has expired."""
        at, digest = self.clock(), digest_of(secret)
        with self._database.read() as connection:
            row = table.read_session(connection, digest)
        if row is None or row.seen_at <= at - IDLE or row.created_at <= at - LONGEST_SESSION:
            return None
        if row.seen_at <= at - _NOTED:
            with self._database.write() as connection:
                table.touch_session(connection, digest, at)
        return _account(row.account)

    def log_out(self, secret: str) -> None:
        """End a session."""
        with self._database.write() as connection:
            table.delete_session(connection, digest_of(secret))

    def new_token(self, name: str, *, days: int = TOKEN_DAYS) -> str:
        """Return a new token of an account for programs; the one before it ends.

        Raises:
            CP-USER-004: no such account.
            CP-USER-006: the number of days is not between 1 and 366.
        """
        if not 1 <= days <= LONGEST_TOKEN_DAYS:
            raise BadInputError.of(
                "CP-USER-006", where="--days", found=days, most=LONGEST_TOKEN_DAYS
            )
        secret = TOKEN_MARK + self.secret()
        with self._database.write() as connection:
            plain = self._present(connection, name).name
            end = self.clock() + timedelta(days=days)
            table.replace_token(connection, plain, digest_of(secret), end)
        return secret

    def end_token(self, name: str) -> bool:
        """End the token of an account; tell whether there was one; errors as `account`."""
        with self._database.write() as connection:
            return table.delete_token(connection, self._present(connection, name).name)

    def by_token(self, secret: str) -> Account | None:
        """Return whose token a secret is, None where it is unknown or has expired."""
        with self._database.read() as connection:
            found = table.read_token(connection, digest_of(secret))
        if found is None or found[1] <= self.clock():
            return None
        return _account(found[0])

    def _present(self, connection: Connection, name: str) -> table.AccountRow:
        wanted = plain_name(name)
        row = table.read_account(connection, wanted)
        if row is None:
            raise _unknown(wanted, tuple(row.name for row in table.read_accounts(connection)))
        return row

    def _drop_stale(self, connection: Connection) -> None:
        at = self.clock()
        table.delete_stale_sessions(
            connection, seen_before=at - IDLE, created_before=at - LONGEST_SESSION
        )


@contextmanager
def open_register(
    folder: Path | None = None, *, passwords: Passwords | None = None
) -> Iterator[Register]:
    """Yield the accounts of the store in `folder`, the user's own by default.

    Raises:
        CP-DECL-004, CP-STORE-013, CP-STORE-015: the store cannot be used.
    """
    with opened_database(folder) as database:
        yield Register(database, passwords=passwords)


def digest_of(secret: str) -> str:
    """Return what is stored of a secret of 256 bits: nobody can guess it back."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def plain_name(name: str) -> str:
    """Return the one spelling of an account's name.

    >>> plain_name(" Ｌｉ.Ming ")
    'li.ming'
    """
    return unicodedata.normalize("NFKC", name).strip().casefold()[:64]


def checked_name(name: str) -> str:
    """Return the one spelling of the name of a new account.

    Raises:
        CP-USER-001: empty, too long, or with characters that do not belong into a name.
    """
    plain = plain_name(name)
    if not _NAME.fullmatch(plain):
        raise BadInputError.of("CP-USER-001", where="name", found=name[:60])
    return plain


def _unknown(name: str, known: tuple[str, ...]) -> CellprintError:
    near = nearest(name, known)
    return BadInputError.of("CP-USER-004", where="name", near=near, found=name)


def _account(
    row: table.AccountRow, *, sessions: int = 0, token_until: datetime | None = None
) -> Account:
    return Account(
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        password_at=row.password_at,
        sessions=sessions,
        token_until=token_until,
    )
