"""Link processes to the catalogue: every exchange finds a provider, is cut off, or is an error.

The rules of the look-up stand in docs/explanation/data-model.md. Linking is breadth-first from the
processes asked for; a process run at two places gives two nodes, so loops end by themselves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cellprint.app.allocating import (
    NO_ALLOCATION,
    SUBSTITUTION,
    allocation,
    carried,
    displaced,
    product_shares,
)
from cellprint.catalogue.electricity import Geography, find_electricity, require_life_cycle
from cellprint.catalogue.lookup import ProviderRequest, find_provider
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, CellprintError
from cellprint.model.inventory import (
    Citation,
    Exchange,
    FlowKind,
    GridFactor,
    Location,
    Process,
    ProcessKind,
    Role,
    Text,
)
from cellprint.model.system import CutOffReason, Link, LinkKind, Node, System

__all__ = [
    "ELECTRICITY",
    "Geography",
    "LinkSettings",
    "electricity_process",
    "link",
    "provider_process",
]

CO2E = "co2e_aggregate"
ELECTRICITY = "electricity"

TECHNOLOGIES: dict[str, Text] = {
    "": Text(en="grid average", zh="电网平均"),
    "ember": Text(en="grid average", zh="电网平均"),
    "coal": Text(en="coal", zh="煤电"),
    "gas": Text(en="gas", zh="气电"),
    "hydro": Text(en="hydro", zh="水电"),
    "nuclear": Text(en="nuclear", zh="核电"),
    "wind": Text(en="wind", zh="风电"),
    "pv": Text(en="photovoltaic", zh="光伏发电"),
    "csp": Text(en="concentrated solar", zh="光热发电"),
    "biomass": Text(en="biomass", zh="生物质发电"),
    "hydro_delivered": Text(en="hydro through the grid", zh="水电（经电网）"),
    "wind_delivered": Text(en="wind through the grid", zh="风电（经电网）"),
    "pv_delivered": Text(en="photovoltaic through the grid", zh="光伏发电（经电网）"),
    "nuclear_delivered": Text(en="nuclear through the grid", zh="核电（经电网）"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """What a rule book and a study decide about linking.

    Attributes:
        year: the year that providers and electricity factors are asked for.
        geography: whose average electricity counts, the `country`'s or the `region`'s.
        gwp_set: id of the characterisation set.
        choices: product id → route, or route@place, for every request that does not pin a route.
        grid_factors: place → electricity factor that replaces the look-up there.
        own_processes: processes that are not in the catalogue (the study's own, supplier
            footprints), by id.
    """

    year: int
    gwp_set: str
    geography: Geography = "region"
    choices: Mapping[str, str] = field(default_factory=dict)
    grid_factors: Mapping[str, GridFactor] = field(default_factory=dict)
    own_processes: Mapping[str, Process] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A provider with the place it runs at and how it was found."""

    process: Process
    location: str
    asked: str = ""
    steps: tuple[str, ...] = ()
    distance: int = 0
    borrowed: bool = False
    years_off: int = 0


def link(
    catalogue: Catalogue, settings: LinkSettings, roots: Sequence[tuple[Process, str]]
) -> System:
    """Return the system that the root processes, each at a place, reach.

    Raises:
        CP-DATA-…: an exchange asks for an unknown product, route, place or electricity factor.
        CP-LINK-001: a provider is named that neither the catalogue nor the study has.
        CP-LINK-002: an exchange and its provider use different units.
    """
    return _Linker(catalogue, settings).run(roots)


def chosen(choices: Mapping[str, str], flow: str) -> tuple[str, str]:
    """Return the route that a study chose for a product, and the place; empty where it did not.

    A choice is written `route` or `route@place`.

    >>> chosen({"primary_aluminium": "regional_grid@CN-YN"}, "primary_aluminium")
    ('regional_grid', 'CN-YN')
    """
    route, _, place = choices.get(flow, "").partition("@")
    return route, place


