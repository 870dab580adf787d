"""Screens: log in, one's own account, log out."""

from __future__ import annotations

import logging
import re
from typing import Annotated, cast

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from cellprint.app.accounts.register import plain_name
from cellprint.app.accounts.roles import RIGHTS, Right
from cellprint.errors import BadInputError, CellprintError
from cellprint.web.access.table import RIGHT_NAMES, ROLE_NAMES
from cellprint.web.access.visitor import (
    BEFORE,
    Access,
    Visitor,
    access_of,
    origin_group,
    visitor_of,
)
from cellprint.web.problems import status_of
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="account", name="Account", path="account", router=router, listed=False)

_OWN_PATH = re.compile(r"/(?:en|zh)/[^\\\x00-\x20]*")
_MINUTE = 16  # characters of a moment down to the minute

Text = Annotated[str, Form()]
Next = Annotated[str, Query(alias="next")]


@router.get("/login")
def login_page(visit: OnVisit, wanted: Next = "", left: str = "") -> Response:
    """Show the form; who is logged in already goes on."""
    if visitor_of(visit.request) is not None:
        return RedirectResponse(_own(wanted, visit), status_code=303)
    access = _access(visit.request)
    if not visit.request.cookies.get(access.before_cookie):
        visit.request.scope[BEFORE] = access.register.secret()
    response = HTMLResponse(_login(visit, wanted=wanted, left=bool(left)))
    if BEFORE in visit.request.scope:
        access.set_cookie(response, access.before_cookie, visit.request.scope[BEFORE])
    return response


@router.post("/login")
def login(visit: OnVisit, name: Text = "", password: Text = "", wanted: Text = "") -> Response:
    """Open a session and go on; else the same form with what is wrong."""
    access = _access(visit.request)
    try:
        secret = _logged_in(access, visit.request, name, password)
    except CellprintError as error:
        response = HTMLResponse(
            _login(visit, wanted=wanted, name=name, error=error), status_of(error)
        )
        seconds = error.findings[0].details.get("seconds")
        if seconds is not None:
            response.headers["Retry-After"] = str(seconds)
        return response
    done = RedirectResponse(_own(wanted, visit), status_code=303)
    access.set_cookie(done, access.session_cookie, secret)
    access.drop_cookie(done, access.before_cookie)
    return done


@router.post("/logout")
def logout(visit: OnVisit) -> Response:
    """End the session."""
    access, visitor = _access(visit.request), _visitor(visit.request)
    access.register.log_out(visitor.session)
    response = RedirectResponse(address(visit.lang, "login", left="yes"), status_code=303)
    access.drop_cookie(response, access.session_cookie)
    return response


@router.get("/account")
def account_page(visit: OnVisit, done: str = "") -> Response:
    """Show the account of the visitor."""
    return HTMLResponse(_account(visit, done=bool(done)))


@router.post("/account/password")
def change_password(
    visit: OnVisit, current: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Set another password: every session ends, and this browser gets a new one."""
    access, visitor = _access(visit.request), _visitor(visit.request)
    try:
        _checked_change(access, visitor, current, password, again)
    except CellprintError as error:
        return HTMLResponse(_account(visit, error=error), status_of(error))
    response = RedirectResponse(address(visit.lang, "account", done="yes"), status_code=303)
    secret = access.register.log_in(visitor.name, password)
    if secret is not None:
        access.set_cookie(response, access.session_cookie, secret)
    return response


def _logged_in(access: Access, request: Request, name: str, password: str) -> str:
    """Return the secret of a new session.

    Raises:
        CP-WEB-103: name or password is wrong; CP-WEB-104: tried too often.
    """
    at, key, sender = access.register.clock(), plain_name(name), origin_group(request)
    seconds = access.of_address.admit(sender, at) or access.of_account.admit(key, at)
    if seconds:
        raise BadInputError.of("CP-WEB-104", where="login", seconds=seconds)
    secret = access.register.log_in(name, password)
    if secret is None:
        logging.getLogger("cellprint").warning("log-in of %r refused, from %s", key, sender)
        raise BadInputError.of("CP-WEB-103", where="login")
    access.of_address.undo(sender)
    access.of_account.forget(key)
    return secret


def _checked_change(
    access: Access, visitor: Visitor, current: str, password: str, again: str
) -> None:
    """Set another password.

    Raises:
        CP-USER-003: quickly guessed; CP-WEB-109: typed differently the second time.
        CP-WEB-103: the present one is wrong; CP-WEB-104: tried too often.
    """
    seconds = access.of_account.admit(visitor.name, access.register.clock())
    if seconds:
        raise BadInputError.of("CP-WEB-104", where="password", seconds=seconds)
    if not access.register.fits(visitor.name, current):
        raise BadInputError.of("CP-WEB-103", where="password")
    access.of_account.forget(visitor.name)
    if password != again:
        raise BadInputError.of("CP-WEB-109", where="password")
    access.register.set_password(visitor.name, password)


def _login(
    visit: Visit,
    *,
    wanted: str,
    name: str = "",
    left: bool = False,
    error: CellprintError | None = None,
) -> str:
    return visit.page(
        "login.html.j2",
        SCREEN.id,
        wanted=_own(wanted, visit),
        name=name[:64],
        left=left,
        findings=_findings(visit, error),
    )


def _account(visit: Visit, *, done: bool = False, error: CellprintError | None = None) -> str:
    visitor = _visitor(visit.request)
    account = _access(visit.request).register.account(visitor.name)
    rights = [RIGHT_NAMES[right][visit.lang] for right in Right if right in RIGHTS[account.role]]
    until = account.token_until
    return visit.page(
        "account.html.j2",
        SCREEN.id,
        account=account,
        role=ROLE_NAMES[account.role][visit.lang],
        rights=rights,
        password_at=_minute(account.password_at.isoformat()),
        token_until=_minute(until.isoformat()) if until else "",
        done=done,
        findings=_findings(visit, error),
    )


def _findings(visit: Visit, error: CellprintError | None) -> list[dict[str, object]]:
    return [finding.to_json(visit.lang) for finding in error.findings] if error else []


def _minute(moment: str) -> str:
    return moment[:_MINUTE].replace("T", " ") + " UTC"


def _own(wanted: str, visit: Visit) -> str:
    """Return where to go on: an address of this application, the list of studies if in doubt."""
    return wanted if _OWN_PATH.fullmatch(wanted) else address(visit.lang, "")


def _access(request: Request) -> Access:
    return cast("Access", access_of(request))


def _visitor(request: Request) -> Visitor:
    return cast("Visitor", visitor_of(request))
