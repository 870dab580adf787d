"""Arithmetic identities of a PACT v3 footprint, data quality and primary data share.

Source: PACT data-exchange-protocol, spec/v3 (3.0.3): CarbonFootprint.

Equations:
    excl = fossil + luc + lm_bio_co2 + lm_removals + tech_removals + ccs_capture + bio_nonco2
    incl = excl + bio_uptake                      (bio_uptake ≤ 0)
    PDS  = 100 · Σ excl_i·primary_i / Σ excl_i
    DQR_k = Σ |excl_i|·s_ik / Σ |excl_i|          (absolute, so that negative parts do not cancel)

The published examples close only when land-management fossil emissions are added once more, which
contradicts the note of that field (already inside fossil). The sum is therefore tested as printed,
then in the variant, and the variant is a warning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cellprint.rules.data_quality import Scores

_TOLERANCE = Decimal("0.01")


class Identity(StrEnum):
    """How an identity of a record holds."""

    CLEAN = "clean"
    VARIANT = "warning"
    BROKEN = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class PactNumbers:
    """Numbers of a CarbonFootprint per declared unit [kg CO2e], as written.

    `luc`: land-use change; `lm_…`: land management; `tech_removals`, `ccs_capture`: technological
    removals and captured CO2 (both ≤ 0); `bio_uptake`: biogenic uptake (≤ 0).
    """

    excluding_uptake: Decimal
    including_uptake: Decimal
    fossil: Decimal
    bio_uptake: Decimal = Decimal(0)
    luc: Decimal = Decimal(0)
    lm_bio_co2: Decimal = Decimal(0)
    lm_removals: Decimal = Decimal(0)
    lm_fossil: Decimal = Decimal(0)
    tech_removals: Decimal = Decimal(0)
    ccs_capture: Decimal = Decimal(0)
    bio_nonco2: Decimal = Decimal(0)

    def components(self) -> tuple[Decimal, ...]:
        """Return the terms of the printed sum."""
        return (
            self.fossil,
            self.luc,
            self.lm_bio_co2,
            self.lm_removals,
            self.tech_removals,
            self.ccs_capture,
            self.bio_nonco2,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a footprint: contribution, primary share (0 to 1) and scores."""

    excluding_uptake: float
    primary: float
    scores: Scores


def uptake_identity(numbers: PactNumbers) -> Identity:
    """Return whether incl = excl + uptake holds."""
    wanted = numbers.excluding_uptake + numbers.bio_uptake
    scale = max(abs(numbers.bio_uptake), abs(numbers.including_uptake - numbers.excluding_uptake))
    is_close = _is_close(wanted, numbers.including_uptake, scale=scale)
    return Identity.CLEAN if is_close else Identity.BROKEN


def component_identity(numbers: PactNumbers) -> Identity:
    """Return whether the components sum to the value excluding uptake, in print or in variant."""
    printed = sum(numbers.components(), Decimal(0))
    stated = numbers.excluding_uptake
    if _is_close(printed, stated, scale=abs(stated)):
        return Identity.CLEAN
    if _is_close(printed + numbers.lm_fossil, stated, scale=abs(stated)):
        return Identity.VARIANT
    return Identity.BROKEN


def components_above_total(numbers: PactNumbers) -> tuple[Decimal, ...]:
    """Return components larger than the total although no other one is negative."""
    components = numbers.components()
    if any(component < 0 for component in components):
        return ()
    return tuple(component for component in components if component > numbers.excluding_uptake)


def primary_data_share(inputs: Sequence[Input]) -> float | None:
    """Return PDS [%], weighted by the value excluding uptake; None where that sums to zero.

    Source: PACT data model v3, 4.2.2; weighting in detail unverified.
    """
    whole = math.fsum(entry.excluding_uptake for entry in inputs)
    if not whole:
        return None
    return 100 * math.fsum(entry.excluding_uptake * entry.primary for entry in inputs) / whole


def quality_indicators(inputs: Sequence[Input]) -> tuple[float, float, float] | None:
    """Return DQR of technology, geography and time, weighted by absolute contributions."""
    weights = [abs(entry.excluding_uptake) for entry in inputs]
    whole = math.fsum(weights)
    if not whole:
        return None
    sums = [
        math.fsum(w * entry.scores.given()[k] for w, entry in zip(weights, inputs, strict=True))
        for k in range(3)
    ]
    return sums[0] / whole, sums[1] / whole, sums[2] / whole


def _is_close(computed: Decimal, stated: Decimal, *, scale: Decimal) -> bool:
    exponent = stated.as_tuple().exponent
    last_digit = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
    return abs(computed - stated) <= max(_TOLERANCE * scale, last_digit)