def provider_process(
    catalogue: Catalogue, settings: LinkSettings, exchange: Exchange, *, place: str, where: str
) -> Process:
    """Return the process that an input at a place is linked to; nothing else is linked.

    Raises:
        CP-DATA-…, CP-LINK-001: as `link`.
    """
    asking = Process(
        id=where, flow="", name=Text(en="", zh=""), unit="", location=place, route="", exchanges=()
    )
    node = Node(index=0, process=asking, location=place)
    return _Linker(catalogue, settings).provider(node, exchange).process


class _Linker:
    """Breadth-first worklist over nodes; lives for one call of `link`."""

    def __init__(self, catalogue: Catalogue, settings: LinkSettings) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.gwp = catalogue.gwp_sets[settings.gwp_set].factors
        self.nodes: list[Node] = []
        self.index: dict[tuple[str, str], int] = {}
        self.queue: deque[Node] = deque()
        self.findings: list[CellprintError] = []

    def run(self, roots: Sequence[tuple[Process, str]]) -> System:
        root_indices = tuple(self.node(process, location) for process, location in roots)
        links: list[tuple[Link, ...]] = []
        while self.queue:
            node = self.queue.popleft()
            links.append(tuple(self.links(node)))
        if self.findings:
            first, *others = (finding for error in self.findings for finding in error.findings)
            raise BadInputError(first, *others)
        return System(
            nodes=tuple(self.nodes),
            links=tuple(links),
            roots=root_indices,
            gwp_set=self.settings.gwp_set,
        )

    def node(self, process: Process, location: str) -> int:
        key = (process.id, location)
        if key not in self.index:
            node = Node(
                index=len(self.nodes),
                process=process,
                location=location,
                share=self.share(process),
            )
            self.index[key] = node.index
            self.nodes.append(node)
            self.queue.append(node)
        return self.index[key]

    def share(self, process: Process) -> float:
        shares = product_shares(process, self.settings.choices, self.catalogue.flows)
        return shares[process.flow]

    def links(self, node: Node) -> list[Link]:
        links = []
        for exchange in node.process.exchanges:
            try:
                links.append(self.link(node, exchange))
            except CellprintError as error:
                self.findings.append(error)
        return links

    def link(self, node: Node, exchange: Exchange) -> Link:
        amount = exchange.amount / node.process.amount
        if exchange.role is Role.LOSS:
            return _cut_off(node, exchange, amount, CutOffReason.BALANCE_ONLY)
        if exchange.role is Role.BYPRODUCT:
            return self.byproduct(node, exchange, amount)
        amount *= carried(node.process, exchange, node.share)
        if exchange.role in (Role.EMISSION, Role.RESOURCE):
            return self.emission(node, exchange, amount)
        return self.input(node, exchange, amount)

    def byproduct(self, node: Node, exchange: Exchange, amount: float) -> Link:
        method = allocation(exchange, self.settings.choices)
        if method == SUBSTITUTION:
            instead = displaced(exchange, self.catalogue.flows, where=node.key)
            return self.input(node, instead, instead.amount / node.process.amount)
        shared = method != NO_ALLOCATION
        reason = CutOffReason.COPRODUCT if shared else CutOffReason.BYPRODUCT
        return _cut_off(node, exchange, amount, reason)

    def input(self, node: Node, exchange: Exchange, amount: float) -> Link:
        found = self.provider(node, exchange)
        _require_same_unit(node, exchange, found.process)
        return Link(
            consumer=node.index,
            exchange=exchange,
            kind=LinkKind.PROVIDER,
            amount=amount / found.process.amount,
            provider=self.node(found.process, found.location),
            asked_location=found.asked,
            found_location=found.location,
            steps=found.steps,
            distance=found.distance,
            borrowed=found.borrowed,
            years_off=found.years_off,
        )

    def emission(self, node: Node, exchange: Exchange, amount: float) -> Link:
        factor = self.gwp.get(exchange.flow)
        if factor is None:
            resource = exchange.role is Role.RESOURCE
            reason = CutOffReason.RESOURCE if resource else CutOffReason.UNCHARACTERISED
            return _cut_off(node, exchange, amount, reason)
        return Link(
            consumer=node.index,
            exchange=exchange,
            kind=LinkKind.EMISSION,
            amount=amount,
            factor=factor,
        )

    def provider(self, node: Node, exchange: Exchange) -> _Found:
        where = f"{node.key}/{exchange.id}"
        if exchange.provider:
            return self.named_provider(node, exchange, where)
        flow = self.catalogue.flows.get(exchange.flow)
        if flow is not None and flow.kind is FlowKind.ELECTRICITY:
            return self.electricity(node, exchange, where)
        route, place = chosen(self.settings.choices, exchange.flow)
        answer = find_provider(
            self.catalogue,
            ProviderRequest(
                flow=exchange.flow,
                user_location=node.location,
                period_year=self.settings.year,
                location=exchange.location or ("" if exchange.route else place),
                route=exchange.route,
                choice=route,
                where=where,
            ),
        )
        return _Found(
            process=answer.process,
            location=answer.location,
            asked=answer.asked_location,
            steps=answer.steps,
            distance=answer.distance,
            borrowed=answer.borrowed,
            years_off=answer.years_off,
        )

    def named_provider(self, node: Node, exchange: Exchange, where: str) -> _Found:
        process = self.settings.own_processes.get(exchange.provider)
        if process is None:
            process = self.catalogue.processes.get(exchange.provider)
        if process is None:
            raise BadInputError.of("CP-LINK-001", where=where, provider=exchange.provider)
        moved = bool(exchange.location) and process.relocatable
        location = exchange.location if moved else process.location
        return _Found(
            process=process,
            location=location or node.location,
            asked=exchange.location or location,
            borrowed=moved and exchange.location != process.location,
        )

    def electricity(self, node: Node, exchange: Exchange, where: str) -> _Found:
        place = exchange.location or node.location
        own = self.settings.grid_factors.get(place) if not exchange.route else None
        if own is not None:
            return _Found(process=self.supply(own, where), location=own.location, asked=place)
        answer = find_electricity(
            self.catalogue,
            location=place,
            year=self.settings.year,
            geography=self.settings.geography,
            technology=exchange.route,
            where=where,
        )
        return _Found(
            process=self.supply(answer.factor, where),
            location=answer.factor.location,
            asked=answer.asked_location,
            steps=answer.steps,
            distance=len(answer.steps),
            years_off=answer.years_off,
        )

    def supply(self, factor: GridFactor, where: str) -> Process:
        # The last gate: whoever names a factor, a direct one never meets life-cycle amounts.
        require_life_cycle(factor, where, self.catalogue)
        return electricity_process(factor, self.catalogue.locations)


