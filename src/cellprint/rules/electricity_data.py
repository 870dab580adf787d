"""Types of the electricity ledger and the resolver records of `resolvers/*.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field, StrictStr

from cellprint.errors import BadInputError
from cellprint.model.inventory import Text
from cellprint.rules.outcome import Flag
from cellprint.rules.parameters import ParameterStatus
from cellprint.rules.yaml_files import Strict, TextShape, read_yaml, yaml_files

FactorKind = Literal["life_cycle", "direct"]


class ClaimKind(StrEnum):
    """Kinds of claims on the origin of electricity."""

    ONSITE = "onsite_generation"
    DIRECT_LINE = "direct_line"
    SUPPLIER_PRODUCT = "supplier_product"
    SUPPLIER_TOTAL_MIX = "supplier_total_mix"
    PPA = "power_purchase_agreement"
    GUARANTEE_OF_ORIGIN = "guarantee_of_origin"
    ATTRIBUTE_CERTIFICATE = "attribute_certificate"
    GREEN_CERTIFICATE = "green_certificate"
    GREEN_POWER_TRADE = "green_power_trade"

    @property
    def is_physical(self) -> bool:
        """Return whether the energy comes by an own device or line, not by a contract."""
        return self in (ClaimKind.ONSITE, ClaimKind.DIRECT_LINE)


class Fallback(StrEnum):
    """What electricity without a claim is asked for."""

    COUNTRY_AVERAGE = "country_average"
    REGIONAL_AVERAGE = "regional_average"
    RESIDUAL_COUNTRY = "residual_country"
    RESIDUAL_REGION = "residual_region"
    FOSSIL = "fossil"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Electricity that went through one meter in one period.

    Attributes:
        kwh: metered energy [kWh], exact; `Fraction("12.5")` reads decimal strings.
        location: place of the meter, as the catalogue names it (`CN-SC`, `DE`).
        period: `2024` or `2024-03`.
        product: the product or process that used it, where meters are apart.
    """

    meter: str
    kwh: Fraction
    location: str
    period: str
    product: str = ""

    @property
    def country(self) -> str:
        """Return the country of `location`: what stands before the first hyphen."""
        return self.location.partition("-")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A contract, certificate or own device, with its evidence.

    Attributes:
        kwh: energy that the claim covers [kWh], exact.
        location: place of generation.
        period: `2024` or `2024-03`.
        technology: technology id of the catalogue (`hydro`, `wind`, `pv` …).
        evidence: criterion id → met, not met, or None where the proof is missing; a criterion
            that is absent counts as proof missing.
        units: ids of the certificates or other units behind it; each may be claimed once.
        meters: meters that the claim is bound to; empty = any meter of the site.
    """

    id: str
    kind: ClaimKind
    kwh: Fraction
    location: str
    period: str
    technology: str = ""
    evidence: Mapping[str, bool | None] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    meters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Part of a ledger entry with what it is to be counted as.

    Attributes:
        what: `country_average`, `regional_average`, `residual`, `fossil` or `contract:<claim id>`.
        location: place whose factor is asked for (place of generation for a contract).
        delivery: `grid` (transmission and distribution with losses belong to a technology factor)
            or `behind_meter` (generation only).
        factor_kind: kind of factor that may be used.
    """

    meter: str
    kwh: Fraction
    what: str
    location: str
    period: str
    claim: str = ""
    technology: str = ""
    delivery: Literal["grid", "behind_meter"] = "grid"
    factor_kind: FactorKind = "life_cycle"
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedClaim:
    """A claim that does not count, with the criterion that it fails.

    `reason` is `not_met`, `evidence_missing`, `kind_not_recognised`, `option_off`,
    `unit_claimed_twice` or `no_matching_meter`.
    """

    claim: str
    criterion: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a resolver makes of a ledger.

    Attributes:
        supplies: parts whose kWh sum exactly to the metered kWh.
        unused: claim id → kWh that found no consumption.
        assessable: False where the rule asks for a mix that does not exist, or is itself open.
    """

    resolver: str
    supplies: tuple[Supply, ...]
    refused: tuple[RefusedClaim, ...]
    unused: Mapping[str, Fraction]
    flags: tuple[Flag, ...]
    assessable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimStep:
    """Kinds of claims taken together, and the criteria each has to meet."""

    kinds: tuple[ClaimKind, ...]
    criteria: tuple[str, ...]
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """A rule for the origin of electricity, as data.

    `rule_open`: the rule is not known; the fallback stands in and is marked.
    """

    id: str
    name: Text
    status: ParameterStatus
    reference: str
    claims: tuple[ClaimStep, ...]
    fallback: tuple[Fallback, ...]
    warn_on: tuple[Fallback, ...] = ()
    factor_kind: FactorKind = "life_cycle"
    rule_open: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion that a claim has to meet, and what proves it."""

    id: str
    label: Text
    evidence: Text
    reference: str


class _StepShape(Strict):
    kinds: list[ClaimKind]
    criteria: list[StrictStr]
    option: StrictStr = ""


class _ResolverShape(Strict):
    name: TextShape
    status: ParameterStatus
    reference: StrictStr = Field(min_length=1)
    claims: list[_StepShape]
    fallback: list[Fallback] = Field(min_length=1)
    warn_on: tuple[Fallback, ...] = ()
    factor_kind: FactorKind = "life_cycle"
    rule_open: bool = False
    note: TextShape | None = None


class _ResolversShape(Strict):
    resolvers: dict[str, _ResolverShape]


class _CriterionShape(Strict):
    label: TextShape
    evidence: TextShape
    reference: StrictStr = Field(min_length=1)


class _CriteriaShape(Strict):
    criteria: dict[str, _CriterionShape]


@cache
def criteria() -> Mapping[str, Criterion]:
    """Return every criterion by id."""
    file = resources.files("cellprint.rules.resolvers") / "criteria.yaml"
    return {
        key: Criterion(
            id=key,
            label=shape.label.text(),
            evidence=shape.evidence.text(),
            reference=shape.reference,
        )
        for key, shape in read_yaml(file, _CriteriaShape).criteria.items()
    }


@cache
def resolvers() -> Mapping[str, Resolver]:
    """Return every resolver by id."""
    found: dict[str, Resolver] = {}
    for file in yaml_files(resources.files("cellprint.rules.resolvers")):
        if file.name == "criteria.yaml":
            continue
        for key, shape in read_yaml(file, _ResolversShape).resolvers.items():
            found[key] = _resolver(key, shape)
    return found


def electricity_resolver(resolver_id: str) -> Resolver:
    """Return the resolver `resolver_id`.

    Raises:
        CP-RULE-020: no resolver has this id; the nearest are named.
    """
    known = resolvers()
    if resolver_id not in known:
        near = tuple(get_close_matches(resolver_id, known, n=3, cutoff=0.4))
        raise BadInputError.of("CP-RULE-020", where=resolver_id, near=near, resolver=resolver_id)
    return known[resolver_id]


def _resolver(key: str, shape: _ResolverShape) -> Resolver:
    return Resolver(
        id=key,
        name=shape.name.text(),
        status=shape.status,
        reference=shape.reference,
        claims=tuple(
            ClaimStep(kinds=tuple(step.kinds), criteria=tuple(step.criteria), option=step.option)
            for step in shape.claims
        ),
        fallback=tuple(shape.fallback),
        warn_on=shape.warn_on,
        factor_kind=shape.factor_kind,
        rule_open=shape.rule_open,
        note=shape.note.text() if shape.note else None,
    )
