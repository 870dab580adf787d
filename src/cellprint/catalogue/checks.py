"""Checks across the entries of a catalogue: references, units, shares, ladders of places."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from cellprint.catalogue.entries import Entries, Placed
from cellprint.catalogue.names import nearest
from cellprint.catalogue.schema import (
    CitedEntry,
    ExchangeEntry,
    FloorEntry,
    FlowEntry,
    ProcessEntry,
    UncertaintyEntry,
)
from cellprint.errors import BadInputError, Finding
from cellprint.model.inventory import FlowKind, ProcessKind, Role, Status
from cellprint.units import canonical_unit, same_dimension

SHARE_TOLERANCE = Decimal("1e-6")


class Checks:
    """The checks of one set of entries; each yields findings and changes nothing."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries

    def findings(self) -> list[Finding]:
        """Return every finding, in the order of the files."""
        found: list[Finding] = []
        for flow in self.entries.flows:
            found.extend(self._flow(flow))
        for process in self.entries.processes:
            found.extend(self._process(process))
        found.extend(self._gwp())
        found.extend(self._batteries())
        found.extend(self._unused_sources())
        return found

    @cached_property
    def flows(self) -> dict[str, FlowEntry]:
        """Flows by id; of two with the same id, the first."""
        table: dict[str, FlowEntry] = {}
        for flow in self.entries.flows:
            table.setdefault(flow.entry.id, flow.entry)
        return table

    def _flow(self, flow: Placed[FlowEntry]) -> Iterator[Finding]:
        entry = flow.entry
        yield from _bad_unit(entry.unit, flow.where("unit"))
        if entry.composition:
            yield from self._unknown("compositions", entry.composition, flow.where("composition"))
        routes = self.entries.routes.get(entry.id, set())
        if entry.default_route and entry.default_route not in routes:
            yield Finding(
                code="CP-DATA-014",
                where=flow.where("default_route"),
                details={"flow": entry.id, "route": entry.default_route},
                near=nearest(entry.default_route, sorted(routes)),
            )

    def _process(self, process: Placed[ProcessEntry]) -> Iterator[Finding]:
        entry = process.entry
        yield from self._unknown("flows", entry.flow, process.where("flow"))
        yield from self._unknown("locations", entry.location, process.where("location"))
        yield from self._unit_of(entry.flow, entry.unit, process.where("unit"))
        if entry.valid_from and entry.valid_to and entry.valid_from >= entry.valid_to:
            yield Finding(
                code="CP-DATA-019",
                where=process.where("valid_to"),
                details={"start": entry.valid_from, "end": entry.valid_to},
            )
        for index, exchange in enumerate(entry.exchanges):
            yield from self._exchange(process, exchange, index)
        if entry.kind is ProcessKind.MARKET:
            yield from self._shares(process)

    def _exchange(
        self, process: Placed[ProcessEntry], exchange: ExchangeEntry, index: int
    ) -> Iterator[Finding]:
        def where(key: str) -> str:
            return process.where("exchanges", index, key)

        yield from self._unknown("flows", exchange.flow, where("flow"))
        yield from self._unknown("sources", exchange.source, where("source"))
        yield from self._unit_of(exchange.flow, exchange.unit, where("unit"))
        if exchange.location:
            yield from self._unknown("locations", exchange.location, where("location"))
        if exchange.provider:
            yield from self._unknown("processes", exchange.provider, where("provider"))
        if exchange.route:
            yield from self._route(exchange, where("route"))
        yield from self._role(exchange, where("role"))
        yield from _spread(exchange, where("uncertainty"))
        if exchange.floor is not None:
            yield from self._unknown("sources", exchange.floor.source, where("floor"))
            yield from _floor(exchange, exchange.floor, where("floor"))

    def _route(self, exchange: ExchangeEntry, where: str) -> Iterator[Finding]:
        flow = self.flows.get(exchange.flow)
        if flow is None:
            return
        is_electricity = flow.kind is FlowKind.ELECTRICITY
        routes = self.entries.routes.get(flow.id, set())
        known = self.entries.technologies if is_electricity else routes
        if exchange.route not in known:
            yield Finding(
                code="CP-DATA-013",
                where=where,
                details={"route": exchange.route, "flow": flow.id},
                near=nearest(str(exchange.route), sorted(known)),
            )

    def _role(self, exchange: ExchangeEntry, where: str) -> Iterator[Finding]:
        flow = self.flows.get(exchange.flow)
        if flow is None:
            return
        elementary = flow.kind is FlowKind.ELEMENTARY
        natural = exchange.role in {Role.EMISSION, Role.RESOURCE}
        if natural != elementary and exchange.role is not Role.LOSS:
            yield Finding(
                code="CP-DATA-015",
                where=where,
                details={"flow": flow.id, "kind": flow.kind.value, "role": exchange.role.value},
            )
        elif exchange.role is Role.INPUT and self._has_no_maker(flow):
            yield Finding(code="CP-DATA-016", where=where, details={"flow": flow.id})

    def _has_no_maker(self, flow: FlowEntry) -> bool:
        return flow.kind is not FlowKind.ELECTRICITY and flow.id not in self.entries.routes

    def _shares(self, process: Placed[ProcessEntry]) -> Iterator[Finding]:
        """Yield findings about a market: what it mixes makes up its amount.

        Shares are the inputs in the unit of the market; transport legs and freight are measured in
        other units and do not count.
        """
        entry = process.entry
        inputs = [
            (index, exchange)
            for index, exchange in enumerate(entry.exchanges)
            if exchange.role is Role.INPUT
        ]
        shares = (Decimal(item.amount) for _, item in inputs if item.unit == entry.unit)
        total, wanted = sum(shares, Decimal(0)), Decimal(entry.amount or "1")
        if abs(total - wanted) > SHARE_TOLERANCE:
            yield Finding(
                code="CP-DATA-017",
                where=process.where("exchanges"),
                details={"process": entry.id, "total": str(total), "expected": str(wanted)},
            )
        for index, item in inputs:
            pinned = item.route or item.provider or item.location
            if item.flow == entry.flow and not pinned:
                yield Finding(
                    code="CP-DATA-018",
                    where=process.where("exchanges", index),
                    details={"process": entry.id, "flow": entry.flow},
                )

    def _gwp(self) -> Iterator[Finding]:
        for gwp in self.entries.gwp:
            seen: dict[str, str] = {}
            for index, factor in enumerate(gwp.entry.factors):
                where = gwp.where("factors", index, "flow")
                yield from self._unknown("flows", factor.flow, where)
                source = gwp.where("factors", index, "source")
                yield from self._unknown("sources", factor.source, source)
                if factor.flow in seen:
                    yield Finding(
                        code="CP-DATA-010",
                        where=where,
                        details={"kind": "gwp", "id": factor.flow, "first": seen[factor.flow]},
                    )
                seen.setdefault(factor.flow, where)

    def _batteries(self) -> Iterator[Finding]:
        for battery in self.entries.batteries:
            yield from self._unknown("sources", battery.entry.source, battery.where("source"))

    def _unused_sources(self) -> Iterator[Finding]:
        """Yield a warning for each source that no value cites and no remark names."""
        cited: list[CitedEntry] = [battery.entry for battery in self.entries.batteries]
        for process in self.entries.processes:
            cited.extend(process.entry.exchanges)
        for gwp in self.entries.gwp:
            cited.extend(gwp.entry.factors)
        for flow in self.entries.flows:
            cited.extend(value for _, value in flow.entry.sharing())
        used = {item.source for item in cited} | self._floor_sources()
        remarks = "\n".join(f"{item.page} {item.note}" for item in cited)
        for source in self.entries.sources:
            name = source.entry.id
            if name not in used and name not in remarks:
                yield Finding(
                    code="CP-DATA-026",
                    where=source.where("id"),
                    details={"source": name},
                    severity="warning",
                )

    def _floor_sources(self) -> set[str]:
        return {
            exchange.floor.source
            for process in self.entries.processes
            for exchange in process.entry.exchanges
            if exchange.floor is not None
        }

    def _unknown(self, kind: str, name: str, where: str) -> Iterator[Finding]:
        yield from unknown_reference(self.entries, kind, name, where)

    def _unit_of(self, flow: str, unit: str, where: str) -> Iterator[Finding]:
        """Yield a finding unless `unit` measures what the unit of `flow` measures."""
        known = self.flows.get(flow)
        if known is None or unit == known.unit:
            return
        bad = list(_bad_unit(unit, where))
        yield from bad
        if bad or list(_bad_unit(known.unit, where)):
            return
        found, expected = (canonical_unit(text, where=where) for text in (unit, known.unit))
        if not same_dimension(found, expected):
            yield Finding(
                code="CP-DATA-012",
                where=where,
                details={"found": unit, "flow": flow, "expected": known.unit},
            )


