"""The electricity factors of the catalogue, for looking through."""

from __future__ import annotations

from cellprint.app.documents import Json, text_json
from cellprint.catalogue.electricity import may_enter
from cellprint.catalogue.places import chain
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.model.inventory import GridFactor


def grid_factor_list(
    catalogue: Catalogue, *, location: str = "", year: int | None = None, kind: str = ""
) -> list[Json]:
    """Return the electricity factors, by place, kind, technology and year.

    Args:
        catalogue: the data.
        location: only factors of this place and of the wider places it lies in, nearest first.
        year: only factors of this year.
        kind: only factors of this kind, such as `life_cycle`.

    Raises:
        CP-DATA-103: the place is not in the catalogue.
        CP-DATA-109: no factor is of that kind.
    """
    kinds = sorted({factor.kind for factor in catalogue.grid_factors.values()})
    if kind and kind not in kinds:
        raise BadInputError.of("CP-DATA-109", where="--kind", found=kind, kinds=", ".join(kinds))
    places = list(catalogue.locations)
    if location:
        places = [place.id for place in chain(catalogue.locations, location, where="--location")]
    found = [
        factor
        for factor in catalogue.grid_factors.values()
        if factor.location in places
        and (year is None or factor.year == year)
        and kind in ("", factor.kind)
    ]
    near = {place: rank for rank, place in enumerate(places)} if location else {}
    found.sort(key=lambda one: (near.get(one.location, 0), *_order(one)))
    return [_row(catalogue, factor) for factor in found]


def _order(factor: GridFactor) -> tuple[str, str, str, int, str]:
    return factor.location, factor.kind, factor.technology, -factor.year, factor.id


def _row(catalogue: Catalogue, factor: GridFactor) -> Json:
    place = catalogue.locations[factor.location]
    return {
        "id": factor.id,
        "location": factor.location,
        "name": text_json(place.name),
        "kind": factor.kind,
        "technology": factor.technology,
        "gas_basis": factor.gas_basis,
        "year": factor.year,
        "value": factor.value_text,
        "unit": factor.unit,
        "may_enter": may_enter(factor),
        "issuer": factor.issuer,
        "document": factor.document,
        "table": factor.table,
        "licence": factor.licence,
        "status": factor.status.value,
        "note": factor.note,
    }
