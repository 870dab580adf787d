"""Screen: the footprint of a study."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response

from cellprint.report.analysis import build_analysis
from cellprint.report.build import build_statement
from cellprint.report.figures import analysis_figures, figures
from cellprint.report.statement import Branch
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="result", name="Result", path="", router=router, of_study=True)

CUTS = ("0", "0.01", "0.02", "0.05", "0.1", "0.2")
Cut = Annotated[Decimal, Query(ge=0, le=Decimal("0.5"))]


@router.get("")
def page(visit: OnVisit, ref: str, rules: str = "", least: Cut = Decimal(0)) -> Response:
    """Show the footprint as the report does; `least` is the cut-off of the chain."""
    return visit.answer(lambda: drawn(visit, ref, rules, least))


def drawn(visit: Visit, ref: str, rules: str, least: Decimal = Decimal(0)) -> str:
    """Return the page."""
    document = visit.desk.document(ref, rules)
    statement = build_statement(document, lang=visit.lang, least=least)
    _, found, moved = visit.desk.drawn(ref, rules)
    analysis = build_analysis(found, moved, lang=visit.lang, footprint=document)
    paths = dict(_paths(statement.tree))
    return visit.page(
        "result.html.j2",
        SCREEN.id,
        s=replace(statement, key_numbers=(analysis.headline, *statement.key_numbers)),
        a=analysis,
        figures={**figures(statement.charts, lang=visit.lang), **analysis_figures(analysis)},
        branch_at=lambda anchor: address(
            visit.lang, "studies", ref, "trace", rules=rules, branch=paths.get(anchor, "")
        ),
        cuts=CUTS,
        least=f"{least.normalize():f}",
        json_at=address("api", "v1", "studies", ref, "footprint", rules=rules),
        **visit.study(ref, rules),
    )


def _paths(branches: tuple[Branch, ...]) -> list[tuple[str, str]]:
    """Return anchor and path of every branch that can be explained."""
    found = []
    for branch in branches:
        if branch.path:
            found.append((branch.anchor, branch.path))
        found += _paths(branch.children)
    return found
