"""What a writer needs to know of other data sets while it writes one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cellprint.model.foreign import (
    Dataset,
    FlowProperty,
    ForeignFlow,
    ForeignParameter,
    ForeignProcess,
    ForeignRecord,
    ForeignUnit,
    UnitGroup,
    first_words,
)


@dataclass(slots=True)
class Lookup:
    """Names, flows, properties and units by id."""

    names: dict[str, str] = field(default_factory=dict)
    flows: dict[str, ForeignFlow] = field(default_factory=dict)
    properties: dict[str, FlowProperty] = field(default_factory=dict)
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    records: dict[str, ForeignRecord] = field(default_factory=dict)
    processes: dict[str, str] = field(default_factory=dict)

    def unit(self, measure: str, name: str) -> ForeignUnit | None:
        """Return a unit of a property by its name or id; none when there is none."""
        known = self.properties.get(measure)
        group = self.groups.get(known.unit_group) if known else None
        for one in group.units if group else ():
            if name in (one.name, one.id, *one.synonyms):
                return one
        return None


def look_up(datasets: Iterable[Dataset]) -> Lookup:
    """Return what writers need to know of these data sets."""
    found = Lookup()
    for one in datasets:
        if isinstance(one, ForeignFlow):
            found.flows[one.id] = one
        elif isinstance(one, FlowProperty):
            found.properties[one.id] = one
        elif isinstance(one, UnitGroup):
            found.groups[one.id] = one
        elif isinstance(one, ForeignRecord):
            found.records[one.id] = one
        elif isinstance(one, ForeignProcess):
            found.processes[one.id] = first_words(one.name, "en")
            continue
        if not isinstance(one, ForeignProcess | ForeignParameter):
            found.names[one.id] = first_words(one.name, "en")
    return found
