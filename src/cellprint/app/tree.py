"""The contribution tree, walked over links with the footprints of all products at hand.

The branch of a link carries amount x footprint of one unit of its provider, so the tree needs no
further solve (docs/explanation/engine.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cellprint.model.footprint import Contribution
from cellprint.model.inventory import Flow, Text
from cellprint.model.system import Link, LinkKind, System

REST = Text(en="Rest", zh="其余")


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeLimits:
    """How far a tree is opened: smallest share of the total that gets a branch, and depth."""

    cut_off: float = 0.002
    depth: int = 9


def link_value(link: Link, intensities: npt.NDArray[np.float64]) -> float:
    """Return what a link carries per unit of its consumer's product [kg CO2e]."""
    if link.kind is LinkKind.EMISSION:
        return link.amount * link.factor
    if link.provider is None:
        return 0.0
    return link.amount * float(intensities[link.provider])


def segments(links: Sequence[Link]) -> list[str]:
    """Return a path segment for each link: its flow, numbered where a flow comes twice."""
    seen: Counter[str] = Counter()
    names = []
    for link in links:
        flow = link.exchange.flow
        seen[flow] += 1
        names.append(flow if seen[flow] == 1 else f"{flow}-{seen[flow]}")
    return names


def contribution_tree(
    system: System,
    intensities: npt.NDArray[np.float64],
    root: int,
    *,
    flows: Mapping[str, Flow],
    limits: TreeLimits,
) -> tuple[Contribution, ...]:
    """Return the branches of one unit of `root`, largest first, closed by a rest.

    Args:
        system: the linked system.
        intensities: footprint of one unit of every node's product, shape (n,) [kg CO2e/unit].
        root: index of the node whose unit is taken apart.
        flows: names of elementary flows.
        limits: smallest share of the root's footprint that gets a branch, and depth.
    """
    smallest = limits.cut_off * abs(float(intensities[root]))
    walker = _Walker(system, intensities, flows, smallest)
    return walker.branches(root, 1.0, limits.depth)


@dataclass(frozen=True, slots=True)
class _Walker:
    system: System
    intensities: npt.NDArray[np.float64]
    flows: Mapping[str, Flow]
    smallest: float

    def branches(self, index: int, scale: float, depth: int) -> tuple[Contribution, ...]:
        links = self.system.links[index]
        shown: list[Contribution] = []
        rest = 0.0
        for link, segment in zip(links, segments(links), strict=True):
            value = scale * link_value(link, self.intensities)
            if abs(value) < self.smallest or value == 0:
                rest += value
            else:
                shown.append(self.branch(link, segment, value, scale, depth))
        shown.sort(key=lambda branch: -abs(branch.value))
        if rest:
            shown.append(Contribution(id="rest", name=REST, kind="rest", value=rest))
        return tuple(shown)

    def branch(
        self, link: Link, segment: str, value: float, scale: float, depth: int
    ) -> Contribution:
        children: tuple[Contribution, ...] = ()
        provider = link.exchange.flow
        if link.provider is not None:
            provider = self.system.nodes[link.provider].process.id
        if link.provider is not None and depth > 1:
            children = self.branches(link.provider, scale * link.amount, depth - 1)
        citation = link.exchange.citation
        return Contribution(
            id=segment,
            name=self.name(link),
            kind=self.kind(link),
            value=value,
            amount=link.amount,
            unit=link.exchange.unit,
            location=link.found_location,
            status=citation.status,
            source=citation.source,
            page=citation.page,
            provider=provider,
            children=children,
        )

    def name(self, link: Link) -> Text:
        if link.provider is not None:
            return self.system.nodes[link.provider].process.name
        flow = self.flows.get(link.exchange.flow)
        return flow.name if flow else Text(en=link.exchange.flow, zh=link.exchange.flow)

    def kind(self, link: Link) -> str:
        if link.provider is None:
            return "emission"
        process = self.system.nodes[link.provider].process
        return process.flow if process.flow in ("stage", "component", "electricity") else "process"
