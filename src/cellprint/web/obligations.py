"""Screen: which duties a battery has on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response

from cellprint.app.checking import obligations_document
from cellprint.app.documents import Json
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="obligations", name="Obligations", path="obligations", router=router)

CATEGORIES = ("ev", "lmt", "ind", "ind-ext", "sli", "port")


@router.get("/obligations")
def page(
    visit: OnVisit,
    category: Annotated[str, Query(max_length=20)] = "ev",
    on: Annotated[date | None, Query(alias="date")] = None,
    energy: Annotated[str, Query(max_length=12, pattern=r"^\d{0,8}(\.\d{1,3})?$")] = "",
) -> Response:
    """Show the duties of a battery placed on the market on a day, today when none is given."""
    day = on or datetime.now(UTC).date()
    found = obligations_document(
        category=category, on=day, energy_kwh=Decimal(energy) if energy else None
    )
    return visit.answer(lambda: _drawn(visit, found, energy), also=day.isoformat())


def _drawn(visit: Visit, found: Json, energy: str) -> str:
    return visit.page(
        "obligations.html.j2",
        SCREEN.id,
        found=found,
        energy=energy,
        categories=CATEGORIES,
        json_at=address(
            "api",
            "v1",
            "obligations",
            category=found["category"],
            date=found["date"],
            energy=energy,
        ),
    )
