"""What the drop-downs of workbooks offer: names of the catalogue, places and rule books."""

from __future__ import annotations

from cellprint.catalogue.release import Catalogue
from cellprint.formats.workbook.vocabulary import Vocabulary
from cellprint.model.inventory import FlowKind
from cellprint.rules.book import rule_book, rule_book_ids

CARRIERS = ("fuels", "heat", "electricity")
_FREIGHT = "freight"
_NEITHER = ("references", "transport_legs")


def vocabulary(catalogue: Catalogue) -> Vocabulary:
    """Return what the drop-downs offer: names of the catalogue, places and rule books."""
    flows = list(catalogue.flows.values())
    ours = [flow for flow in flows if flow.family not in _NEITHER]
    return Vocabulary(
        product={
            flow.id: flow.name
            for flow in ours
            if flow.kind in (FlowKind.PRODUCT, FlowKind.WASTE)
            and flow.family not in (*CARRIERS, _FREIGHT)
            and catalogue.providers.get(flow.id)
        },
        carrier={flow.id: flow.name for flow in ours if flow.family in CARRIERS},
        mode={flow.id: flow.name for flow in ours if flow.family == _FREIGHT},
        flow={
            flow.id: flow.name
            for flow in ours
            if flow.kind is FlowKind.ELEMENTARY
            and any(flow.id in one.factors for one in catalogue.gwp_sets.values())
        },
        place={place.id: place.name for place in catalogue.locations.values()},
        rulebook={name: rule_book(name).name for name in rule_book_ids()},
    )
