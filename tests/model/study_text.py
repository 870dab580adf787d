"""A small study for tests, as the plain data of a file, and short ways to change and read it."""

from __future__ import annotations

import copy
from typing import Any

from cellprint.errors import BadInputError
from cellprint.model.study import Study
from cellprint.model.study_check import checked_study
from cellprint.model.study_merge import StudyDocument
from cellprint.model.study_resolve import resolve_study
from cellprint.model.study_resolved import ResolvedAmount, ResolvedStudy

SMALL: dict[str, Any] = {
    "cellprint": "study/1",
    "id": "small",
    "name": "Small study",
    "period": {"from": "2024-01-01", "to": "2025-01-01"},
    "plant": {"name": "Plant", "location": "CN-SC"},
    "battery": {"category": "ev", "chemistry": "LFP", "capacity": "60 kWh", "mass": "400 kg"},
}
ITEM: dict[str, Any] = {"product": "lfp_cathode", "amount": "2 kg", "source": "bill of materials"}


def small(**changes: Any) -> dict[str, Any]:
    """Return the data of the small study with top-level entries replaced or added."""
    data = copy.deepcopy(SMALL)
    data.update(copy.deepcopy(changes))
    return data


def with_item(component: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return the small study with one component of one item."""
    items = [{**ITEM, **changes}]
    return small(components=[{"id": "cell", "items": items, **(component or {})}])


def study_of(data: dict[str, Any]) -> Study:
    """Return the checked study."""
    return checked_study(StudyDocument(data=data))


def resolved(data: dict[str, Any], **overrides: str) -> ResolvedStudy:
    """Return the study in numbers."""
    return resolve_study(study_of(data), overrides=overrides)


def line(study: ResolvedStudy, identity: str) -> ResolvedAmount:
    """Return one line of a resolved study."""
    return next(amount for amount in study.amounts if amount.id == identity)


def codes(error: BadInputError) -> list[str]:
    """Return the codes of all findings."""
    return [finding.code for finding in error.findings]
