"""The linked system: a study and the part of the catalogue that it reaches.

A node is a process run at a place. A link is what became of one exchange of one node: linked to
another node, counted as an emission, or cut off with a reason. Every exchange of every node has
exactly one link, so the link report accounts for all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cellprint.model.inventory import Exchange, Process


class LinkKind(StrEnum):
    """What became of an exchange."""

    PROVIDER = "provider"
    EMISSION = "emission"
    CUT_OFF = "cut_off"


class CutOffReason(StrEnum):
    """Why an exchange carries no burden; the texts are in the report catalogue."""

    BYPRODUCT = "byproduct_without_burden"
    COPRODUCT = "coproduct_with_its_share"
    BALANCE_ONLY = "loss_for_balance_only"
    RESOURCE = "resource_without_climate_factor"
    UNCHARACTERISED = "emission_without_climate_factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A process run at a place; `index` is its column in the matrices.

    `share` is the part of the process's joint burden that its reference product carries; the rest
    goes with co-products.
    """

    index: int
    process: Process
    location: str
    share: float = 1.0

    @property
    def key(self) -> str:
        """Return the stable identity `process@place`."""
        return f"{self.process.id}@{self.location}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What became of one exchange of `consumer`.

    `amount` is per unit of the consumer's reference product, in the unit of the provider's
    product (PROVIDER) or in kg of the elementary flow (EMISSION); `factor` is the
    characterisation factor [kg CO2e/kg] of an emission.
    """

    consumer: int
    exchange: Exchange
    kind: LinkKind
    amount: float
    provider: int | None = None
    factor: float = 0.0
    reason: CutOffReason | None = None
    asked_location: str = ""
    found_location: str = ""
    steps: tuple[str, ...] = ()
    distance: int = 0
    borrowed: bool = False
    years_off: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Nodes and links of one linked study or product.

    Attributes:
        nodes: the processes with their places; position = index.
        links: for each node, one link for each of its exchanges, in their order.
        roots: indices of the nodes that were asked for.
        gwp_set: id of the characterisation set that the factors come from.
    """

    nodes: tuple[Node, ...]
    links: tuple[tuple[Link, ...], ...]
    roots: tuple[int, ...]
    gwp_set: str

    def all_links(self) -> Iterator[Link]:
        """Yield every link, node by node."""
        for links in self.links:
            yield from links

    def link_counts(self) -> dict[str, int]:
        """Return how many exchanges are linked (provider or emission) and cut off.

        `errors` is always 0 here: an exchange that cannot be linked stops the linking.
        """
        kinds = Counter(link.kind for link in self.all_links())
        return {
            "linked": kinds[LinkKind.PROVIDER] + kinds[LinkKind.EMISSION],
            "cut_off": kinds[LinkKind.CUT_OFF],
            "errors": 0,
        }
