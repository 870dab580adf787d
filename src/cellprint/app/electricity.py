"""The plant's electricity under a rule: which contracts count, and what the rest is.

Rule books hold the rules (`rules/electricity.py`); here a study's lines become the ledger, its
contracts the claims with their evidence, and the answer becomes exchanges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cellprint.app.foreground import Lined, is_electricity
from cellprint.app.linking import ELECTRICITY, Geography, electricity_process
from cellprint.catalogue.electricity import require_life_cycle
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.model.inventory import GridFactor, Process, Status
from cellprint.model.study_resolved import ResolvedContract, ResolvedStudy
from cellprint.model.study_supply import Contract, Factor
from cellprint.rules.electricity import (
    Claim,
    ClaimKind,
    Fallback,
    LedgerEntry,
    Resolution,
    Resolver,
    Supply,
    resolve,
)

_KINDS = {
    "ppa": ClaimKind.PPA,
    "green_certificate": ClaimKind.GREEN_CERTIFICATE,
    "direct_line": ClaimKind.DIRECT_LINE,
    "on_site": ClaimKind.ONSITE,
    "supplier_mix": ClaimKind.SUPPLIER_TOTAL_MIX,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """The study's lines with their electricity supplied under one rule.

    Attributes:
        lines: every line; a covered electricity line is split into its supplies.
        processes: contracts as processes, by id.
        geography: whose average stands for what no contract covers.
        resolution: what the rule made of ledger and claims.
    """

    lines: tuple[Lined, ...]
    processes: Mapping[str, Process]
    geography: Geography
    resolution: Resolution


def supplied(
    catalogue: Catalogue, study: ResolvedStudy, lines: Sequence[Lined], resolver: Resolver
) -> Supplied:
    """Return the lines of a study with the electricity that `resolver` gives them.

    Raises:
        CP-DATA-108: a contract names a factor that is no life-cycle factor.
        CP-LINK-005: a contract names a factor that the catalogue does not have.
    """
    meters = {line.exchange.id: line for line in lines if is_electricity(catalogue, line)}
    year = str(study.period_days[0].year)
    ledger = [
        LedgerEntry(
            meter=meter,
            kwh=Fraction(repr(line.exchange.amount)),
            location=line.exchange.location or line.amount.site,
            period=year,
        )
        for meter, line in meters.items()
    ]
    resolution = resolve(ledger, _claims(study, meters, year), resolver)
    processes = _contract_processes(catalogue, study)
    parts: dict[str, list[Supply]] = {}
    for supply in resolution.supplies:
        parts.setdefault(supply.meter, []).append(supply)
    split: list[Lined] = []
    for line in lines:
        supplies = parts.get(line.exchange.id, [])
        split += [_part(line, supply, processes) for supply in supplies] or [line]
    return Supplied(
        lines=tuple(split),
        processes=processes,
        geography=geography(resolver),
        resolution=resolution,
    )


def geography(resolver: Resolver) -> Geography:
    """Return whose average electricity a resolver falls back on.

    Where it asks for a residual mix that is not published, the country's average stands in.
    """
    return "region" if Fallback.REGIONAL_AVERAGE in resolver.fallback else "country"


def grid_factors(catalogue: Catalogue, study: ResolvedStudy) -> dict[str, GridFactor]:
    """Return the electricity factor that the study sets for the place of its plant, if any.

    Raises:
        CP-DATA-108: it is no life-cycle factor.
        CP-LINK-005: the catalogue does not have it.
    """
    choice = study.study.electricity
    if choice is None:
        return {}
    place = study.study.plant.location
    if choice.grid_factor is not None:
        return {place: named_factor(catalogue, choice.grid_factor, "electricity.grid_factor")}
    if choice.factor is None or study.grid_factor_kgco2e_per_kwh is None:
        return {}
    own = own_factor(f"own:{place}", place, choice.factor, study.grid_factor_kgco2e_per_kwh)
    return {place: own}


def named_factor(catalogue: Catalogue, name: str, where: str) -> GridFactor:
    """Return an electricity factor of the catalogue that may enter a footprint.

    Raises:
        CP-DATA-108: it is no life-cycle factor.
        CP-LINK-005: there is no such factor.
    """
    factor = catalogue.grid_factors.get(name)
    if factor is None:
        raise BadInputError.of("CP-LINK-005", where=where, found=name)
    require_life_cycle(factor, where, catalogue)
    return factor


def own_factor(identity: str, place: str, factor: Factor, value: float) -> GridFactor:
    """Return an electricity factor that a study brings along [kg CO2e/kWh]."""
    source = factor.source
    return GridFactor(
        id=identity,
        location=place,
        level="plant",
        kind=factor.kind,
        technology="",
        gas_basis=factor.gas_basis,
        value=value,
        value_text=factor.value,
        unit="kg/kWh",
        year=factor.year,
        issuer=source.document,
        document=source.page or "",
        table="",
        licence="",
        status=source.status or Status.COMPANY,
    )


def _claims(study: ResolvedStudy, meters: Mapping[str, Lined], year: str) -> list[Claim]:
    """Return the contracts that a line claims, in the order in which lines name them."""
    users: dict[str, list[str]] = {}
    for meter, line in meters.items():
        for name in line.amount.supply:
            users.setdefault(name, []).append(meter)
    country = study.study.plant.location.partition("-")[0]
    return [
        _claim(study.contracts[name], tuple(claimed), year, country)
        for name, claimed in users.items()
    ]


def _claim(contract: ResolvedContract, meters: tuple[str, ...], year: str, country: str) -> Claim:
    entry = contract.entry
    return Claim(
        id=entry.id,
        kind=_KINDS[entry.type],
        kwh=Fraction(repr(contract.amount_kwh)),
        location=entry.location or country,
        period=str(entry.period.from_.year) if entry.period else year,
        technology=entry.technology or "",
        evidence=evidence(entry, country),
        meters=meters,
    )


def evidence(entry: Contract, country: str) -> dict[str, bool | None]:
    """Return which criteria a contract meets; None where the study proves nothing either way."""
    proof = entry.evidence is not None
    unsold = {"retired": True, "kept": True, "sold": False, "unknown": None}[entry.attributes]
    conveyed = True if proof and unsold else None
    cancelled = True if entry.attributes == "retired" and proof else None
    if entry.attributes in ("kept", "sold"):
        cancelled = False
    physical = entry.type in ("direct_line", "on_site")
    place = entry.location.partition("-")[0] if entry.location else None
    return {
        "attributes_conveyed": False if unsold is False else conveyed,
        "single_cancellation": cancelled,
        "unique_claim": entry.tracked,
        "tracked_cancelled": cancelled if entry.tracked else entry.tracked,
        "period_match": True if entry.period else None,
        "same_market": place == country if place else None,
        "metered": True if physical and proof else None,
        "direct_connection": True if physical else None,
        "attributes_unsold": unsold,
    }


def _contract_processes(catalogue: Catalogue, study: ResolvedStudy) -> dict[str, Process]:
    processes = {}
    for name, contract in study.contracts.items():
        entry, value = contract.entry, contract.factor_kgco2e_per_kwh
        place = entry.location or study.study.plant.location
        if entry.grid_factor is not None:
            factor = named_factor(catalogue, entry.grid_factor, contract.where)
        elif entry.factor is not None and value is not None:
            factor = own_factor(f"contract:{name}", place, entry.factor, value)
        else:
            continue
        processes[f"contract:{name}"] = replace(
            electricity_process(factor, catalogue.locations), id=f"contract:{name}", location=place
        )
    return processes


def _part(line: Lined, supply: Supply, processes: Mapping[str, Process]) -> Lined:
    """Return the part of an electricity line that one supply covers."""
    exchange = replace(line.exchange, amount=float(supply.kwh), flow=ELECTRICITY)
    if not supply.claim:
        return replace(line, exchange=replace(exchange, location=supply.location))
    exchange = replace(exchange, id=f"{exchange.id}@{supply.claim}")
    provider = f"contract:{supply.claim}"
    if provider in processes:
        exchange = replace(exchange, provider=provider, location="")
    else:
        # At the generator for an own device; through the grid, transmission and losses come on top.
        grid = supply.delivery == "grid"
        route = f"{supply.technology}_delivered" if grid else supply.technology
        exchange = replace(exchange, route=route, location=supply.location)
    return replace(line, exchange=exchange)
