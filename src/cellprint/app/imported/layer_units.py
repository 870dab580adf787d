"""Units of outside databases as the catalogue spells them.

The long names are those of Brightway and ecoinvent. A unit of which the meaning differs between
tools (`ton`, which is short, long or metric) is not among them.
"""

from __future__ import annotations

from cellprint.errors import CellprintError
from cellprint.units import canonical_unit

_SPELLINGS = {
    "t*km": "tkm",
    "ton kilometer": "tkm",
    "metric ton*km": "tkm",
    "p*km": "",
    "unit": "item",
    "p": "item",
    "l": "L",
    "litre": "L",
    "kilogram": "kg",
    "gram": "g",
    "kilowatt hour": "kWh",
    "megajoule": "MJ",
    "cubic meter": "m3",
    "square meter": "m2",
    "meter": "m",
    "kilometer": "km",
    "hour": "h",
}


def catalogue_unit(text: str) -> str:
    """Return the unit as the catalogue writes it, nothing when it has no such unit.

    >>> catalogue_unit("kilowatt hour")
    'kWh'
    """
    wanted = _SPELLINGS.get(text, text)
    if not wanted:
        return ""
    try:
        return canonical_unit(wanted, where="unit")
    except CellprintError:
        return ""
