"""Screen: why a number is what it is, down to source, page and licence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from cellprint.app.explain import explanation
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="trace", name="Trace", path="trace", router=router, of_study=True)

Branch = Annotated[str, Query(max_length=500)]


@router.get("/trace")
def page(visit: OnVisit, ref: str, branch: Branch = "", rules: str = "") -> Response:
    """Show one branch: its arithmetic, the exchange with its source, and its parts."""
    return visit.answer(lambda: _drawn(visit, ref, branch, rules))


def _drawn(visit: Visit, ref: str, branch: str, rules: str) -> str:
    computed = visit.desk.computed(ref, rules)
    found = explanation(computed, branch)
    segments = [part for part in found["path"].split("/") if part]
    way = [
        {**step, "path": "/".join(segments[: number + 1])}
        for number, step in enumerate(found["way"])
    ]
    return visit.page(
        "trace.html.j2",
        SCREEN.id,
        found=found,
        way=way,
        last=way[-1] if way else None,
        sources=computed.catalogue.sources,
        processes=computed.catalogue.processes,
        name=visit.desk.document(ref, rules)["study"]["name"][visit.lang],
        rulebook=visit.desk.document(ref, rules)["rulebook"],
        branch_at=lambda path: address(
            visit.lang, "studies", ref, "trace", rules=rules, branch=path
        ),
        json_at=address("api", "v1", "studies", ref, "explain", rules=rules, branch=branch),
        **visit.study(ref, rules),
    )
