"""The structure that a fresh workbook is prepared with, taken from a process of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cellprint.app.workbook_words import CARRIERS
from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import FlowKind, Role


def inputs(catalogue: Catalogue, process: str, key: str) -> Iterator[dict[str, Any]]:
    """Yield each product that a process of the catalogue uses, with its unit and no amount."""
    seen: set[str] = set()
    for exchange in catalogue.processes[process].exchanges:
        flow = catalogue.flows[exchange.flow]
        carrier = flow.family in CARRIERS
        own = flow.family in ("cells", "cell_plant")
        if (
            exchange.role is Role.INPUT
            and flow.kind is not FlowKind.WASTE
            and not own
            and carrier is (key == "carrier")
        ):
            if flow.id not in seen:
                yield {key: flow.id, "amount": {"unit": exchange.unit}}
            seen.add(flow.id)
