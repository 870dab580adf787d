"""Flows, exchanges, processes and electricity factors: the inventory side of the model.

Amounts are kept twice: as the decimal text of the data file (what is cited) and as float (what is
computed with). Nothing here reads or writes files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A label in both languages."""

    en: str
    zh: str

    def get(self, lang: str) -> str:
        """Return the label in `lang` (`en` or `zh`)."""
        return self.zh if lang == "zh" else self.en


class Status(StrEnum):
    """How well a value is supported; see docs/explanation/data-model.md.

    `company` is for values that a study states from its own records; the catalogue has none.
    """

    COMPANY = "company"
    OFFICIAL = "official"
    PUBLISHED = "published"
    DERIVED = "derived"
    UNVERIFIED = "unverified"


class FlowKind(StrEnum):
    """What a flow is."""

    PRODUCT = "product"
    ELECTRICITY = "electricity"
    WASTE = "waste"
    ELEMENTARY = "elementary"


class Scope(StrEnum):
    """Where a product is bought when a study does not say.

    LOCAL: made where it is used (steam, freight, water). NATIONAL: bought in the country of the
    user and made with that country's energy. TRADED: comes from its default provider at that
    provider's own place.
    """

    LOCAL = "local"
    NATIONAL = "national"
    TRADED = "traded"


class Role(StrEnum):
    """What an exchange does in its process."""

    INPUT = "input"
    EMISSION = "emission"
    RESOURCE = "resource"
    BYPRODUCT = "byproduct"
    LOSS = "loss"


class ProcessKind(StrEnum):
    """What a process is: a unit process, a mix of providers, or a published aggregate."""

    UNIT = "unit"
    MARKET = "market"
    AGGREGATED = "aggregated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where values come from.

    `redistribution` is `forbidden` where the licence does not let values be passed on.
    """

    id: str
    title: str
    authors: str
    year: str
    document: str
    licence: str
    citation_status: str = "checked"
    redistribution: str = "allowed"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Why a value may be believed: source, place in it, status, remark."""

    source: str
    status: Status
    page: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """Spread of an amount.

    `triangular` and `uniform` have `low` and `high` in the unit of the amount; `lognormal` has
    `gsd` (geometric standard deviation, > 1) and may be truncated from below by `low`.
    `basis` is `source` when the source states the spread, `rule` when a project default is used.
    """

    distribution: str
    low: float | None = None
    high: float | None = None
    gsd: float | None = None
    basis: str = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The part of an unverified amount that stands without the estimate, and why it does.

    `amount` is in the unit of the exchange and between 0 and its amount: a stoichiometric minimum,
    conservation of mass or energy, or the least that a cited norm or study allows.
    """

    amount: float
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A cited property of one unit of a product: its price (`USD/kg`) or exergy (`MJ/kg`).

    `period` says for which time it holds; a price has one.
    """

    amount: float
    amount_text: str
    unit: str
    citation: Citation
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What one unit of a by-product displaces when the system is widened, in its flow's unit."""

    flow: str
    amount: float
    amount_text: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A product, electricity, waste or elementary flow.

    `unit` carries the basis where it matters: `kg_Ni` is kilogram of contained nickel and is not
    interchangeable with `kg`. `price`, `exergy` and `replaces` say how a burden may be shared with
    it where it leaves a process together with others.
    """

    id: str
    kind: FlowKind
    name: Text
    unit: str
    scope: Scope = Scope.TRADED
    family: str = ""
    default_route: str = ""
    aliases: tuple[str, ...] = ()
    composition: str = ""
    note: str = ""
    price: Property | None = None
    exergy: Property | None = None
    replaces: Replacement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """An amount of a flow into or out of a process, per reference amount of the process.

    `allocation` of a by-product says how the burden is shared with it by default: `mass`,
    `economic`, `exergy` or `substitution`, or empty when it leaves without burden or credit.
    Where a process has `joint` exchanges, only these are shared; the others are of its product
    alone. Only an unverified amount may have a `floor`.
    """

    id: str
    role: Role
    flow: str
    amount: float
    amount_text: str
    unit: str
    citation: Citation
    route: str = ""
    location: str = ""
    provider: str = ""
    uncertainty: Uncertainty | None = None
    allocation: str = ""
    joint: bool = False
    floor: Floor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process with one reference product.

    `relocatable` says that the technology may be run elsewhere with local energy; a mine or an
    aggregated result is not relocatable. All exchange amounts are per `amount` of the product.
    """

    id: str
    flow: str
    name: Text
    unit: str
    location: str
    route: str
    exchanges: tuple[Exchange, ...]
    amount: float = 1.0
    kind: ProcessKind = ProcessKind.UNIT
    relocatable: bool = True
    technology: str = ""
    family: str = ""
    licence: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFactor:
    """An electricity factor [kg CO2e/kWh, or kg CO2/kWh for direct kinds].

    `kind` is part of its identity: `life_cycle` and `life_cycle_scaled` may enter a footprint,
    `direct`, `direct_fossil` and `residual_like` may not.
    """

    id: str
    location: str
    level: str
    kind: str
    technology: str
    gas_basis: str
    value: float
    value_text: str
    unit: str
    year: int
    issuer: str
    document: str
    table: str
    licence: str
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place and the wider place it belongs to (province → grid region → country → region)."""

    id: str
    name: Text
    level: str
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Mass fractions of elements in a substance, with its hydrate state explicit."""

    id: str
    name: Text
    formula: str
    hydrate: str
    basis: str
    fractions: dict[str, float]
    status: Status
    molar_mass: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GwpSet:
    """Characterisation factors GWP100 by elementary flow [kg CO2e/kg]."""

    id: str
    factors: dict[str, float]
    citations: dict[str, Citation] = field(default_factory=dict)
