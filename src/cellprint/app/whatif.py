"""What if: declared levers of a study, answered without solving it again.

A lever moves inputs of processes between providers, or scales them; `engine/scenarios.py` presolves
what all cases share, so that each further case costs microseconds and is exact.

| lever | value | what it does |
|---|---|---|
| `electricity.<technology>` | share 0 to 1 | the plant's average electricity comes from it |
| `route.<product>.<route>` | share 0 to 1 | this route makes it, wherever none is fixed |
| `yield.<component>` | 0 (excluded) to 1 | good share of the component's materials |
| `supplier.<product>` | kg CO2e per unit | the bill's product has this footprint |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cellprint.app.compute import Computation, link_settings
from cellprint.app.documents import Json, text_json
from cellprint.app.linking import ELECTRICITY, TECHNOLOGIES, electricity_process, link
from cellprint.app.numbers import decimal_string
from cellprint.app.solving import problem
from cellprint.catalogue.electricity import find_electricity
from cellprint.catalogue.lookup import ProviderRequest, find_provider
from cellprint.catalogue.names import nearest
from cellprint.engine.scenarios import Lever, Levers, presolve, scores
from cellprint.engine.types import Floats
from cellprint.errors import BadInputError, CellprintError
from cellprint.model.inventory import Process, Text
from cellprint.model.system import Link, LinkKind, System

# A product gets route levers when it carries at least this share of the footprint.
_WORTH = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverInfo:
    """A declared lever.

    Attributes:
        id: name that settings use.
        group: levers of one group share what they move; shares of a group add up to at most 1.
        low, high: range of the value; `base` changes nothing.
        parts: engine levers that it drives.
    """

    id: str
    name: Text
    group: str
    low: float
    high: float
    base: float
    unit: str
    parts: tuple[Lever, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A study with its levers solved in advance.

    Attributes:
        infos: the levers, by id.
        columns: lever id → positions of its parts among the engine levers.
        solved: presolved levers; the score is the footprint of one battery [kg CO2e].
    """

    computed: Computation
    infos: Mapping[str, LeverInfo]
    columns: Mapping[str, tuple[int, ...]]
    solved: Levers

    def per_battery(self, cases: Sequence[Mapping[str, float]]) -> Floats:
        """Return the footprint of one battery in each case, shape (cases,) [kg CO2e].

        Raises:
            CP-UNC-004: an unknown lever.
            CP-UNC-005: a value out of its range, or shares of a group above 1.
            CP-ENG-014: a case that cannot produce.
        """
        settings = np.zeros((len(cases), sum(map(len, self.columns.values()))))
        for row, case in enumerate(cases):
            self._require_valid(case)
            for name, value in case.items():
                for column, part in zip(
                    self.columns[name], _settings(self.infos[name], value), strict=True
                ):
                    settings[row, column] = part
        return np.asarray(scores(self.solved, settings)[:, 0])

    def _require_valid(self, case: Mapping[str, float]) -> None:
        shares: dict[str, float] = {}
        for name, value in case.items():
            info = self.infos.get(name)
            if info is None:
                near = nearest(name, self.infos)
                raise BadInputError.of("CP-UNC-004", where="--lever", found=name, near=near)
            total = value
            if info.unit == "share":
                shares[info.group] = shares.get(info.group, 0.0) + value
                total = shares[info.group]
            if not (info.low <= value and total <= info.high + 1e-12):
                raise BadInputError.of(
                    "CP-UNC-005",
                    where="--lever",
                    lever=name,
                    found=value,
                    low=info.low,
                    high=info.high,
                )


def what_if(computed: Computation) -> WhatIf:
    """Return the declared levers of a computed study, ready for any number of cases."""
    extended = _Extended(computed)
    infos = {info.id: info for info in extended.levers()}
    parts: list[Lever] = []
    columns: dict[str, tuple[int, ...]] = {}
    for name, info in infos.items():
        columns[name] = tuple(range(len(parts), len(parts) + len(info.parts)))
        parts += info.parts
    root = extended.system.roots[0]
    solved = presolve(problem(extended.system), parts, [{root: 1.0}])
    return WhatIf(computed=computed, infos=infos, columns=columns, solved=solved)


def what_if_document(
    found: WhatIf, settings: Mapping[str, float], *, document: Json | None = None
) -> Json:
    """Return the footprint with levers set, or the effect of each lever when none is.

    `document` is the footprint of the study where the caller has it already.
    """
    computed = found.computed
    per_unit = 1 / computed.counted.amount
    base = float(found.solved.base[0])
    document = document or computed.document
    result: Json = {
        "schema": "cellprint/whatif/1",
        "study": document["study"],
        "rulebook": document["rulebook"],
        "footprint_digest": document["digest"],
        "unit": document["total"]["unit"],
        "baseline": decimal_string(base * per_unit),
        "levers": [_lever_json(found, info, base, per_unit) for info in found.infos.values()],
    }
    if settings:
        value = float(found.per_battery([settings])[0])
        result |= {
            "settings": {name: decimal_string(number) for name, number in settings.items()},
            "value": decimal_string(value * per_unit),
            "difference": decimal_string(value / base - 1),
        }
    return result


