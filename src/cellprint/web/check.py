"""Screen: the checklist of a rule book, with the articles."""

from __future__ import annotations

from fastapi import APIRouter, Response

from cellprint.app.checking import check_document
from cellprint.rules.outcome import Outcome
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="check", name="Check", path="check", router=router, of_study=True)

# What needs work comes first.
_ORDER = (Outcome.FAIL, Outcome.NOT_ASSESSABLE, Outcome.PASS, Outcome.OUT_OF_SCOPE)


@router.get("/check")
def page(visit: OnVisit, ref: str, rules: str = "") -> Response:
    """Show every check with its answer and its article."""
    return visit.answer(lambda: _drawn(visit, ref, rules))


def _drawn(visit: Visit, ref: str, rules: str) -> str:
    found = check_document(visit.desk.computed(ref, rules))
    groups = [
        (outcome.value, [check for check in found["checks"] if check["outcome"] == outcome.value])
        for outcome in _ORDER
    ]
    return visit.page(
        "check.html.j2",
        SCREEN.id,
        found=found,
        groups=[group for group in groups if group[1]],
        json_at=address("api", "v1", "studies", ref, "check", rules=rules),
        **visit.study(ref, rules),
    )
