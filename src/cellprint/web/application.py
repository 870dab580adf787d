"""The application: screens under `/zh/` and `/en/`, the API, static files, and what guards them."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.middleware.gzip import GZipMiddleware

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
from cellprint.web.assets import FOREVER, assets
from cellprint.web.desk import Desk
from cellprint.web.guard import Guard
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


def create_app(folder: Path | None = None) -> FastAPI:
    """Return the application on the store in `folder`, the user's own by default."""
    app = FastAPI(
        title="cellprint",
        version=__version__,
        summary="Carbon footprint of lithium batteries",
        docs_url=None,  # FastAPI's own pages load their scripts from elsewhere
        redoc_url=None,
    )
    app.state.desk = Desk(folder)
    app.state.screens = SCREENS
    app.state.pages = Kept[bytes](_PAGES)
    app.add_middleware(GZipMiddleware, minimum_size=_SMALLEST_ZIPPED)
    app.add_middleware(Guard)  # the outermost: nothing is done before it
    problems.register(app)
    app.include_router(_plain_routes())
    app.include_router(api.router)
    app.include_router(api_declarations.router)
    for screen in SCREENS:
        prefix = "/{lang}/studies/{ref}" if screen.of_study else "/{lang}"
        app.include_router(screen.router, prefix=prefix, include_in_schema=False)
    return app


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
        raise BadInputError.of("CP-WEB-007", where="static", found=file[:80])

    return router
