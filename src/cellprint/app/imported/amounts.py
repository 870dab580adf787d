"""Amounts of exchanges in the reference unit of their flow.

amount [reference unit] = amount · f_unit / f_property, where f_unit leads to the reference unit of
the property it is measured in and f_property is how much of that property one reference unit of
the flow has.
"""

from __future__ import annotations

import numpy as np

from cellprint.app.imported.columns import NONE, Columns, FlowFacts
from cellprint.engine.types import Bools, Floats


def reference_amounts(columns: Columns) -> tuple[Floats, Bools, Bools]:
    """Return amounts in reference units, which flows are unknown, and which units are.

    Returns:
        Shapes (k,): amount [reference unit of the flow; 0 where unknown], flow is not in the
        database, unit or property cannot be resolved.
    """
    keys = np.stack(
        [columns.column("flow"), columns.column("unit"), columns.column("property")], axis=1
    )
    if not len(keys):
        return np.zeros(0), np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
    unique, where = np.unique(keys, axis=0, return_inverse=True)
    factors = np.array([_factor(columns, *(int(one) for one in key)) for key in unique])
    factor = factors[where.reshape(-1)]
    no_flow = ~np.isin(keys[:, 0], np.array(sorted(columns.flows), dtype=np.int64))
    no_unit = np.isnan(factor) & ~no_flow
    amounts = columns.amounts * np.where(np.isnan(factor), 0.0, factor)
    return amounts, no_flow, no_unit


def _factor(columns: Columns, flow: int, unit: int, measure: int) -> float:
    """Return the factor of a unit to the reference unit of a flow; NaN when there is none."""
    facts = columns.flows.get(flow)
    if facts is None:
        return float("nan")
    if unit == NONE:
        return 1.0
    name = columns.words.texts[unit]
    given = columns.words.texts[measure] if measure != NONE else ""
    return unit_factor(columns, facts, name, given)


def unit_factor(columns: Columns, flow: FlowFacts, unit: str, measure: str) -> float:
    """Return the factor of a named unit of a named property; NaN when it is not known."""
    for name, factor in flow.factors:
        if measure in ("", name):
            known = columns.groups.get(columns.group_of.get(name, ""), {})
            if unit in known and factor:
                return known[unit] / factor
    return float("nan")
