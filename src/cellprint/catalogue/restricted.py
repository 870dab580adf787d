"""Which entries of a catalogue may not be passed on: names and values stay with the licensee."""

from __future__ import annotations

from dataclasses import dataclass

from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import Process

FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """Ids of what may not be passed on.

    Attributes:
        processes: of a layer that forbids it, or with an amount from a source that does.
        electricity: electricity factors of such a layer.
        flows: flows of such a layer, and elementary flows whose characterisation factor is
            restricted.
        sources: sources of such a layer, or whose own licence forbids it.
    """

    processes: frozenset[str] = frozenset()
    electricity: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.processes or self.electricity or self.flows or self.sources)

    @property
    def providers(self) -> frozenset[str]:
        """Return the ids of processes and electricity factors."""
        return self.processes | self.electricity

    def of(self, kind: str) -> frozenset[str]:
        """Return the ids that a branch of the contribution tree of this kind may have."""
        return self.flows if kind == "emission" else self.providers


def restricted(catalogue: Catalogue) -> Restricted:
    """Return what of `catalogue` may not be passed on; empty for a release without such data."""
    closed = {one.id for one in catalogue.layers if one.redistribution == FORBIDDEN}
    of_layer: dict[str, set[str]] = {}
    for key, layer in catalogue.origins.items():
        if layer in closed:
            kind, _, name = key.partition(":")
            of_layer.setdefault(kind, set()).add(name)
    secret = {
        one.id for one in catalogue.sources.values() if one.redistribution == FORBIDDEN
    } | of_layer.get("sources", set())
    if not secret and not of_layer:
        return Restricted()
    factors = {
        flow
        for one in catalogue.gwp_sets.values()
        for flow, citation in one.citations.items()
        if citation.source in secret
    } | {name.partition(":")[2] for name in of_layer.get("gwp", ())}
    return Restricted(
        processes=frozenset(
            one.id
            for one in catalogue.processes.values()
            if one.id in of_layer.get("processes", ()) or _cites(one, secret)
        ),
        electricity=frozenset(of_layer.get("electricity", ())),
        flows=frozenset(of_layer.get("flows", set()) | factors),
        sources=frozenset(secret),
    )


def _cites(process: Process, secret: set[str]) -> bool:
    return any(exchange.citation.source in secret for exchange in process.exchanges)
