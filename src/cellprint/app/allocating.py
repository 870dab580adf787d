"""How a process shares its burden with its co-products: by mass, value, exergy or displacement.

The order of ISO 14044:2006, 4.3.4.2: divide the process (only `joint` exchanges are shared), widen
the system (`substitution`), share by a physical relation (`mass`, `exergy`), share by another one
(`economic`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cellprint.errors import BadInputError, CellprintError
from cellprint.model.inventory import Citation, Exchange, Flow, Process, Property, Role
from cellprint.rules.allocation import (
    Basis,
    CoProduct,
    Price,
    economic_shares,
    mass_shares,
    physical_shares,
)

ALLOCATION = "allocation."
NO_ALLOCATION = "none"
SUBSTITUTION = "substitution"
PARTITIONS = ("mass", "economic", "exergy")
METHODS = (NO_ALLOCATION, *PARTITIONS, SUBSTITUTION)


def allocation(exchange: Exchange, choices: Mapping[str, str]) -> str:
    """Return how a by-product shares the burden: one of `METHODS`.

    A study switches it with `allocation.<by-product>` among its choices.

    Raises:
        CP-LINK-008: another method is asked for.
    """
    method = choices.get(f"{ALLOCATION}{exchange.flow}") or exchange.allocation or NO_ALLOCATION
    if method not in METHODS:
        raise BadInputError.of(
            "CP-LINK-008",
            where=f"{ALLOCATION}{exchange.flow}",
            found=method,
            methods=", ".join(METHODS),
        )
    return method


def product_shares(
    process: Process, choices: Mapping[str, str], flows: Mapping[str, Flow]
) -> dict[str, float]:
    """Return the part of the joint burden that the product and each co-product carry.

    Equation:
        f_i = m_i·v_i / Σ m_j·v_j     v = 1 (mass), price (economic), exergy

    The reference product stands under the process's own flow. Masses share only what is measured
    in kg of a compound or in kg of metals. By-products without burden and those that are credited
    by substitution take no part.

    Raises:
        CP-RULE-041, CP-RULE-042: masses of metal and compound, or currencies, side by side.
        CP-LINK-015: a product that shares by mass or value is not measured in kg.
        CP-LINK-018: a product has no price or no exergy.
        CP-LINK-019: two methods are asked for in one process.
    """
    sharing = {
        exchange.flow: (exchange.amount, exchange.unit, allocation(exchange, choices))
        for exchange in process.exchanges
        if exchange.role is Role.BYPRODUCT and allocation(exchange, choices) in PARTITIONS
    }
    if not sharing:
        return {process.flow: 1.0}
    methods = sorted({method for _, _, method in sharing.values()})
    if len(methods) > 1:
        raise BadInputError.of("CP-LINK-019", where=process.id, methods=", ".join(methods))
    outputs = {process.flow: (process.amount, process.unit)}
    outputs |= {flow: (amount, unit) for flow, (amount, unit, _) in sharing.items()}
    if methods[0] == "mass":
        return mass_shares([_weighed(process, name, *one) for name, one in outputs.items()])
    if methods[0] == "exergy":
        return physical_shares(
            {
                name: (amount * _property(process, flows, name, "exergy").amount, "MJ")
                for name, (amount, _) in outputs.items()
            }
        )
    return economic_shares([_priced(process, flows, name, *one) for name, one in outputs.items()])


def carried(process: Process, exchange: Exchange, share: float) -> float:
    """Return the part of an exchange that the reference product carries.

    Where a process says which exchanges its products have in common, only these are shared.
    """
    divided = any(one.joint for one in process.exchanges)
    return share if exchange.joint or not divided else 1.0


def displaced(exchange: Exchange, flows: Mapping[str, Flow], *, where: str) -> Exchange:
    """Return the input, of negative amount, that stands for what a by-product displaces.

    Raises:
        CP-LINK-018: the catalogue does not say what it displaces.
    """
    flow = flows.get(exchange.flow)
    if flow is None or flow.replaces is None:
        raise _missing(where, exchange.flow, "replaces")
    instead = flow.replaces
    return replace(
        exchange,
        role=Role.INPUT,
        flow=instead.flow,
        amount=-exchange.amount * instead.amount,
        amount_text=f"-{exchange.amount_text} × {instead.amount_text}",
        unit=flows[instead.flow].unit,
        citation=_weaker(exchange.citation, instead.citation),
        uncertainty=None,
        floor=None,
    )


def _weaker(one: Citation, other: Citation) -> Citation:
    """Return the citation of the less supported of two amounts that are multiplied."""
    order = ["company", "official", "published", "derived", "unverified"]
    return max(one, other, key=lambda citation: order.index(citation.status.value))


def _weighed(process: Process, flow: str, amount: float, unit: str) -> CoProduct:
    """Return an output with the basis of its mass: `kg`, or kg of an element (`kg_Ni`)."""
    mass, _, element = unit.partition("_")
    if mass != "kg":
        raise BadInputError.of("CP-LINK-015", where=process.id, product=flow, unit=unit)
    return CoProduct(
        name=flow, mass_kg=amount, basis=Basis.METAL if element[:1].isupper() else Basis.COMPOUND
    )


def _priced(
    process: Process, flows: Mapping[str, Flow], name: str, amount: float, unit: str
) -> CoProduct:
    """Return an output with its price; both are per unit of its flow, so their bases agree."""
    output = _weighed(process, name, amount, unit)
    price = _property(process, flows, name, "price")
    currency = price.unit.partition("/")[0]
    return replace(output, price=Price(per_kg=price.amount, basis=output.basis, currency=currency))


def _property(process: Process, flows: Mapping[str, Flow], name: str, key: str) -> Property:
    flow = flows.get(name)
    value: Property | None = getattr(flow, key) if flow else None
    if value is None:
        raise _missing(process.id, name, key)
    return value


def _missing(where: str, product: str, key: str) -> CellprintError:
    return BadInputError.of("CP-LINK-018", where=where, product=product, key=key)
