"""What every request passes where the server has accounts: who is it, and may he."""

from __future__ import annotations

from typing import cast

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cellprint.errors import Finding
from cellprint.web.access.forms import ADDRESS
from cellprint.web.access.table import Addresses, refusal
from cellprint.web.access.visitor import VISITOR, Access, recognised
from cellprint.web.problems import API, answer, language_wanted
from cellprint.web.rendering import address as address_text

_UNAUTHORISED = 401
_STATIC = "/static/"


class Door:
    """ASGI middleware that lets pass who may; a body is read only after that."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor, or answer it with a refusal."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        addresses = cast("Addresses", scope["app"].state.addresses)
        request = Request(scope)
        visitor = await run_in_threadpool(recognised, self.access, request)
        scope[VISITOR] = visitor
        scope[ADDRESS] = addresses.find(scope["method"], scope["path"])
        refused = refusal(scope[ADDRESS], None if visitor is None else visitor.role)

        async def not_kept(message: Message) -> None:
            # What one visitor may see is kept neither for the next one nor after the log-out.
            if message["type"] == "http.response.start" and not scope["path"].startswith(_STATIC):
                MutableHeaders(scope=message)["Cache-Control"] = "no-store"
            await send(message)

        if refused is None:
            await self.app(scope, receive, not_kept)
        else:
            response = await run_in_threadpool(_refused, request, *refused)
            await response(scope, receive, not_kept)


def _refused(request: Request, status: int, finding: Finding) -> Response:
    """Return the answer to somebody who may not: who wants a page is led to the log-in."""
    api = request.url.path.startswith((API, "/openapi"))
    if status == _UNAUTHORISED and not api and request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        wanted = request.url.path + query
        return RedirectResponse(
            address_text(language_wanted(request), "login", next=wanted), status_code=303
        )
    response = answer(request, status, [finding])
    if status == _UNAUTHORISED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
