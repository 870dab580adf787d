"""Screen: the studies at hand, with upload and templates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from cellprint.app.documents import Json
from cellprint.app.shelf import MAX_STUDY_BYTES, ShelvedStudy
from cellprint.app.starting import starting_study
from cellprint.app.workbooks import chemistries
from cellprint.app.workbooks import template as workbook_template
from cellprint.errors import CellprintError
from cellprint.web.problems import status_of
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter()
SCREEN = Screen(id="studies", name="Studies", path="", router=router)


@router.get("/")
def page(visit: OnVisit) -> Response:
    """Show the studies."""
    return visit.answer(lambda: _drawn(visit))


@router.post("/studies")
def upload(visit: OnVisit, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Keep an uploaded study and go to its result; else the same page with what is wrong."""
    name = (file.filename if file else "") or "study.yaml"
    content = file.file.read() if file else b""
    try:
        kept = visit.desk.keep(content, name=name)
    except CellprintError as error:
        marked = visit.desk.mark(content, error.findings, visit.lang)
        findings = [finding.to_json(visit.lang) for finding in error.findings]
        page = _drawn(visit, findings=findings, file=name, marked=marked)
        return HTMLResponse(page, status_of(error))
    return RedirectResponse(address(visit.lang, "studies", kept.ref), status_code=303)


@router.get("/studies")
def listed(visit: OnVisit) -> Response:
    """Lead to the list: its address is shorter."""
    return RedirectResponse(address(visit.lang, ""))


@router.get("/template.yaml")
def template(visit: OnVisit) -> Response:
    """Return the commented study to start from."""
    headers = {"Content-Disposition": 'attachment; filename="study.yaml"'}
    return Response(starting_study(visit.lang), media_type="application/yaml", headers=headers)


@router.get("/template.xlsx")
def workbook(visit: OnVisit, chemistry: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Return the workbook to fill in, prepared for a chemistry."""
    content = workbook_template(visit.desk.catalogue, lang=visit.lang, chemistry=chemistry)
    return _workbook(content, f"study-{chemistry}.xlsx" if chemistry else "study.xlsx")


@router.get("/marked/{name}.xlsx")
def marked_workbook(visit: OnVisit, name: str) -> Response:
    """Return a workbook that was refused, with its bad cells marked."""
    return _workbook(visit.desk.marked(name), "marked.xlsx")


@router.get("/studies/{ref}/study.yaml")
def study_file(visit: OnVisit, ref: str) -> Response:
    """Return the file of a study."""
    study = visit.desk.shelf.study(ref)
    headers = {"Content-Disposition": "attachment"}
    return Response(study.content, media_type="application/yaml", headers=headers)


def _workbook(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=XLSX, headers=headers)


def _drawn(
    visit: Visit, *, findings: list[Json] | None = None, file: str = "", marked: str = ""
) -> str:
    rows = [_row(visit, study) for study in visit.desk.shelf.studies()]
    return visit.page(
        "studies.html.j2",
        SCREEN.id,
        own=[row for row in rows if row["own"]],
        examples=[row for row in rows if not row["own"]],
        findings=findings or [],
        file=file,
        marked=marked,
        chemistries=chemistries(),
        limit=f"{MAX_STUDY_BYTES // 1_000_000} MB",
        json_at="/api/v1/studies",
    )


def _row(visit: Visit, study: ShelvedStudy) -> Json:
    """Return a line of the list; a kept study that a newer catalogue cannot compute says why."""
    row: Json = {"ref": study.ref, "own": study.own, "version": study.version, "document": None}
    try:
        row["document"] = visit.desk.document(study.ref)
    except CellprintError as error:
        row["problem"] = error.findings[0].what(visit.lang)
    return row
