"""The mark of forms, set and checked in one place: whoever writes a form need not think of it."""

from __future__ import annotations

import hmac
import re

from fastapi import Request

from cellprint.errors import BadInputError
from cellprint.web.access.table import Address
from cellprint.web.access.visitor import access_of, form_mark, visitor_of

FIELD = "form_mark"
HEADER = "X-Form-Mark"
ADDRESS = "cellprint.address"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_POST_FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\"[^>]*>", re.IGNORECASE)


def marked(page: str, mark: str) -> str:
    """Return a page with the mark in each of its forms that change something.

    >>> marked('<form method="post" action="/x">', "ab")
    '<form method="post" action="/x"><input type="hidden" name="form_mark" value="ab">'
    """
    if not mark:
        return page
    hidden = f'<input type="hidden" name="{FIELD}" value="{mark}">'
    return _POST_FORM.sub(lambda found: found[0] + hidden, page)


async def check_request(request: Request) -> None:
    """Refuse what changes something without the mark of the session (every route depends on this).

    Raises:
        CP-WEB-105: the mark is missing or another one.
        CP-WEB-106: what answers is not what the table of rights was asked about.
    """
    if access_of(request) is None:
        return
    address: Address | None = request.scope.get(ADDRESS)
    if address is None or address.endpoint is not request.scope.get("endpoint"):
        raise BadInputError.of("CP-WEB-106", where="access", found=request.url.path[:80])
    visitor = visitor_of(request)
    if request.method in _READING or (visitor is not None and not visitor.session):
        return  # a program with a token: no other site can make a browser send one
    given = request.headers.get(HEADER, "")
    if not given:
        field = (await request.form()).get(FIELD)
        given = field if isinstance(field, str) else ""
    expected = form_mark(request)
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise BadInputError.of("CP-WEB-105", where="form")
