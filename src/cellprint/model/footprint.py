"""The footprint: a value with its stages, contributions and derivation."""

from __future__ import annotations

from dataclasses import dataclass

from cellprint.model.inventory import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One branch of the contribution tree.

    Attributes:
        id: segment of the path that `explain` takes; unique among its siblings.
        kind: `process`, `electricity`, `emission`, `stage`, `component` or `rest`.
        value: what the branch carries [kg CO2e per product]; children sum to it.
        amount, unit: amount of the exchange per unit of the parent's reference product.
        status: status of the exchange's own amount.
        provider: id of the process or electricity factor; of the flow for an emission.
    """

    id: str
    name: Text
    kind: str
    value: float
    amount: float | None = None
    unit: str = ""
    location: str = ""
    status: str = ""
    source: str = ""
    page: str = ""
    provider: str = ""
    children: tuple[Contribution, ...] = ()
