"""A small catalogue made in code: places, three products, a few electricity factors.

The figures are invented shapes for the tests of look-up; they are no data.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType

from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import (
    Composition,
    Flow,
    FlowKind,
    GridFactor,
    Location,
    Process,
    ProcessKind,
    Scope,
    Status,
    Text,
)

PLACES = {
    "GLO": ("world", ""),
    "RAS": ("region", "GLO"),
    "RER": ("region", "GLO"),
    "CN": ("country", "RAS"),
    "CN-GRID-SW": ("grid_region", "CN"),
    "CN-GRID-S": ("grid_region", "CN"),
    "CN-SC": ("province", "CN-GRID-SW"),
    "CN-CQ": ("province", "CN-GRID-SW"),
    "CN-GD": ("province", "CN-GRID-S"),
    "DE": ("country", "RER"),
    "GB": ("country", "RER"),
    "CL": ("country", "GLO"),
}


def location(place: str) -> Location:
    level, parent = PLACES[place]
    return Location(id=place, name=Text(en=place, zh=place), level=level, parent=parent)


def flow(name: str, zh: str, scope: Scope, default_route: str = "", **more: object) -> Flow:
    return Flow(
        id=name,
        kind=FlowKind.PRODUCT,
        name=Text(en=name.replace("_", " ").capitalize(), zh=zh),
        unit="kg",
        scope=scope,
        default_route=default_route,
        aliases=tuple(str(item) for item in more.get("aliases", ())),  # type: ignore[attr-defined]
        composition=str(more.get("composition", "")),
    )


def process(
    name: str,
    product: str,
    place: str,
    route: str,
    *,
    relocatable: bool = True,
    kind: ProcessKind = ProcessKind.UNIT,
    valid: tuple[date, date] | None = None,
) -> Process:
    return Process(
        id=name,
        flow=product,
        name=Text(en=name, zh=name),
        unit="kg",
        location=place,
        route=route,
        exchanges=(),
        kind=kind,
        relocatable=relocatable,
        valid_from=valid[0] if valid else None,
        valid_to=valid[1] if valid else None,
    )


def factor(
    place: str, kind: str, year: int, value: str, technology: str = "", level: str = ""
) -> GridFactor:
    parts = ["el", place, kind, technology, str(year)]
    return GridFactor(
        id="_".join(part for part in parts if part),
        location=place,
        level=level or PLACES[place][0],
        kind=kind,
        technology=technology,
        gas_basis="CO2e" if kind.startswith("life_cycle") else "CO2",
        value=float(value),
        value_text=value,
        unit="kg/kWh",
        year=year,
        issuer="nobody",
        document="none",
        table="none",
        licence="none",
        status=Status.UNVERIFIED,
    )


FLOWS = (
    flow("heat_steam", "蒸汽", Scope.LOCAL, "coal"),
    flow("steel", "钢", Scope.NATIONAL, "bof"),
    flow("soda_ash", "纯碱", Scope.NATIONAL, "solvay", aliases=("497-19-8", "Na2CO3")),
    flow("lithium_carbonate", "碳酸锂（电池级）", Scope.TRADED, "market", composition="li2co3"),
    flow("nickel_sulfate", "硫酸镍", Scope.TRADED, "mhp", composition="niso4_6h2o"),
    flow("carbon_monoxide", "一氧化碳", Scope.TRADED, aliases=("CO", "gas")),
    flow("cobalt", "钴", Scope.TRADED, aliases=("Co", "gas")),
)
PROCESSES = (
    process("steam_coal_cn", "heat_steam", "CN", "coal"),
    process("steam_gas_cn", "heat_steam", "CN", "gas"),
    process("steel_bof_cn", "steel", "CN", "bof"),
    process("steel_eaf_cn", "steel", "CN", "eaf"),
    process("steel_gb", "steel", "GB", "reference", relocatable=False),
    process("soda_solvay_cn", "soda_ash", "CN", "solvay"),
    process("soda_hou_sc", "soda_ash", "CN-SC", "hou"),
    process("li_market", "lithium_carbonate", "CN", "market", kind=ProcessKind.MARKET),
    process("li_atacama", "lithium_carbonate", "CL", "brine", relocatable=False),
    process("li_spodumene", "lithium_carbonate", "CN-SC", "spodumene"),
    process("li_world", "lithium_carbonate", "GLO", "aggregate", relocatable=False),
    process("ni_mhp_cn", "nickel_sulfate", "CN", "mhp"),
    process(
        "ni_mhp_cn_2020",
        "nickel_sulfate",
        "CN",
        "mhp",
        valid=(date(2019, 1, 1), date(2021, 1, 1)),
    ),
)
FACTORS = (
    factor("CN", "life_cycle", 2023, "0.6"),
    factor("CN", "life_cycle", 2024, "0.5"),
    factor("CN", "life_cycle", 2023, "0.9", "coal", "technology"),
    factor("CN", "life_cycle", 2024, "0.03", "transmission_with_losses", "add-on"),
    factor("CN", "life_cycle", 2023, "0.55", "ember"),
    factor("CN", "direct", 2023, "0.53"),
    factor("CN", "residual_like", 2023, "0.6"),
    factor("CN", "direct_fossil", 2023, "0.8"),
    factor("CN-GRID-SW", "direct", 2023, "0.2"),
    factor("CN-SC", "direct", 2023, "0.15"),
    factor("CN-SC", "life_cycle_scaled", 2023, "0.18"),
    factor("DE", "life_cycle", 2023, "0.37", "ember"),
    factor("CL", "direct", 2023, "0.3"),
)
COMPOSITIONS = (
    ("li2co3", "Li2CO3", "anhydrous"),
    ("niso4_6h2o", "NiSO4·6H2O", "hexahydrate"),
)


def catalogue(
    *,
    processes: Iterable[Process] = PROCESSES,
    factors: Iterable[GridFactor] = FACTORS,
    flows: Iterable[Flow] = FLOWS,
) -> Catalogue:
    made = sorted(processes, key=lambda item: item.id)
    return Catalogue(
        release="0",
        date=date(2026, 1, 1),
        digest="0" * 64,
        flows={item.id: item for item in flows},
        processes={item.id: item for item in made},
        providers=MappingProxyType(
            {
                item.id: tuple(one for one in made if one.flow == item.id)
                for item in flows
                if any(one.flow == item.id for one in made)
            }
        ),
        grid_factors={item.id: item for item in factors},
        locations={place: location(place) for place in PLACES},
        sources={},
        compositions={
            name: Composition(
                id=name,
                name=Text(en=name, zh=name),
                formula=formula,
                hydrate=hydrate,
                basis="pure compound",
                fractions={},
                status=Status.DERIVED,
            )
            for name, formula, hydrate in COMPOSITIONS
        },
        gwp_sets={},
        batteries={},
    )
