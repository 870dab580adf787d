"""What a rule book is: frozen records, no files, no look-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from cellprint.model.inventory import Text
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet, ParameterStatus

STAGES = ("raw_materials", "manufacturing", "distribution", "end_of_life")

EndOfLifeMethod = Literal["cff", "cut_off", "substitution", "open"]
MetalAllocation = Literal["price_ratio", ""]
CutOffBasis = Literal["mass", "ghg", "material_energy_and_impact", "justified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOffPolicy:
    """What may be left out: shares of `basis`, each item and together; None = no such limit.

    `per_item` and `cumulative` are ids of parameters (shares, 0 to 1).
    """

    id: str
    basis: CutOffBasis
    per_item: str | None = None
    cumulative: str | None = None

    def limits(
        self, parameters: ParameterSet, on: date
    ) -> tuple[Decimal | NotAssessable | None, Decimal | NotAssessable | None]:
        """Return the limits per item and cumulative that are valid on `on`."""
        per_item = parameters.number_at(self.per_item, on) if self.per_item else None
        cumulative = parameters.number_at(self.cumulative, on) if self.cumulative else None
        return per_item, cumulative


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRule:
    """How burdens are shared between co-products.

    Attributes:
        order: methods in the order they are to be tried; empty where the book's rule is not known.
        metals: `price_ratio` where metal co-products follow the price-ratio rule; empty otherwise.
    """

    order: tuple[str, ...]
    metals: MetalAllocation
    status: ParameterStatus
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalUnitRule:
    """Method that counts functional units, by battery category (`*` = any other).

    `option` names the book whose count may stand in, marked as an option, where this one is open.
    """

    methods: Mapping[str, str]
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredItem:
    """Something that a result or a report under the book has to contain."""

    id: str
    label: Text
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoint:
    """A question that the book leaves open; the options are computed and called options."""

    topic: str
    label: Text
    parameter: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """A versioned, dated method: what counts, as data.

    Attributes:
        stages: ids of the life-cycle stages that make up the total, in order.
        electricity: id of the resolver that decides; `electricity_reported` are shown beside it.
        gwp_set: id of the characterisation set.
        end_of_life: method that decides; `end_of_life_reported` are shown beside it.
        end_of_life_option: book whose parameters stand in for methods beside, marked as an option.
        allocation: how burdens are shared between co-products.
        checks: ids of the checks that apply.
        folder: dotted name of the package that the book was read from.
    """

    id: str
    name: Text
    version: str
    status: ParameterStatus
    evidence_date: date
    reference: str
    functional_unit: FunctionalUnitRule
    stages: tuple[str, ...]
    electricity: str
    electricity_reported: tuple[str, ...]
    gwp_set: str
    gwp_note: Text | None
    cut_off: tuple[CutOffPolicy, ...]
    end_of_life: EndOfLifeMethod
    end_of_life_reported: tuple[EndOfLifeMethod, ...]
    end_of_life_option: str
    allocation: AllocationRule
    checks: tuple[str, ...]
    required_content: tuple[RequiredItem, ...]
    open_points: tuple[OpenPoint, ...]
    parameters: ParameterSet
    folder: str
