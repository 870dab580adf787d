"""Dated, cited parameters of a rule book: `params/*.yaml` read, checked and looked up at a date.

A formula holds no constant: it asks for `number_at(id, date)`. A value that the law announces but
nobody knows yet is `null` in the file; what depends on it is not assessable, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from importlib.resources.abc import Traversable
from itertools import pairwise

from pydantic import Field, StrictStr

from cellprint.errors import BadInputError
from cellprint.model.inventory import Text
from cellprint.rules.messages import message
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.yaml_files import Strict, TextShape, read_yaml, yaml_files

# An official value cites the place in the law: article, annex, or number of the announcement.
_CITES_PLACE = re.compile(r"\bArt\.|\bAnnex\b|\bNo\.|号")


class ParameterStatus(StrEnum):
    """How well a value is supported, and so which words a text may use about it."""

    OFFICIAL = "official"
    DRAFT = "draft"
    PUBLISHED = "published"
    DERIVED = "derived"
    UNVERIFIED = "unverified"

    @property
    def may_drive_default(self) -> bool:
        """Return whether the value may be used without the user choosing it."""
        return self is not ParameterStatus.UNVERIFIED


class ParameterKind(StrEnum):
    """What a value is."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """One value of a parameter in one interval of validity.

    Attributes:
        value: decimal string, text, or `true`/`false`; None where the value is not known.
        start: first day of validity; None where the start is not established.
        end: first day on which it is no longer valid (half open); None = still valid.
        origin: id of the parameter set that the value comes from.
    """

    id: str
    label: Text
    kind: ParameterKind
    unit: str
    value: str | None
    start: date | None
    end: date | None
    status: ParameterStatus
    reference: str
    origin: str = ""
    note: str = ""

    def holds_on(self, on: date) -> bool:
        """Return whether the value is valid on the day `on`."""
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)

    def number(self) -> Decimal | NotAssessable:
        """Return the value as a number; not assessable where it is not known.

        Raises:
            CP-RULE-007: the parameter is not a number.
        """
        if self.kind is not ParameterKind.NUMBER:
            raise BadInputError.of("CP-RULE-007", where=self.id, kind=self.kind.value)
        if self.value is None:
            return NotAssessable(
                because=message("the value of {parameter} is not known", parameter=self.label),
                missing=(self.id,),
                reference=self.reference,
            )
        return Decimal(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSet:
    """Parameters by id, each with its values in order of time."""

    id: str
    values: Mapping[str, tuple[ParameterValue, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.values))

    def __contains__(self, parameter: object) -> bool:
        return parameter in self.values

    def history(self, parameter: str) -> tuple[ParameterValue, ...]:
        """Return all values of `parameter` in order of time.

        Raises:
            CP-RULE-005: no parameter has this id; the nearest ids are named.
        """
        if parameter not in self.values:
            near = tuple(get_close_matches(parameter, self.values, n=3))
            raise BadInputError.of("CP-RULE-005", where=self.id, near=near, parameter=parameter)
        return self.values[parameter]

    def value_at(self, parameter: str, on: date) -> ParameterValue:
        """Return the value of `parameter` that is valid on the day `on`.

        Raises:
            CP-RULE-005: no parameter has this id.
            CP-RULE-006: the parameter has no value on that day.
        """
        history = self.history(parameter)
        for value in history:
            if value.holds_on(on):
                return value
        known = ", ".join(f"[{value.start or '…'}, {value.end or '…'})" for value in history)
        raise BadInputError.of(
            "CP-RULE-006", where=self.id, parameter=parameter, day=on.isoformat(), known=known
        )

    def valid_at(self, parameter: str, on: date) -> ParameterValue | NotAssessable:
        """Return the value valid on `on`, or that there is none; as `value_at`, without raising.

        Raises:
            CP-RULE-005: no parameter has this id.
        """
        history = self.history(parameter)
        for value in history:
            if value.holds_on(on):
                return value
        return NotAssessable(
            because=message(
                "{parameter} has no value on {day}",
                parameter=history[0].label,
                day=on.isoformat(),
            ),
            missing=(parameter,),
            reference=history[0].reference,
        )

    def number_at(self, parameter: str, on: date) -> Decimal | NotAssessable:
        """Return the number valid on `on`; not assessable where none is known or valid then.

        Raises:
            CP-RULE-005, CP-RULE-007: unknown parameter; not a number.
        """
        value = self.valid_at(parameter, on)
        return value if isinstance(value, NotAssessable) else value.number()

    def over(self, base: ParameterSet) -> ParameterSet:
        """Return this set laid over `base`: own parameters replace those of the same id."""
        return replace(self, values={**base.values, **self.values})


class _ValueShape(Strict):
    value: StrictStr | None
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None
    status: ParameterStatus
    reference: StrictStr = Field(min_length=1)
    note: StrictStr = ""


class _ParameterShape(Strict):
    label: TextShape
    unit: StrictStr
    kind: ParameterKind = ParameterKind.NUMBER
    values: list[_ValueShape] = Field(min_length=1)


class _FileShape(Strict):
    parameters: dict[str, _ParameterShape]


def read_parameters(folder: Traversable, *, set_id: str) -> ParameterSet:
    """Return the parameters of every `*.yaml` in `folder`.

    Raises:
        CP-RULE-002: a file has another shape; reference or status missing is such a case.
        CP-RULE-003: two values of one parameter overlap in time, or an interval is empty.
        CP-RULE-004: a value is no decimal string, or an official value cites no article.
        CP-RULE-008: one parameter is given in two files.
    """
    found: dict[str, tuple[ParameterValue, ...]] = {}
    for file in yaml_files(folder):
        for parameter, shape in read_yaml(file, _FileShape).parameters.items():
            if parameter in found:
                raise BadInputError.of("CP-RULE-008", where=file.name, parameter=parameter)
            found[parameter] = _history(parameter, shape, set_id=set_id, where=file.name)
    return ParameterSet(id=set_id, values=found)


def _history(
    parameter: str, shape: _ParameterShape, *, set_id: str, where: str
) -> tuple[ParameterValue, ...]:
    values = [
        ParameterValue(
            id=parameter,
            label=shape.label.text(),
            kind=shape.kind,
            unit=shape.unit,
            value=entry.value,
            start=entry.from_,
            end=entry.to,
            status=entry.status,
            reference=entry.reference,
            origin=set_id,
            note=entry.note,
        )
        for entry in shape.values
    ]
    for value in values:
        _require_sound(value, where=where)
    return _in_order(values, where=where)


def _require_sound(value: ParameterValue, *, where: str) -> None:
    problem = _defect(value)
    if problem:
        raise BadInputError.of("CP-RULE-004", where=where, parameter=value.id, problem=problem)


def _defect(value: ParameterValue) -> str:
    if value.status is ParameterStatus.OFFICIAL and not _CITES_PLACE.search(value.reference):
        return f"official, but '{value.reference}' cites no article, annex or number"
    if value.value is None and value.status is not ParameterStatus.UNVERIFIED:
        return "a value that is not known has the status unverified"
    if value.value is None or value.kind is ParameterKind.TEXT:
        return ""
    if value.kind is ParameterKind.FLAG:
        return "" if value.value in ("true", "false") else f"'{value.value}' is not true or false"
    return "" if _is_decimal(value.value) else f"'{value.value}' is no finite decimal"


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _in_order(values: Iterable[ParameterValue], *, where: str) -> tuple[ParameterValue, ...]:
    ordered = sorted(values, key=lambda value: value.start or date.min)
    for value in ordered:
        if value.start and value.end and value.end <= value.start:
            _refuse_interval(value, value, where=where)
    for earlier, later in pairwise(ordered):
        if earlier.end is None or later.start is None or later.start < earlier.end:
            _refuse_interval(earlier, later, where=where)
    return tuple(ordered)


def _refuse_interval(earlier: ParameterValue, later: ParameterValue, *, where: str) -> None:
    raise BadInputError.of(
        "CP-RULE-003",
        where=where,
        parameter=earlier.id,
        first=f"[{earlier.start or '…'}, {earlier.end or '…'})",
        second=f"[{later.start or '…'}, {later.end or '…'})",
    )
