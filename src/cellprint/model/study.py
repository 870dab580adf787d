"""The study: one product of one plant in one period, as people write it down.

A study is a document: immutable, with a canonical form and a digest. Amounts stay text here; their
values, per one battery, are found by `study_resolve`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from cellprint.model.canonical import digest
from cellprint.model.parameters import ParameterField
from cellprint.model.study_activity import (
    Component,
    DistributionStage,
    EndOfLife,
    Energy,
    Item,
    Manufacturing,
)
from cellprint.model.study_fields import (
    AmountText,
    CapacityText,
    CountText,
    DistanceText,
    IdText,
    LabelField,
    MassText,
    Period,
    Place,
    SourceField,
    StudyShape,
    YearsText,
    refuse,
)
from cellprint.model.study_supply import (
    Contract,
    CutOff,
    ElectricityChoice,
    SupplierFootprint,
)

_Entry = TypeVar("_Entry")

STUDY_VERSION = "study/1"


class Manufacturer(StudyShape):
    """Who makes the battery."""

    name: LabelField = Field(description="Company")
    address: str | None = Field(None, description="Postal address")
    contact: str | None = Field(None, description="Mail or web address")


class Plant(StudyShape):
    """The one plant that the study is about."""

    name: LabelField = Field(description="What the plant is called")
    location: Place = Field(description="Province or country of the plant (CN-SC)")
    place: str | None = Field(None, description="City or address")


class Warranty(StudyShape):
    """The commercial warranty; the declared service life follows from it."""

    years: YearsText | None = Field(None, description="Warranty in years")
    distance: DistanceText | None = Field(None, description="Warranty in kilometres")

    @model_validator(mode="after")
    def _stated(self) -> Warranty:
        if self.years is None and self.distance is None:
            refuse("CP-STUDY-020")
        return self


class Cells(StudyShape):
    """The cells in the battery, for information and plausibility checks."""

    count: CountText | None = Field(None, description="Number of cells")
    capacity: CapacityText | None = Field(None, description="Energy content of one cell")
    mass: MassText | None = Field(None, description="Mass of one cell")
    format: str | None = Field(None, description="prismatic, pouch, cylindrical, blade")
    maker: str | None = Field(None, description="Who makes the cells")


def _warranty(value: object) -> object:
    return {"years": value} if isinstance(value, str | int | float) else value


class Battery(StudyShape):
    """The battery model. `capacity`, `usable_energy` and `mass` may be used in formulas."""

    model: str | None = Field(None, description="Model identifier")
    category: Literal["ev", "lmt", "industrial", "stationary", "sli", "portable"] = Field(
        description="Category of Regulation (EU) 2023/1542, Article 3"
    )
    chemistry: str = Field(min_length=1, description="LFP, NMC811, …")
    vehicle: Literal["L", "M1", "M2", "M3", "N1", "N2", "N3", "other"] | None = Field(
        None, description="Vehicle category"
    )
    capacity: CapacityText = Field(description="Rated energy content; plain kWh is accepted here")
    usable_energy: CapacityText | None = Field(
        None, description="Energy between full and the limit of the management system, new battery"
    )
    mass: MassText = Field(description="Mass of the battery")
    warranty: Annotated[Warranty, BeforeValidator(_warranty)] | None = Field(
        None, description="`8 a`, or years and distance"
    )
    cycle_life: CountText | None = Field(
        None, description="Declared number of cycles (industrial batteries)"
    )
    energy_per_cycle: CapacityText | None = Field(
        None, description="Energy delivered per cycle (industrial batteries)"
    )
    backup_power: AmountText | None = Field(
        None, description="Back-up capability, power times minutes (`30 kW*min`)"
    )
    service_life: YearsText | None = Field(
        None, description="Declared years of service (back-up and on-demand batteries)"
    )
    cells: Cells | None = Field(None, description="The cells in it")
    source: SourceField | None = Field(None, description="Data sheet or type approval")
    note: str | None = Field(None, description="Remark")


class Production(StudyShape):
    """How many good batteries the plant made in the period."""

    amount: CountText = Field(description="Number of batteries of this model")
    source: SourceField = Field(description="Where the number comes from")


class Declaration(StudyShape):
    """What a declaration needs beside the footprint."""

    conformity_number: str | None = Field(
        None, description="Identification number of the EU declaration of conformity"
    )
    public_study: str | None = Field(None, description="Web link to the public study")


class Study(StudyShape):
    """A study file, merged with the studies it is based on."""

    cellprint: Literal["study/1"] = Field(description="What this file is, with its version")
    id: IdText = Field(description="Identifier of the study")
    name: LabelField = Field(description="Title")
    note: LabelField | None = Field(None, description="Remark")
    rulebook: str | None = Field(None, description="Id of the rule book")
    based_on: str | None = Field(
        None, description="Relative path of a study that this one changes; gone after reading"
    )
    period: Period = Field(description="Period of the company data")
    manufacturer: Manufacturer | None = Field(None, description="Who makes the battery")
    plant: Plant = Field(description="Where it is made")
    battery: Battery = Field(description="What is made")
    production: Production | None = Field(None, description="How many are made")
    declaration: Declaration | None = Field(None, description="Entries of the declaration")
    parameters: dict[str, ParameterField] = Field({}, description="Named quantities")
    choices: dict[str, str] = Field({}, description="Product → route, wherever it is used")
    components: tuple[Component, ...] = Field((), description="Bill of materials by component")
    manufacturing: Manufacturing | None = Field(None, description="What the plant uses")
    distribution: DistributionStage | None = Field(None, description="Way to the place of sale")
    end_of_life: EndOfLife | None = Field(None, description="What happens after use")
    electricity: ElectricityChoice | None = Field(None, description="Grid electricity of the plant")
    contracts: tuple[Contract, ...] = Field((), description="Claims on electricity")
    supplier_footprints: tuple[SupplierFootprint, ...] = Field(
        (), description="Footprints stated by suppliers"
    )
    cut_offs: tuple[CutOff, ...] = Field((), description="What is left out, and why")

    @model_validator(mode="after")
    def _unique_ids(self) -> Study:
        for section in ("components", "contracts", "supplier_footprints"):
            ids = [entry.id for entry in getattr(self, section)]
            twice = sorted({found for found in ids if ids.count(found) > 1})
            if twice:
                refuse("CP-STUDY-021", section=section, found=", ".join(twice))
        return self


def study_digest(study: Study) -> str:
    """Return the SHA-256 of the canonical study."""
    return digest(study_data(study))


def study_data(study: Study) -> dict[str, Any]:
    """Return the study as plain data: no defaults, no absent entries, keys in file order."""
    data: dict[str, Any] = study.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data


def study_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a study file."""
    schema = Study.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def study_items(study: Study) -> Iterator[tuple[tuple[str | int, ...], Item]]:
    """Yield every item of the study with its path."""
    for number, component in enumerate(study.components):
        yield from _numbered(component.items, ("components", number, "items"))
        yield from _numbered(component.waste, ("components", number, "waste"))
    if study.manufacturing is not None:
        yield from _numbered(study.manufacturing.materials, ("manufacturing", "materials"))
        yield from _numbered(study.manufacturing.waste, ("manufacturing", "waste"))
    if study.end_of_life is not None:
        yield from _numbered(study.end_of_life.items, ("end_of_life", "items"))
        yield from _numbered(study.end_of_life.waste, ("end_of_life", "waste"))


def study_energy(study: Study) -> Iterator[tuple[tuple[str | int, ...], Energy]]:
    """Yield every energy entry of the study with its path."""
    for number, component in enumerate(study.components):
        yield from _numbered(component.energy, ("components", number, "energy"))
    for name in ("manufacturing", "end_of_life"):
        section = getattr(study, name)
        if section is not None:
            yield from _numbered(section.energy, (name, "energy"))


def _numbered(
    entries: tuple[_Entry, ...], path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], _Entry]]:
    for number, entry in enumerate(entries):
        yield (*path, number), entry
