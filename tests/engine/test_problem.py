"""Building a problem: conventions kept, mistakes named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cellprint.engine import build, solve
from cellprint.errors import CellprintError

GOOD: dict[str, Any] = {
    "rows": [0, 1, 0, 1],
    "cols": [0, 0, 1, 1],
    "values": [1.0, -0.5, -0.2, 1.0],
}


def test_entries_given_twice_are_summed() -> None:
    problem = build(rows=[0, 1, 1, 1], cols=[0, 0, 0, 1], values=[1, -0.2, -0.3, 1], direct=[1, 2])

    assert problem.technosphere().toarray().tolist() == [[1.0, 0.0], [-0.5, 1.0]]


def test_gross_output_leaves_self_consumption_out() -> None:
    problem = build(rows=[0, 0, 1], cols=[0, 0, 1], values=[4.0, -1.0, -2.0], direct=[1, 1])

    assert problem.output.tolist() == [4.0, -2.0]


def test_products_may_have_numbers_of_their_own() -> None:
    problem = build(rows=[1, 0], cols=[0, 1], values=[2, 4], direct=[1, 1], reference=[1, 0])

    assert problem.maker.tolist() == [1, 0]
    assert solve(problem).intensities.values.tolist() == [0.25, 0.5]


def test_labels_name_the_process() -> None:
    problem = build(**GOOD, direct=[1, 2], labels=("smelter", "refinery"))

    assert problem.label(1) == "refinery"


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"values": [1.0, -0.5]}, "CP-ENG-001", "rows"),
        ({"direct": [[1.0, 2.0]]}, "CP-ENG-001", "direct"),
        ({"rows": [0.0, 1.0, 0.0, 1.0]}, "CP-ENG-001", "rows"),
        ({"labels": ("one",)}, "CP-ENG-001", "labels"),
        ({"values": [1.0, np.nan, -0.2, 1.0]}, "CP-ENG-002", "values"),
        ({"direct": [1.0, np.inf]}, "CP-ENG-002", "direct"),
        ({"rows": [0, 2, 0, 1]}, "CP-ENG-003", "rows[1]"),
        ({"cols": [0, -1, 1, 1]}, "CP-ENG-003", "cols[1]"),
        ({"rows": [0, 1, 0, 0]}, "CP-ENG-004", "processes[1]"),
        ({"reference": [0, 0]}, "CP-ENG-005", "reference"),
    ],
)
def test_mistakes_are_named(change: dict[str, object], code: str, where: str) -> None:
    arguments: dict[str, Any] = {**GOOD, "direct": [1.0, 2.0], **change}

    with pytest.raises(CellprintError) as caught:
        build(**arguments)

    assert caught.value.code == code
    assert caught.value.findings[0].where == where
    assert caught.value.findings[0].line("zh")
