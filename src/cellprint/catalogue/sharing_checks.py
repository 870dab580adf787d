"""Checks of what a burden may be shared by: price, exergy and the product that is displaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellprint.catalogue.checks import unknown_reference
from cellprint.catalogue.entries import Entries, Placed
from cellprint.catalogue.schema import FlowEntry, PropertyEntry
from cellprint.errors import Finding


def sharing_findings(entries: Entries) -> Iterator[Finding]:
    """Yield findings about the prices, exergies and replacements of flows.

    Returns:
        CP-DATA-011 (source or flow not known), CP-DATA-028 (not per unit of the flow).
    """
    for flow in entries.flows:
        entry = flow.entry
        for key, value in entry.sharing():
            yield from unknown_reference(entries, "sources", value.source, flow.where(key))
        if entry.replaces is not None:
            where = flow.where("replaces")
            yield from unknown_reference(entries, "flows", entry.replaces.flow, where)
        unit = re.escape(entry.unit)
        yield from _per_unit(flow, "price", entry.price, rf"[A-Z]{{3}}/{unit}", "CNY")
        yield from _per_unit(flow, "exergy", entry.exergy, f"MJ/{unit}", "MJ")


def _per_unit(
    flow: Placed[FlowEntry], key: str, value: PropertyEntry | None, pattern: str, example: str
) -> Iterator[Finding]:
    if value is not None and not re.fullmatch(pattern, value.unit):
        yield Finding(
            code="CP-DATA-028",
            where=flow.where(key),
            details={"key": key, "found": value.unit, "expected": f"{example}/{flow.entry.unit}"},
        )
