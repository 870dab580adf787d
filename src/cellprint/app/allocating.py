"""How a process shares its burden with its co-products, with the bases checked."""

from __future__ import annotations

from collections.abc import Mapping

from cellprint.errors import BadInputError
from cellprint.model.inventory import Exchange, Process, Role
from cellprint.rules.allocation import Basis, CoProduct, mass_shares

ALLOCATION = "allocation."
NO_ALLOCATION = "none"


def allocation(exchange: Exchange, choices: Mapping[str, str]) -> str:
    """Return how a by-product shares the burden: `mass` or `none`.

    A study switches it with `allocation.<by-product>` among its choices.

    Raises:
        CP-LINK-008: another method is asked for.
    """
    method = choices.get(f"{ALLOCATION}{exchange.flow}") or exchange.allocation or NO_ALLOCATION
    if method not in ("mass", NO_ALLOCATION):
        raise BadInputError.of("CP-LINK-008", where=f"{ALLOCATION}{exchange.flow}", found=method)
    return method


def product_shares(process: Process, choices: Mapping[str, str]) -> dict[str, float]:
    """Return the part of a process's burden that its product and each co-product carry.

    Mass allocation: m_product / (m_product + sum of m_co-products), ISO 14044:2006, 4.3.4.2, step 3
    (a relation other than a physical one that reflects cause; here mass of the same material).
    The reference product stands under the process's own flow.

    Raises:
        CP-RULE-041: masses of a metal and of a compound stand side by side.
        CP-LINK-015: a co-product that shares by mass is not measured in kg.
    """
    sharing = [
        exchange
        for exchange in process.exchanges
        if exchange.role is Role.BYPRODUCT and allocation(exchange, choices) == "mass"
    ]
    if not sharing:
        return {process.flow: 1.0}
    products = [_weighed(process, process.flow, process.amount, process.unit)]
    products += [_weighed(process, one.flow, one.amount, one.unit) for one in sharing]
    return mass_shares(products)


def _weighed(process: Process, flow: str, amount: float, unit: str) -> CoProduct:
    """Return an output with the basis of its mass: `kg`, or kg of an element (`kg_Ni`)."""
    mass, _, element = unit.partition("_")
    if mass != "kg":
        raise BadInputError.of("CP-LINK-015", where=process.id, product=flow, unit=unit)
    return CoProduct(
        name=flow, mass_kg=amount, basis=Basis.METAL if element[:1].isupper() else Basis.COMPOUND
    )
