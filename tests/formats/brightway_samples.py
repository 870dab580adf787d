"""A workbook of Brightway's Excel importer, written for the tests; the figures are invented."""

from __future__ import annotations

import io
import math
from typing import Any, TypeAlias

from xlsxwriter import Workbook  # type: ignore[import-untyped, unused-ignore]

Rows: TypeAlias = list[list[Any]]

LABELS = ["name", "amount", "unit", "database", "location", "type", "categories", "formula"]
SPREADS = ["uncertainty type", "loc", "scale", "negative", "comment"]


def steel_rows() -> Rows:
    """Return the steel of the other samples: 1 t with 400 kWh, lime of another database, gases."""
    return [
        ["Database", "plant"],
        ["licence", "members only"],
        [],
        ["Project parameters"],
        ["name", "amount", "formula"],
        ["share", 2],
        [],
        ["Database parameters"],
        ["name", "amount", "formula"],
        ["base", 200, "share * 100"],
        [],
        ["Activity", "Steel making"],
        ["code", "steel"],
        ["reference product", "Steel"],
        ["unit", "ton"],
        ["location", "DE"],
        ["comment", "made for the tests"],
        ["worker", "somebody"],
        ["Parameters", "steel group"],
        ["name", "amount", "formula"],
        ["per_tonne", 2],
        [],
        ["Exchanges"],
        [*LABELS, *SPREADS],
        ["Steel making", 1, "ton", "plant", "DE", "production", "", ""],
        [
            *["Power plant", 400, "kWh", "plant", "DE", "technosphere", "", "base * per_tonne"],
            *[2, math.log(400), math.log(1.2), "", "from the meter"],
        ],
        ["Lime", 0.05, "ton", "shop", "GLO", "technosphere", "", ""],
        ["Carbon dioxide, fossil", 1800, "kilogram", "bio", "", "biosphere", "air", ""],
        ["Methane, fossil", 0.002, "kilogram", "bio", "", "biosphere", "air::urban", ""],
        [],
        ["Activity", "Power plant"],
        ["reference product", "Electricity"],
        ["unit", "kilowatt hour"],
        ["location", "DE"],
        ["Exchanges"],
        LABELS,
        ["Power plant", 0.01, "kilowatt hour", "", "", "technosphere", "", ""],
        ["Carbon dioxide, fossil", 0.5, "kilogram", "bio", "", "biosphere", "air", ""],
    ]


def workbook(*sheets: Rows) -> bytes:
    """Return a workbook of these sheets."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    for rows in sheets or (steel_rows(),):
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(at, column, value)
    book.close()
    return out.getvalue()
