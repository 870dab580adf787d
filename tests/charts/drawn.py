"""What a chart draws, read back from its specification."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cellprint.charts.document import Footprint, read_footprint
from tests.charts.example import Json, example_document, rest, text, with_shares

if TYPE_CHECKING:
    import altair as alt

Row = dict[str, Any]


def rows(chart: alt.LayerChart, mark: str) -> list[Row]:
    """Return the data of every layer that draws `mark` (rect, text, rule or area)."""
    specification = with_data(chart)
    return [
        row
        for layer in specification["layer"]
        if layer["mark"]["type"] == mark
        for row in layer["data"]["values"]
    ]


def with_data(chart: alt.LayerChart) -> Row:
    """Return the specification, checked against the schema of Vega-Lite."""
    specification: Row = chart.to_dict()
    return specification


def texts(chart: alt.LayerChart) -> list[str]:
    return [row["text"] for row in rows(chart, "text")]


def boxes(chart: alt.LayerChart) -> dict[str, Row]:
    """Return the drawn boxes by the id of what they show."""
    return {row["id"]: row for row in rows(chart, "rect")}


def example() -> Footprint:
    return read_footprint(example_document())


def leaf(id_: str, value: str, kind: str = "process", at: str = "") -> Json:
    return {
        "id": id_,
        "name": text(id_, id_),
        "kind": kind,
        "value": value,
        "location": at,
        "children": [],
    }


def node(id_: str, *children: Json, kind: str = "process", at: str = "") -> Json:
    total = sum((Decimal(str(child["value"])) for child in children), Decimal(0))
    return {**leaf(id_, str(total), kind, at), "children": list(children)}


def footprint_of(*stages: Json, **more: Any) -> Footprint:
    """Return a footprint of one functional unit with this contribution tree."""
    total = sum((Decimal(str(stage["value"])) for stage in stages), Decimal(0))
    scale = total or Decimal(1)
    rows_ = [
        {
            "id": stage["id"],
            "name": stage["name"],
            "value": stage["value"],
            "per_product": stage["value"],
            "share": str(Decimal(str(stage["value"])) / scale),
        }
        for stage in stages
        if stage["id"] != "rest"
    ]
    document: Json = {
        "product": {"id": "p", "name": text("Product", "产品")},
        "study": {"id": "s", "name": text("Study", "研究")},
        "total": {"value": str(total), "unit": "kg CO2e/kWh delivered"},
        "per_product": {"value": str(total), "unit": "kg CO2e/battery"},
        "stages": rows_,
        "contributions": [with_shares(stage, scale) for stage in stages],
        **more,
    }
    return read_footprint(document)


__all__ = ["boxes", "example", "footprint_of", "leaf", "node", "rest", "rows", "texts", "with_data"]
