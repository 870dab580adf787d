"""Reading and checking `book.yaml`: the shape of the file and the record made of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import Field, StrictStr

from cellprint.errors import BadInputError
from cellprint.rules.book_types import (
    STAGES,
    AllocationRule,
    CutOffBasis,
    CutOffPolicy,
    EndOfLifeMethod,
    FunctionalUnitRule,
    MetalAllocation,
    OpenPoint,
    RequiredItem,
    RuleBook,
)
from cellprint.rules.electricity_data import resolvers
from cellprint.rules.parameters import ParameterSet, ParameterStatus, read_parameters
from cellprint.rules.service_life import METHODS
from cellprint.rules.yaml_files import Strict, TextShape, read_yaml


class _FunctionalUnitShape(Strict):
    methods: dict[str, StrictStr]
    option: StrictStr = ""


class _ElectricityShape(Strict):
    resolver: StrictStr
    report: list[StrictStr]


class _GwpShape(Strict):
    set: StrictStr
    note: TextShape | None = None


class _CutOffShape(Strict):
    id: StrictStr
    basis: CutOffBasis
    per_item: StrictStr | None = None
    cumulative: StrictStr | None = None


class _EndOfLifeShape(Strict):
    method: EndOfLifeMethod
    report: list[EndOfLifeMethod]
    option: StrictStr = ""


class _AllocationShape(Strict):
    order: tuple[Literal["subdivision", "system_expansion", "physical", "economic"], ...]
    metals: MetalAllocation = ""
    status: ParameterStatus
    reference: StrictStr = Field(min_length=1)


class _RequiredShape(Strict):
    id: StrictStr
    label: TextShape
    reference: StrictStr = Field(min_length=1)


class _OpenShape(Strict):
    topic: StrictStr
    label: TextShape
    parameter: StrictStr
    options: list[StrictStr]


class _BookShape(Strict):
    id: StrictStr
    name: TextShape
    version: StrictStr
    status: ParameterStatus
    evidence_date: date
    reference: StrictStr = Field(min_length=1)
    includes: tuple[StrictStr, ...] = ()
    functional_unit: _FunctionalUnitShape
    stages: list[StrictStr]
    electricity: _ElectricityShape
    gwp: _GwpShape
    cut_off: list[_CutOffShape]
    end_of_life: _EndOfLifeShape
    allocation: _AllocationShape
    checks: list[StrictStr]
    required_content: list[_RequiredShape]
    open: tuple[_OpenShape, ...] = ()


def read_book(
    folder: Traversable, *, package: str, included: Callable[[str], ParameterSet]
) -> RuleBook:
    """Return the rule book that lies in `folder`.

    Args:
        folder: where `book.yaml` and `params/` lie.
        package: dotted name of the folder.
        included: parameters of another book or set by id, for `includes`.

    Raises:
        CP-RULE-002: `book.yaml` or a parameter file has another shape.
        CP-RULE-010: the book names a stage, method or parameter that does not exist.
    """
    shape = read_yaml(folder / "book.yaml", _BookShape)
    book = _built(shape, _parameters(shape, folder, included), package)
    _require_consistent(book)
    return book


def _built(shape: _BookShape, parameters: ParameterSet, package: str) -> RuleBook:
    unit = shape.functional_unit
    note = shape.gwp.note
    return RuleBook(
        id=shape.id,
        name=shape.name.text(),
        version=shape.version,
        status=shape.status,
        evidence_date=shape.evidence_date,
        reference=shape.reference,
        functional_unit=FunctionalUnitRule(methods=unit.methods, option=unit.option),
        stages=tuple(shape.stages),
        electricity=shape.electricity.resolver,
        electricity_reported=tuple(shape.electricity.report),
        gwp_set=shape.gwp.set,
        gwp_note=note.text() if note else None,
        cut_off=tuple(CutOffPolicy(**dict(entry)) for entry in shape.cut_off),
        end_of_life=shape.end_of_life.method,
        end_of_life_reported=tuple(shape.end_of_life.report),
        end_of_life_option=shape.end_of_life.option,
        allocation=AllocationRule(
            order=shape.allocation.order,
            metals=shape.allocation.metals,
            status=shape.allocation.status,
            reference=shape.allocation.reference,
        ),
        checks=tuple(shape.checks),
        required_content=tuple(
            RequiredItem(id=item.id, label=item.label.text(), reference=item.reference)
            for item in shape.required_content
        ),
        open_points=tuple(
            OpenPoint(
                topic=point.topic,
                label=point.label.text(),
                parameter=point.parameter,
                options=tuple(point.options),
            )
            for point in shape.open
        ),
        parameters=parameters,
        folder=package,
    )


def _parameters(
    shape: _BookShape, folder: Traversable, included: Callable[[str], ParameterSet]
) -> ParameterSet:
    merged = ParameterSet(id=shape.id)
    for name in shape.includes:
        merged = included(name).over(merged)
    merged = read_parameters(folder / "params", set_id=shape.id).over(merged)
    return ParameterSet(id=shape.id, values=merged.values)


def _require_consistent(book: RuleBook) -> None:
    unknown_stages = [stage for stage in book.stages if stage not in STAGES]
    if unknown_stages:
        _defective(book.id, book.folder, f"unknown stage '{unknown_stages[0]}'")
    for method in book.functional_unit.methods.values():
        if method and method not in METHODS:
            _defective(book.id, book.folder, f"unknown functional unit method '{method}'")
    for resolver in (book.electricity, *book.electricity_reported):
        # Direct factors serve corporate accounts and never enter a product footprint.
        if resolver not in resolvers() or resolvers()[resolver].factor_kind != "life_cycle":
            _defective(book.id, book.folder, f"no life-cycle electricity resolver '{resolver}'")
    named = [point.parameter for point in book.open_points]
    named += [policy.per_item for policy in book.cut_off if policy.per_item]
    named += [policy.cumulative for policy in book.cut_off if policy.cumulative]
    for parameter in named:
        if parameter not in book.parameters:
            _defective(book.id, book.folder, f"unknown parameter '{parameter}'")


def _defective(book_id: str, package: str, problem: str) -> None:
    raise BadInputError.of("CP-RULE-010", where=package, book=book_id, problem=problem)