def electricity_process(factor: GridFactor, locations: Mapping[str, Location]) -> Process:
    """Return an electricity factor as a process of one exchange [kg CO2e per kWh]."""
    place = locations.get(factor.location)
    where = place.name if place else Text(en=factor.location, zh=factor.location)
    how = TECHNOLOGIES.get(factor.technology) or Text(en=factor.technology, zh=factor.technology)
    citation = Citation(
        source=factor.issuer,
        page=f"{factor.document}, {factor.table}".strip(", "),
        status=factor.status,
        note=factor.note,
    )
    return Process(
        id=factor.id,
        flow=ELECTRICITY,
        name=Text(
            en=f"Electricity, {how.en}, {where.en}, {factor.year}",
            zh=f"电力，{where.zh}{how.zh}，{factor.year} 年",
        ),
        unit="kWh",
        location=factor.location,
        route=factor.technology,
        kind=ProcessKind.AGGREGATED,
        relocatable=False,
        licence=factor.licence,
        exchanges=(
            Exchange(
                id=f"{factor.id}#1",
                role=Role.EMISSION,
                flow=CO2E,
                amount=factor.value,
                amount_text=factor.value_text,
                unit="kg",
                citation=citation,
            ),
        ),
    )


def _cut_off(node: Node, exchange: Exchange, amount: float, reason: CutOffReason) -> Link:
    return Link(
        consumer=node.index,
        exchange=exchange,
        kind=LinkKind.CUT_OFF,
        amount=amount,
        reason=reason,
    )


def _require_same_unit(node: Node, exchange: Exchange, provider: Process) -> None:
    if exchange.unit != provider.unit:
        raise BadInputError.of(
            "CP-LINK-002",
            where=f"{node.key}/{exchange.id}",
            found=exchange.unit,
            expected=provider.unit,
            provider=provider.id,
        )
