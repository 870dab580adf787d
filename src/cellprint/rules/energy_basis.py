"""Coal equivalent on its two bases, which must not be added: calorific and equivalent value.

Chinese statistics count electricity by its heat content (当量值) or by the coal burnt to make it
(等价值). Both are written in kgce; a sum over both means nothing. Source: GB/T 2589 (unverified).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cellprint.errors import BadInputError


class ElectricityBasis(StrEnum):
    """How the electricity inside a coal equivalent was counted."""

    CALORIFIC = "calorific"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalEquivalent:
    """An energy in kg of coal equivalent, with the basis of its electricity."""

    kgce: float
    basis: ElectricityBasis


def total_coal_equivalent(parts: Sequence[CoalEquivalent]) -> CoalEquivalent:
    """Return the sum of energies on one basis [kgce].

    Raises:
        CP-RULE-090: the parts stand on both bases, or there are none.
    """
    bases = {part.basis for part in parts}
    if len(bases) != 1:
        found = ", ".join(sorted(basis.value for basis in bases)) or "–"
        raise BadInputError.of("CP-RULE-090", where="energy", bases=found)
    return CoalEquivalent(kgce=sum(part.kgce for part in parts), basis=bases.pop())
