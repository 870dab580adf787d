"""Data sets of outside databases as plain JSON values and back, without loss.

Fields that hold their default are left out. Pairs are lists of two, so that their order stays.
"""

from __future__ import annotations

import dataclasses
from enum import Enum
from functools import cache
from typing import Any

from cellprint.model.foreign import (
    AllocationShare,
    Dataset,
    FlowProperty,
    ForeignExchange,
    ForeignFlow,
    ForeignKind,
    ForeignParameter,
    ForeignProcess,
    ForeignRecord,
    ForeignRole,
    ForeignUnit,
    Licence,
    PropertyFactor,
    Spread,
    UnitGroup,
)

DATASETS: dict[str, type[Any]] = {
    "unit_group": UnitGroup,
    "flow_property": FlowProperty,
    "flow": ForeignFlow,
    "process": ForeignProcess,
    "record": ForeignRecord,
    "parameter": ForeignParameter,
}
_NAMES = {kind: name for name, kind in DATASETS.items()}
# Fields that hold further objects, by class.
_INNER: dict[type[Any], dict[str, type[Any]]] = {
    UnitGroup: {"units": ForeignUnit},
    ForeignFlow: {"properties": PropertyFactor, "kind": ForeignKind},
    ForeignExchange: {"spread": Spread, "role": ForeignRole},
    ForeignParameter: {"spread": Spread},
    ForeignProcess: {
        "exchanges": ForeignExchange,
        "parameters": ForeignParameter,
        "allocation": AllocationShare,
        "licence": Licence,
    },
}


def dataset_kind(dataset: Dataset) -> str:
    """Return the kind of a data set as it stands in `DATASETS`."""
    return _NAMES[type(dataset)]


def dataset_id(dataset: Dataset) -> str:
    """Return the id of a data set; a parameter of the whole database has its name."""
    return dataset.name if isinstance(dataset, ForeignParameter) else dataset.id


def to_plain(value: Any) -> Any:
    """Return a data set, or a part of one, as JSON values."""
    kind = value.__class__
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is tuple:
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    found: dict[str, Any] = {}
    for name, default in _fields(kind):
        one = getattr(value, name)
        if one is not default and one != default:
            found[name] = one if one.__class__ is str else to_plain(one)
    return found


def from_plain(kind: str, plain: dict[str, Any]) -> Dataset:
    """Return the data set of this kind that `to_plain` turned into `plain`."""
    made: Dataset = _made(DATASETS[kind], plain)
    return made


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((one.name, one.default) for one in dataclasses.fields(kind))


def _made(kind: type[Any], plain: dict[str, Any]) -> Any:
    inner = _INNER.get(kind, {})
    return kind(**{name: _field(inner.get(name), value) for name, value in plain.items()})


def _field(kind: type[Any] | None, value: Any) -> Any:
    if kind is None:
        return _tuples(value)
    if issubclass(kind, Enum):
        return kind(value)
    if isinstance(value, list):
        return tuple(_made(kind, item) for item in value)
    return _made(kind, value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
