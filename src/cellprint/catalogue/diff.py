"""What changed between two releases of the catalogue: values old → new, and why.

Entries are compared by id, an exchange by the id that names process, flow and what pins it, so that
a new order of lines is no change. Decimal text is compared as written: "0.10" and "0.1" state
different digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import (
    Citation,
    Composition,
    Exchange,
    Flow,
    GridFactor,
    GwpSet,
    Location,
    Process,
    Source,
    Uncertainty,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What a value rests on: source (or issuer), place in it, status, remark."""

    source: str = ""
    page: str = ""
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one entry that differs.

    Attributes:
        kind: `process`, `exchange`, `electricity`, `gwp`, `flow`, `location`, `source`,
            `composition` or `battery`.
        id: id of the entry; of an exchange `process.flow` with what pins it.
        field: name of the field, e.g. `amount`.
        old, new: as written; empty where the field is not given.
        before, after: what the old and the new value rest on.
    """

    kind: str
    id: str
    field: str
    old: str
    new: str
    before: Why
    after: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry that only one release has, with its value where it has one."""

    kind: str
    id: str
    value: str = ""
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueDiff:
    """All differences, sorted by kind and id.

    An exchange of a process that is itself added or removed is not listed again.
    """

    changed: tuple[Change, ...]
    added: tuple[Item, ...]
    removed: tuple[Item, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry as plain fields; `head` is the field that stands for its value."""

    kind: str
    id: str
    fields: Mapping[str, str]
    why: Why = field(default_factory=Why)
    head: str = ""
    owner: str = ""


def catalogue_diff(old: Catalogue, new: Catalogue) -> CatalogueDiff:
    """Return what changed from `old` to `new`."""
    before = {(one.kind, one.id): one for one in _entries(old)}
    after = {(one.kind, one.id): one for one in _entries(new)}
    changed = [
        change
        for key in sorted(before.keys() & after.keys())
        for change in _changes(before[key], after[key])
    ]
    return CatalogueDiff(
        changed=tuple(changed),
        added=_only(after, before),
        removed=_only(before, after),
    )


def _changes(old: _Entry, new: _Entry) -> Iterable[Change]:
    for name in sorted(old.fields.keys() | new.fields.keys()):
        was, is_ = old.fields.get(name, ""), new.fields.get(name, "")
        if was != is_:
            yield Change(
                kind=old.kind,
                id=old.id,
                field=name,
                old=was,
                new=is_,
                before=old.why,
                after=new.why,
            )


def _only(
    these: Mapping[tuple[str, str], _Entry], those: Mapping[tuple[str, str], _Entry]
) -> tuple[Item, ...]:
    return tuple(
        Item(kind=one.kind, id=one.id, value=one.fields.get(one.head, ""), why=one.why)
        for key, one in sorted(these.items())
        if key not in those and not (one.owner and ("process", one.owner) not in those)
    )


def _entries(catalogue: Catalogue) -> Iterable[_Entry]:
    return chain(
        map(_process, catalogue.processes.values()),
        (
            _exchange(process, exchange)
            for process in catalogue.processes.values()
            for exchange in process.exchanges
        ),
        map(_factor, catalogue.grid_factors.values()),
        chain.from_iterable(map(_gwp, catalogue.gwp_sets.values())),
        map(_flow, catalogue.flows.values()),
        map(_location, catalogue.locations.values()),
        map(_source, catalogue.sources.values()),
        map(_composition, catalogue.compositions.values()),
        (
            _Entry(kind="battery", id=one.id, fields=one.amounts, why=_why(one.citation))
            for one in catalogue.batteries.values()
        ),
    )


def _process(one: Process) -> _Entry:
    fields = {
        "flow": one.flow,
        "route": one.route,
        "location": one.location,
        "unit": one.unit,
        "amount": repr(one.amount),
        "kind": str(one.kind),
        "relocatable": str(one.relocatable).lower(),
        "technology": one.technology,
        "valid_from": one.valid_from.isoformat() if one.valid_from else "",
        "valid_to": one.valid_to.isoformat() if one.valid_to else "",
    }
    sources = ", ".join(sorted({exchange.citation.source for exchange in one.exchanges}))
    return _Entry(kind="process", id=one.id, fields=fields, why=Why(source=sources, note=one.note))


def _exchange(process: Process, one: Exchange) -> _Entry:
    fields = {
        "amount": one.amount_text,
        "unit": one.unit,
        "role": str(one.role),
        "source": one.citation.source,
        "status": str(one.citation.status),
        **_spread(one.uncertainty),
        **({"floor": repr(one.floor.amount)} if one.floor else {}),
        **({"allocation": one.allocation} if one.allocation else {}),
        **({"joint": "true"} if one.joint else {}),
    }
    return _Entry(
        kind="exchange",
        id=one.id,
        fields=fields,
        why=_why(one.citation),
        head="amount",
        owner=process.id,
    )


def _spread(spread: Uncertainty | None) -> dict[str, str]:
    if spread is None:
        return {}
    given = {key: getattr(spread, key) for key in ("low", "high", "gsd")}
    numbers = {key: repr(value) for key, value in given.items() if value is not None}
    return {"distribution": spread.distribution, "basis": spread.basis, **numbers}


def _factor(one: GridFactor) -> _Entry:
    fields = {
        "value": one.value_text,
        "unit": one.unit,
        "year": str(one.year),
        "location": one.location,
        "kind": one.kind,
        "technology": one.technology,
        "gas_basis": one.gas_basis,
        "status": str(one.status),
    }
    page = ", ".join(filter(None, (one.document, one.table)))
    why = Why(source=one.issuer, page=page, status=str(one.status), note=one.note)
    return _Entry(kind="electricity", id=one.id, fields=fields, why=why, head="value")


def _gwp(one: GwpSet) -> Iterable[_Entry]:
    for flow, value in one.factors.items():
        yield _Entry(
            kind="gwp",
            id=f"{one.id}.{flow}",
            fields={"value": repr(value)},
            why=_why(one.citations[flow]) if flow in one.citations else Why(),
            head="value",
        )


def _flow(one: Flow) -> _Entry:
    fields = {
        "kind": str(one.kind),
        "unit": one.unit,
        "scope": str(one.scope),
        "default_route": one.default_route,
        "composition": one.composition,
        **_sharing(one),
    }
    return _Entry(kind="flow", id=one.id, fields=fields, why=Why(note=one.note))


def _sharing(one: Flow) -> dict[str, str]:
    """Return what a burden may be shared by, each with its source, as far as it is given."""
    given = {"price": one.price, "exergy": one.exergy}
    fields = {
        name: f"{value.amount_text} {value.unit} ({value.citation.source})"
        for name, value in given.items()
        if value is not None
    }
    if one.replaces is not None:
        fields["replaces"] = f"{one.replaces.amount_text} {one.replaces.flow}"
    return fields


def _location(one: Location) -> _Entry:
    return _Entry(kind="location", id=one.id, fields={"level": one.level, "parent": one.parent})


def _source(one: Source) -> _Entry:
    fields = {
        key: getattr(one, key)
        for key in ("title", "year", "document", "licence", "citation_status", "redistribution")
    }
    return _Entry(kind="source", id=one.id, fields=fields, why=Why(source=one.id, note=one.note))


def _composition(one: Composition) -> _Entry:
    fractions = {element: repr(value) for element, value in one.fractions.items()}
    why = Why(source=one.basis, status=str(one.status), note=one.note)
    return _Entry(
        kind="composition", id=one.id, fields={"hydrate": one.hydrate, **fractions}, why=why
    )


def _why(citation: Citation) -> Why:
    return Why(
        source=citation.source,
        page=citation.page,
        status=str(citation.status),
        note=citation.note,
    )
