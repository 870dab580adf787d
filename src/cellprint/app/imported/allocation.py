"""How the burden of a process with several products is shared among them.

Stated shares are taken when they add up to one. Without them the products share by their common
physical property (ISO 14044:2006, 4.3.4.2); products that have none in common leave the burden
with the reference product. Which of the three was used is told for every process.
"""

from __future__ import annotations

from dataclasses import dataclass

from cellprint.app.imported.columns import Columns, ProcessFacts

_TOLERANCE = 1e-6
_ORDER = ("default", "physical", "economic", "causal", "other", "mass", "market value", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Parts of the burden that each product carries.

    Attributes:
        by_product: flow → part of everything (1 = all).
        by_exchange: (flow, seq) → part of that exchange, where the file shares each by itself.
        way: `single`, `stated`, `stated per exchange`, `physical property` or `reference product`.
    """

    by_product: dict[str, float]
    by_exchange: dict[tuple[str, int], float]
    way: str


def shares_of(columns: Columns, process: ProcessFacts, products: list[tuple[str, float]]) -> Shares:
    """Return how the products of a process share its burden.

    Args:
        columns: the database.
        process: the process.
        products: flow id and amount [reference unit of the flow] of each; the first is the
            reference product.
    """
    flows = [flow for flow, _ in products]
    if len(products) == 1:
        return Shares(by_product={flows[0]: 1.0}, by_exchange={}, way="single")
    stated = _stated(process, flows)
    if stated is not None:
        return stated
    common = _common_property(columns, products)
    if common is not None:
        return Shares(by_product=common, by_exchange={}, way="physical property")
    alone = dict.fromkeys(flows, 0.0) | {flows[0]: 1.0}
    return Shares(by_product=alone, by_exchange={}, way="reference product")


def _stated(process: ProcessFacts, flows: list[str]) -> Shares | None:
    """Return the shares that the file states, where they add up to one."""
    methods = {one.method for one in process.shares}
    if process.method:
        methods &= {process.method}
    for method in sorted(methods, key=lambda one: _ORDER.index(one) if one in _ORDER else 99):
        mine = [one for one in process.shares if one.method == method]
        whole = {one.product: float(one.share) for one in mine if one.exchange is None}
        if whole.keys() <= set(flows) and abs(sum(whole.values()) - 1.0) <= _TOLERANCE:
            filled = dict.fromkeys(flows, 0.0) | whole
            return Shares(by_product=filled, by_exchange={}, way="stated")
        single = {
            (one.product, one.exchange): float(one.share)
            for one in mine
            if one.exchange is not None
        }
        if single and _adds_up(single, flows):
            return Shares(
                by_product=_even(single, flows), by_exchange=single, way="stated per exchange"
            )
    return None


def _adds_up(single: dict[tuple[str, int], float], flows: list[str]) -> bool:
    """Return whether the shares of every exchange add up to one over the products."""
    sums: dict[int, float] = {}
    for (product, exchange), share in single.items():
        if product not in flows:
            return False
        sums[exchange] = sums.get(exchange, 0.0) + share
    return all(abs(total - 1.0) <= _TOLERANCE for total in sums.values())


def _even(single: dict[tuple[str, int], float], flows: list[str]) -> dict[str, float]:
    """Return the share of an exchange that the file forgot: the mean of those it names."""
    count = len({exchange for _, exchange in single})
    return {
        flow: sum(share for (product, _), share in single.items() if product == flow) / count
        for flow in flows
    }


def _common_property(
    columns: Columns, products: list[tuple[str, float]]
) -> dict[str, float] | None:
    """Return shares by the first property that all products have."""
    factors = [dict(columns.flows[columns.flow_ids.index[flow]].factors) for flow, _ in products]
    for name in factors[0]:
        if all(name in known for known in factors):
            sizes = [
                abs(amount) * known[name]
                for (_, amount), known in zip(products, factors, strict=True)
            ]
            total = sum(sizes)
            if total > 0:
                return {flow: size / total for (flow, _), size in zip(products, sizes, strict=True)}
    return None
