"""Does a published table of results use the allocation factor that it says it uses?

One such table (Battery Pass, Comparison of end-of-life allocation approaches, 2023, Table 7) states
A = 0.01 beside rows that follow from it, and a total that follows from A = 0.2 as in its text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cellprint.errors import Finding
from cellprint.rules.cff import CircularInputs, circular_footprint


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTable:
    """A table of results as printed.

    Attributes:
        rows: inputs of the rows that depend on A, as printed.
        printed: material → printed result [kg CO2e].
        unchanged: sum of the rows that do not depend on A [kg CO2e].
        printed_total: printed total [kg CO2e].
        table_a, text_a: allocation factor stated in the table, and in the text around it.
    """

    rows: Sequence[CircularInputs]
    printed: Mapping[str, float]
    unchanged: float
    printed_total: float
    table_a: float
    text_a: float


def total_at(table: PublishedTable, *, a: float) -> float:
    """Return the total of the table when its rows are computed with A = `a` [kg CO2e]."""
    return table.unchanged + math.fsum(
        circular_footprint(replace(row, a=a)).total for row in table.rows
    )


def table_findings(table: PublishedTable, *, where: str, tolerance: float) -> tuple[Finding, ...]:
    """Return a finding (CP-RULE-033) when rows and total follow from different factors.

    Args:
        table: the table as printed.
        where: name of the table in the finding.
        tolerance: relative agreement that counts as "follows from" (rounding of the print).
    """
    if table.table_a == table.text_a:
        return ()
    rows_follow_table = all(
        _agrees(circular_footprint(replace(row, a=table.table_a)).total, printed, tolerance)
        for row in table.rows
        for printed in (table.printed[row.material],)
    )
    total_follows_text = _agrees(total_at(table, a=table.text_a), table.printed_total, tolerance)
    if not (rows_follow_table and total_follows_text):
        return ()
    return (
        Finding(
            code="CP-RULE-033",
            where=where,
            details={"table": table.table_a, "text": table.text_a},
            severity="warning",
        ),
    )


def _agrees(computed: float, printed: float, tolerance: float) -> bool:
    return math.isclose(computed, printed, rel_tol=tolerance)
