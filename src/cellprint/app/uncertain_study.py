"""A computed study as an uncertain system: what is drawn, and where it acts.

One quantity may act in many places: an exchange of a process that runs at several places, a
parameter that several lines use. Such places move together.

Amounts that formulas derive from parameters are taken as linear in each parameter around the stated
values (exact for sums, products with constants and quotients by constants; first order otherwise).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cellprint.app.compute import Computation
from cellprint.app.linking import ELECTRICITY
from cellprint.app.solving import problem
from cellprint.engine.quantities import (
    Quantity,
    fixed,
    lognormal,
    normal,
    table,
    triangular,
    uniform,
)
from cellprint.engine.uncertain import UncertainSystem, entry_positions, links, uncertain
from cellprint.model.inventory import Exchange, ProcessKind, Text, Uncertainty
from cellprint.model.parameters import ResolvedParameter
from cellprint.model.study_resolve import resolve_study
from cellprint.model.study_resolved import ResolvedAmount
from cellprint.model.system import Link, LinkKind, Node
from cellprint.model.uncertainty import Spread

# Step of the derivative of an amount by a parameter, as a share of the parameter.
_STEP = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known about a drawn quantity: for rankings that people read.

    Attributes:
        name: stable id; the draw is keyed by it.
        kind: `parameter`, `study` (a line of the study) or `catalogue` (an exchange).
        label: what it is.
        unit: unit of its value.
        source, status: support of the value.
    """

    name: str
    kind: str
    label: Text
    unit: str
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainStudy:
    """An uncertain system with what is known of each of its quantities, in the same order."""

    system: UncertainSystem
    known: tuple[Known, ...]


