"""What a study says about materials, energy, emissions, waste, freight and end of life."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cellprint.model.study_fields import (
    AmountOrNumber,
    AmountText,
    DistanceText,
    IdText,
    LabelField,
    MassText,
    Per,
    Place,
    SourceField,
    StudyShape,
    TextList,
    refuse,
)
from cellprint.model.uncertainty import UncertaintyEntry

NO_TREATMENT = "none"


class Transport(StudyShape):
    """One leg of freight."""

    mode: str = Field(description="Freight product: road_heavy, rail_freight, sea_container, …")
    distance: DistanceText = Field(description="Distance of the leg (`300 km`)")
    from_: Place | None = Field(None, alias="from", description="Place where the leg starts")
    to: Place | None = Field(None, description="Place where the leg ends")
    uncertainty: UncertaintyEntry | None = Field(None, description="Spread of the distance")
    source: SourceField | None = Field(None, description="Where the distance comes from")
    note: str | None = Field(None, description="Remark")


class Figure(StudyShape):
    """What every amount of a study carries."""

    id: IdText | None = Field(None, description="Identifier; the product's name when left out")
    amount: AmountText = Field(description="How much")
    per: Per | None = Field(
        None, description="What the amount is for; the section's `per` if absent"
    )
    uncertainty: UncertaintyEntry | None = Field(None, description="Spread of the amount")
    source: SourceField = Field(description="Where the amount comes from")
    note: str | None = Field(None, description="Remark")


class Recycled(StudyShape):
    """The recycled part of a product that is used, with the proof of it."""

    content: AmountOrNumber = Field(description="Recycled content, 0 to 1 (`12 %`)")
    material: Literal["metal", "plastic", "other"] = Field(
        description="Class of the material, which decides the allocation factor A"
    )
    product: str | None = Field(None, description="Recycled product; the item's own if absent")
    route: str | None = Field(None, description="Way of making it, as the catalogue names it")
    supplier: str | None = Field(None, description="Id of a supplier footprint of this study")
    source: SourceField = Field(description="Proof of the content: traceability, certificate")


class Item(Figure):
    """A product that is used, or a waste that is treated."""

    product: str = Field(description="Flow of the catalogue: id, alias, formula or name")
    from_: Place | None = Field(None, alias="from", description="Place the product comes from")
    route: str | None = Field(
        None, description="Way of making the product, as the catalogue names it"
    )
    supplier: str | None = Field(None, description="Id of a supplier footprint of this study")
    process: str | None = Field(None, description="Id of one process of the catalogue")
    mass: MassText | None = Field(
        None, description="Mass of the amount, where the amount itself is no mass"
    )
    yield_: AmountOrNumber | None = Field(
        None, alias="yield", description="Good share of what is used, above 0 and at most 1"
    )
    transport: tuple[Transport, ...] = Field((), description="Freight to the place of use")
    recycled: Recycled | None = Field(None, description="Recycled content with its proof")

    @model_validator(mode="after")
    def _one_provider(self) -> Item:
        named = [name for name in ("supplier", "process", "route") if getattr(self, name)]
        if len(named) > 1:
            refuse("CP-STUDY-015", found=", ".join(named))
        return self


class Energy(Figure):
    """An energy carrier that is used."""

    carrier: str = Field(description="Product of the catalogue: electricity, steam, natural gas, …")
    supply: TextList = Field(
        (), description="Ids of contracts in the order they are claimed; the grid delivers the rest"
    )
    from_: Place | None = Field(None, alias="from", description="Place the energy comes from")
    route: str | None = Field(None, description="Technology, as the catalogue names it")


class Emission(Figure):
    """A direct emission."""

    flow: str = Field(description="Elementary flow of the catalogue: co2_fossil, ch4_fossil, …")


class Scrap(StudyShape):
    """What becomes of the material that does not end up in good batteries."""

    route: str = Field(description="Product id of the treatment, or `none`")
    reason: str | None = Field(None, description="Why there is no treatment to count")
    from_: Place | None = Field(None, alias="from", description="Place of the treatment")

    @model_validator(mode="after")
    def _reasoned(self) -> Scrap:
        if self.route == NO_TREATMENT and not self.reason:
            refuse("CP-STUDY-016", found="scrap")
        return self


class Section(StudyShape):
    """What the sections with activities have in common."""

    per: Per = Field("battery", description="What the amounts are for")
    location: Place | None = Field(None, description="Where it takes place; the plant if absent")
    energy: tuple[Energy, ...] = Field((), description="Energy used")
    emissions: tuple[Emission, ...] = Field((), description="Direct emissions")
    waste: tuple[Item, ...] = Field((), description="Waste given to treatment")
    note: str | None = Field(None, description="Remark")


class Component(Section):
    """A part of the battery with its bill of materials."""

    id: IdText = Field(description="Identifier")
    name: LabelField | None = Field(None, description="What the component is called")
    stage: Literal["raw_materials", "manufacturing"] = Field(
        "raw_materials", description="Life-cycle stage that the component counts in"
    )
    yield_: AmountOrNumber | None = Field(
        None, alias="yield", description="Good share of the items used, above 0 and at most 1"
    )
    scrap: Scrap | None = Field(None, description="What becomes of the rest; needed below yield 1")
    items: tuple[Item, ...] = Field((), description="Bill of materials")


class Manufacturing(Section):
    """The main product production: what the plant itself uses and emits."""

    materials: tuple[Item, ...] = Field((), description="Auxiliary materials")


class Leg(Transport):
    """One leg of the way to the market; carries the battery and its packaging."""

    mass: MassText | None = Field(
        None, description="Mass carried per battery; the battery's own mass when left out"
    )


class DistributionStage(StudyShape):
    """The way from the plant to the place of sale."""

    legs: tuple[Leg, ...] = Field((), description="Freight, in order")
    note: str | None = Field(None, description="Remark")


class EndOfLife(Section):
    """Collection, dismantling and recycling of one battery."""

    route: str | None = Field(
        None, description="Product id of the treatment, or `none`; or list `items` instead"
    )
    reason: str | None = Field(None, description="Why there is no treatment to count")
    process: str | None = Field(None, description="Id of one process of the catalogue")
    amount: AmountText | None = Field(
        None, description="Mass treated; the mass of the battery when left out"
    )
    source: SourceField | None = Field(None, description="Where route and amount come from")
    transport: tuple[Transport, ...] = Field((), description="Collection: freight of the battery")
    items: tuple[Item, ...] = Field((), description="Further treatments and materials")

    @model_validator(mode="after")
    def _stated(self) -> EndOfLife:
        if self.route is None and not self.items:
            refuse("CP-STUDY-017")
        if self.route == NO_TREATMENT and not self.reason:
            refuse("CP-STUDY-016", found="end_of_life")
        if self.route not in (None, NO_TREATMENT) and self.source is None:
            refuse("CP-STUDY-008", found=self.route)
        return self
