"""Cradle-to-gate footprint of one unit of any catalogue product."""

from __future__ import annotations

from collections.abc import Mapping

from cellprint.app.allocating import ALLOCATION
from cellprint.app.data import newest_year
from cellprint.app.documents import (
    Json,
    contribution_json,
    links_json,
    location_json,
    release_json,
    restricted_json,
    sources_json,
    status_json,
    text_json,
)
from cellprint.app.linking import LinkSettings, chosen, electricity_process, link
from cellprint.app.numbers import decimal_string
from cellprint.app.solving import intensities
from cellprint.app.support import support
from cellprint.app.tree import TreeLimits, contribution_tree
from cellprint.catalogue.electricity import find_electricity
from cellprint.catalogue.lookup import ProviderRequest, find_provider
from cellprint.catalogue.names import resolve_flow
from cellprint.catalogue.release import Catalogue
from cellprint.catalogue.restricted import restricted
from cellprint.model.inventory import Flow, FlowKind, GridFactor, Process

GWP_SET = "EF3.1"
# The catalogue describes Chinese supply; what has no country of its own is run there.
HOME = "CN"


def product_footprint(
    catalogue: Catalogue,
    name: str,
    *,
    at: str = "",
    year: int | None = None,
    choices: Mapping[str, str] | None = None,
    grid_factors: Mapping[str, GridFactor] | None = None,
    limits: TreeLimits | None = None,
) -> Json:
    """Return the cradle-to-gate footprint of one unit of a product as a document.

    Args:
        catalogue: the data.
        name: product id, alias, process id, formula, or name in either language.
        at: place where it is made; empty for the default provider's own place.
        year: year of the electricity factors; the newest when None.
        choices: product → route or route@place, for this product and everything upstream of it.
        grid_factors: place → electricity factor that replaces the catalogue's there.
        limits: how far the contribution tree is opened.

    Returns:
        A document with `product`, `location`, `unit`, `value` [kg CO2e per unit],
        `contributions`, `unverified_share`, `unverified_paths_share`, `links`, `sources`,
        `catalogue`.

    Raises:
        CP-DATA-…: the product, place or route is unknown.
    """
    settings = LinkSettings(
        year=year or newest_year(catalogue),
        gwp_set=GWP_SET,
        choices=resolved_choices(catalogue, choices or {}),
        grid_factors=grid_factors or {},
    )
    # A product wins over a process of the same name: its routes can be chosen.
    named = None if name in catalogue.flows else catalogue.processes.get(name)
    flow = catalogue.flows[named.flow] if named else resolve_flow(catalogue, name)
    process, location, route = _root(catalogue, settings, flow, named, at)
    system = link(catalogue, settings, [(process, location)])
    values = intensities(system)
    root = system.roots[0]
    total = float(values[root])
    rests = support(system, root, total)
    closed = restricted(catalogue)
    branches = contribution_tree(
        system, values, root, flows=catalogue.flows, limits=limits or TreeLimits()
    )
    return {
        "product": {"id": flow.id, "name": text_json(flow.name)},
        "process": {"id": process.id, "name": text_json(process.name), "route": route},
        "location": location_json(location, catalogue.locations),
        "year": settings.year,
        "unit": f"kg CO2e/{flow.unit}",
        "value": decimal_string(total),
        "contributions": [contribution_json(branch, total, closed) for branch in branches],
        "unverified_share": decimal_string(rests.unverified),
        "unverified_paths_share": decimal_string(rests.paths),
        "data": {"by_status": status_json(rests.shares)},
        "links": links_json(system),
        "choices": dict(sorted(settings.choices.items())),
        "gwp_set": settings.gwp_set,
        "sources": sources_json(system, catalogue),
        "catalogue": release_json(catalogue),
        **restricted_json(closed, system),
    }


def resolved_choices(catalogue: Catalogue, choices: Mapping[str, str]) -> dict[str, str]:
    """Return choices keyed by product id, whatever name of the product they were given by."""
    return {_choice(catalogue, name): route for name, route in choices.items()}


def _choice(catalogue: Catalogue, name: str) -> str:
    """Return a choice's key with the id of its product: a route, or how a by-product shares."""
    if name.startswith(ALLOCATION):
        return f"{ALLOCATION}{resolve_flow(catalogue, name.removeprefix(ALLOCATION)).id}"
    return resolve_flow(catalogue, name).id


def product_root(
    catalogue: Catalogue, settings: LinkSettings, name: str, at: str
) -> tuple[Process, str]:
    """Return the process, and the place it runs at, that `product_footprint` starts from.

    Raises:
        CP-DATA-…: the product, place or route is unknown.
    """
    named = catalogue.processes.get(name)
    flow = catalogue.flows[named.flow] if named else resolve_flow(catalogue, name)
    process, location, _ = _root(catalogue, settings, flow, named, at)
    return process, location


def usual_place(catalogue: Catalogue, flow: Flow) -> str:
    """Return where a product is made when nobody says: the place of its default process.

    A process without a country (a technology described for the world) is run in `HOME`.
    """
    makers = catalogue.providers.get(flow.id, ())
    default = next((one for one in makers if one.route == flow.default_route), None)
    place = default or next(iter(makers), None)
    if place is None or catalogue.locations[place.location].level in ("region", "world"):
        return HOME
    return place.location


def _root(
    catalogue: Catalogue, settings: LinkSettings, flow: Flow, named: Process | None, at: str
) -> tuple[Process, str, str]:
    if flow.kind is FlowKind.ELECTRICITY:
        factor = settings.grid_factors.get(at) or (
            find_electricity(
                catalogue,
                location=at or HOME,
                year=settings.year,
                geography=settings.geography,
                technology=settings.choices.get(flow.id, ""),
                where=flow.id,
            ).factor
        )
        supply = electricity_process(factor, catalogue.locations)
        return supply, factor.location, factor.technology
    if named is not None:
        moved = bool(at) and named.relocatable
        return named, at if moved else named.location, named.route
    choice, place = chosen(settings.choices, flow.id)
    answer = find_provider(
        catalogue,
        ProviderRequest(
            flow=flow.id,
            user_location=at or usual_place(catalogue, flow),
            period_year=settings.year,
            location=at or place,
            choice=choice,
            where=flow.id,
        ),
    )
    return answer.process, answer.location, answer.process.route