@dataclass(slots=True)
class _Terms:
    """Terms of the linear model, gathered link by link."""

    quantities: dict[str, tuple[Quantity, Known]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    cols: list[int] = field(default_factory=list)
    entry_names: list[str] = field(default_factory=list)
    entry_weights: list[float] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    direct_names: list[str] = field(default_factory=list)
    direct_weights: list[float] = field(default_factory=list)

    def add(self, link: Link, name: str, weight: float) -> None:
        """Let the amount of `link` change by `weight` per unit of the quantity `name`."""
        if link.provider is None:
            self.columns.append(link.consumer)
            self.direct_names.append(name)
            self.direct_weights.append(weight * link.factor)
        else:
            self.rows.append(link.provider)
            self.cols.append(link.consumer)
            self.entry_names.append(name)
            self.entry_weights.append(-weight)


def uncertain_study(computed: Computation) -> UncertainStudy:
    """Return the uncertain system of a computed study.

    Raises:
        CP-ENG-…: a spread that no distribution has.
    """
    terms = _Terms()
    amounts = {amount.id: amount for amount in computed.study.amounts}
    slopes = parameter_slopes(computed)
    for link in computed.system.all_links():
        if link.kind is LinkKind.CUT_OFF:
            continue
        line = amounts.get(link.exchange.id.partition("@")[0])
        if line is not None:
            _study_terms(terms, computed, link, line, slopes)
        elif link.exchange.uncertainty is not None:
            _catalogue_terms(terms, computed, link, link.exchange.uncertainty)
    base = problem(computed.system)
    names = {name: number for number, name in enumerate(terms.quantities)}
    return UncertainStudy(
        system=uncertain(
            base,
            table([quantity for quantity, _ in terms.quantities.values()]),
            entries=links(
                place=entry_positions(base, products=terms.rows, processes=terms.cols),
                quantity=[names[name] for name in terms.entry_names],
                coefficient=terms.entry_weights,
                places=base.values.size,
                quantities=len(names),
            ),
            direct=links(
                place=terms.columns,
                quantity=[names[name] for name in terms.direct_names],
                coefficient=terms.direct_weights,
                places=base.size,
                quantities=len(names),
            ),
            mixes=[
                entry_positions(base, products=products, processes=[node.index] * len(products))
                for node, products in _mixes(computed)
            ],
        ),
        known=tuple(known for _, known in terms.quantities.values()),
    )


def parameter_slopes(computed: Computation) -> Mapping[str, Mapping[str, float]]:
    """Return parameter → line → change of the line's amount per unit of the parameter."""
    study = computed.study
    base = {amount.id: amount.amount for amount in study.amounts}
    slopes: dict[str, dict[str, float]] = {}
    for name, parameter in study.parameters.items():
        if parameter.spread is None:
            continue
        step = abs(parameter.quantity.value) * _STEP or _STEP
        ends = []
        for sign in (-1, 1):
            value = f"{parameter.quantity.value + sign * step!r} {parameter.quantity.unit}"
            moved = resolve_study(study.study, overrides={**study.overrides, name: value})
            ends.append({amount.id: amount.amount for amount in moved.amounts})
        low, high = ends
        slopes[name] = {
            line: (high[line] - low[line]) / (2 * step) for line in base if high[line] != low[line]
        }
    return slopes


def _study_terms(
    terms: _Terms,
    computed: Computation,
    link: Link,
    line: ResolvedAmount,
    slopes: Mapping[str, Mapping[str, float]],
) -> None:
    if line.amount == 0:
        return
    # The link's amount in its own unit, per unit of the line's amount (contracts split lines).
    scale = link.amount / line.amount
    if line.spread is not None:
        name = f"study:{line.id}"
        if name not in terms.quantities:
            terms.quantities[name] = (
                spread_quantity(name, line.amount, line.spread),
                _known_line(name, computed, link.exchange, line),
            )
        terms.add(link, name, scale)
    for parameter, changed in slopes.items():
        slope = changed.get(line.id)
        if slope is None:
            continue
        name = f"parameter:{parameter}"
        if name not in terms.quantities:
            terms.quantities[name] = _parameter(computed.study.parameters[parameter], name)
        terms.add(link, name, scale * slope)


def _parameter(found: ResolvedParameter, name: str) -> tuple[Quantity, Known]:
    label = found.label.text() if found.label else Text(en=found.name, zh=found.name)
    source, value = found.source, found.quantity.value
    drawn = spread_quantity(name, value, found.spread) if found.spread else fixed(name, value)
    return (
        drawn,
        Known(
            name=name,
            kind="parameter",
            label=label,
            unit=found.quantity.unit,
            source=source.document if source else "",
            status=str(source.status or "") if source else "",
        ),
    )


def _catalogue_terms(terms: _Terms, computed: Computation, link: Link, spread: Uncertainty) -> None:
    exchange = link.exchange
    if exchange.amount == 0:
        return
    name = f"catalogue:{exchange.id}"
    if name not in terms.quantities:
        node = computed.system.nodes[link.consumer]
        terms.quantities[name] = (
            exchange_quantity(name, exchange.amount, spread),
            _known_exchange(name, computed, node, link),
        )
    sign = 1.0 if exchange.amount > 0 else -1.0
    terms.add(link, name, sign * abs(link.amount / exchange.amount))


def exchange_quantity(name: str, amount: float, spread: Uncertainty) -> Quantity:
    """Return the quantity of a catalogue amount; a negative amount is drawn by its size.

    The amount is the median of a lognormal and the mode of a triangular distribution.

    Raises:
        CP-ENG-009: the spread does not fit the amount.
    """
    size = abs(amount)
    if spread.gsd is not None:
        return lognormal(name, median=size, gsd=spread.gsd, low=spread.low or 0.0)
    low, high = sorted((abs(spread.low or 0.0), abs(spread.high or 0.0)))
    if spread.distribution == "uniform":
        return uniform(name, low=low, high=high, base=size)
    return triangular(name, low=low, mode=size, high=high)


def spread_quantity(name: str, amount: float, spread: Spread) -> Quantity:
    """Return the quantity of an amount of a study.

    Raises:
        CP-ENG-009: the spread does not fit the amount.
    """
    if spread.gsd is not None:
        return lognormal(name, median=amount, gsd=spread.gsd)
    if spread.sd is not None:
        return normal(name, mean=amount, sd=spread.sd)
    low, high = spread.low or 0.0, spread.high or 0.0
    if spread.distribution == "uniform":
        return uniform(name, low=low, high=high, base=amount)
    mode = amount if spread.mode is None else spread.mode
    return triangular(name, low=low, mode=mode, high=high, base=amount)


def _known_line(
    name: str, computed: Computation, exchange: Exchange, line: ResolvedAmount
) -> Known:
    flow = computed.catalogue.flows.get(exchange.flow)
    what = flow.name if flow else Text(en=line.flow, zh=line.flow)
    return Known(
        name=name,
        kind="study",
        label=Text(en=f"{what.en} ({line.id})", zh=f"{what.zh}（{line.id}）"),
        unit=line.unit,
        source=exchange.citation.source,
        status=str(exchange.citation.status),
    )


def _known_exchange(name: str, computed: Computation, node: Node, link: Link) -> Known:
    exchange, made = link.exchange, node.process.name
    flow = computed.catalogue.flows.get(exchange.flow)
    what = flow.name if flow else Text(en=exchange.flow, zh=exchange.flow)
    if link.provider is not None and exchange.flow != ELECTRICITY:
        # Two routes of one product are told apart by the names of their processes.
        what = computed.system.nodes[link.provider].process.name
    return Known(
        name=name,
        kind="catalogue",
        label=Text(en=f"{what.en}, for: {made.en}", zh=f"{made.zh}：{what.zh}"),
        unit=exchange.unit,
        source=exchange.citation.source,
        status=str(exchange.citation.status),
    )


def _mixes(computed: Computation) -> list[tuple[Node, list[int]]]:
    """Return each market with the providers whose shares add up to one."""
    mixes = []
    for node in computed.system.nodes:
        if node.process.kind is not ProcessKind.MARKET:
            continue
        providers = {
            link.provider
            for link in computed.system.links[node.index]
            if link.provider is not None and link.exchange.unit == node.process.unit
        }
        if len(providers) > 1:
            mixes.append((node, sorted(providers)))
    return mixes
