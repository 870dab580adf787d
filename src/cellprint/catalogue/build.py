"""From the compiled content (plain JSON data) to the frozen records of a catalogue.

The content is what the digest covers and what the cache keeps: validated entries with amounts as
decimal text, optional fields only where they are given. Nothing is checked again here.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from cellprint.catalogue.release import Battery, Catalogue, Layer
from cellprint.model.inventory import (
    Citation,
    Composition,
    Exchange,
    Floor,
    Flow,
    FlowKind,
    GridFactor,
    GwpSet,
    Location,
    Process,
    ProcessKind,
    Property,
    Replacement,
    Role,
    Scope,
    Source,
    Status,
    Text,
    Uncertainty,
)

Json = dict[str, Any]


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Identified)


def catalogue_of(canonical: bytes) -> Catalogue:
    """Return the catalogue whose compiled content is `canonical` (RFC 8785 JSON)."""
    content: Json = json.loads(canonical)
    processes = _by_id(_process(entry) for entry in content["processes"])
    return Catalogue(
        release=content["release"]["release"],
        date=date.fromisoformat(content["release"]["date"]),
        digest=hashlib.sha256(canonical).hexdigest(),
        flows=_by_id(_flow(entry) for entry in content["flows"]),
        processes=processes,
        providers=_by_flow(processes.values()),
        grid_factors=_by_id(_grid_factor(entry) for entry in content["electricity"]),
        locations=_by_id(_location(entry) for entry in content["locations"]),
        sources=_by_id(_source(entry) for entry in content["sources"]),
        compositions=_by_id(_composition(entry) for entry in content["compositions"]),
        gwp_sets=_by_id(_gwp_set(entry) for entry in content["gwp"]),
        batteries=_by_id(_battery(entry) for entry in content["batteries"]),
        layers=tuple(_layer(entry) for entry in content.get("layers", ())),
        origins=MappingProxyType(content.get("origins", {})),
        ranks=MappingProxyType(content.get("ranks", {})),
    )


def _by_id(items: Iterable[_Item]) -> Mapping[str, _Item]:
    return MappingProxyType({item.id: item for item in items})


def _by_flow(processes: Iterable[Process]) -> Mapping[str, tuple[Process, ...]]:
    makers: dict[str, list[Process]] = {}
    for process in sorted(processes, key=lambda item: item.id):
        makers.setdefault(process.flow, []).append(process)
    return MappingProxyType({flow: tuple(items) for flow, items in makers.items()})


def _layer(entry: Json) -> Layer:
    return Layer(
        **{**entry, "name": Text(**entry["name"]), "date": date.fromisoformat(entry["date"])}
    )


def _source(entry: Json) -> Source:
    return Source(**{"document": "", **entry})


def _location(entry: Json) -> Location:
    return Location(**{**entry, "name": Text(**entry["name"])})


def _flow(entry: Json) -> Flow:
    given = {
        **entry,
        "kind": FlowKind(entry["kind"]),
        "name": Text(**entry["name"]),
        "aliases": tuple(entry.get("aliases", ())),
        "scope": Scope(entry.get("scope", Scope.TRADED)),
        "price": _property(entry.get("price")),
        "exergy": _property(entry.get("exergy")),
        "replaces": _replacement(entry.get("replaces")),
    }
    return Flow(**given)


def _property(entry: Json | None) -> Property | None:
    if entry is None:
        return None
    return Property(
        amount=float(entry["amount"]),
        amount_text=entry["amount"],
        unit=entry["unit"],
        citation=_citation(entry),
        period=entry.get("period", ""),
    )


def _replacement(entry: Json | None) -> Replacement | None:
    if entry is None:
        return None
    return Replacement(
        flow=entry["flow"],
        amount=float(entry["amount"]),
        amount_text=entry["amount"],
        citation=_citation(entry),
    )


def _process(entry: Json) -> Process:
    given = {
        **entry,
        "name": Text(**entry["name"]),
        "kind": ProcessKind(entry.get("kind", ProcessKind.UNIT)),
        "amount": float(entry.get("amount", "1")),
        "valid_from": _day(entry.get("valid_from")),
        "valid_to": _day(entry.get("valid_to")),
        "exchanges": _exchanges(entry["id"], entry["exchanges"]),
    }
    return Process(**given)


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _exchanges(process: str, entries: list[Json]) -> tuple[Exchange, ...]:
    """Return the exchanges of a process.

    The id of an exchange names process, flow and what pins it, so that it survives a new order of
    the lines; only exact repetitions are counted.
    """
    seen: Counter[str] = Counter()
    exchanges = []
    for entry in entries:
        pins = (entry[key] for key in ("route", "location", "provider") if key in entry)
        name = ".".join((process, entry["flow"], *pins))
        seen[name] += 1
        exchanges.append(_exchange(name if seen[name] == 1 else f"{name}.{seen[name]}", entry))
    return tuple(exchanges)


def _exchange(name: str, entry: Json) -> Exchange:
    return Exchange(
        id=name,
        role=Role(entry["role"]),
        flow=entry["flow"],
        amount=float(entry["amount"]),
        amount_text=entry["amount"],
        unit=entry["unit"],
        citation=_citation(entry),
        route=entry.get("route", ""),
        location=entry.get("location", ""),
        provider=entry.get("provider", ""),
        uncertainty=_uncertainty(entry.get("uncertainty")),
        allocation=entry.get("allocation", ""),
        joint=entry.get("joint", False),
        floor=_floor(entry.get("floor")),
    )


def _floor(entry: Json | None) -> Floor | None:
    if entry is None:
        return None
    return Floor(amount=float(entry["amount"]), source=entry["source"], note=entry["note"])


def _citation(entry: Json) -> Citation:
    return Citation(
        source=entry["source"],
        status=Status(entry["status"]),
        page=entry.get("page", ""),
        note=entry.get("note", ""),
    )


def _uncertainty(entry: Json | None) -> Uncertainty | None:
    if entry is None:
        return None
    return Uncertainty(
        distribution=entry["distribution"],
        low=_number(entry.get("low")),
        high=_number(entry.get("high")),
        gsd=_number(entry.get("gsd")),
        basis=entry.get("basis", "source"),
    )


def _grid_factor(entry: Json) -> GridFactor:
    given = {
        "technology": "",
        "document": "",
        "table": "",
        **entry,
        "value": float(entry["value"]),
        "value_text": entry["value"],
        "status": Status(entry["status"]),
    }
    return GridFactor(**given)


def _composition(entry: Json) -> Composition:
    given = {
        "formula": "",
        **entry,
        "name": Text(**entry["name"]),
        "fractions": {element: float(text) for element, text in entry["fractions"].items()},
        "status": Status(entry["status"]),
        "molar_mass": _number(entry.get("molar_mass")),
    }
    return Composition(**given)


def _gwp_set(entry: Json) -> GwpSet:
    factors = entry["factors"]
    return GwpSet(
        id=entry["id"],
        factors={factor["flow"]: float(factor["value"]) for factor in factors},
        citations={factor["flow"]: _citation(factor) for factor in factors},
    )


def _battery(entry: Json) -> Battery:
    return Battery(
        id=entry["id"],
        name=Text(**entry["name"]),
        type=entry["type"],
        chemistry=entry["chemistry"],
        year=entry.get("year"),
        amounts=MappingProxyType(entry["amounts"]),
        citation=_citation(entry),
    )
