"""Who sends a request: a session by cookie, or a program by token."""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from fastapi import Request, Response

from cellprint.app.accounts.register import Register
from cellprint.app.accounts.roles import RIGHTS, Right, Role
from cellprint.app.accounts.throttle import Throttle

VISITOR = "cellprint.visitor"
BEFORE = "cellprint.before"
WINDOW = timedelta(minutes=15)
TRIES_OF_ACCOUNT = 10
TRIES_OF_ADDRESS = 30
# An IPv6 customer has a network of this size to send from.
_IPV6_NETWORK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The way in of one server.

    Attributes:
        register: the accounts.
        secure: browsers reach the server over TLS only.
        hosts: further names under which the server may be addressed.
    """

    register: Register
    secure: bool
    hosts: frozenset[str] = frozenset()
    of_account: Throttle = field(
        default_factory=lambda: Throttle(most=TRIES_OF_ACCOUNT, window=WINDOW)
    )
    of_address: Throttle = field(
        default_factory=lambda: Throttle(most=TRIES_OF_ADDRESS, window=WINDOW)
    )

    @property
    def session_cookie(self) -> str:
        """Return the name of the cookie of a session.

        With the prefix, browsers take it over TLS only, and from this very host.
        """
        return self._prefix + "cellprint"

    @property
    def before_cookie(self) -> str:
        """Return the name of the cookie that marks forms before the log-in."""
        return self._prefix + "cellprint-before"

    @property
    def _prefix(self) -> str:
        return "__Host-" if self.secure else ""

    def set_cookie(self, response: Response, name: str, value: str) -> None:
        """Give the browser a cookie that no script and no other site can use."""
        response.set_cookie(
            name, value, path="/", secure=self.secure, httponly=True, samesite="strict"
        )

    def drop_cookie(self, response: Response, name: str) -> None:
        """Take a cookie back."""
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="strict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who has come in.

    Attributes:
        session: secret of the session; empty for a program with a token.
    """

    name: str
    role: Role
    session: str = field(default="", repr=False)

    def may(self, right: str) -> bool:
        """Tell whether the role allows something."""
        return Right(right) in RIGHTS[self.role]


def access_of(request: Request) -> Access | None:
    """Return the way in of the server, None where it has no accounts."""
    return cast("Access | None", request.app.state.access)


def visitor_of(request: Request) -> Visitor | None:
    """Return who sends a request, None for nobody or where there are no accounts."""
    return cast("Visitor | None", request.scope.get(VISITOR))


def recognised(access: Access, request: Request) -> Visitor | None:
    """Return the visitor whose session or token a request carries; a token goes first."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = access.register.by_token(secret.strip())
        return None if found is None else Visitor(name=found.name, role=found.role)
    session = request.cookies.get(access.session_cookie, "")
    account = access.register.by_session(session) if session else None
    if account is None:
        return None
    return Visitor(name=account.name, role=account.role, session=session)


def form_mark(request: Request) -> str:
    """Return what a form of this visitor has to carry; empty where forms need none.

    Derived from the secret of the session, or before the log-in from a random cookie: another
    site can know neither.
    """
    access = access_of(request)
    if access is None:
        return ""
    visitor = visitor_of(request)
    if visitor is not None and not visitor.session:
        return ""
    before = request.scope.get(BEFORE) or request.cookies.get(access.before_cookie, "")
    secret = visitor.session if visitor is not None else str(before)
    return hmac.digest(secret.encode("utf-8"), b"form", "sha256").hex() if secret else ""


def origin_group(request: Request) -> str:
    """Return where a request comes from, as far as one sender is told from another."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:80]
    if address.version == 6:  # noqa: PLR2004  (IP version)
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
    return host
