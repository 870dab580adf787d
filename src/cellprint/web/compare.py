"""Screen: studies side by side, on the same draws, or one study under several rule books."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from cellprint.app.comparison import compare_books, compare_studies
from cellprint.app.documents import Json
from cellprint.errors import CellprintError
from cellprint.report.comparison import build_comparison
from cellprint.report.differences import build_differences
from cellprint.report.figures import comparison_figure, difference_figures
from cellprint.web.api import MAX_COMPARED
from cellprint.web.desk import DEFAULT_DRAWS
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="compare", name="Compare", path="compare", router=router)

Chosen = Annotated[list[str] | None, Query(max_length=MAX_COMPARED)]


@router.get("/compare")
def page(visit: OnVisit, study: Chosen = None, rules: Chosen = None, at: Chosen = None) -> Response:
    """Show the comparison that is asked for; all studies side by side when none is.

    `at` adds the first study with its plant at another place, or in another year.
    """
    refs = list(dict.fromkeys(study or []))
    changes = [change.strip() for change in at or [] if change.strip()]
    refs += [f"{refs[0]}@{change}" for change in changes] if refs else []
    books = list(dict.fromkeys(book for book in rules or [] if book))
    return visit.answer(lambda: _drawn(visit, refs, books))


def _drawn(visit: Visit, refs: list[str], books: list[str]) -> str:
    offered = refs[0] if len(refs) == 1 else ""
    choice: dict[str, object] = {
        "refs": refs,
        "chosen_books": books,
        "names": _names(visit, refs),
        "places": visit.desk.catalogue.locations,
        "offered_books": visit.desk.comparable_books(offered) if offered else (),
        "findings": (),
    }
    document = None
    try:
        document = _compared(visit, refs, books)
    except CellprintError as error:
        choice["findings"] = tuple(finding.to_json(visit.lang) for finding in error.findings)
    if document is None:
        return _side_by_side(visit, choice)
    found = build_differences(document, lang=visit.lang)
    return visit.page(
        "differences_page.html.j2",
        SCREEN.id,
        d=found,
        figures=difference_figures(found),
        json_at=address("api", "v1", "compare", study=refs, rules=books),
        **choice,
    )


def _compared(visit: Visit, refs: list[str], books: list[str]) -> Json | None:
    """Return the comparison, or None where fewer than two sides are chosen."""
    desk = visit.desk
    if len(refs) == 1 and len(books) > 1:
        return compare_books(desk.computed(refs[0], books[0]), books)
    if len(refs) > 1:
        rules = books[0] if books else ""
        return compare_studies([desk.computed(ref, rules) for ref in refs], samples=DEFAULT_DRAWS)
    return None


def _side_by_side(visit: Visit, choice: dict[str, object]) -> str:
    documents, links = [], []
    for ref in _names(visit, ()):
        documents.append(visit.desk.document(ref))
        links.append(address(visit.lang, "studies", ref))
    found = build_comparison(documents, lang=visit.lang, links=links)
    return visit.page(
        "comparison_page.html.j2",
        SCREEN.id,
        c=found,
        figures=[
            comparison_figure(group.view, f"compare-{number}", lang=visit.lang)
            for number, group in enumerate(found.groups, start=1)
        ],
        **choice,
    )


def _names(visit: Visit, refs: Sequence[str]) -> dict[str, str]:
    """Return ref → name of the studies that can be computed, with the variants among `refs`."""
    names = {}
    variants = [ref for ref in refs if "@" in ref]
    for ref in (*(study.ref for study in visit.desk.shelf.studies()), *variants):
        try:
            document = visit.desk.document(ref)
        except CellprintError:
            continue  # the first page, or the comparison itself, says why
        names[ref] = document["study"]["name"][visit.lang]
    return names