def _lever_json(found: WhatIf, info: LeverInfo, base: float, per_unit: float) -> Json:
    """Return a lever with the footprint at its far end (a yield: at 95 %)."""
    end = {"share": info.high, "yield": 0.95}.get(info.unit, 0.0)
    value = float(found.per_battery([{info.id: end}])[0])
    return {
        "id": info.id,
        "name": text_json(info.name),
        "unit": info.unit,
        "low": decimal_string(info.low),
        "high": decimal_string(info.high),
        "base": decimal_string(info.base),
        "at": decimal_string(end),
        "value": decimal_string(value * per_unit),
        "difference": decimal_string(value / base - 1),
    }


def _settings(info: LeverInfo, value: float) -> tuple[float, ...]:
    """Return the values of a lever's parts: a yield scales by y0/y − 1, a supplier by its value."""
    if info.unit == "yield":
        return (info.base / value - 1.0,)
    if info.unit == "share":
        return (value,)
    return (1.0, value)


@dataclass(slots=True)
class _Extended:
    """The system of a study together with every provider that a lever may bring in."""

    computed: Computation
    system: System = field(init=False)
    nodes: dict[tuple[str, str], int] = field(init=False)
    routes: list[tuple[Link, str, Process, str]] = field(init=False, default_factory=list)
    supplies: list[tuple[Link, str, Process, str]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        computed = self.computed
        self._find_routes()
        self._find_supplies()
        roots = [(computed.linked.own.product, computed.study.study.plant.location)]
        roots += [(process, place) for _, _, process, place in (*self.routes, *self.supplies)]
        settings = link_settings(
            computed.catalogue,
            computed.study,
            computed.book,
            computed.linked.supplied,
            computed.linked.own,
        )
        self.system = link(computed.catalogue, settings, roots)
        self.nodes = {(node.process.id, node.location): node.index for node in self.system.nodes}

    def levers(self) -> list[LeverInfo]:
        return [
            *self._electricity_levers(),
            *self._route_levers(),
            *self._yield_levers(),
            *self._supplier_levers(),
        ]

    def _find_routes(self) -> None:
        """Find, for every input without a fixed route, the provider of each other route."""
        computed = self.computed
        catalogue, system = computed.catalogue, computed.system
        worth = self._worth()
        for one in system.all_links():
            exchange = one.exchange
            fixed = exchange.route or exchange.provider or exchange.flow == ELECTRICITY
            if fixed or one.provider is None or exchange.flow not in worth:
                continue
            current = system.nodes[one.provider].process
            for maker in catalogue.providers.get(exchange.flow, ()):
                if maker.id == current.id or not maker.route:
                    continue
                request = ProviderRequest(
                    flow=exchange.flow,
                    user_location=system.nodes[one.consumer].location,
                    period_year=computed.study.period_days[0].year,
                    location=exchange.location,
                    route=maker.route,
                )
                answer = find_provider(catalogue, request)
                self.routes.append((one, maker.route, answer.process, answer.location))

    def _worth(self) -> set[str]:
        """Return the products with several routes that carry a visible share."""
        computed = self.computed
        values, total = computed.intensities, abs(computed.linked.per_battery)
        needed = self._activity()
        carried: dict[str, float] = {}
        for one in computed.system.all_links():
            if one.provider is None:
                continue
            flow = one.exchange.flow
            value = abs(needed[one.consumer] * one.amount * values[one.provider])
            carried[flow] = carried.get(flow, 0.0) + float(value)
        several = computed.catalogue.providers
        return {
            flow
            for flow, value in carried.items()
            if value >= _WORTH * total and len(several.get(flow, ())) > 1
        }

    def _activity(self) -> Floats:
        from cellprint.engine import prepare, solve_forward  # noqa: PLC0415  (only here)

        demand = np.zeros(len(self.computed.system.nodes))
        demand[self.computed.root] = 1.0
        return solve_forward(prepare(problem(self.computed.system)), demand).values

    def _find_supplies(self) -> None:
        """Find the electricity of each technology for the plant's average electricity."""
        computed = self.computed
        catalogue = computed.catalogue
        for one in computed.system.all_links():
            if not self._is_plant_electricity(one):
                continue
            for technology in (name for name in TECHNOLOGIES if name.endswith("_delivered")):
                try:
                    answer = find_electricity(
                        catalogue,
                        location=computed.study.study.plant.location,
                        year=computed.study.period_days[0].year,
                        geography="country",
                        technology=technology,
                    )
                except CellprintError:
                    continue  # no factor of this technology in the country: no lever
                process = electricity_process(answer.factor, catalogue.locations)
                self.supplies.append((one, technology, process, answer.factor.location))

    def _is_plant_electricity(self, one: Link) -> bool:
        exchange = one.exchange
        own = self.computed.system.nodes[one.consumer].process.flow in ("stage", "component")
        plain = not (exchange.route or exchange.provider)
        return own and plain and exchange.flow == ELECTRICITY and one.kind is LinkKind.PROVIDER

    def _moved(self, links: Sequence[tuple[Link, Process, str]]) -> Lever:
        """Return the lever that moves inputs of the extended system to other providers."""
        entries: dict[tuple[int, int], float] = {}
        for one, process, place in links:
            consumer = self._consumer(one)
            old = self._provider(one)
            new = self.nodes[process.id, place]
            entries[old, consumer] = entries.get((old, consumer), 0.0) + one.amount
            entries[new, consumer] = entries.get((new, consumer), 0.0) - one.amount
        return Lever(entries=entries)

    def _consumer(self, one: Link) -> int:
        node = self.computed.system.nodes[one.consumer]
        return self.nodes[node.process.id, node.location]

    def _provider(self, one: Link) -> int:
        node = self.computed.system.nodes[one.provider or 0]
        return self.nodes[node.process.id, node.location]

    def _electricity_levers(self) -> list[LeverInfo]:
        groups: dict[str, list[tuple[Link, Process, str]]] = {}
        for one, technology, process, place in self.supplies:
            groups.setdefault(technology, []).append((one, process, place))
        return [
            LeverInfo(
                id=f"electricity.{technology.removesuffix('_delivered')}",
                name=Text(
                    en=f"Plant electricity from {TECHNOLOGIES[technology].en}",
                    zh=f"工厂用电来自{TECHNOLOGIES[technology].zh}",
                ),
                group=ELECTRICITY,
                low=0.0,
                high=1.0,
                base=0.0,
                unit="share",
                parts=(self._moved(links),),
            )
            for technology, links in groups.items()
        ]

    def _route_levers(self) -> list[LeverInfo]:
        groups: dict[tuple[str, str], list[tuple[Link, Process, str]]] = {}
        for one, route, process, place in self.routes:
            groups.setdefault((one.exchange.flow, route), []).append((one, process, place))
        levers = []
        for (flow, route), links in groups.items():
            name = self.computed.catalogue.flows[flow].name
            levers.append(
                LeverInfo(
                    id=f"route.{flow}.{route}",
                    name=Text(en=f"{name.en} by route {route}", zh=f"{name.zh}，路线 {route}"),
                    group=f"route.{flow}",
                    low=0.0,
                    high=1.0,
                    base=0.0,
                    unit="share",
                    parts=(self._moved(links),),
                )
            )
        return levers

    def _yield_levers(self) -> list[LeverInfo]:
        """Return one lever for each component that has items; the yield scales all of them."""
        levers = []
        yields = {
            amount.section: amount.derivation.yield_ for amount in self.computed.study.amounts
        }
        for component in self.computed.study.study.components:
            if not component.items:
                continue
            entries: dict[tuple[int, int], float] = {}
            items = {f"{component.id}/{item.id or item.product}" for item in component.items}
            for one in self.computed.system.all_links():
                if one.exchange.id.partition("@")[0] not in items or one.provider is None:
                    continue
                key = (self._provider(one), self._consumer(one))
                entries[key] = entries.get(key, 0.0) - one.amount
            name = (
                component.name.text() if component.name else Text(en=component.id, zh=component.id)
            )
            levers.append(
                LeverInfo(
                    id=f"yield.{component.id}",
                    name=Text(en=f"Yield: {name.en}", zh=f"合格率：{name.zh}"),
                    group=f"yield.{component.id}",
                    low=1e-6,
                    high=1.0,
                    base=yields.get(component.id, 1.0),
                    unit="yield",
                    parts=(Lever(entries=entries),),
                )
            )
        return levers

    def _supplier_levers(self) -> list[LeverInfo]:
        """Return one lever for each product of the bill: a supplier's own footprint."""
        bought: dict[str, list[Link]] = {}
        for one in self.computed.system.all_links():
            node = self.computed.system.nodes[one.consumer]
            if node.process.flow == "component" and one.provider is not None:
                bought.setdefault(one.exchange.flow, []).append(one)
        levers = []
        for flow, links in bought.items():
            found = self.computed.catalogue.flows.get(flow)
            if found is None or flow == ELECTRICITY:
                continue
            away: dict[tuple[int, int], float] = {}
            direct: dict[int, float] = {}
            for one in links:
                key = (self._provider(one), self._consumer(one))
                away[key] = away.get(key, 0.0) + one.amount
                direct[key[1]] = direct.get(key[1], 0.0) + one.amount
            name = Text(
                en=f"Supplier footprint: {found.name.en}", zh=f"供应商碳足迹：{found.name.zh}"
            )
            levers.append(
                LeverInfo(
                    id=f"supplier.{flow}",
                    name=name,
                    group=f"supplier.{flow}",
                    low=0.0,
                    high=1000.0,
                    base=float(self.computed.intensities[links[0].provider or 0]),
                    unit=f"kg CO2e/{found.unit}",
                    parts=(Lever(entries=away), Lever(direct=direct)),
                )
            )
        return levers
