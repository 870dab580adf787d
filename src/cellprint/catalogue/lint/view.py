"""What the checks look at: model objects with their amounts in the unit of their flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeVar

from cellprint.catalogue.release import Battery, Catalogue
from cellprint.errors import CellprintError
from cellprint.model.inventory import (
    Composition,
    Exchange,
    Flow,
    GridFactor,
    GwpSet,
    Process,
    Role,
    Source,
)
from cellprint.units import canonical_unit, conversion_factor


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Identified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An exchange with its amount per unit of the product, in the units of both flows.

    `amount` is None where a unit does not fit its flow; the check of dimensions says so.
    """

    exchange: Exchange
    role: Role
    flow: str
    amount: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LintView:
    """What is judged, what it refers to, and what it is compared with.

    Attributes:
        flows: every flow by id, also those that are only referred to.
        compositions: every composition by id.
        sources: every source by id.
        processes: every process by id.
        lines: exchanges of each process of `processes`.
        makers: processes by the flow that they make.
        checked: the processes that are judged.
        checked_factors: the electricity factors that are judged.
        checked_sets: the characterisation sets that are judged.
        checked_batteries: the batteries that are judged.
        checked_sources: the sources that are judged.
        whole: whether everything that could cite a source is judged, so that orphans can be told.
        reference: the release that values are compared with.
        reference_lines: exchanges of each process of the reference.
    """

    flows: Mapping[str, Flow]
    compositions: Mapping[str, Composition]
    sources: Mapping[str, Source]
    processes: Mapping[str, Process]
    lines: Mapping[str, tuple[Line, ...]]
    makers: Mapping[str, tuple[Process, ...]]
    checked: tuple[Process, ...]
    checked_factors: tuple[GridFactor, ...]
    checked_sets: tuple[GwpSet, ...]
    checked_batteries: tuple[Battery, ...]
    checked_sources: tuple[Source, ...]
    whole: bool
    reference: Catalogue
    reference_lines: Mapping[str, tuple[Line, ...]]

    def total(self, process: Process, flow: str, *roles: Role) -> float | None:
        """Return the amount of `flow` in `process` over `roles`, or None when it has none.

        Unit: that of the flow per unit of the product.
        """
        amounts = [
            line.amount
            for line in self.lines[process.id]
            if line.flow == flow and line.role in roles and line.amount is not None
        ]
        return sum(amounts) if amounts else None

    def family(self, flow: str) -> str:
        """Return the family of a flow; empty when the flow or its family is not known."""
        known = self.flows.get(flow)
        return known.family if known else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    processes: tuple[Process, ...]
    factors: tuple[GridFactor, ...]
    sets: tuple[GwpSet, ...]
    batteries: tuple[Battery, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    flows: Mapping[str, Flow]
    compositions: Mapping[str, Composition]
    sources: Mapping[str, Source]
    processes: Mapping[str, Process]


def view_of(catalogue: Catalogue, *, reference: Catalogue | None = None) -> LintView:
    """Return the view that judges all of `catalogue`.

    Args:
        catalogue: what is judged.
        reference: the release whose official values and ranges are compared with; None compares
            the catalogue with itself.
    """
    judged = _Judged(
        processes=tuple(catalogue.processes.values()),
        factors=tuple(catalogue.grid_factors.values()),
        sets=tuple(catalogue.gwp_sets.values()),
        batteries=tuple(catalogue.batteries.values()),
        sources=tuple(catalogue.sources.values()),
    )
    known = _Known(
        flows=catalogue.flows,
        compositions=catalogue.compositions,
        sources=catalogue.sources,
        processes=catalogue.processes,
    )
    return _view(judged, known, reference or catalogue, whole=True)


def view_over(
    reference: Catalogue,
    *,
    processes: Iterable[Process] = (),
    flows: Iterable[Flow] = (),
    compositions: Iterable[Composition] = (),
    sources: Iterable[Source] = (),
    factors: Iterable[GridFactor] = (),
    sets: Iterable[GwpSet] = (),
    batteries: Iterable[Battery] = (),
) -> LintView:
    """Return the view that judges the given objects as if they were laid over `reference`.

    An object with the id of one in the reference takes its place.
    """
    judged = _Judged(
        processes=tuple(processes),
        factors=tuple(factors),
        sets=tuple(sets),
        batteries=tuple(batteries),
        sources=tuple(sources),
    )
    known = _Known(
        flows=_over(reference.flows, flows),
        compositions=_over(reference.compositions, compositions),
        sources=_over(reference.sources, judged.sources),
        processes=_over(reference.processes, judged.processes),
    )
    return _view(judged, known, reference, whole=False)


def _over(below: Mapping[str, _Item], above: Iterable[_Item]) -> Mapping[str, _Item]:
    return MappingProxyType({**below, **{item.id: item for item in above}})


def _view(judged: _Judged, known: _Known, reference: Catalogue, *, whole: bool) -> LintView:
    reference_lines = lines_of(reference.processes.values(), reference.flows)
    same = known.processes is reference.processes
    lines = reference_lines if same else lines_of(known.processes.values(), known.flows)
    return LintView(
        flows=known.flows,
        compositions=known.compositions,
        sources=known.sources,
        processes=known.processes,
        lines=lines,
        makers=_makers(known.processes.values()),
        checked=judged.processes,
        checked_factors=judged.factors,
        checked_sets=judged.sets,
        checked_batteries=judged.batteries,
        checked_sources=judged.sources,
        whole=whole,
        reference=reference,
        reference_lines=reference_lines,
    )


def lines_of(
    processes: Iterable[Process], flows: Mapping[str, Flow]
) -> Mapping[str, tuple[Line, ...]]:
    """Return the exchanges of each process, per unit of its product in the unit of the flow."""
    factors: dict[tuple[str, str], float | None] = {}

    def factor(found: str, wanted: str) -> float | None:
        if found == wanted:
            return 1.0
        if (found, wanted) not in factors:
            factors[found, wanted] = unit_factor(found, wanted)
        return factors[found, wanted]

    def per_unit(process: Process) -> float | None:
        flow = flows.get(process.flow)
        to_flow = factor(process.unit, flow.unit) if flow else 1.0
        return process.amount * to_flow if to_flow and process.amount else None

    def line(exchange: Exchange, product: float | None) -> Line:
        flow = flows.get(exchange.flow)
        to_flow = factor(exchange.unit, flow.unit) if flow else None
        fits = product is not None and to_flow is not None
        amount = exchange.amount * to_flow / product if fits and to_flow and product else None
        return Line(exchange=exchange, role=exchange.role, flow=exchange.flow, amount=amount)

    table = {}
    for process in processes:
        product = per_unit(process)
        table[process.id] = tuple(line(exchange, product) for exchange in process.exchanges)
    return MappingProxyType(table)


def unit_factor(found: str, wanted: str) -> float | None:
    """Return by how much an amount in `found` is multiplied to be in `wanted`; None if it cannot.

    >>> unit_factor("g", "kg"), unit_factor("kg", "kWh")
    (0.001, None)
    """
    try:
        one, other = (canonical_unit(text, where=text) for text in (found, wanted))
        return conversion_factor(found=one, wanted=other, where=found)
    except CellprintError:
        return None


def _makers(processes: Iterable[Process]) -> Mapping[str, tuple[Process, ...]]:
    makers: dict[str, list[Process]] = {}
    for process in processes:
        makers.setdefault(process.flow, []).append(process)
    return MappingProxyType({flow: tuple(items) for flow, items in makers.items()})
