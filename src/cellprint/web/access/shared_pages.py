"""Pages drawn once for everybody of a role; what is personal in them is put in each time."""

from __future__ import annotations

import re
from html import escape

from fastapi import Request

from cellprint.web.access.visitor import access_of, form_mark, visitor_of

_NAME = re.compile(r"<!--name-->.*?<!--/name-->")


def audience(request: Request) -> tuple[str, ...]:
    """Return for whom a page is drawn: all with the same answer get the same page."""
    visitor = visitor_of(request)
    if visitor is not None:
        return (visitor.role, "session" if visitor.session else "token")
    return ("nobody", form_mark(request))


def impersonal(page: str, request: Request) -> bytes:
    """Return a page with places where name and mark of the visitor stood."""
    access, visitor, mark = access_of(request), visitor_of(request), form_mark(request)
    if access is not None and visitor is not None:
        page = _NAME.sub(f"<!--{access.place}-->", page)
        page = page.replace(mark, access.place) if mark else page
    return page.encode("utf-8")


def personal(page: bytes, request: Request) -> bytes:
    """Return a page of `impersonal` with name and mark of the visitor."""
    access, visitor, mark = access_of(request), visitor_of(request), form_mark(request)
    if access is None or visitor is None:
        return page
    name = f"<!--name-->{escape(visitor.name)}<!--/name-->"
    page = page.replace(f"<!--{access.place}-->".encode(), name.encode())
    return page.replace(access.place.encode(), mark.encode())
