"""Default A, B, R1, R2, R3 and Q of a rule book for one class of material, with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from cellprint.rules.cff import Provenance
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet

MaterialClass = Literal["metal", "plastic", "other"]
MATERIALS: tuple[MaterialClass, ...] = get_args(MaterialClass)
_PARAMETERS = {
    "b": "eu.cff.B",
    "r1": "eu.cff.R1.default",
    "r2": "eu.cff.R2.default",
    "r3": "eu.cff.R3.default",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularDefault:
    """A default value of the formula and its source."""

    value: Decimal
    provenance: Provenance


def circular_defaults(
    parameters: ParameterSet, *, material: MaterialClass, on: date
) -> dict[str, CircularDefault | NotAssessable]:
    """Return the defaults of A, B, R1, R2, R3 and `quality` for a material on a day, by input name.

    An input that the book gives no value for is not assessable; A falls back on the value for
    materials that no list names (0.5).

    References:
        Recommendation (EU) 2021/2279, Annex I, 4.4.8; Battery Carbon Footprint Rules v1.1 (2023),
        Table 10.
    """
    listed = f"eu.cff.A.{material}"
    allocation = listed if listed in parameters else "eu.cff.A.unknown"
    names = {"a": allocation, "quality": f"eu.cff.Q.{material}", **_PARAMETERS}
    return {
        name: _default(parameters, parameter, on)
        for name, parameter in names.items()
        if parameter in parameters
    }


def _default(parameters: ParameterSet, parameter: str, on: date) -> CircularDefault | NotAssessable:
    number = parameters.number_at(parameter, on)
    if isinstance(number, NotAssessable):
        return number
    source = parameters.value_at(parameter, on)
    return CircularDefault(
        value=number, provenance=Provenance(status=source.status, reference=source.reference)
    )
