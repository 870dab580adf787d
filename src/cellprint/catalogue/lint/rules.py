"""The cited figures that the checks need, as they stand in `data/lint/rules`.

The types are filled from the files by `load_rules`; every entry names source and status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from cellprint.model.inventory import Status

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Where a figure comes from."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    source: str
    status: Status
    page: str = ""
    note: str = ""

    def cite(self) -> str:
        """Return source and place, as findings name them."""
        return f"{self.source}, {self.page}" if self.page else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(Cited):
    """Mass fractions of elements in a flow that has no composition in the catalogue."""

    flow: str
    fractions: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class YieldWindow(Cited):
    """Plausible yield of an element [%]: output over input.

    `flow` narrows it to one product, `inputs` to processes where the element comes from these.
    """

    element: str
    low: float
    high: float
    flow: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Cited):
    """A recycling service whose feed holds metals in the ratio of a composition.

    `spread` is by how much [%] the recovery of one metal may exceed that of another.
    """

    flow: str
    composition: str
    elements: tuple[str, ...]
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier(Cited):
    """Carbon of a fuel, carbonate or product, as kg CO2 per unit of the flow.

    `stone` is carbonate rock, `soluble` a carbonate salt whose carbon a `binder` (lime) can take
    up, `feed` what a recycling service treats. `into` narrows a carbonate to processes whose
    product holds this element: elsewhere its carbon may leave with salts or lyes. `route` narrows
    a feed to one way of treating it.
    """

    flow: str
    co2: float
    kind: Literal["fuel", "stone", "soluble", "binder", "product", "burned", "feed"]
    into: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance(Cited):
    """A number that a check works with."""

    id: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowClass(Cited):
    """Flows of one carbon class, and words of names that mean the same."""

    id: Literal["uptake", "biogenic", "fossil", "fossil_input", "biogenic_input"]
    flows: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Range(Cited):
    """Plausible amount of the sum of `inputs` per unit of the product.

    `route` narrows it to one way of making the product.
    """

    product: str
    inputs: tuple[str, ...]
    unit: str
    low: float | None = None
    high: float | None = None
    route: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Cited):
    """What a product cannot be made without: one of `needs`.

    `products` or `families` say for which products; `how` where to look: among the inputs and
    emissions of the process itself, or anywhere up the chain. `unless_inputs` names inputs that
    replace the stage because they hold it already.
    """

    needs: tuple[str, ...]
    products: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    how: Literal["process", "chain"] = "process"
    unless_inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled(Cited):
    """Mass of all inputs per mass of an assembled, mixed or shaped product [kg/kg]."""

    products: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Cited):
    """Largest share [%] of flows of `families` in the mass of the inputs of a product."""

    product: str
    families: tuple[str, ...]
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PerCapacity(Cited):
    """A product family whose energy is stated per unit of capacity, never per mass.

    `energy` is the flow of the plant's energy and `amount` what one unit of the product needs.
    """

    family: str
    unit: str
    energy: str
    amount: float
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat(Cited):
    """Products that are heat and the fuels they are made from, both in MJ."""

    products: tuple[str, ...]
    fuels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Cited):
    """Words of licences that do not allow use, and sources that are no publication."""

    id: Literal["no_licence", "own_work"]
    words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that stands for a good reason; it is listed, not silenced.

    It holds only for the value that it names, so that a change of the data ends it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    code: str
    subject: str
    about: str
    found: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LintRules:
    """Everything that `data/lint/rules` holds; see docs/reference/lint-checks.md."""

    contents: Mapping[str, Content]
    yields: tuple[YieldWindow, ...]
    feeds: tuple[Feed, ...]
    carriers: tuple[Carrier, ...]
    classes: Mapping[str, FlowClass]
    ranges: tuple[Range, ...]
    stages: tuple[Stage, ...]
    assembled: tuple[Assembled, ...]
    shares: tuple[Share, ...]
    per_capacity: tuple[PerCapacity, ...]
    heat: tuple[Heat, ...]
    grades: Mapping[str, Grade]
    tolerances: Mapping[str, float]
    waivers: tuple[Waiver, ...]
    cited: frozenset[str]
