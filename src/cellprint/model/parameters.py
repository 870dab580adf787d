"""Parameters of a study: named quantities and formulas over them, resolved in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.model.evaluation import evaluate, evaluation_order, nearest_names
from cellprint.model.formula import (
    FUNCTIONS,
    Formula,
    is_formula,
    parse_formula,
)
from cellprint.model.quantity import Quantity, convert, parse_quantity
from cellprint.model.study_fields import (
    AmountOrNumber,
    Label,
    LabelField,
    SourceField,
    SourceRef,
    StudyShape,
    checked,
    refuse,
)
from cellprint.model.uncertainty import Spread, UncertaintyEntry, resolved_spread
from cellprint.units import canonical_unit, is_unit, same_dimension

Path = tuple[str | int, ...]
Where = Callable[[Path], str]
_NAME = re.compile(r"[^\W\d]\w{0,59}")


class ParameterEntry(StudyShape):
    """A named quantity of a study."""

    value: AmountOrNumber = Field(description="A quantity, a plain number, or a formula (`= …`)")
    unit: str | None = Field(None, description="Unit of a plain number, or of the result")
    uncertainty: UncertaintyEntry | None = Field(None, description="Spread of the value")
    source: SourceField | None = Field(None, description="Where the value comes from")
    label: LabelField | None = Field(None, description="What the parameter is")
    note: str | None = Field(None, description="Remark")

    @model_validator(mode="after")
    def _sourced(self) -> ParameterEntry:
        if self.source is None and not is_formula(self.value):
            refuse("CP-STUDY-008", found=self.value)
        unit = self.unit
        if unit is not None:
            checked(lambda: canonical_unit(unit, where=""))
        return self


def _parameter(value: object) -> object:
    """Return a formula that stands alone (`area: "= width * length"`) as an entry."""
    return {"value": value} if isinstance(value, str | int | float) else value


ParameterField = Annotated[ParameterEntry, BeforeValidator(_parameter)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAmount:
    """What a name stands for before it is resolved.

    Attributes:
        text: quantity or formula.
        path: where it stands in the study.
        unit: unit that the value has to be in, and that a plain number is in.
        also: unit of another nature that is taken as `unit` (plain kWh as kWh of capacity).
        entry: the parameter, if it is one.
        overridden: whether `text` was set from outside.
    """

    text: str
    path: Path
    unit: str = ""
    also: str = ""
    entry: ParameterEntry | None = None
    overridden: bool = False

    def where(self, where: Where) -> str:
        """Return the place that errors about the value name."""
        return f"--set {self.path[-1]}" if self.overridden else where(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedParameter:
    """A name with its value.

    Attributes:
        name: as formulas write it.
        quantity: the value with its unit.
        formula: text of the formula, empty for a plain value.
        uses: the names that the formula uses.
        spread: uncertainty in the unit of the value; of plain values only.
        overridden: whether the value was set from outside the study.
    """

    name: str
    quantity: Quantity
    formula: str = ""
    uses: tuple[str, ...] = ()
    spread: Spread | None = None
    source: SourceRef | None = None
    label: Label | None = None
    overridden: bool = False


def resolve_parameters(
    names: Mapping[str, NamedAmount],
    *,
    overrides: Mapping[str, str],
    where: Where,
) -> dict[str, ResolvedParameter]:
    """Return every name with its value, each after the names it uses.

    Args:
        names: name → what it stands for (parameters and the fields of the battery).
        overrides: name → value that replaces it, as in `--set NAME=VALUE`.
        where: path in the study → the place that errors name.

    Raises:
        CP-STUDY-013: an override of a name that is not there.
        CP-STUDY-014: a name that is a unit or a function.
        CP-UNIT-…: values and formulas that cannot be read, run in a circle, or do not fit.
    """
    chosen, findings = _chosen(names, overrides, where)
    formulas: dict[str, Formula] = {}
    for name, amount in chosen.items():
        try:
            _require_free(name, where=where(amount.path))
            if is_formula(amount.text):
                formulas[name] = parse_formula(amount.text, where=amount.where(where))
        except CellprintError as error:
            findings.extend(error.findings)
    if findings:
        raise BadInputError(*findings)
    return _evaluated(chosen, formulas, where)


def _evaluated(
    chosen: Mapping[str, NamedAmount], formulas: Mapping[str, Formula], where: Where
) -> dict[str, ResolvedParameter]:
    """Return the names in order of use; what follows from a bad name is not reported again."""
    findings: list[Finding] = []
    resolved: dict[str, ResolvedParameter] = {}
    values: dict[str, Quantity] = {}
    uses = {name: formulas[name].names if name in formulas else () for name in chosen}
    for name in evaluation_order(uses, where=lambda name: chosen[name].where(where)):
        if any(used in chosen and used not in values for used in uses[name]):
            continue
        try:
            found = _resolved(name, chosen[name], formulas.get(name), values, where)
        except CellprintError as error:
            findings.extend(error.findings)
            continue
        resolved[name] = found
        values[name] = found.quantity
    if findings:
        raise BadInputError(*findings)
    return resolved


def _resolved(
    name: str,
    amount: NamedAmount,
    formula: Formula | None,
    values: Mapping[str, Quantity],
    where: Where,
) -> ResolvedParameter:
    place = amount.where(where)
    entry = amount.entry
    if formula is not None:
        quantity = evaluate(formula, values, where=place)
    else:
        quantity = parse_quantity(amount.text, where=place, unit=amount.unit or "1")
    if amount.also and same_dimension(quantity.unit, amount.also):
        quantity = replace(convert(quantity, amount.also, where=place), unit=amount.unit)
    if amount.unit:
        quantity = convert(quantity, amount.unit, where=place)
    spread = None
    if entry is not None and not amount.overridden:
        spread = resolved_spread(entry.uncertainty, quantity, where=place)
    return ResolvedParameter(
        name=name,
        quantity=quantity,
        formula="" if formula is None else formula.text,
        uses=() if formula is None else formula.names,
        spread=spread,
        source=None if entry is None or amount.overridden else entry.source,
        label=None if entry is None else entry.label,
        overridden=amount.overridden,
    )


def _chosen(
    names: Mapping[str, NamedAmount], overrides: Mapping[str, str], where: Where
) -> tuple[dict[str, NamedAmount], list[Finding]]:
    """Return the names with the overrides in place, and what is wrong with the overrides."""
    chosen = dict(names)
    findings: list[Finding] = []
    for name, text in overrides.items():
        if name not in names:
            near = nearest_names(name, names)
            findings.append(
                Finding(code="CP-STUDY-013", where=name, details={"found": name}, near=near)
            )
            continue
        unit = names[name].unit or _unit_of(names[name].text, where(names[name].path))
        chosen[name] = replace(names[name], text=text, unit=unit, overridden=True)
    return chosen, findings


def _unit_of(text: str, where: str) -> str:
    """Return the unit that a plain value was given in; empty for a formula."""
    return "" if is_formula(text) else parse_quantity(text, where=where, unit="1").unit


def _require_free(name: str, *, where: str) -> None:
    """Refuse a name that formulas would read as something else."""
    if not _NAME.fullmatch(name) or name in FUNCTIONS or is_unit(name):
        raise BadInputError.of("CP-STUDY-014", where=where, found=name)
