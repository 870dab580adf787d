"""A process of several products: its footprint under every way of sharing, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cellprint.app.allocating import (
    ALLOCATION,
    METHODS,
    NO_ALLOCATION,
    PARTITIONS,
    SUBSTITUTION,
    allocation,
    product_shares,
)
from cellprint.app.data import newest_year
from cellprint.app.documents import Json, text_json
from cellprint.app.linking import LinkSettings, link
from cellprint.app.numbers import decimal_string
from cellprint.app.solving import intensities
from cellprint.catalogue.release import Catalogue
from cellprint.errors import CellprintError
from cellprint.model.inventory import Exchange, Process, Role, Text

METHOD_NAMES: Mapping[str, Text] = {
    "none": Text(en="no share", zh="不分担"),
    "mass": Text(en="by mass", zh="按质量"),
    "economic": Text(en="by value", zh="按经济价值"),
    "exergy": Text(en="by exergy", zh="按㶲"),
    "substitution": Text(en="by substitution", zh="按替代（系统扩展）"),
}
_GWP_SET = "EF3.1"
_HOME = "CN"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A process with the choices of one method, and the footprint of its product [kg CO2e]."""

    choices: Mapping[str, str]
    value: float


def footprint_of(
    catalogue: Catalogue, process: Process, choices: Mapping[str, str] | None = None
) -> float:
    """Return the footprint of one unit of a process's product at its own place [kg CO2e/unit].

    A process of the world or of a wider region runs in China.

    Raises:
        CP-DATA, CP-LINK, CP-RULE: the process cannot be linked, or not shared in this way.
    """
    level = catalogue.locations[process.location].level
    wide = level in ("region", "world") and process.relocatable
    settings = LinkSettings(
        year=newest_year(catalogue), gwp_set=_GWP_SET, choices=dict(choices or {})
    )
    system = link(catalogue, settings, [(process, _HOME if wide else process.location)])
    return float(intensities(system)[system.roots[0]])


def side_by_side(catalogue: Catalogue, process: Process) -> list[Json]:
    """Return a row for each way of sharing a process's burden; empty without co-products.

    A row has the footprint of one unit of the product and of each co-product that carries a share,
    and the shares; or, under `because`, why this way is not open. With `substitution`, co-products
    of which the catalogue does not say what they displace leave without burden.
    """
    byproducts = [one for one in process.exchanges if one.role is Role.BYPRODUCT]
    if not byproducts:
        return []
    alone = footprint_of(catalogue, process, _choices(byproducts, NO_ALLOCATION))
    rows = []
    for method in METHODS:
        row: Json = {
            "method": method,
            "name": text_json(METHOD_NAMES[method]),
            "default": all(allocation(one, {}) == method for one in byproducts),
        }
        try:
            rows.append(row | _row(catalogue, process, byproducts, method, alone))
        except CellprintError as error:
            first = error.findings[0]
            rows.append(row | {"because": {lang: first.what(lang) for lang in ("en", "zh")}})
    return rows


def _row(
    catalogue: Catalogue,
    process: Process,
    byproducts: list[Exchange],
    method: str,
    alone: float,
) -> Json:
    choices = _choices(byproducts, method)
    if method == SUBSTITUTION:
        choices = _displacing(catalogue, byproducts)
    shares = product_shares(process, choices, catalogue.flows)
    value = alone if method == NO_ALLOCATION else footprint_of(catalogue, process, choices)
    # What the products have in common is what falls away from the product, over the others' part.
    others = 1.0 - shares[process.flow]
    joint = (alone - value) / others if method in PARTITIONS and others else 0.0
    return {
        "value": decimal_string(value),
        "shares": {flow: decimal_string(share) for flow, share in shares.items()},
        "co_products": {
            one.flow: decimal_string(shares[one.flow] * joint * process.amount / one.amount)
            for one in byproducts
            if method in PARTITIONS
        },
    }


def _choices(byproducts: list[Exchange], method: str) -> dict[str, str]:
    return {f"{ALLOCATION}{one.flow}": method for one in byproducts}


def _displacing(catalogue: Catalogue, byproducts: list[Exchange]) -> dict[str, str]:
    """Return the choice of substitution for what displaces something; for all, if nothing does."""
    known = [one for one in byproducts if catalogue.flows[one.flow].replaces is not None]
    others = [one for one in byproducts if one not in known] if known else []
    return _choices(known or byproducts, SUBSTITUTION) | _choices(others, NO_ALLOCATION)
