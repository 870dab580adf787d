"""Screen: the catalogue: facets and search, products and processes, footprint by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Query, Response

from cellprint.app.balances import balance_document
from cellprint.app.catalogue_views import Wanted, entry, product_list
from cellprint.app.documents import Json
from cellprint.app.product import product_footprint
from cellprint.catalogue.release import Catalogue
from cellprint.errors import CellprintError
from cellprint.model.inventory import FlowKind
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.shown import significant
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(id="catalogue", name="Catalogue", path="catalogue", router=router)

Words = Annotated[str, Query(max_length=200)]
_STEPS = 4
Facets = dict[str, list[tuple[str, int]]]


@router.get("/catalogue")
def page(
    visit: OnVisit,
    search: Words = "",
    family: Words = "",
    location: Words = "",
    status: Words = "",
    licence: Words = "",
) -> Response:
    """Show the products that fit, with the processes that make them."""
    wanted = Wanted(family=family, location=location, status=status, licence=licence)
    return visit.answer(lambda: _listed(visit, search.strip(), wanted))


@router.get("/catalogue/{name}")
def one(visit: OnVisit, name: str) -> Response:
    """Show a product or a process."""
    return visit.answer(lambda: _entry(visit, name))


@router.get("/catalogue/{name}/places")
def places(visit: OnVisit, name: str) -> Response:
    """Show the footprint of a product at each place where the data can make it."""
    return visit.answer(lambda: _places(visit, name))


def _listed(visit: Visit, search: str, wanted: Wanted) -> str:
    data = visit.desk.catalogue
    rows = product_list(data, search=search, wanted=wanted)
    return visit.page(
        "catalogue.html.j2",
        SCREEN.id,
        rows=rows,
        processes=sum(len(row["processes"]) for row in rows),
        facets=_facets(data, product_list(data)),
        locations=data.locations,
        search=search,
        wanted=wanted,
        release=data.release,
        json_at=address(
            "api",
            "v1",
            "catalogue",
            search=search,
            family=wanted.family,
            location=wanted.location,
            status=wanted.status,
            licence=wanted.licence,
        ),
    )


def _facets(data: Catalogue, rows: Iterable[Json]) -> Facets:
    """Return what the filters offer, each with the number of processes."""
    families, found_places, statuses = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        families[row["family"]] += len(row["processes"])
        for process in row["processes"]:
            found_places[process["location"]] += 1
            statuses.update(set(process["statuses"]))
    licences = Counter(source.licence for source in data.sources.values() if source.licence)
    return {
        "family": sorted(families.items()),
        "location": sorted(found_places.items()),
        "status": sorted(statuses.items()),
        "licence": sorted(licences.items()),
    }


def _entry(visit: Visit, name: str) -> str:
    data = visit.desk.catalogue
    found = entry(data, name)
    process = found["kind"] == "process"
    asked = [found["id"]] if process else [row["id"] for row in found["processes"]]
    footprints = {one: _footprint(data, one) for one in asked}
    return visit.page(
        "process.html.j2" if process else "product.html.j2",
        SCREEN.id,
        found=found,
        footprints=footprints,
        balance=balance_document(data, found["id"]) if process else None,
        default=None if process else _footprint(data, found["id"]),
        sources=data.sources,
        locations=data.locations,
        products={flow.id for flow in data.flows.values() if flow.kind is not FlowKind.ELEMENTARY},
        json_at=address("api", "v1", "catalogue", found["id"]),
    )


def _footprint(data: Catalogue, name: str, at: str = "") -> Json | None:
    """Return the footprint of one unit; None where the data cannot give one, as for a waste."""
    try:
        return product_footprint(data, name, at=at)
    except CellprintError:
        return None


def _tiles(rows: list[Json]) -> Json:
    """Return the provinces with the step of the ramp that each stands on, and the steps."""
    provinces = [row for row in rows if row["place"].level == "province"]
    values = [float(row["footprint"]["value"]) for row in provinces]
    if len(set(values)) < _STEPS:
        return {"tiles": [], "ramp": []}
    low, width = min(values), (max(values) - min(values)) / _STEPS
    ends = [significant(repr(low + number * width)) for number in range(_STEPS + 1)]
    tiles = [
        {**row, "step": min(_STEPS - 1, int((value - low) / width))}
        for row, value in zip(provinces, values, strict=True)
    ]
    return {"tiles": tiles, "ramp": list(pairwise(ends))}


def _places(visit: Visit, name: str) -> str:
    data = visit.desk.catalogue
    found = entry(data, name)
    powered = {factor.location for factor in data.grid_factors.values()}
    rows: list[Json] = []
    for place in sorted(powered & data.locations.keys()):
        footprint = _footprint(data, name, at=place)
        if footprint is not None and footprint["location"]["code"] == place:
            rows.append({"place": data.locations[place], "footprint": footprint})
    rows.sort(key=lambda row: float(row["footprint"]["value"]))
    return visit.page(
        "places.html.j2",
        SCREEN.id,
        found=found,
        rows=rows,
        **_tiles(rows),
        largest=max((abs(float(row["footprint"]["value"])) for row in rows), default=1.0),
        json_at=address("api", "v1", "products", found["id"]),
    )
