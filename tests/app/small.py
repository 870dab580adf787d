"""A small catalogue with amounts, for tests of linking and solving; invented shapes, no data."""

from __future__ import annotations

from dataclasses import replace

from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import (
    Citation,
    Exchange,
    Floor,
    Flow,
    FlowKind,
    GwpSet,
    Process,
    ProcessKind,
    Role,
    Scope,
    Source,
    Status,
    Text,
)
from tests.catalogue import sample


def exchange(
    owner: str,
    role: Role,
    flow: str,
    amount: str,
    unit: str = "kg",
    *,
    status: Status = Status.PUBLISHED,
    provider: str = "",
    floor: Floor | None = None,
) -> Exchange:
    return Exchange(
        id=f"{owner}#{role}-{flow}",
        role=role,
        flow=flow,
        amount=float(amount),
        amount_text=amount,
        unit=unit,
        citation=Citation(source="nobody", status=status),
        provider=provider,
        floor=floor,
    )


def process(name: str, flow: str, place: str, route: str, *exchanges: Exchange) -> Process:
    return Process(
        id=name,
        flow=flow,
        name=Text(en=name, zh=name),
        unit="kg",
        location=place,
        route=route,
        exchanges=exchanges,
        kind=ProcessKind.UNIT,
    )


ELECTRICITY = Flow(
    id="electricity",
    kind=FlowKind.ELECTRICITY,
    name=Text(en="Electricity", zh="电力"),
    unit="kWh",
    scope=Scope.LOCAL,
)

# steel: 2 kg CO2 + 1 kWh; soda ash: 0.5 kg CO2 + 0.1 kg of its own + 0.2 kg steel (unverified)
STEEL = process(
    "steel_bof_cn",
    "steel",
    "CN",
    "bof",
    exchange("steel", Role.EMISSION, "co2_fossil", "2"),
    exchange("steel", Role.INPUT, "electricity", "1", "kWh"),
    exchange("steel", Role.BYPRODUCT, "slag", "0.3"),
    exchange("steel", Role.RESOURCE, "iron_ore", "1.5"),
)
SODA = process(
    "soda_solvay_cn",
    "soda_ash",
    "CN",
    "solvay",
    exchange("soda", Role.EMISSION, "co2_fossil", "0.5"),
    exchange("soda", Role.INPUT, "soda_ash", "0.1"),
    exchange("soda", Role.INPUT, "steel", "0.2", status=Status.UNVERIFIED),
    exchange("soda", Role.LOSS, "loss_Na", "0.01"),
)
GWP = GwpSet(id="EF3.1", factors={"co2_fossil": 1.0, "co2e_aggregate": 1.0})


def catalogue(*processes: Process) -> Catalogue:
    base = sample.catalogue(processes=(STEEL, SODA, *processes), flows=(*sample.FLOWS, ELECTRICITY))
    source = Source(
        id="nobody", title="Nothing", authors="nobody", year="2026", document="", licence="own work"
    )
    return replace(base, gwp_sets={"EF3.1": GWP}, sources={"nobody": source})
