"""From a study to processes: the product, its life-cycle stages, and their components.

The study's own processes are linked like those of the catalogue. The product needs one of each
stage, a stage one of each component; a component has the lines of the study as exchanges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cellprint.app.numbers import decimal_string
from cellprint.catalogue.names import nearest, resolve_flow
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.model.inventory import (
    Citation,
    Exchange,
    FlowKind,
    Process,
    ProcessKind,
    Role,
    Status,
    Text,
)
from cellprint.model.study import Study
from cellprint.model.study_resolved import (
    AmountKind,
    ResolvedAmount,
    ResolvedFootprint,
    ResolvedStudy,
)
from cellprint.units import conversion_factor

PRODUCT = "product"
STAGE_NAMES: dict[str, Text] = {
    "raw_materials": Text(
        en="Raw material acquisition and pre-processing", zh="原材料获取与预处理"
    ),
    "manufacturing": Text(en="Main product production", zh="主要产品生产"),
    "distribution": Text(en="Distribution", zh="分销"),
    "end_of_life": Text(en="End of life and recycling", zh="报废与回收"),
}
_ONE = Citation(source="study", status=Status.COMPANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lined:
    """A line of the study with the exchange that it becomes."""

    amount: ResolvedAmount
    exchange: Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreground:
    """The study's own processes, by id, and the product among them."""

    product: Process
    processes: Mapping[str, Process]
    formulas: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProcess:
    """A process that a part of a stage brings along, with exchanges per unit of its product."""

    id: str
    name: Text
    unit: str
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A branch of a stage that counts with a weight: recycling with its share, a credit.

    Attributes:
        segment: name in the path of the tree.
        weight: how much of it counts; negative for a credit. `formula` and `citation` say why.
        lines: lines of the study that move into it, by exchange id.
        site: place of its own exchanges; `processes` are what these need.
    """

    segment: str
    name: Text
    weight: float
    formula: str
    citation: Citation
    lines: frozenset[str] = frozenset()
    site: str = ""
    exchanges: tuple[Exchange, ...] = ()
    processes: tuple[OwnProcess, ...] = ()


def foreground(
    resolved: ResolvedStudy,
    exchanges: Sequence[Lined],
    *,
    stages: Sequence[str] = tuple(STAGE_NAMES),
    end_of_life: Sequence[Part] = (),
) -> Foreground:
    """Return the processes of a study from its lines.

    Args:
        resolved: the study.
        exchanges: its lines as exchanges, in the order of the study.
        stages: life-cycle stages that count; lines of others are left out.
        end_of_life: parts of that stage that count with a weight.
    """
    processes: dict[str, Process] = {}
    counted = []
    for stage, name in STAGE_NAMES.items():
        if stage not in stages:
            continue
        parts = end_of_life if stage == "end_of_life" else ()
        moved = frozenset[str]().union(*(part.lines for part in parts))
        lines = [line for line in exchanges if line.amount.stage == stage]
        plain = [line for line in lines if line.exchange.id not in moved]
        process = _stage(resolved.study, stage, name, plain, processes)
        process = _with_parts(process, parts, lines, processes)
        processes[process.id] = process
        counted.append(process)
    asked = {line.exchange.provider: line.exchange.unit for line in exchanges}
    for footprint in resolved.supplier_footprints.values():
        supplier = supplier_process(footprint)
        unit = asked.get(supplier.id, supplier.unit)
        if is_same_unit(supplier.unit, unit):
            supplier = replace(supplier, unit=unit)
        processes[supplier.id] = supplier
    study = resolved.study
    product = _process(
        f"study:{study.id}",
        PRODUCT,
        study.name.text(),
        study.plant.location,
        [_one(process, process.id.removeprefix("stage:")) for process in counted],
    )
    formulas = {f"part:{part.segment}": part.formula for part in end_of_life} | {
        line.exchange.id: line.amount.derivation.written
        for line in exchanges
        if line.amount.derivation.formula
    }
    return Foreground(product=product, processes=processes, formulas=formulas)


def lined(catalogue: Catalogue, amount: ResolvedAmount) -> Lined:
    """Return the exchange of one line of the study, in the unit of its flow.

    Raises:
        CP-DATA-…: the product is unknown.
        CP-LINK-003: an emission that the catalogue does not know.
        CP-UNIT-…: an amount in a unit of another nature.
    """
    if amount.kind is AmountKind.EMISSION:
        return _emission(catalogue, amount)
    flow = resolve_flow(catalogue, amount.flow, where=amount.where)
    composition = catalogue.compositions.get(flow.composition)
    exchange = Exchange(
        id=amount.id,
        role=Role.INPUT,
        flow=flow.id,
        amount=amount.in_unit(flow.unit, composition=composition),
        amount_text=amount.derivation.stated.text,
        unit=flow.unit,
        citation=amount.citation(),
        route=amount.route,
        location=amount.location,
        provider=f"supplier:{amount.supplier}" if amount.supplier else amount.process,
    )
    return Lined(amount=amount, exchange=exchange)


def is_electricity(catalogue: Catalogue, line: Lined) -> bool:
    """Return whether a line is average electricity, which a contract could cover."""
    flow = catalogue.flows.get(line.exchange.flow)
    plain = not (line.exchange.route or line.exchange.provider)
    return flow is not None and flow.kind is FlowKind.ELECTRICITY and plain


def is_same_unit(one: str, other: str) -> bool:
    """Return whether two units are the same by other names.

    >>> is_same_unit("kWh_capacity", "kWh_pack"), is_same_unit("kg", "t"), is_same_unit("kg", "m")
    (True, False, False)
    """
    try:
        return conversion_factor(found=one, wanted=other, where="unit") == 1
    except BadInputError:
        return False


def supplier_process(footprint: ResolvedFootprint) -> Process:
    """Return a supplier's footprint as a process of one exchange [kg CO2e per unit]."""
    entry = footprint.entry
    verified = Status.PUBLISHED if entry.verified_by else Status.COMPANY
    exchange = Exchange(
        id=f"supplier:{entry.id}#1",
        role=Role.EMISSION,
        flow="co2e_aggregate",
        amount=footprint.value,
        amount_text=footprint.value_text,
        unit="kg",
        citation=Citation(
            source=entry.source.document,
            status=entry.source.status or verified,
            page=entry.source.page or "",
            note=entry.note or "",
        ),
    )
    name = entry.supplier or entry.id
    return replace(
        _process(f"supplier:{entry.id}", entry.product, Text(en=name, zh=name), entry.location, []),
        unit=footprint.unit,
        kind=ProcessKind.AGGREGATED,
        exchanges=(exchange,),
    )


