"""From emissions to kg CO2e, with the sub-totals that have to be shown; one GWP set per result.

Source: Recommendation (EU) 2021/2279, Annex I, section on GHG emissions and removals; EF 3.1
factors for 32023R1542 Annex II(1) and (6).

Equation:
    G = Σ m_f · GWP100_f        per part: fossil, biogenic, land use, not split
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from cellprint.errors import BadInputError
from cellprint.model.inventory import GwpSet
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet

Part = Literal["fossil", "biogenic", "land_use", "not_split"]
PARTS: tuple[Part, ...] = ("fossil", "biogenic", "land_use", "not_split")
# An aggregated factor says how much, not of what: it belongs to no part.
_AGGREGATE = "co2e_aggregate"
_THRESHOLD = "eu.subtotal.threshold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission:
    """An amount of an elementary flow; `unit` is stated so that it can be checked to be kg."""

    flow: str
    amount: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Characterised:
    """A climate result with its parts [kg CO2e] and the id of the GWP set behind it."""

    gwp_set: str
    parts: Mapping[Part, float]

    @property
    def total(self) -> float:
        """Return the sum of the parts [kg CO2e]."""
        return math.fsum(self.parts.values())


def part_of(flow: str) -> Part:
    """Return the sub-total that an elementary flow belongs to.

    >>> part_of("ch4_biogenic"), part_of("co2_uptake_land_use"), part_of("sf6")
    ('biogenic', 'land_use', 'fossil')
    """
    if flow == _AGGREGATE:
        return "not_split"
    if flow.endswith("_biogenic"):
        return "biogenic"
    return "land_use" if flow.endswith("_land_use") else "fossil"


def characterised(emissions: Iterable[Emission], gwp: GwpSet) -> Characterised:
    """Return the climate result of `emissions` under one GWP set, by part [kg CO2e].

    Raises:
        CP-RULE-050: an amount is not in kg.
        CP-RULE-051: the set has no factor for a flow; missing is not zero.

    References:
        Recommendation (EU) 2021/2279, Annex I, section on GHG emissions and removals.
    """
    terms: dict[Part, list[float]] = {part: [] for part in PARTS}
    for emission in emissions:
        if emission.unit != "kg":
            raise BadInputError.of("CP-RULE-050", where=emission.flow, unit=emission.unit)
        if emission.flow not in gwp.factors:
            raise BadInputError.of(
                "CP-RULE-051", where=emission.flow, flow=emission.flow, gwp_set=gwp.id
            )
        value = emission.amount * gwp.factors[emission.flow]
        terms[part_of(emission.flow)].append(value)
    return Characterised(
        gwp_set=gwp.id, parts={part: math.fsum(values) for part, values in terms.items()}
    )


def added(results: Sequence[Characterised]) -> Characterised:
    """Return the sum of climate results.

    A result moves from one set to another only through its inventory, never by a scalar.

    Raises:
        CP-RULE-052: the results come from different GWP sets, or there are none.
    """
    sets = {result.gwp_set for result in results}
    if len(sets) != 1:
        raise BadInputError.of(
            "CP-RULE-052", where="characterisation", sets=", ".join(sorted(sets)) or "–"
        )
    return Characterised(
        gwp_set=sets.pop(),
        parts={part: math.fsum(result.parts[part] for result in results) for part in PARTS},
    )


def reported_parts(
    result: Characterised, parameters: ParameterSet, *, on: date
) -> tuple[Part, ...] | NotAssessable:
    """Return the parts that have to be reported apart: more than 5 % of the total, by size.

    Parts are compared with the total by absolute value, so that a removal is not overlooked.

    References:
        Recommendation (EU) 2021/2279, Annex I, section on GHG emissions and removals.
    """
    threshold = parameters.number_at(_THRESHOLD, on)
    if isinstance(threshold, NotAssessable):
        return threshold
    limit = abs(Decimal(str(result.total))) * threshold
    return tuple(
        part
        for part in PARTS
        if part != "not_split" and abs(Decimal(str(result.parts[part]))) > limit
    )
