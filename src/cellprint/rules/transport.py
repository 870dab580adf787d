"""Load shares and utilisation of transport.

Source: Recommendation (EU) 2021/2279, Annex I, 4.4.3; Battery Carbon Footprint Rules v1.1 (2023),
p. 23.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cellprint.errors import BadInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A part of a trip: load and payload [t], and its share of the distance (0 to 1)."""

    load_t: float
    payload_t: float
    distance_share: float


def load_share(*, mass_t: float, payload_t: float) -> float:
    """Return the share of a vehicle that a consignment takes, mass over payload (0 to 1).

    Raises:
        CP-RULE-130: the payload is not positive, or the mass exceeds it or is negative.
    """
    if payload_t <= 0 or not 0 <= mass_t <= payload_t:
        raise BadInputError.of("CP-RULE-130", where="transport", mass=mass_t, payload=payload_t)
    return mass_t / payload_t


def utilisation(legs: Sequence[Leg]) -> float:
    """Return the utilisation of a trip, load shares weighted by distance (0 to 1).

    Equation:
        u = Σ (load / payload) · distance share

    Raises:
        CP-RULE-130: a load exceeds its payload.
        CP-RULE-131: the distance shares do not sum to one.
    """
    shares = math.fsum(leg.distance_share for leg in legs)
    if not math.isclose(shares, 1.0, abs_tol=1e-9):
        raise BadInputError.of("CP-RULE-131", where="transport", found=shares)
    return math.fsum(
        load_share(mass_t=leg.load_t, payload_t=leg.payload_t) * leg.distance_share for leg in legs
    )
