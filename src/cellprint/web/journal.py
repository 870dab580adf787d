"""Screen: the journal: its entries, its signed heads, the proof of each entry, and its checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile
from fastapi.responses import HTMLResponse

from cellprint.app.declaration.clock import moment
from cellprint.app.declaration.draft import usable_keys
from cellprint.app.declaration.journal import note_text, sign_head, verify_log_notes
from cellprint.app.declaration.journal_views import Asked, entry_document, journal_document
from cellprint.app.declaration.passphrase import environment_passphrase, passphrase_of
from cellprint.app.documents import Json
from cellprint.errors import CellprintError, Finding
from cellprint.web.desk import Desk
from cellprint.web.problems import status_of
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="journal", name="Journal", path="journal", router=router)

Words = Annotated[str, Query(max_length=200)]
Place = Annotated[int | None, Query(ge=0, lt=2**53)]
Field = Annotated[str, Form(max_length=200)]
Secret = Annotated[str, Form()]
CHECKPOINT = "checkpoint.txt"


@router.get("/journal")
def page(visit: OnVisit, study: Words = "", kind: Words = "", before: Place = None) -> Response:
    """Show the entries, the newest first."""
    asked = Asked(study=study, kind=kind, before=before)
    with visit.desk.house() as house:
        state = f"{house.store.size()} {len(house.store.checkpoints())}"
    return visit.answer(lambda: _drawn(visit, asked), also=state)


@router.get("/journal/{position}")
def entry(visit: OnVisit, position: Annotated[int, Path(ge=0, lt=2**53)]) -> Response:
    """Show an entry with the proof that it stands under the newest signed head."""
    with visit.desk.house() as house:
        found = entry_document(house, position)
    html = visit.page(
        "journal_entry.html.j2",
        SCREEN.id,
        found=found,
        json_at=address("api", "v1", "journal", str(position)),
    )
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


@router.post("/journal")
def check(visit: OnVisit, witness: Annotated[UploadFile | None, File()] = None) -> Response:
    """Check documents and journal now, also against a checkpoint that somebody kept."""
    try:
        found = checked(visit.desk, [witness] if witness else [])
    except CellprintError as error:
        return _refused(visit, error)
    html = _drawn(visit, Asked(), verdict=found)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


@router.post("/journal/checkpoint")
def checkpoint(visit: OnVisit, key: Field = "", passphrase: Secret = "") -> Response:
    """Sign the head of the journal and hand it out, for somebody else to keep."""
    try:
        with visit.desk.house() as house:
            note = sign_head(house, key=key, passphrase=passphrase_of(passphrase), at=moment())
    except CellprintError as error:
        return _refused(visit, error)
    headers = {
        "Content-Disposition": f'attachment; filename="{CHECKPOINT}"',
        "Cache-Control": "no-store",
    }
    return Response(note, media_type="text/plain; charset=utf-8", headers=headers)


def checked(desk: Desk, witnesses: Sequence[UploadFile]) -> tuple[Finding, ...]:
    """Return what is wrong with documents and journal of a desk; errors as `verify_log_notes`."""
    notes = [
        note_text(file.file.read(), name=(file.filename or "")[:120])
        for file in witnesses
        if file.filename
    ]
    with desk.house() as house:
        return verify_log_notes(house, witnessed=notes)


def _refused(visit: Visit, error: CellprintError) -> Response:
    findings = [finding.to_json(visit.lang) for finding in error.findings]
    html = _drawn(visit, Asked(), findings=findings)
    return HTMLResponse(html, status_of(error), headers={"Cache-Control": "no-store"})


def _drawn(
    visit: Visit,
    asked: Asked,
    *,
    verdict: Sequence[Finding] | None = None,
    findings: Sequence[Json] = (),
) -> str:
    with visit.desk.house() as house:
        found = journal_document(house, asked)
        keys = usable_keys(house, at=moment())
    told = None if verdict is None else [finding.to_json(visit.lang) for finding in verdict]
    return visit.page(
        "journal.html.j2",
        SCREEN.id,
        found=found,
        asked=asked,
        keys=list(reversed(keys)),
        has_passphrase=environment_passphrase() is not None,
        verdict=told,
        whole=told is not None and not any(one["severity"] == "error" for one in told),
        findings=findings,
        json_at=address(
            "api", "v1", "journal", study=asked.study, kind=asked.kind, before=asked.before
        ),
    )
