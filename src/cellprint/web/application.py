"""The application: screens under `/zh/` and `/en/`, the API, static files, and what guards them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response, Security
from fastapi.responses import RedirectResponse
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route

from cellprint import __version__
from cellprint.errors import BadInputError
from cellprint.web import (
    api,
    api_declarations,
    catalogue,
    check,
    compare,
    declaration,
    declared,
    journal,
    obligations,
    problems,
    result,
    studies,
    trace,
    uncertainty,
    verification,
    whatif,
)
from cellprint.web.access import screens as accounts
from cellprint.web.access.door import Door
from cellprint.web.access.forms import HEADER, check_request
from cellprint.web.access.table import Address, Addresses
from cellprint.web.access.visitor import Access
from cellprint.web.assets import FOREVER, SCRIPT, assets
from cellprint.web.desk import Desk
from cellprint.web.explore import program, program_file
from cellprint.web.guard import LOCAL_HOSTS, Guard
from cellprint.web.kept import Kept
from cellprint.web.screens import Screen

SCREENS: tuple[Screen, ...] = (
    studies.SCREEN,
    compare.SCREEN,
    catalogue.SCREEN,
    obligations.SCREEN,
    verification.SCREEN,
    journal.SCREEN,
    declared.SCREEN,
    result.SCREEN,
    trace.SCREEN,
    whatif.SCREEN,
    uncertainty.SCREEN,
    check.SCREEN,
    declaration.SCREEN,
)
_PAGES = 200
_SMALLEST_ZIPPED = 1000


def create_app(folder: Path | None = None, *, access: Access | None = None) -> FastAPI:
    """Return the application on the store in `folder`, the user's own by default.

    With `access`, only people with an account come in; without, everybody on this machine.
    """
    app = FastAPI(
        title="cellprint",
        version=__version__,
        summary="Carbon footprint of lithium batteries",
        docs_url=None,  # FastAPI's own pages load their scripts from elsewhere
        redoc_url=None,
        dependencies=[Depends(check_request)],
    )
    app.state.desk = Desk(folder)
    app.state.screens = SCREENS
    app.state.pages = Kept[bytes](_PAGES)
    app.state.access = access
    app.add_middleware(GZipMiddleware, minimum_size=_SMALLEST_ZIPPED)
    if access is None:
        app.add_middleware(Guard)  # the outermost: nothing is done before it
    else:
        app.add_middleware(Door, access=access)
        app.add_middleware(Guard, hosts=LOCAL_HOSTS | access.hosts, secure=access.secure)
    problems.register(app)
    _add_routes(app, access)
    return app


def _add_routes(app: FastAPI, access: Access | None) -> None:
    """Add every router, and the list of all addresses that the table of rights is about."""
    programs = (api.router, api_declarations.router)
    groups = [("", _plain_routes()), *(("", router) for router in programs)]
    for screen in SCREENS if access is None else (*SCREENS, accounts.SCREEN):
        prefix = "/{lang}/studies/{ref}" if screen.of_study else "/{lang}"
        groups.append((prefix, screen.router))
    addresses = list(_addresses("", app.routes))
    for prefix, router in groups:
        if router in programs:
            app.include_router(router, **(_api_access(access) if access else {}))
        else:
            app.include_router(router, prefix=prefix, include_in_schema=False)
        addresses += _addresses(prefix, router.routes)
    app.state.addresses = Addresses(addresses)


def _addresses(prefix: str, routes: Iterable[BaseRoute]) -> Iterator[Address]:
    for route in routes:
        if isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield Address(method=method, path=prefix + route.path, endpoint=route.endpoint)


def _api_access(access: Access) -> dict[str, Any]:
    """Return how the description of the API says who may use it; the door does the checking."""
    bearer = HTTPBearer(auto_error=False, description="Token of `cellprint users token`.")
    cookie = APIKeyCookie(
        name=access.session_cookie,
        auto_error=False,
        description=f"Session of a browser; what changes something carries `{HEADER}` as well.",
    )
    problem: dict[str, Any] = {"content": {"application/problem+json": {}}}
    return {
        "dependencies": [Security(bearer), Security(cookie)],
        "responses": {
            401: {"description": "Nobody is logged in (CP-WEB-101).", **problem},
            403: {"description": "The role does not allow this (CP-WEB-102).", **problem},
        },
    }


def _plain_routes() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home(request: Request) -> Response:
        return RedirectResponse(f"/{problems.language_wanted(request)}/")

    @router.get("/favicon.ico")
    def icon() -> Response:
        return Response(status_code=204, headers={"Cache-Control": FOREVER})

    @router.get("/static/{file}")
    def static(file: str) -> Response:
        for asset in assets().values():
            if asset.file == file:
                headers = {"Cache-Control": FOREVER}
                return Response(asset.content, media_type=asset.media_type, headers=headers)
        if file == program_file():
            headers = {"Cache-Control": FOREVER}
            return Response(program(), media_type=SCRIPT, headers=headers)
        raise BadInputError.of("CP-WEB-007", where="static", found=file[:80])

    return router
