"""Screen: the footprint of a study."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response

from cellprint.app.documents import Json
from cellprint.charts.ranked import MOST, direct_view
from cellprint.report.analysis import build_analysis
from cellprint.report.build import build_statement
from cellprint.report.figures import analysis_figures, figures, ranked_figure
from cellprint.report.statement import Branch
from cellprint.web.explore import explore
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
    direct = visit.desk.direct(ref, rules)
    return visit.page(
        "result.html.j2",
        SCREEN.id,
        s=replace(statement, key_numbers=(analysis.headline, *statement.key_numbers)),
        a=analysis,
        figures={
            **figures(statement.charts, lang=visit.lang),
            **analysis_figures(analysis),
            "direct": ranked_figure(
                direct_view(direct, lang=visit.lang), "direct", lang=visit.lang
            ),
        },
        direct=_direct(visit, direct),
        branch_at=lambda anchor: address(
            visit.lang, "studies", ref, "trace", rules=rules, branch=paths.get(anchor, "")
        ),
        explore=explore(ref, lang=visit.lang, rules=rules),
        cuts=CUTS,
        most=CUTS[-1],
        least=f"{least.normalize():f}",
        json_at=address("api", "v1", "studies", ref, "footprint", rules=rules),
        **visit.study(ref, rules),
    )


def _direct(visit: Visit, document: Json) -> Json:
    """Return the largest direct parts and the rest, so that all add up to the footprint."""
    processes = visit.desk.catalogue.processes
    rows = document["processes"][:MOST]
    total = Decimal(document["total"]["value"])
    rest = total - sum((Decimal(row["direct"]) for row in rows), Decimal(0))
    return {
        "rows": [{**row, "known": row["id"] in processes} for row in rows],
        "rest": f"{rest:f}",
        "rest_share": f"{rest / total if total else Decimal(0):f}",
        "total": document["total"]["value"],
    }


def _paths(branches: tuple[Branch, ...]) -> list[tuple[str, str]]:
    """Return anchor and path of every branch that can be explained."""
    found = []
    for branch in branches:
        if branch.path:
            found.append((branch.anchor, branch.path))
        found += _paths(branch.children)
    return found
