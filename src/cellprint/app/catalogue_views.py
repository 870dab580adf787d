"""What the catalogue shows of itself: lists and single entries as documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from cellprint.app.documents import Json, location_json, source_json, text_json
from cellprint.app.process_facts import process_facts
from cellprint.catalogue.lookup import years_off
from cellprint.catalogue.names import resolve_flow, search
from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import Citation, Exchange, Flow, FlowKind, Process


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Filters of the list; an empty one lets everything through.

    Attributes:
        location: beginning of a place, e.g. `CN` for China and its provinces.
        status: some value of the process has it.
        year: the process is valid in it (always, where it states no validity).
        licence: words in the licence of a source that the process cites, in any case.
    """

    family: str = ""
    location: str = ""
    status: str = ""
    year: int | None = None
    licence: str = ""


def product_list(
    catalogue: Catalogue, *, search: str = "", wanted: Wanted | None = None
) -> list[Json]:
    """Return products with the processes that make them, narrowed by the filters.

    The words searched may be an id, alias, formula or name, or a CAS number where the data hold
    it as an alias.
    """
    wanted = wanted or Wanted()
    rows = []
    for flow in _flows(catalogue, search):
        if wanted.family and flow.family != wanted.family:
            continue
        processes = [
            process
            for process in catalogue.providers.get(flow.id, ())
            if _is_wanted(catalogue, process, wanted)
        ]
        if processes:
            rows.append(_product_row(flow, processes))
    return rows


def entry(catalogue: Catalogue, name: str) -> Json:
    """Return a process or a product of the catalogue in full.

    Raises:
        CP-DATA-…: nothing has this name.
    """
    process = catalogue.processes.get(name)
    if process is not None:
        return process_entry(catalogue, process)
    flow = resolve_flow(catalogue, name)
    row = _product_row(flow, list(catalogue.providers.get(flow.id, ())))
    composition = catalogue.compositions.get(flow.composition)
    if composition is not None:
        row["composition"] = {
            "id": composition.id,
            "formula": composition.formula,
            "hydrate": composition.hydrate,
            "fractions": {element: str(w) for element, w in composition.fractions.items()},
        }
    return {"kind": "product", **row, **_sharing(flow), "used_in": _users(catalogue, flow)}


def process_entry(catalogue: Catalogue, process: Process) -> Json:
    """Return a process with its exchanges, sources, balances, footprint and users."""
    used = {exchange.citation.source for exchange in process.exchanges}
    return {
        "kind": "process",
        "id": process.id,
        "product": process.flow,
        "name": text_json(process.name),
        "route": process.route,
        "unit": process.unit,
        "location": location_json(process.location, catalogue.locations),
        "technology": process.technology,
        "relocatable": process.relocatable,
        "type": str(process.kind),
        "exchanges": [_exchange_json(catalogue, exchange) for exchange in process.exchanges],
        "sources": [
            {**source_json(one), "redistribution": one.redistribution}
            for one in (
                catalogue.sources[source] for source in sorted(used & set(catalogue.sources))
            )
        ],
        **process_facts(catalogue, process),
    }


def _flows(catalogue: Catalogue, words: str) -> list[Flow]:
    found = search(catalogue, words, 50) if words else catalogue.flows.values()
    return [flow for flow in found if flow.kind is not FlowKind.ELEMENTARY]


def _is_wanted(catalogue: Catalogue, process: Process, wanted: Wanted) -> bool:
    if wanted.location and not process.location.startswith(wanted.location):
        return False
    if wanted.year is not None and years_off(process, wanted.year):
        return False
    if wanted.licence and not _is_licensed(catalogue, process, wanted.licence):
        return False
    return not wanted.status or any(e.citation.status == wanted.status for e in process.exchanges)


def _is_licensed(catalogue: Catalogue, process: Process, words: str) -> bool:
    """Return whether the process or a source that it cites is under a licence with these words."""
    cited = {exchange.citation.source for exchange in process.exchanges}
    licences = [catalogue.sources[one].licence for one in cited & catalogue.sources.keys()]
    return any(words.casefold() in one.casefold() for one in (process.licence, *licences))


def _product_row(flow: Flow, processes: list[Process]) -> Json:
    return {
        "id": flow.id,
        "name": text_json(flow.name),
        "family": flow.family,
        "unit": flow.unit,
        "scope": str(flow.scope),
        "default_route": flow.default_route,
        "aliases": list(flow.aliases),
        "processes": [_process_row(process) for process in processes],
    }


def _process_row(process: Process) -> Json:
    statuses = Counter(str(exchange.citation.status) for exchange in process.exchanges)
    return {
        "id": process.id,
        "route": process.route,
        "location": process.location,
        "name": text_json(process.name),
        "statuses": dict(sorted(statuses.items())),
    }


def _sharing(flow: Flow) -> Json:
    """Return what a burden may be shared by with this product, each with its source."""
    given: Json = {}
    for key, value in (("price", flow.price), ("exergy", flow.exergy)):
        if value is not None:
            given[key] = {"amount": value.amount_text, "unit": value.unit, "period": value.period}
            given[key] |= _cited(value.citation)
    if flow.replaces is not None:
        instead = flow.replaces
        given["replaces"] = {"flow": instead.flow, "amount": instead.amount_text}
        given["replaces"] |= _cited(instead.citation)
    return given


def _cited(citation: Citation) -> Json:
    return {
        "source": citation.source,
        "page": citation.page,
        "status": str(citation.status),
        "note": citation.note,
    }


def _users(catalogue: Catalogue, flow: Flow) -> list[str]:
    return sorted(
        process.id
        for process in catalogue.processes.values()
        if any(exchange.flow == flow.id for exchange in process.exchanges)
    )


def _exchange_json(catalogue: Catalogue, exchange: Exchange) -> Json:
    flow = catalogue.flows.get(exchange.flow)
    document: dict[str, Any] = {
        "role": str(exchange.role),
        "flow": exchange.flow,
        "name": text_json(flow.name) if flow else {"en": exchange.flow, "zh": exchange.flow},
        "amount": exchange.amount_text,
        "unit": exchange.unit,
        "status": str(exchange.citation.status),
        "source": exchange.citation.source,
        "page": exchange.citation.page,
        "note": exchange.citation.note,
    }
    for key in ("route", "location", "allocation", "joint"):
        if getattr(exchange, key):
            document[key] = getattr(exchange, key)
    if exchange.floor is not None:
        floor = exchange.floor
        document["floor"] = {
            "amount": str(floor.amount),
            "source": floor.source,
            "note": floor.note,
        }
    spread = exchange.uncertainty
    if spread is not None:
        document["uncertainty"] = {
            name: str(value)
            for name in ("distribution", "low", "high", "gsd", "basis")
            if (value := getattr(spread, name)) is not None
        }
    return document
