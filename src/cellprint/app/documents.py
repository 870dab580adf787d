"""Parts that several result documents share, as JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cellprint.app.numbers import decimal_string
from cellprint.catalogue.release import Catalogue
from cellprint.catalogue.restricted import Restricted
from cellprint.model.footprint import Contribution
from cellprint.model.inventory import Location, Source, Status, Text
from cellprint.model.system import LinkKind, System

Json = dict[str, Any]


def text_json(text: Text) -> Json:
    """Return a label in both languages."""
    return {"en": text.en, "zh": text.zh}


def location_json(code: str, locations: Mapping[str, Location]) -> Json:
    """Return a place with its names."""
    place = locations.get(code)
    name = place.name if place else Text(en=code, zh=code)
    return {"code": code, "name": text_json(name)}


def contribution_json(branch: Contribution, total: float, closed: Restricted | None = None) -> Json:
    """Return a branch of the tree and everything below it; what is not for others names itself."""
    document: Json = {
        "id": branch.id,
        "name": text_json(branch.name),
        "kind": branch.kind,
        "value": decimal_string(branch.value),
        "share": decimal_string(branch.value / total if total else 0.0),
    }
    if branch.amount is not None:
        document |= {"amount": decimal_string(branch.amount), "unit": branch.unit}
    for key in ("location", "status", "source", "page"):
        value = getattr(branch, key)
        if value:
            document[key] = str(value)
    if closed is not None and branch.provider in closed.of(branch.kind):
        document["restricted"] = branch.provider
    document["children"] = [contribution_json(child, total, closed) for child in branch.children]
    return document


def status_json(shares: Mapping[Status, float]) -> list[Json]:
    """Return which share of the result rests on which status."""
    return [
        {"status": str(status), "share": decimal_string(share)} for status, share in shares.items()
    ]


def sources_json(system: System, catalogue: Catalogue) -> list[Json]:
    """Return every source that the system uses, in the order of ids."""
    used = {link.exchange.citation.source for link in system.all_links()}
    names = sorted(used & set(catalogue.sources))
    return [source_json(catalogue.sources[name]) for name in names]


def source_json(source: Source) -> Json:
    """Return what a reader needs to find a source."""
    return {
        "id": source.id,
        "title": source.title,
        "authors": source.authors,
        "year": source.year,
        "document": source.document,
        "licence": source.licence,
        "citation_status": source.citation_status,
    }


def links_json(system: System) -> Json:
    """Return the link report: counts, fall-backs taken, and what was cut off."""
    return {
        **system.link_counts(),
        "fallbacks": list(_fallbacks(system)),
        "cut_off_reasons": _reasons(system),
    }


def _fallbacks(system: System) -> Iterator[Json]:
    for link in system.all_links():
        if link.kind is not LinkKind.PROVIDER or link.provider is None:
            continue
        if not (link.distance or link.borrowed or link.years_off):
            continue
        yield {
            "consumer": system.nodes[link.consumer].key,
            "product": link.exchange.flow,
            "provider": system.nodes[link.provider].key,
            "asked": link.asked_location,
            "found": link.found_location,
            "steps": list(link.steps),
            "technology_borrowed": link.borrowed,
            "years_off": link.years_off,
        }


def _reasons(system: System) -> list[Json]:
    counts: dict[str, int] = {}
    for link in system.all_links():
        if link.reason is not None:
            counts[link.reason] = counts.get(link.reason, 0) + 1
    return [{"reason": reason, "count": count} for reason, count in sorted(counts.items())]


def release_json(catalogue: Catalogue) -> Json:
    """Return the release that a result stands on, with the layers of own data over it."""
    document: Json = {"release": catalogue.release, "digest": catalogue.digest}
    if catalogue.layers:
        document["layers"] = [
            {
                "id": layer.id,
                "name": text_json(layer.name),
                "release": layer.release,
                "digest": layer.digest,
                "redistribution": layer.redistribution,
            }
            for layer in catalogue.layers
        ]
    return document


def restricted_json(closed: Restricted, system: System) -> Json:
    """Return under `restricted` the ids that a result uses and that are not for others.

    A source is among them too when only such processes cite it.
    """
    used = {node.process.id for node in system.nodes} & closed.providers
    made = {node.process.flow for node in system.nodes}
    flows = (made | {link.exchange.flow for link in system.all_links()}) & closed.flows
    cited, open_ = set[str](), set[str]()
    for link in system.all_links():
        inside = system.nodes[link.consumer].process.id in used
        (cited if inside else open_).add(link.exchange.citation.source)
    sources = (cited - open_) | (cited | open_) & closed.sources
    if not (used or flows or sources):
        return {}
    return {
        "restricted": {
            "providers": sorted(used),
            "flows": sorted(flows),
            "sources": sorted(sources),
        }
    }
