"""One request for a page: what it works on, and how the page goes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, cast

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse

from cellprint.app.shelf import ShelvedStudy
from cellprint.i18n import Lang
from cellprint.web.access.forms import marked
from cellprint.web.access.table import may_open
from cellprint.web.access.visitor import access_of, form_mark, visitor_of
from cellprint.web.desk import Desk
from cellprint.web.kept import Kept
from cellprint.web.rendering import render
from cellprint.web.screens import Screen


def desk_of(request: Request) -> Desk:
    """Return the desk of the server."""
    return cast("Desk", request.app.state.desk)


OnDesk = Annotated[Desk, Depends(desk_of)]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a page in one language."""

    request: Request
    lang: Lang

    @property
    def desk(self) -> Desk:
        """Return the desk of the server."""
        return desk_of(self.request)

    @property
    def path(self) -> str:
        """Return the address without the language, with its query."""
        path = self.request.url.path.split("/", 2)[-1]
        query = self.request.url.query
        return f"{path}?{query}" if query else path

    def page(self, template: str, here: str, /, **content: object) -> str:
        """Return a page as HTML; `here` is the id of its screen."""
        screens: tuple[Screen, ...] = self.request.app.state.screens
        visitor = visitor_of(self.request)
        if visitor is not None:
            content = {"visitor": visitor, "may": visitor.may, **content}
            screens = tuple(one for one in screens if may_open(one.address, visitor.role))
        elif access_of(self.request) is not None:
            screens = ()  # they lead nowhere before the log-in
        page = render(
            template, lang=self.lang, here=here, path=self.path, screens=screens, **content
        )
        return marked(page, form_mark(self.request))

    def answer(self, make: Callable[[], str], *, also: str = "") -> Response:
        """Return the page that `make` draws, kept for the next request of the same address.

        A page depends on its address, the catalogue, the studies and who asks; `also` names
        what else it depends on.
        """
        kept: Kept[bytes] = self.request.app.state.pages
        studies = tuple((study.ref, study.digest) for study in self.desk.shelf.studies())
        who = (visitor_of(self.request), form_mark(self.request))
        key = (self.lang, self.path, studies, also, who)
        body = kept.get(key, lambda: make().encode("utf-8"))
        tag = f'"{sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if tag in self.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(body, headers=headers)

    def study(self, ref: str, rules: str) -> dict[str, object]:
        """Return what the frame of a page about one study needs.

        Raises:
            CP-WEB-003: there is no such study.
        """
        found: ShelvedStudy = self.desk.shelf.study(ref)
        return {
            "study": found,
            "books": self.desk.usable_books(ref),
            "rules": rules,
            "own_rules": self.desk.computed(ref).book.id,
        }


def visit_of(request: Request, lang: Lang) -> Visit:
    """Return the request as a visit."""
    return Visit(request, lang)


OnVisit = Annotated[Visit, Depends(visit_of)]
