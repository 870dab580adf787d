"""What a study says about contracts, supplier footprints, electricity and cut-offs."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from cellprint.model.quantity import Quantity, parse_quantity
from cellprint.model.study_fields import (
    AmountText,
    EnergyText,
    IdText,
    LabelField,
    Per,
    Period,
    Place,
    ShareText,
    SourceField,
    StudyShape,
    checked,
    refuse,
)
from cellprint.model.uncertainty import UncertaintyEntry
from cellprint.units import conversion_factor, joined_unit, unit_powers

LIFE_CYCLE = "life_cycle"


def co2e_per_unit(text: str, *, where: str) -> Quantity:
    """Return a footprint `8.1 kgCO2e/kg` as kilograms of CO2e per unit of the product.

    The result's unit is the unit of the product.

    Raises:
        CP-UNIT-…: not a quantity, or not CO2e over something.
    """
    quantity = parse_quantity(text, where=where)
    powers = unit_powers(quantity.unit)
    below = {name: -power for name, power in powers.items() if power < 0}
    above = {name: power for name, power in powers.items() if power > 0}
    factor = conversion_factor(found=joined_unit(above), wanted="kgCO2e", where=where)
    if sum(below.values()) != 1:
        conversion_factor(found=quantity.unit, wanted="kgCO2e/kg", where=where)
    value = quantity.value if factor == 1 else quantity.value * factor
    number = quantity.number if factor == 1 else repr(value)
    return Quantity(text=quantity.text, number=number, value=value, unit=joined_unit(below))


class Factor(StudyShape):
    """An electricity factor that the study brings along."""

    value: AmountText = Field(description="Factor (`0.0285 kgCO2e/kWh`)")
    kind: str = Field(description="Must be life_cycle: direct factors never enter a footprint")
    year: int = Field(ge=1990, le=2100, description="Year the factor holds for")
    gas_basis: str = Field("CO2e", description="Gases inside")
    source: SourceField = Field(description="Where the factor comes from")

    @model_validator(mode="after")
    def _usable(self) -> Factor:
        _require_life_cycle(self.kind)
        checked(lambda: _per_kwh(self.value))
        return self


class Evidence(StudyShape):
    """What proves a contract or its attributes."""

    document: str = Field(min_length=1, description="Contract, certificate or statement")
    issuer: str | None = Field(None, description="Who issued it")
    number: str | None = Field(None, description="Contract or certificate number(s)")
    registry: str | None = Field(None, description="Registry that holds the certificates")
    cancelled_on: date | None = Field(None, description="Day of cancellation or retirement")
    beneficiary: str | None = Field(None, description="Whom the attributes were cancelled for")
    note: str | None = Field(None, description="Remark")


class Contract(StudyShape):
    """A claim on a source of electricity."""

    id: IdText = Field(description="Identifier that `supply:` names")
    name: LabelField | None = Field(None, description="What the contract is called")
    type: Literal["ppa", "green_certificate", "direct_line", "on_site", "supplier_mix"] = Field(
        description="Kind of claim"
    )
    technology: str | None = Field(None, description="wind, solar, hydro, nuclear, …")
    amount: EnergyText = Field(description="Energy claimed for this product")
    per: Per = Field("period", description="What the amount is for")
    location: Place | None = Field(None, description="Where the electricity is generated")
    period: Period | None = Field(None, description="When it was generated")
    factor: Factor | None = Field(None, description="Life-cycle factor of the electricity")
    grid_factor: str | None = Field(None, description="Id of an electricity factor instead")
    attributes: Literal["retired", "kept", "sold", "unknown"] = Field(
        "unknown", description="What became of the environmental attributes"
    )
    tracked: bool | None = Field(
        None, description="Whether the attributes are tracked and were claimed once only"
    )
    evidence: Evidence | None = Field(None, description="Proof")
    note: str | None = Field(None, description="Remark")

    @model_validator(mode="after")
    def _has_factor(self) -> Contract:
        given = [name for name in ("factor", "grid_factor") if getattr(self, name) is not None]
        if len(given) > 1 or (not given and self.technology is None):
            refuse("CP-STUDY-018", found=", ".join(given) or "-")
        return self


class SupplierFootprint(StudyShape):
    """A cradle-to-gate footprint that a supplier states."""

    id: IdText = Field(description="Identifier that `supplier:` names")
    product: str = Field(description="Flow of the catalogue that it is the footprint of")
    supplier: str | None = Field(None, description="Company")
    value: AmountText = Field(description="Footprint (`8.1 kgCO2e/kg`)")
    kind: str = Field(description="Must be life_cycle: direct emissions are no footprint")
    boundary: Literal["cradle_to_gate"] = Field(description="System boundary")
    period: Period | None = Field(None, description="Period of the supplier's data")
    location: Place = Field(description="Place of the supplier's plant")
    verified_by: str | None = Field(None, description="Verifier, if there was one")
    rulebook: str | None = Field(None, description="Rule book the supplier used")
    primary_data_share: ShareText | None = Field(None, description="Share of primary data")
    data_quality: str | None = Field(None, description="Data quality rating, as stated")
    uncertainty: UncertaintyEntry | None = Field(None, description="Spread of the value")
    source: SourceField = Field(description="The supplier's document")
    declaration: str | None = Field(
        None, description="Relative path of the supplier's signed declaration (JSON or PDF)"
    )
    batches: list[str] | None = Field(
        None, description="Batches that were bought; each may be declared in one study only"
    )
    note: str | None = Field(None, description="Remark")

    @model_validator(mode="after")
    def _usable(self) -> SupplierFootprint:
        _require_life_cycle(self.kind)
        checked(lambda: co2e_per_unit(self.value, where=""))
        return self


class ElectricityChoice(StudyShape):
    """The grid electricity of the plant, where it is not what the catalogue would answer."""

    grid_factor: str | None = Field(None, description="Id of an electricity factor")
    factor: Factor | None = Field(None, description="A factor that the catalogue does not have")

    @model_validator(mode="after")
    def _one(self) -> ElectricityChoice:
        if (self.grid_factor is None) == (self.factor is None):
            refuse("CP-STUDY-018", found="-" if self.factor is None else "factor, grid_factor")
        return self


class CutOff(StudyShape):
    """Something that the study leaves out."""

    what: LabelField = Field(description="What is left out")
    reason: LabelField = Field(description="Why")
    estimated_share: ShareText | None = Field(None, description="Estimated share of the footprint")


def _require_life_cycle(kind: str) -> None:
    if kind != LIFE_CYCLE:
        refuse("CP-STUDY-019", found=kind, expected=LIFE_CYCLE)


def _per_kwh(text: str) -> None:
    """Require CO2e per unit of electricity."""
    found = co2e_per_unit(text, where="")
    conversion_factor(found=found.unit, wanted="kWh", where="")
