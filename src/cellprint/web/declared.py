"""Screen: a declaration that was signed here, with its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fastapi import APIRouter, Response

from cellprint.app.declaration.house import House
from cellprint.app.declaration.issued import (
    evidence_of,
    footprint_of,
    has_evidence,
    issued,
    token_of,
)
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.errors import BadInputError, CellprintError
from cellprint.report.figures import paper_figures
from cellprint.report.paper import Paper, build_paper
from cellprint.web.desk import Desk
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="declared", name="Declaration", path="declarations", router=router, listed=False)

EVIDENCE = "evidence.zip"
# File name → media type and class; what is confidential is for the verifier.
FILES: Mapping[str, tuple[str, str]] = {
    "declaration.pdf": ("application/pdf", "public"),
    "declaration.json": ("application/json", "public"),
    "declaration.sd-jwt": ("application/sd-jwt", "public"),
    EVIDENCE: ("application/zip", "confidential"),
}


@router.get("/declarations/{digest}")
def page(visit: OnVisit, digest: str) -> Response:
    """Show the pages of a declaration and its files."""
    kept = has_evidence(digest, visit.desk.folder)
    return visit.answer(lambda: _drawn(visit, digest), also=f"evidence {kept}")


@router.get("/declarations/{digest}/{name}")
def file(visit: OnVisit, digest: str, name: str) -> Response:
    """Return a file of a declaration."""
    return file_of(visit.desk, digest, name)


def file_of(desk: Desk, digest: str, name: str) -> Response:
    """Return a file of a declaration as an answer.

    Raises:
        CP-WEB-007: a declaration has no file of this name.
        CP-DECL-064 … CP-DECL-066: there is no such declaration, or not this part of it.
    """
    if name not in FILES:
        raise BadInputError.of("CP-WEB-007", where="declaration", found=name[:80])
    content = _content(desk, digest, name)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store" if name == EVIDENCE else "no-cache",
    }
    return Response(content, media_type=FILES[name][0], headers=headers)


def _content(desk: Desk, digest: str, name: str) -> bytes:
    with desk.house() as house:
        signed = issued(house, digest)
        makers: Mapping[str, Callable[[House, SignedDeclaration], bytes]] = {
            "declaration.pdf": desk.pages,
            "declaration.json": lambda _, one: one.data,
            "declaration.sd-jwt": token_of,
            EVIDENCE: lambda _, one: evidence_of(one.digest, desk.folder),
        }
        return makers[name](house, signed)


def _drawn(visit: Visit, digest: str) -> str:
    desk = visit.desk
    with desk.house() as house:
        signed = issued(house, digest)
        paper = _paper(house, signed, visit)
    kept: Path | bool = has_evidence(digest, desk.folder)
    return visit.page(
        "declared.html.j2",
        "journal",
        paper=paper,
        figures=paper_figures(paper.statement.charts, lang=visit.lang) if paper else {},
        declaration=signed.declaration,
        digest=digest,
        files=[
            (name, class_)
            for name, (_, class_) in FILES.items()
            if (name != EVIDENCE or kept) and (name != "declaration.pdf" or paper)
        ],
        kept=kept,
        json_at=address("api", "v1", "declarations", digest, "declaration.json"),
    )


def _paper(house: House, signed: SignedDeclaration, visit: Visit) -> Paper | None:
    """Return the paper of a declaration; None where the footprint behind it is not kept."""
    try:
        document = footprint_of(house, signed)
    except CellprintError:
        return None
    return build_paper(document, signed.declaration, digest=signed.digest, lang=visit.lang)
