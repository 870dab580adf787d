"""Two releases side by side: what changed, why, and what it does to products and packs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cellprint.app.compute import compute_study
from cellprint.app.data import newest_year
from cellprint.app.demo import example_studies
from cellprint.app.documents import Json, release_json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.app.opening import open_study
from cellprint.app.portfolio import Asked, footprints
from cellprint.app.product import usual_place
from cellprint.catalogue.diff import Change, Item, Why, catalogue_diff
from cellprint.catalogue.release import Catalogue
from cellprint.errors import CellprintError
from cellprint.model.inventory import FlowKind
from cellprint.model.study_resolve import resolve_study

SCHEMA = "cellprint/release-diff/1"
# Shown whether they change or not: what a reader of a release looks for first.
REFERENCE_PRODUCTS = (
    "lithium_carbonate",
    "lithium_hydroxide_monohydrate",
    "nickel_sulfate_hexahydrate",
    "cobalt_sulfate_heptahydrate",
    "manganese_sulfate_monohydrate",
    "iron_phosphate",
    "lfp_cathode",
    "nmc811_cathode",
    "graphite_anode",
    "lfp_cell",
    "nmc811_cell",
    "lfp_pack",
    "nmc811_pack",
)
# Smaller changes are the last digits of the solution.
_SAME = 1e-9


def release_diff(old: Catalogue, new: Catalogue, *, studies: Sequence[Path] | None = None) -> Json:
    """Return what changed from one release to the next, and the effect of it.

    Args:
        old: the earlier release.
        new: the later one.
        studies: study files whose batteries are computed with both; None for the examples.

    Returns:
        A document with `changed`, `added`, `removed`, and under `effect` the `products` (all
        whose footprint changes, and the reference products) and the `batteries`. A value that
        one of the releases cannot give is null, with the code of the error under `problem`.
    """
    diff = catalogue_diff(old, new)
    year = max(newest_year(old), newest_year(new))
    return {
        "schema": SCHEMA,
        "old": release_json(old),
        "new": release_json(new),
        "changed": [_change(one) for one in diff.changed],
        "added": [_item(one) for one in diff.added],
        "removed": [_item(one) for one in diff.removed],
        "effect": {
            "year": year,
            "products": _products(old, new, year),
            "batteries": _batteries(old, new, example_studies() if studies is None else studies),
        },
    }


def _change(one: Change) -> Json:
    return {
        "kind": one.kind,
        "id": one.id,
        "field": one.field,
        "old": one.old,
        "new": one.new,
        "before": _why(one.before),
        "why": _why(one.after),
    }


def _item(one: Item) -> Json:
    return {"kind": one.kind, "id": one.id, "value": one.value, "why": _why(one.why)}


def _why(one: Why) -> Json:
    return {"source": one.source, "page": one.page, "status": one.status, "note": one.note}


def _products(old: Catalogue, new: Catalogue, year: int) -> list[Json]:
    names = [
        flow.id
        for flow in new.flows.values()
        if flow.kind is not FlowKind.ELEMENTARY and new.providers.get(flow.id)
    ]
    before = _values(old, names, year)
    after = _values(new, names, year)
    rows = []
    for name in names:
        row = _compared(name, before.get(name), after.get(name))
        if row["changed"] or name in REFERENCE_PRODUCTS:
            flow = new.flows[name]
            rows.append({**row, "name": text_json(flow.name), "unit": f"kg CO2e/{flow.unit}"})
    return sorted(rows, key=_by_size)


def _values(catalogue: Catalogue, names: Iterable[str], year: int) -> dict[str, float | str]:
    asked = [
        Asked(product=name, place=usual_place(catalogue, catalogue.flows[name]))
        for name in names
        if catalogue.providers.get(name)
    ]
    return {one.product: value for one, value in footprints(catalogue, asked, year=year).items()}


def _batteries(old: Catalogue, new: Catalogue, studies: Iterable[Path]) -> list[Json]:
    rows = []
    for path in studies:
        loaded = open_study(path, new)
        row = _compared(loaded.study.id, _battery(old, path), _battery(new, path))
        name = text_json(loaded.study.name.text())
        rows.append({**row, "name": name, "unit": "kg CO2e/kWh capacity"})
    return rows


def _battery(catalogue: Catalogue, path: Path) -> float | str:
    """Return the footprint of a study per kWh of capacity, or the code of what prevents it."""
    loaded = open_study(path, catalogue)
    study = resolve_study(loaded.study, where=loaded.where)
    try:
        computed = compute_study(catalogue, study)
    except CellprintError as error:
        return error.code
    return computed.linked.per_battery / study.battery.capacity_kwh


def _compared(name: str, old: float | str | None, new: float | str | None) -> Json:
    row: Json = {"id": name, "old": _number(old), "new": _number(new), "change": None}
    problems = [one for one in (old, new) if isinstance(one, str)]
    if problems:
        row["problem"] = problems[-1]
    if isinstance(old, float) and isinstance(new, float):
        relative = (new - old) / abs(old) if old else 0.0
        row["change"] = decimal_string(relative)
        row["changed"] = abs(new - old) > _SAME * max(abs(old), abs(new))
    else:
        row["changed"] = old != new
    return row


def _number(value: float | str | None) -> str | None:
    return decimal_string(value) if isinstance(value, float) else None


def _by_size(row: Json) -> tuple[float, str]:
    size = abs(float(row["change"])) if row["change"] is not None else float("inf")
    return (-size, row["id"])
