"""Screen: files of a declaration, verified check by check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import HTMLResponse

from cellprint.app.declaration.outcome import CHECK_NAMES
from cellprint.app.declaration.verify import Verification
from cellprint.app.documents import Json
from cellprint.errors import BadInputError, CellprintError
from cellprint.web.guard import MAX_BODY
from cellprint.web.problems import status_of
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="verify", name="Verify", path="verify", router=router)

MOST_FILES = 8
Field = Annotated[str, Form(max_length=400)]


@router.get("/verify")
def page(visit: OnVisit) -> Response:
    """Show the form."""
    return visit.answer(lambda: _drawn(visit))


@router.post("/verify")
def verify(
    visit: OnVisit,
    *,
    files: Annotated[list[UploadFile] | None, File()] = None,
    trust: Field = "",
    recipient: Field = "",
    nonce: Field = "",
) -> Response:
    """Verify what was sent and show every check; a file of no use is named with its code."""
    fields = {"trust": trust, "recipient": recipient, "nonce": nonce}
    try:
        found = visit.desk.verify(
            contents(files or []), trust=trust.split(), recipient=recipient, nonce=nonce
        )
    except CellprintError as error:
        findings = [finding.to_json(visit.lang) for finding in error.findings]
        html = _drawn(visit, findings=findings, fields=fields)
        return HTMLResponse(html, status_of(error), headers={"Cache-Control": "no-store"})
    html = _drawn(visit, found=found, fields=fields)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def contents(files: Sequence[UploadFile]) -> list[tuple[str, bytes]]:
    """Return name and bytes of each file that was sent.

    Raises:
        CP-WEB-009: none was sent.
        CP-WEB-006: more than one declaration has.
    """
    sent = [file for file in files if file.filename]
    if not sent:
        raise BadInputError.of("CP-WEB-009", where="files")
    if len(sent) > MOST_FILES:
        problem = {"en": f"at most {MOST_FILES} files", "zh": f"最多 {MOST_FILES} 个文件"}
        raise BadInputError.of("CP-WEB-006", where="files", found=len(sent), problem=problem)
    return [((file.filename or "")[:120], file.file.read()) for file in sent]


def _drawn(
    visit: Visit,
    *,
    found: Verification | None = None,
    findings: Sequence[Json] = (),
    fields: dict[str, str] | None = None,
) -> str:
    return visit.page(
        "verification.html.j2",
        SCREEN.id,
        found=found,
        checks=_checks(visit, found) if found else [],
        findings=findings,
        fields=fields or {"trust": "", "recipient": "", "nonce": ""},
        limit=f"{MAX_BODY // 1_000_000} MB",
    )


def _checks(visit: Visit, found: Verification) -> list[Json]:
    return [
        {
            "id": check.id,
            "name": CHECK_NAMES[check.id].get(visit.lang),
            "state": check.state.value,
            "findings": [finding.to_json(visit.lang) for finding in check.findings],
        }
        for check in found.checks
    ]