def unknown_reference(entries: Entries, kind: str, name: str, where: str) -> Iterator[Finding]:
    """Yield CP-DATA-011 unless an entry of `kind` has the id `name`."""
    known = entries.ids.get(kind, {})
    if name not in known:
        yield Finding(
            code="CP-DATA-011",
            where=where,
            details={"kind": kind, "id": name},
            near=nearest(name, sorted(known)),
        )


def _bad_unit(unit: str, where: str) -> Iterator[Finding]:
    try:
        canonical_unit(unit, where=where)
    except BadInputError as error:
        yield from error.findings


def _spread(exchange: ExchangeEntry, where: str) -> Iterator[Finding]:
    """Yield findings about the uncertainty of an amount."""
    spread = exchange.uncertainty
    if spread is None:
        if exchange.status is Status.UNVERIFIED:
            yield Finding(
                code="CP-DATA-025",
                where=where,
                details={"flow": exchange.flow, "amount": exchange.amount},
                severity="warning",
            )
        return
    given = {key for key in ("low", "high", "gsd") if getattr(spread, key) is not None}
    needed, allowed = _SPREAD_KEYS[spread.distribution]
    if not needed <= given <= allowed:
        details = {"distribution": spread.distribution, "keys": ", ".join(sorted(needed))}
        yield Finding(code="CP-DATA-020", where=where, details=details)
        return
    low, high, gsd = (_number(text) for text in (spread.low, spread.high, spread.gsd))
    amount = Decimal(exchange.amount)
    out_of_order = not (low is None or low <= amount) or not (high is None or amount <= high)
    if out_of_order or (low is not None and low == high) or (gsd is not None and gsd <= 1):
        yield Finding(
            code="CP-DATA-021",
            where=where,
            details={"amount": exchange.amount, "spread": _spread_text(spread)},
        )


def _floor(exchange: ExchangeEntry, floor: FloorEntry, where: str) -> Iterator[Finding]:
    """Yield a finding unless the floor is a part of an unverified amount."""
    is_part = 0 < Decimal(floor.amount) <= Decimal(exchange.amount)
    if exchange.status is not Status.UNVERIFIED or not is_part:
        details = {
            "floor": floor.amount,
            "amount": exchange.amount,
            "status": exchange.status.value,
        }
        yield Finding(code="CP-DATA-027", where=where, details=details)


_SPREAD_KEYS = {
    "triangular": ({"low", "high"}, {"low", "high"}),
    "uniform": ({"low", "high"}, {"low", "high"}),
    "lognormal": ({"gsd"}, {"gsd", "low"}),
}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _spread_text(spread: UncertaintyEntry) -> str:
    parts = {"low": spread.low, "high": spread.high, "gsd": spread.gsd}
    return ", ".join(f"{key} {value}" for key, value in parts.items() if value is not None)
