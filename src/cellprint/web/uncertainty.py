"""Screen: how sure the footprint is, and which datum to improve first."""

from __future__ import annotations

from fastapi import APIRouter, Response

from cellprint.report.analysis import build_analysis
from cellprint.report.figures import analysis_figures
from cellprint.web.api import Draws, Seed
from cellprint.web.desk import DEFAULT_DRAWS, SEED
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(
    id="uncertainty", name="Uncertainty", path="uncertainty", router=router, of_study=True
)


@router.get("/uncertainty")
def page(
    visit: OnVisit, ref: str, rules: str = "", samples: Draws = DEFAULT_DRAWS, seed: Seed = SEED
) -> Response:
    """Show interval, ranking and tornado of one Monte Carlo run."""
    return visit.answer(lambda: _drawn(visit, ref, rules, samples, seed))


def _drawn(visit: Visit, ref: str, rules: str, samples: int, seed: int) -> str:
    _, found, moved = visit.desk.drawn(ref, rules, samples=samples, seed=seed)
    analysis = build_analysis(
        found,
        moved,
        lang=visit.lang,
        footprint=visit.desk.document(ref, rules),
        report=address(visit.lang, "studies", ref, rules=rules),
    )
    return visit.page(
        "uncertainty.html.j2",
        SCREEN.id,
        a=analysis,
        figures=analysis_figures(analysis),
        samples=samples,
        seed=seed,
        json_at=address(
            "api", "v1", "studies", ref, "uncertainty", rules=rules, samples=samples, seed=seed
        ),
        **visit.study(ref, rules),
    )
