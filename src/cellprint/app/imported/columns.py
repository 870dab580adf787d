"""What linking and computing need of a foreign database, as compact columns.

Data sets are added one by one while a file is read, so that memory stays bounded by the columns
and not by the texts of the file.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np

from cellprint.engine.types import Floats, Ints
from cellprint.model.foreign import (
    AllocationShare,
    Dataset,
    FlowProperty,
    ForeignExchange,
    ForeignFlow,
    ForeignKind,
    ForeignProcess,
    ForeignRecord,
    ForeignRole,
    UnitGroup,
    first_words,
)

ROLES = tuple(ForeignRole)
_ROLE_NUMBER = {role: number for number, role in enumerate(ROLES)}
NONE = -1
UNKNOWN = float("nan")


class Names:
    """Texts by number, each once."""

    __slots__ = ("index", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.index: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text; -1 of an empty one."""
        if not text:
            return NONE
        found = self.index.get(text)
        if found is None:
            found = self.index[text] = len(self.texts)
            self.texts.append(text)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFacts:
    """What is needed of a flow."""

    id: str
    name: str
    kind: ForeignKind
    cas: str
    category: tuple[str, ...]
    factors: tuple[tuple[str, float], ...]
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFacts:
    """What is needed of a process; `place` is the code of its location where there is one."""

    id: str
    name: str
    location: str
    aggregated: bool
    method: str
    shares: tuple[AllocationShare, ...]


@dataclass(slots=True)
class _Numbers:
    """Growing columns of exchanges."""

    process: array[int] = field(default_factory=lambda: array("i"))
    seq: array[int] = field(default_factory=lambda: array("i"))
    flow: array[int] = field(default_factory=lambda: array("i"))
    unit: array[int] = field(default_factory=lambda: array("i"))
    property: array[int] = field(default_factory=lambda: array("i"))
    provider: array[int] = field(default_factory=lambda: array("i"))
    location: array[int] = field(default_factory=lambda: array("i"))
    role: array[int] = field(default_factory=lambda: array("b"))
    is_input: array[int] = field(default_factory=lambda: array("b"))
    amount: array[float] = field(default_factory=lambda: array("d"))


class Columns:
    """Flows, units, processes and exchanges of a database, by number."""

    def __init__(self) -> None:
        self.numbers = _Numbers()
        self.flow_ids = Names()
        self.words = Names()
        self.flows: dict[int, FlowFacts] = {}
        self.processes: list[ProcessFacts] = []
        self.process_index: dict[str, int] = {}
        self.groups: dict[str, dict[str, float]] = {}
        self.group_of: dict[str, str] = {}
        self.reference_unit: dict[str, str] = {}
        self.places: dict[str, str] = {}

    def add(self, dataset: Dataset) -> None:
        """Take over what is needed of a data set."""
        if isinstance(dataset, ForeignProcess):
            self._process(dataset)
        elif isinstance(dataset, ForeignFlow):
            self._flow(dataset)
        elif isinstance(dataset, UnitGroup):
            self._group(dataset)
        elif isinstance(dataset, FlowProperty):
            self.group_of[dataset.id] = dataset.unit_group
        elif isinstance(dataset, ForeignRecord) and dataset.kind == "location":
            self.places[dataset.id] = dict(dataset.fields).get("code", "").strip('"')

    def column(self, name: str) -> Ints:
        """Return a column of whole numbers, one for each exchange."""
        return np.array(getattr(self.numbers, name), dtype=np.int64)

    @property
    def amounts(self) -> Floats:
        """Return the amounts in the units of the file; NaN where one is not known."""
        return np.array(self.numbers.amount, dtype=np.float64)

    def place(self, text: str) -> str:
        """Return the code of a place that is given by code or by id."""
        return self.places.get(text) or text

    def unit_of(self, flow: FlowFacts) -> str:
        """Return the name of the reference unit of a flow."""
        group = self.group_of.get(flow.factors[0][0], "") if flow.factors else ""
        return self.reference_unit.get(group, "")

    def _group(self, group: UnitGroup) -> None:
        known: dict[str, float] = {}
        for unit in group.units:
            for name in (unit.id, *unit.synonyms, unit.name):
                known[name] = float(unit.factor)
            if unit.id == group.reference:
                self.reference_unit[group.id] = unit.name
        self.groups[group.id] = known

    def _flow(self, flow: ForeignFlow) -> None:
        self.flows[self.flow_ids.number(flow.id)] = FlowFacts(
            id=flow.id,
            name=first_words(flow.name, "en"),
            kind=flow.kind,
            cas=flow.cas,
            category=flow.category,
            factors=tuple((one.property, float(one.factor)) for one in flow.properties),
            location=flow.location,
        )

    def _process(self, process: ForeignProcess) -> None:
        number = len(self.processes)
        self.process_index[process.id] = number
        self.processes.append(
            ProcessFacts(
                id=process.id,
                name=first_words(process.name, "en"),
                location=process.location,
                aggregated=process.kind == "aggregated",
                method=process.allocation_method,
                shares=process.allocation,
            )
        )
        for exchange in process.exchanges:
            self._exchange(number, exchange)

    def _exchange(self, process: int, exchange: ForeignExchange) -> None:
        numbers, word = self.numbers, self.words.number
        numbers.process.append(process)
        numbers.seq.append(exchange.seq)
        numbers.flow.append(self.flow_ids.number(exchange.flow))
        numbers.unit.append(word(exchange.unit))
        numbers.property.append(word(exchange.property))
        numbers.provider.append(word(exchange.provider))
        numbers.location.append(word(exchange.location))
        numbers.role.append(_ROLE_NUMBER[exchange.role])
        numbers.is_input.append(exchange.is_input)
        numbers.amount.append(float(exchange.amount) if exchange.amount else UNKNOWN)
