"""Streams along the chain: from the contribution tree to nodes and links that conserve.

Columns run from left (upstream) to right (footprint). What is not shown by name goes into one
rest node per column; what is negative leaves its parent to a credit node, so that every node has
as much going in as going out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cellprint.charts.branches import opened, ungrouped
from cellprint.charts.document import REST, Footprint, Node, check_sum

TOTAL = "total"
CREDITS = "credits"
MOST_NODES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream between two nodes [kg CO2e per product]; `stage` is empty when mixed."""

    source: str
    target: str
    value: Decimal
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A node of the chain: a group of branches with the same name and place in one column."""

    id: str
    column: int
    kind: str
    branches: tuple[Node, ...]
    value: Decimal
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Nodes and links of the whole chain."""

    stops: tuple[Stop, ...]
    streams: tuple[Stream, ...]


@dataclass(slots=True)
class _Builder:
    """Collects one column after the other, from the footprint leftwards."""

    components: bool
    least: Decimal = Decimal(0)
    stops: list[Stop] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)

    def column_left_of(self, parents: Sequence[Stop], most: int) -> list[Stop]:
        """Add what feeds `parents`; return the named stops of the new column."""
        column = parents[0].column - 1
        groups = self._groups(parents)
        named = [key for key in groups if key != REST]
        named.sort(key=lambda key: -_burden(groups[key]))
        kept = [key for key in named if _burden(groups[key]) > self.least][:most]
        # A parent of which nothing would be shown by name stays a source.
        fed = {parent.id for key in kept for parent, _branch in groups[key]}
        stops = []
        for key in kept:
            branches = [(parent, node) for parent, node in groups[key] if node.value > 0]
            stops.append(self._add(f"{column}/{key}", column, "named", branches))
        rest = [
            pair
            for key, pairs in groups.items()
            for pair in pairs
            if key not in kept and pair[1].value > 0 and pair[0].id in fed
        ]
        if rest:
            self._add(f"{column}/{REST}", column, REST, rest)
        self._credits(parents, fed)
        return stops

    def _add(self, id_: str, column: int, kind: str, branches: Sequence[tuple[Stop, Node]]) -> Stop:
        value = sum((node.value for _parent, node in branches), Decimal(0))
        nodes = tuple(node for _parent, node in branches)
        stop = Stop(
            id=id_, column=column, kind=kind, branches=nodes, value=value, stage=_stage(nodes)
        )
        self.stops.append(stop)
        for parent in {id(p): p for p, _node in branches}.values():
            into = [node for p, node in branches if p is parent]
            self._stream(stop.id, parent.id, into)
        return stop

    def _stream(self, source: str, target: str, nodes: Sequence[Node]) -> None:
        value = sum((node.value for node in nodes), Decimal(0))
        self.streams.append(
            Stream(source=source, target=target, value=abs(value), stage=_stage(nodes))
        )

    def _below(self, branch: Node) -> tuple[Node, ...]:
        nodes = opened(branch)
        return nodes if self.components else tuple(ungrouped(nodes))

    def _groups(self, parents: Sequence[Stop]) -> dict[str, list[tuple[Stop, Node]]]:
        """Return what lies below `parents`, the same thing from the same place together."""
        groups: dict[str, list[tuple[Stop, Node]]] = {}
        for parent in parents:
            for branch in parent.branches:
                # A branch that is not opened continues as rest beside those that are.
                for node in self._below(branch) or (branch,):
                    unnamed = node.is_rest or node is branch or node.kind == "emission"
                    key = REST if unnamed else f"{node.name.en}@{node.location}"
                    groups.setdefault(key, []).append((parent, node))
        return groups

    def _credits(self, parents: Sequence[Stop], fed: set[str]) -> None:
        """Let what is negative below `parents` leave them to the right."""
        column = parents[0].column + 1
        taken = []
        for parent in parents:
            below = (node for branch in parent.branches for node in self._below(branch))
            nodes = [node for node in below if node.value < 0]
            if nodes and parent.id in fed:
                self._stream(parent.id, f"{column}/{CREDITS}", nodes)
                taken += nodes
        if taken:
            value = sum((node.value for node in taken), Decimal(0))
            self.stops.append(
                Stop(
                    id=f"{column}/{CREDITS}",
                    column=column,
                    kind=CREDITS,
                    branches=tuple(taken),
                    value=-value,
                    stage="",
                )
            )


def chain(
    footprint: Footprint,
    *,
    levels: int,
    components: bool = True,
    most: int = MOST_NODES,
    least: Decimal = Decimal(0),
) -> Chain:
    """Return the chain of a footprint with `levels` columns left of the total.

    Args:
        footprint: the document.
        levels: 1 shows stages only, each further one what those are made of.
        components: give components (groups of parts) a column of their own.
        most: largest number of nodes.
        least: share of the footprint (1 = all) that a node must exceed to be shown by name.

    Raises:
        CP-CHART-003: a node does not conserve.
    """
    named = 8
    built = _built(footprint, levels, named, components=components, least=least)
    while len(built.stops) > most and named > 1:
        named -= 1
        built = _built(footprint, levels, named, components=components, least=least)
    result = Chain(stops=tuple(built.stops), streams=tuple(built.streams))
    check_conservation(result)
    return result


def check_conservation(found: Chain) -> None:
    """Refuse a chain in which a node has more or less going in than going out.

    The footprint itself is where the chain ends: what enters it is its value and the credits
    that leave it.

    Raises:
        CP-CHART-003: naming the node.
    """
    for stop in found.stops:
        inflow = [stream.value for stream in found.streams if stream.target == stop.id]
        outflow = [stream.value for stream in found.streams if stream.source == stop.id]
        if inflow and outflow and stop.kind != TOTAL:
            check_sum(outflow, sum(inflow, Decimal(0)), stop.id)
        if inflow:
            check_sum(inflow, _throughput(found, stop), stop.id)


def _throughput(found: Chain, stop: Stop) -> Decimal:
    """Return what flows through a stop: its value and the credits that leave it."""
    leaving = (
        stream.value
        for stream in found.streams
        if stream.source == stop.id and stream.target.endswith(CREDITS)
    )
    return stop.value + sum(leaving, Decimal(0))


def _built(
    footprint: Footprint, levels: int, named: int, *, components: bool, least: Decimal
) -> _Builder:
    smallest = least * abs(footprint.per_product.value)
    builder = _Builder(components=components, least=smallest)
    root = Node(
        id=TOTAL,
        path="",
        stage="",
        name=footprint.name,
        kind=TOTAL,
        value=footprint.per_product.value,
        share=Decimal(1),
        children=footprint.contributions,
    )
    total = Stop(id=TOTAL, column=levels, kind=TOTAL, branches=(root,), value=root.value, stage="")
    builder.stops.append(total)
    parents: list[Stop] = [total]
    for level in range(levels):
        parents = builder.column_left_of(parents, len(footprint.stages) if level == 0 else named)
        if not parents:
            break
    return builder


def _burden(pairs: Sequence[tuple[Stop, Node]]) -> Decimal:
    return sum((node.value for _parent, node in pairs if node.value > 0), Decimal(0))


def _stage(nodes: Sequence[Node]) -> str:
    stages = {node.stage for node in nodes}
    return stages.pop() if len(stages) == 1 else ""
