"""Screen: what if: declared levers, answered without solving the study again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from cellprint.app.documents import Json
from cellprint.app.whatif import what_if_document
from cellprint.errors import CellprintError
from cellprint.web.api import number
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit

router = APIRouter()
SCREEN = Screen(id="whatif", name="What-if", path="whatif", router=router, of_study=True)

GROUPS = ("electricity", "yield", "supplier", "route")


@router.get("/whatif")
def page(visit: OnVisit, ref: str, rules: str = "") -> Response:
    """Show the levers, and the footprint with those that are pulled."""
    solved, document = visit.desk.levers(ref, rules), visit.desk.document(ref, rules)
    plain = what_if_document(solved, {}, document=document)
    levers = [_with_field(lever, visit.request.query_params) for lever in plain["levers"]]
    found, findings = plain, []
    try:
        found = what_if_document(solved, _settings(levers), document=document)
    except CellprintError as error:
        findings = [finding.to_json(visit.lang) for finding in error.findings]
    html = visit.page(
        "whatif.html.j2",
        SCREEN.id,
        found=found,
        findings=findings,
        groups=[(group, _of(group, levers)) for group in GROUPS],
        largest=max(float(found["baseline"]), float(found.get("value") or "0")),
        json_at=address(
            "api",
            "v1",
            "studies",
            ref,
            "whatif",
            rules=rules,
            lever=[f"{lever['id']}={lever['field']}" for lever in levers if lever["pulled"]],
        ),
        **visit.study(ref, rules),
    )
    headers = {"Cache-Control": "no-cache"}
    return HTMLResponse(html, 422 if findings else 200, headers=headers)


def _of(group: str, levers: list[Json]) -> list[Json]:
    """Return the levers of a group, those that move most first."""
    found = [lever for lever in levers if lever["group"] == group]
    return sorted(found, key=lambda lever: -abs(float(lever["difference"])))


def _with_field(lever: Json, query: Mapping[str, str]) -> Json:
    """Return a lever with what its field holds: what was sent, else the value that it has."""
    kind = lever["id"].partition(".")[0]
    rest = f"{Decimal(lever['base']):.4g}"
    rest = f"{Decimal(rest).normalize():f}"
    field = query.get(lever["id"], "").strip() or rest
    high = lever["high"] if kind != "supplier" else f"{2 * max(float(lever['base']), 1.0):.3g}"
    return {
        **lever,
        "group": kind,
        "field": field,
        "pulled": field != rest,
        "slider_high": high,
    }


def _settings(levers: list[Json]) -> dict[str, float]:
    return {
        lever["id"]: number(lever["field"], where=lever["id"])
        for lever in levers
        if lever["pulled"]
    }
