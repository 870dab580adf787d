"""A study as rows of the sheets: the nested document turned into flat lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]

PLANT, END_OF_LIFE, PRODUCT, COLLECTION = "@plant", "@end_of_life", "@product", "@collection"
USE, WASTE = "use", "waste"
# Where the rows of a part go: marker → section of the study, and its list of products used.
SECTIONS = {PLANT: ("manufacturing", "materials"), END_OF_LIFE: ("end_of_life", "items")}


def study_rows(data: Mapping[str, Any]) -> Rows:
    """Return sheet id → rows of a study in plain form (`study_data`).

    Forms are one row. Sources stay where they stand; the writer numbers them.
    """
    rows: Rows = {"battery": [_form(data)], "end_of_life": [dict(data.get("end_of_life", {}))]}
    rows["parts"] = [dict(part) for part in data.get("components", ())]
    rows["items"], carried = _items(data)
    rows["energy"] = list(_listed(data, "energy"))
    rows["emissions"] = list(_listed(data, "emissions"))
    rows["logistics"] = [*carried, *_freight(data)]
    rows["parameters"] = [
        {"name": name, **entry} for name, entry in data.get("parameters", {}).items()
    ]
    rows["choices"] = [
        {"product": product, "route": route} for product, route in data.get("choices", {}).items()
    ]
    for section in ("contracts", "supplier_footprints", "cut_offs"):
        rows[section] = [dict(entry) for entry in data.get(section, ())]
    return rows


def at(row: Mapping[str, Any], keys: Sequence[str]) -> Any:
    """Return the value at nested keys; None where there is none."""
    value: Any = row
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _form(data: Mapping[str, Any]) -> Row:
    """Return what the form of the battery shows; lists stand on sheets of their own."""
    form = dict(data)
    for section in ("manufacturing", "distribution"):
        body = data.get(section, {})
        form[section] = {key: value for key, value in body.items() if isinstance(value, str)}
    return form


def _sections(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (part, key of its list of products used, section)."""
    for component in data.get("components", ()):
        yield component["id"], "items", component
    for marker, (section, used) in SECTIONS.items():
        yield marker, used, data.get(section, {})


def _items(data: Mapping[str, Any]) -> tuple[list[Row], list[Row]]:
    """Return the rows of products and wastes, and the freight that goes with them."""
    items: list[Row] = []
    freight: list[Row] = []
    for part, used, section in _sections(data):
        for use, key in ((USE, used), (WASTE, "waste")):
            for item in section.get(key, ()):
                row = f"M{len(items) + 1}"
                items.append({"row": row, "part": part, "use": use, **item})
                freight += [{"carries": row, **leg} for leg in item.get("transport", ())]
    return items, freight


def _listed(data: Mapping[str, Any], key: str) -> Iterator[Row]:
    for part, _, section in _sections(data):
        for entry in section.get(key, ()):
            yield {"part": part, **entry}


def _freight(data: Mapping[str, Any]) -> Iterator[Row]:
    for leg in data.get("distribution", {}).get("legs", ()):
        yield {"carries": PRODUCT, **leg}
    for leg in data.get("end_of_life", {}).get("transport", ()):
        yield {"carries": COLLECTION, **leg}
