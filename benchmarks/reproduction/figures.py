"""The published figures, what of ours is compared with them, and why each setting is as it is."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

HERE = Path(__file__).parent


class Group(StrEnum):
    """What a figure is about; hit rates are counted by group."""

    RAW_MATERIAL = "raw_material"
    CATHODE = "cathode"
    CELL_PLANT = "cell_plant"
    CELL_OR_PACK = "cell_or_pack"
    STRUCTURE = "structure"
    BACKGROUND = "background"


class Kind(StrEnum):
    """What is computed.

    `footprint`: kg CO2e per unit. `energy`: kWh that the process takes in per unit, fuels and
    steam at their energy. `share`: part of the footprint that comes from `parts`, in %. `part`:
    the same in kg CO2e. `change`: by how much the footprint differs from the one with the
    settings of `versus`, in %.
    """

    FOOTPRINT = "footprint"
    ENERGY = "energy"
    SHARE = "share"
    PART = "part"
    CHANGE = "change"


class Strict(BaseModel):
    """A record that knows all its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reason(Strict):
    """Why a setting is as it is, and where that can be read."""

    text: str
    source: str


class Setting(Strict):
    """One input set as the source states it: exactly one of grid, choose, year and at."""

    because: str
    grid: str = ""
    value: Decimal | None = None
    choose: str = ""
    route: str = ""
    year: int | None = None
    at: str = ""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        chosen = (bool(self.grid), bool(self.choose), self.year is not None, bool(self.at))
        if sum(chosen) != 1:
            message = f"a setting sets one thing: {self}"
            raise ValueError(message)
        if bool(self.grid) != (self.value is not None) or bool(self.choose) != bool(self.route):
            message = f"a grid needs a value and a choice needs a route: {self}"
            raise ValueError(message)
        return self


class Amount(Strict):
    """One exchange of an inventory that a source states and the catalogue does not hold."""

    flow: str
    amount: Decimal
    unit: str
    route: str = ""
    role: Literal["input", "emission"] = "input"


class Inventory(Strict):
    """A process as its source states it, per unit of its product."""

    product: str
    unit: str
    location: str
    source: str
    exchanges: tuple[Amount, ...]


class Scale(Strict):
    """A factor between the basis of our product and the basis of the figure."""

    factor: Decimal
    because: str


class Ours(Strict):
    """What of ours is compared with a figure."""

    kind: Kind = Kind.FOOTPRINT
    products: tuple[str, ...] = ()
    inventory: str = ""
    parts: tuple[str, ...] = ()
    scale: Scale | None = None
    versus: tuple[Setting, ...] = ()

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if bool(self.products) == bool(self.inventory):
            message = "products or an inventory, not both"
            raise ValueError(message)
        return self


class Comparable(Strict):
    """The part of a figure that our boundary covers, from the source's own breakdown."""

    value: Decimal
    because: str


class Part(Strict):
    """A part of a figure that its source states, and the inputs of ours that make it up."""

    name: str
    theirs: Decimal
    ours: tuple[str, ...]


class Figure(Strict):
    """A published figure with our counterpart, or with the reason why there is none."""

    id: str
    quantity: str
    group: Group
    unit: str
    citation: str
    boundary: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    comparable: Comparable | None = None
    ours: Ours | None = None
    settings: tuple[Setting, ...] = ()
    breakdown: tuple[Part, ...] = ()
    weak: str = ""
    cause: str = ""
    not_comparable: str = ""

    @model_validator(mode="after")
    def _compared_or_not(self) -> Self:
        if (self.ours is None) != bool(self.not_comparable):
            message = f"{self.id}: either ours or a reason why it is not comparable"
            raise ValueError(message)
        if self.ours is not None and self.theirs == (None, None):
            message = f"{self.id}: nothing to compare with"
            raise ValueError(message)
        return self

    @property
    def theirs(self) -> tuple[float | None, float | None]:
        """The band compared with: its bounds, equal for a single value, None where open."""
        if self.low is None and self.high is None:
            single = self.comparable.value if self.comparable else self.value
            return _float(single), _float(single)
        return _float(self.low), _float(self.high)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


class Figures(Strict):
    """All figures with the reasons and inventories that they refer to by name."""

    reasons: dict[str, Reason]
    inventories: dict[str, Inventory]
    figures: tuple[Figure, ...]

    @model_validator(mode="after")
    def _names_known(self) -> Self:
        named = {reason for figure in self.figures for reason in _reasons_of(figure)}
        if unknown := named - set(self.reasons):
            message = f"reasons not given: {sorted(unknown)}"
            raise ValueError(message)
        wanted = {figure.ours.inventory for figure in self.figures if figure.ours}
        if unknown := wanted - {""} - set(self.inventories):
            message = f"inventories not given: {sorted(unknown)}"
            raise ValueError(message)
        return self


def _reasons_of(figure: Figure) -> set[str]:
    named = {setting.because for setting in figure.settings}
    if figure.comparable:
        named.add(figure.comparable.because)
    if figure.ours:
        named |= {setting.because for setting in figure.ours.versus}
        if figure.ours.scale:
            named.add(figure.ours.scale.because)
    return named


def load_figures() -> Figures:
    """Return the figures of `figures.yaml` and of `background.yaml`, in this order.

    Raises:
        ValidationError: a file has an unknown key, or names a reason or inventory that is not
            given.
    """
    main = yaml.safe_load((HERE / "figures.yaml").read_text(encoding="utf-8"))
    background = yaml.safe_load((HERE / "background.yaml").read_text(encoding="utf-8"))
    return Figures.model_validate({**main, "figures": [*main["figures"], *background["figures"]]})
