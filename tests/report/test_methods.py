"""The report names end-of-life methods and allocation."""

from __future__ import annotations

from typing import Any

import pytest

from cellprint.charts.reading import Cursor
from cellprint.i18n import Lang
from cellprint.report.methods import method_facts

NAME = {"en": "Circular Footprint Formula", "zh": "循环足迹公式（CFF）"}


def document(*, assessable: bool = True, rule: str = "book") -> dict[str, Any]:
    counting = {
        "id": "cff",
        "name": NAME,
        "counts": True,
        "assessable": assessable,
        "total": "0.25",
    }
    beside = {"id": "x", "name": NAME, "counts": False, "assessable": False, "total": None}
    return {
        "end_of_life": {"rule": rule, "methods": [counting, beside]},
        "allocation": {"order": ["physical"], "status": "published", "shared": [{}, {}]},
    }


def facts(lang: Lang = "en", **changes: Any) -> list[tuple[str, str]]:
    return [(one.label, one.value) for one in method_facts(Cursor(document(**changes)), lang)]


def test_each_method_stands_with_its_total_and_what_is_missing() -> None:
    counting, beside, allocation = facts()

    assert counting == ("End of life", "Circular Footprint Formula · 0.250 · counts here")
    assert beside == ("End of life, beside", "Circular Footprint Formula · not assessable")
    assert allocation == (
        "Allocation",
        "physical relation · shared with co-products: 2 processes · published",
    )


def test_burden_only_and_options_are_said() -> None:
    assert facts(assessable=False)[0][1].endswith("burden only, no credit")
    assert "an option, not the rule" in facts(rule="option")[0][1]
    assert facts("zh", assessable=False)[0][1].endswith("仅计负荷，未计抵扣")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_document_without_these_parts_has_no_such_facts(lang: Lang) -> None:
    assert list(method_facts(Cursor({"end_of_life": None}), lang)) == []