def _emission(catalogue: Catalogue, amount: ResolvedAmount) -> Lined:
    flow = catalogue.flows.get(amount.flow)
    known = [one.id for one in catalogue.flows.values() if one.kind is FlowKind.ELEMENTARY]
    if flow is None or flow.kind is not FlowKind.ELEMENTARY:
        near = nearest(amount.flow, known)
        raise BadInputError.of("CP-LINK-003", where=amount.where, found=amount.flow, near=near)
    exchange = Exchange(
        id=amount.id,
        role=Role.EMISSION,
        flow=flow.id,
        amount=amount.in_unit(flow.unit),
        amount_text=amount.derivation.stated.text,
        unit=flow.unit,
        citation=amount.citation(),
    )
    return Lined(amount=amount, exchange=exchange)


def _stage(
    study: Study, stage: str, name: Text, lines: list[Lined], processes: dict[str, Process]
) -> Process:
    """Return a stage; what belongs to a component goes into a process of its own."""
    sections: dict[tuple[str, str], list[Exchange]] = {}
    for line in lines:
        key = (line.amount.section, line.amount.site or study.plant.location)
        sections.setdefault(key, []).append(line.exchange)
    own_place = next((site for section, site in sections if section == stage), "")
    place = own_place or study.plant.location
    exchanges: list[Exchange] = []
    for (section, site), inside in sections.items():
        if section == stage and site == place:
            exchanges += inside
            continue
        component = _component(study, section, site, inside, taken=processes)
        processes[component.id] = component
        exchanges.append(_one(component, section))
    return _process(f"stage:{stage}", "stage", name, place, exchanges)


def _with_parts(
    stage: Process, parts: Sequence[Part], lines: Sequence[Lined], processes: dict[str, Process]
) -> Process:
    """Return a stage with its weighted parts; lines of one part at several places share it."""
    exchanges = list(stage.exchanges)
    for part in parts:
        sites: dict[str, list[Exchange]] = {part.site: list(part.exchanges)} if part.site else {}
        for line in lines:
            if line.exchange.id in part.lines:
                sites.setdefault(line.amount.site or stage.location, []).append(line.exchange)
        for own in part.processes:
            made = _process(own.id, "credit", own.name, part.site, list(own.exchanges))
            processes[own.id] = replace(made, unit=own.unit)
        for number, (site, inside) in enumerate(sites.items()):
            identity = f"part:{part.segment}" + (f"@{site}" if number else "")
            made = _process(identity, part.segment, part.name, site, inside)
            processes[identity] = made
            exchanges.append(
                Exchange(
                    id=f"part:{part.segment}",
                    role=Role.INPUT,
                    flow=part.segment,
                    amount=part.weight,
                    amount_text=decimal_string(part.weight),
                    unit=made.unit,
                    citation=part.citation,
                    provider=identity,
                )
            )
    return replace(stage, exchanges=tuple(exchanges))


def _component(
    study: Study, section: str, site: str, inside: list[Exchange], *, taken: Mapping[str, Process]
) -> Process:
    names = {one.id: one.name.text() for one in study.components if one.name is not None}
    identity = f"component:{section}"
    if identity in taken:
        identity = f"{identity}@{site}"
    name = names.get(section) or STAGE_NAMES.get(section) or Text(en=section, zh=section)
    return _process(identity, "component", name, site, inside)


def _process(
    identity: str, flow: str, name: Text, place: str, exchanges: list[Exchange]
) -> Process:
    return Process(
        id=identity,
        flow=flow,
        name=name,
        unit="item",
        location=place,
        route="",
        exchanges=tuple(exchanges),
        relocatable=False,
    )


def _one(process: Process, segment: str) -> Exchange:
    return Exchange(
        id=f"one:{process.id}",
        role=Role.INPUT,
        flow=segment,
        amount=1.0,
        amount_text="1",
        unit=process.unit,
        citation=_ONE,
        provider=process.id,
    )
