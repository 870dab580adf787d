"""Acts, cells and exemptions of `obligations.yaml`, and the facts that they are read against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field, StrictStr, model_validator

from cellprint.errors import BadInputError
from cellprint.model.inventory import Text
from cellprint.rules.battery import Category, PriorLife
from cellprint.rules.book import set_folder
from cellprint.rules.parameters import ParameterStatus
from cellprint.rules.yaml_files import Strict, TextShape, read_yaml

ActState = Literal["not_adopted", "in_force", "unknown"]
ExemptionKind = Literal["placed_before_operation", "placed_before_start"]
REGISTERS = ("eu-2023-1542", "cn-law")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A battery and its placing on the market; None = not known.

    Attributes:
        placed_on_market: first making available on the market, which the duty attaches to.
        energy_kwh: rated energy [kWh].
        first_placed: day of the first placing of a battery with a prior life;
            `first_placing_proven`: whether there is evidence of it.
        operation_date: day of the repurposing or the like.
        metals: of Co, Pb, Li, Ni those contained in active materials.
        cadmium, lead: mass shares of the battery (0 to 1).
        has_both_storages: internal and external storage; counts as IND with a note.
    """

    placed_on_market: date | None = None
    category: Category | None = None
    energy_kwh: Decimal | None = None
    rechargeable: bool | None = None
    prior_life: PriorLife = PriorLife.NONE
    first_placed: date | None = None
    first_placing_proven: bool = False
    operation_date: date | None = None
    metals: frozenset[str] | None = None
    stationary_storage: bool | None = None
    general_use: bool | None = None
    button_cell: bool | None = None
    cadmium: Decimal | None = None
    lead: Decimal | None = None
    above_turnover_limit: bool | None = None
    exports_controlled_technology: bool | None = None
    exports_controlled_goods: bool | None = None
    has_both_storages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act (or event) that a duty waits for."""

    id: str
    empowerment: str
    state: ActState
    deadline: date | None = None
    in_force: date | None = None
    celex: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One duty for one group of batteries.

    Attributes:
        calendar: earliest start; `end`: first day on which the cell no longer holds.
        months: months after the last of `acts` comes into force; None where there are no acts.
        scope: names of further conditions on the battery.
    """

    id: str
    label: Text
    categories: tuple[Category, ...]
    calendar: date
    status: ParameterStatus
    reference: str
    end: date | None = None
    superseded_by: str = ""
    months: int | None = None
    acts: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A rule that takes batteries with a prior life out of cells whose id starts with `cells`."""

    id: str
    cells: str
    kind: ExemptionKind
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Acts with their state, and the cells that wait for them, as known on `evidence_date`."""

    market: str
    evidence_date: date
    acts: Mapping[str, Act] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    exemptions: tuple[Exemption, ...] = ()

    def with_act(self, act_id: str, *, in_force: date, celex: str = "") -> Register:
        """Return the register with one more act in force.

        Raises:
            CP-RULE-100: the register has no such act.
        """
        if act_id not in self.acts:
            raise BadInputError.of(
                "CP-RULE-100", where=self.market, act=act_id, near=tuple(self.acts)[:3]
            )
        act = replace(self.acts[act_id], state="in_force", in_force=in_force, celex=celex)
        return replace(self, acts={**self.acts, act_id: act})

    def cell(self, cell_id: str) -> Cell:
        """Return one cell.

        Raises:
            CP-RULE-101: the register has no such cell.
        """
        if cell_id not in self.cells:
            raise BadInputError.of("CP-RULE-101", where=self.market, cell=cell_id)
        return self.cells[cell_id]


class _ActShape(Strict):
    id: StrictStr
    state: ActState
    empowerment: StrictStr
    deadline: date | None = None
    in_force: date | None = None
    celex: StrictStr = ""

    @model_validator(mode="after")
    def _dated_when_in_force(self) -> _ActShape:
        if (self.state == "in_force") != (self.in_force is not None):
            raise ValueError("an act has a date exactly when it is in force")
        if self.state == "in_force" and not self.celex:
            raise ValueError("an act in force needs its CELEX number")
        return self


class _CellShape(Strict):
    id: StrictStr
    label: TextShape
    categories: tuple[Category, ...] = Field(min_length=1)
    calendar: date
    status: ParameterStatus
    reference: StrictStr = Field(min_length=1)
    end: date | None = None
    superseded_by: StrictStr = ""
    months: int | None = None
    acts: tuple[StrictStr, ...] = ()
    scope: tuple[StrictStr, ...] = ()

    @model_validator(mode="after")
    def _months_with_acts(self) -> _CellShape:
        if (self.months is None) != (not self.acts):
            raise ValueError("a cell has months exactly when it waits for acts")
        return self


class _ExemptionShape(Strict):
    id: StrictStr
    cells: StrictStr
    kind: ExemptionKind
    reference: StrictStr = Field(min_length=1)


class _RegisterShape(Strict):
    evidence_date: date
    market: StrictStr
    acts: tuple[_ActShape, ...]
    cells: tuple[_CellShape, ...]
    exemptions: tuple[_ExemptionShape, ...]

    @model_validator(mode="after")
    def _acts_known(self) -> _RegisterShape:
        known = {act.id for act in self.acts}
        for cell in self.cells:
            if not known.issuperset(cell.acts):
                problem = f"{cell.id} waits for an act that is not in the register"
                raise ValueError(problem)
        return self


@cache
def register(set_id: str) -> Register:
    """Return the shipped register of `eu-2023-1542` or `cn-law`.

    Raises:
        CP-RULE-102: the set has no obligations.
        CP-RULE-002: the file is defective.
    """
    folder = set_folder(set_id)
    if folder is None or not (folder / "obligations.yaml").is_file():
        raise BadInputError.of("CP-RULE-102", where=set_id, near=REGISTERS, register=set_id)
    shape = read_yaml(folder / "obligations.yaml", _RegisterShape)
    return Register(
        market=shape.market,
        evidence_date=shape.evidence_date,
        acts={act.id: Act(**dict(act)) for act in shape.acts},
        cells={cell.id: Cell(**{**dict(cell), "label": cell.label.text()}) for cell in shape.cells},
        exemptions=tuple(Exemption(**dict(entry)) for entry in shape.exemptions),
    )
