"""Errors as answers: a page with the findings, or a problem document (RFC 9457) from the API."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from cellprint.errors import CellprintError, Finding
from cellprint.i18n import LANGUAGES, Lang
from cellprint.web.visit import Visit

API = "/api/"
_MISSING = frozenset(
    {
        *("CP-WEB-003", "CP-WEB-007", "CP-UNC-010", "CP-CLI-005", "CP-DATA-101"),
        *("CP-DECL-064", "CP-DECL-065", "CP-DECL-066", "CP-CHAIN-022"),
    }
)
_REFUSED = {"CP-WEB-103": 401, "CP-WEB-104": 429, "CP-WEB-105": 403, "CP-WEB-106": 403}
_INTERNAL = 3


def register(app: FastAPI) -> None:
    """Let every error of the application become an answer with coded findings."""
    app.add_exception_handler(CellprintError, _coded)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def language_wanted(request: Request) -> Lang:
    """Return the language of the address, else of the browser, else English."""
    first = request.url.path.split("/")[1]
    if first in LANGUAGES:
        return first
    wanted = request.headers.get("accept-language", "").lower()
    places = {lang: wanted.find(lang) for lang in LANGUAGES}
    asked = [lang for lang in LANGUAGES if places[lang] >= 0]
    return min(asked, key=lambda lang: places[lang], default="en")


def status_of(error: CellprintError) -> int:
    """Return the HTTP status of an error."""
    if error.exit_code == _INTERNAL:
        return 500
    if error.code in _REFUSED:
        return _REFUSED[error.code]
    return 404 if error.code in _MISSING else 422


def answer(request: Request, status: int, findings: Sequence[Finding]) -> Response:
    """Return findings as a problem document or as a page, by where they were asked for."""
    lang = language_wanted(request)
    if request.url.path.startswith(API):
        document = {
            "title": findings[0].what(lang),
            "status": status,
            "findings": [finding.to_json(lang) for finding in findings],
        }
        return JSONResponse(document, status, media_type="application/problem+json")
    page = Visit(request, lang).page(
        "problem.html.j2",
        "",
        status=status,
        findings=[finding.to_json(lang) for finding in findings],
    )
    return HTMLResponse(page, status)


def _coded(request: Request, error: Exception) -> Response:
    found = cast("CellprintError", error)
    return answer(request, status_of(found), found.findings)


def _invalid(request: Request, error: Exception) -> Response:
    problems = cast("RequestValidationError", error).errors()
    if any(problem["loc"][:2] == ("path", "lang") for problem in problems):
        return _no_page(request)
    findings = [
        Finding(
            code="CP-WEB-006",
            where=".".join(str(part) for part in problem["loc"]),
            details={"found": str(problem.get("input"))[:80], "problem": problem["msg"]},
        )
        for problem in problems
    ]
    return answer(request, 422, findings)


def _http(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    if found.status_code == HTTPStatus.NOT_FOUND:
        return _no_page(request)
    details = {"found": request.method, "problem": found.detail}
    finding = Finding(code="CP-WEB-006", where=request.url.path, details=details)
    response = answer(request, found.status_code, [finding])
    response.headers.update(found.headers or {})
    return response


def _no_page(request: Request) -> Response:
    path = request.url.path
    finding = Finding(code="CP-WEB-007", where=path[:80], details={"found": path[:80]})
    return answer(request, 404, [finding])


def _unexpected(request: Request, error: Exception) -> Response:
    logging.getLogger("cellprint").error("%s %s", request.method, request.url, exc_info=error)
    name = type(error).__name__
    finding = Finding(code="CP-CLI-001", where=name, details={"found": name})
    return answer(request, 500, [finding])
