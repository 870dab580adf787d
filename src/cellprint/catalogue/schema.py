"""What each kind of catalogue file may hold; see docs/explanation/data-model.md.

Unknown keys are errors, optional keys are absent rather than empty, and amounts are quoted
decimal text: `"0.10"` states two digits, which the number 0.1 would lose.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from annotated_types import Ge, Le, MinLen
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StrictBool,
    StrictInt,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from cellprint.catalogue.validation import NOT_DECIMAL, UNQUOTED
from cellprint.model.inventory import FlowKind, ProcessKind, Role, Scope, Status

# Exponents are allowed for very small emissions; NaN, infinity, blanks and digit groups are not.
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?")
_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def _decimal(value: Any) -> Any:
    """Return decimal text unchanged; a bare number or other text is refused."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise PydanticCustomError(UNQUOTED, "a number without quotes")
    if isinstance(value, str) and not _DECIMAL.fullmatch(value):
        raise PydanticCustomError(NOT_DECIMAL, "not a decimal number")
    return value


def _not_negative(text: str) -> str:
    if text.startswith("-"):
        raise PydanticCustomError("negative", ">= 0")
    return text


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("not_a_day", "YYYY-MM-DD") from None
    return text


Amount = Annotated[str, BeforeValidator(_decimal)]
Positive = Annotated[Amount, AfterValidator(_not_negative)]
Year = Annotated[StrictInt, Ge(1980), Le(2100)]
Element = Annotated[str, StringConstraints(pattern=r"^[A-Z][a-z]?$")]
Id = Annotated[str, StringConstraints(pattern=_ID)]
Day = Annotated[str, StringConstraints(pattern=_DATE), AfterValidator(_day)]
Words = Annotated[str, StringConstraints(min_length=1)]
Redistribution = Literal["allowed", "forbidden"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextEntry(_Entry):
    """A label in both languages."""

    en: Words
    zh: Words


class ReleaseFile(_Entry):
    """`release.yaml`."""

    release: Words
    date: Day


class LayerFile(_Entry):
    """`layer.yaml` of a catalogue that lies over another one.

    Whether values may be passed on is asked for, never assumed.
    """

    id: Id
    name: TextEntry
    release: Words
    date: Day
    licence: Words
    redistribution: Redistribution
    preference: Literal["first", "last"] | None = None
    note: Words | None = None


class SourceEntry(_Entry):
    """One source of `sources.yaml`; own work has no document number."""

    id: Id
    title: Words
    authors: Words
    year: Words
    document: Words | None = None
    licence: Words
    citation_status: Literal["checked", "recalled", "transcription", "not stated"]
    redistribution: Redistribution | None = None
    note: Words | None = None


class LocationEntry(_Entry):
    """One place of `locations.yaml`."""

    id: Id
    name: TextEntry
    level: Literal["province", "grid_region", "country", "region", "world"]
    parent: Id | None = None


class CitedEntry(_Entry):
    """What makes a value credible."""

    source: Id
    status: Status
    page: Words | None = None
    note: Words | None = None


class PropertyEntry(CitedEntry):
    """A price or an exergy of one unit of a product."""

    amount: Amount
    unit: Words
    period: Words | None = None


class ReplacementEntry(CitedEntry):
    """What one unit of a by-product displaces."""

    flow: Id
    amount: Amount


class FlowEntry(_Entry):
    """One flow of `flows/*.yaml`."""

    id: Id
    kind: FlowKind
    name: TextEntry
    unit: Words
    scope: Scope | None = None
    default_route: Id | None = None
    aliases: tuple[Words, ...] | None = None
    composition: Id | None = None
    note: Words | None = None
    price: PropertyEntry | None = None
    exergy: PropertyEntry | None = None
    replaces: ReplacementEntry | None = None

    def sharing(self) -> list[tuple[str, CitedEntry]]:
        """Return what a burden may be shared by, with the key that it stands under."""
        given = (("price", self.price), ("exergy", self.exergy), ("replaces", self.replaces))
        return [(key, value) for key, value in given if value is not None]


class UncertaintyEntry(_Entry):
    """Spread of an amount; which keys belong to which distribution is checked on loading."""

    distribution: Literal["triangular", "uniform", "lognormal"]
    low: Amount | None = None
    high: Amount | None = None
    gsd: Amount | None = None
    basis: Literal["source", "rule"] | None = None


class FloorEntry(_Entry):
    """The part of an unverified amount that stands without the estimate."""

    amount: Amount
    source: Id
    note: Words


class ExchangeEntry(CitedEntry):
    """One exchange of a process."""

    role: Role
    flow: Id
    amount: Amount
    unit: Words
    route: Id | None = None
    location: Id | None = None
    provider: Id | None = None
    uncertainty: UncertaintyEntry | None = None
    allocation: Literal["mass", "economic", "exergy", "substitution"] | None = None
    joint: StrictBool | None = None
    floor: FloorEntry | None = None


class ProcessEntry(_Entry):
    """One process of `processes/*.yaml`."""

    id: Id
    flow: Id
    route: Id
    name: TextEntry
    unit: Words
    location: Id
    amount: Amount | None = None
    kind: ProcessKind | None = None
    relocatable: StrictBool | None = None
    technology: Words | None = None
    licence: Words | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    note: Words | None = None
    exchanges: tuple[ExchangeEntry, ...]


class ElectricityEntry(_Entry):
    """One electricity factor: all of its identity is required.

    Only a factor derived by this project may lack a document; its note then shows the arithmetic.
    """

    id: Id
    location: Id
    level: Literal["province", "grid_region", "country", "technology", "add-on"]
    kind: Literal["life_cycle", "life_cycle_scaled", "direct", "direct_fossil", "residual_like"]
    technology: Id | None = None
    gas_basis: Literal["CO2", "CO2e"]
    value: Positive
    unit: Words
    year: Year
    issuer: Words
    document: Words | None = None
    table: Words | None = None
    licence: Words
    status: Status
    note: Words | None = None


class DerivedElectricityEntry(_Entry):
    """A sum of electricity factors that the loader computes."""

    id: Id
    technology: Id
    location: Id
    year: Year
    sum_of: Annotated[tuple[Id, ...], MinLen(2)]
    note: Words


class ElectricityFile(_Entry):
    """`electricity/*.yaml`; the entries are validated one by one."""

    factors: tuple[dict[str, Any], ...]
    derived: tuple[dict[str, Any], ...] = ()


class GwpEntry(CitedEntry):
    """One characterisation factor [kg CO2e/kg]."""

    flow: Id
    value: Amount


class GwpFile(_Entry):
    """`gwp/*.yaml`."""

    id: Id
    name: TextEntry
    factors: tuple[GwpEntry, ...]


class CompositionEntry(_Entry):
    """One substance of `compositions.yaml`."""

    id: Id
    name: TextEntry
    formula: Words | None = None
    hydrate: Words
    basis: Words
    molar_mass: Positive | None = None
    fractions: dict[Element, Positive]
    status: Status
    note: Words | None = None


class BatteryEntry(CitedEntry):
    """One cell, pack or requirement of `batteries.yaml`."""

    id: Id
    name: TextEntry
    type: Words
    chemistry: Words
    year: Year | None = None
    amounts: dict[Words, Positive]
