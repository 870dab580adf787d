"""A catalogue release: the shipped data, validated, compiled and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cellprint.model.inventory import (
    Citation,
    Composition,
    Flow,
    GridFactor,
    GwpSet,
    Location,
    Process,
    Source,
    Text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """A cell or pack as published, a mean of a technology, or a required minimum.

    Amounts are decimal text by name of the quantity, e.g. `gross_kwh`, `mass_kg`, `wh_per_kg`;
    what the source does not state is absent.
    """

    id: str
    name: Text
    type: str
    chemistry: str
    year: int | None
    amounts: Mapping[str, str]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A catalogue of somebody's own that lies over the shipped one.

    Attributes:
        digest: SHA-256 (hex) over names and bytes of its files.
        redistribution: `allowed`, or `forbidden` where nothing of it may be passed on.
        preference: `first` when its providers come before those below it, `last` when they
            serve only where nothing below does.
    """

    id: str
    name: Text
    release: str
    date: date
    licence: str
    digest: str
    redistribution: str
    preference: str = "first"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Catalogue:
    """One release of the reference data; every mapping is by id and read-only.

    Attributes:
        release: number of the release.
        date: date of the release.
        digest: SHA-256 (hex) of the canonical JSON (RFC 8785) of the compiled content.
        providers: processes by the flow that they make, ordered by id.
        layers: what lies over the release, lowest first.
        origins: layer id by `kind:id` of each entry that a layer brought or replaced.
        ranks: preference by `kind:id` of each entry that a layer added: above 0 for layers that
            come first, below for those that come last. What replaces an entry keeps its rank.
    """

    release: str
    date: date
    digest: str
    flows: Mapping[str, Flow]
    processes: Mapping[str, Process]
    providers: Mapping[str, tuple[Process, ...]]
    grid_factors: Mapping[str, GridFactor]
    locations: Mapping[str, Location]
    sources: Mapping[str, Source]
    compositions: Mapping[str, Composition]
    gwp_sets: Mapping[str, GwpSet]
    batteries: Mapping[str, Battery]
    layers: tuple[Layer, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)

    def rank(self, kind: str, name: str) -> int:
        """Return the preference of an entry; 0 for those of the release."""
        return self.ranks.get(f"{kind}:{name}", 0)
