"""Read workbooks of Brightway's Excel importer.

Each activity is a process with one product of its own, unless the file has products as nodes. A
process without a production row makes one unit of itself, which is told. The stored amount is
computed with; a formula is evaluated where there is none, and compared where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cellprint.formats.arithmetic import PYTHON, FormulaError, Values
from cellprint.formats.brightway.blocks import Activity, Table, Workbook, read_blocks
from cellprint.formats.brightway.nodes import Node, Nodes, plain_unit
from cellprint.formats.brightway.sheets import UNKNOWN, sheet_rows
from cellprint.formats.brightway.uncertainty import FIELDS, spread_of
from cellprint.formats.formula_check import SAME
from cellprint.formats.made_ids import lone_unit, made_id, unseen
from cellprint.formats.numbers import number_text, shortest
from cellprint.formats.package import Package
from cellprint.model.foreign import (
    Dataset,
    ForeignExchange,
    ForeignFlow,
    ForeignFormat,
    ForeignKind,
    ForeignParameter,
    ForeignProcess,
    ForeignRecord,
    ForeignRole,
    Licence,
    PropertyFactor,
    Spread,
    words,
)
from cellprint.model.loss_report import LossReport

PREFIX = "bw:"
_TYPES = {
    "production": (ForeignRole.REFERENCE, False),
    "technosphere": (ForeignRole.INPUT, True),
    "biosphere": (ForeignRole.ELEMENTARY, False),
    "substitution": (ForeignRole.AVOIDED, True),
}
_TAKEN = ("natural resource", "resource", "raw")
_OWN = ("name", "amount", "unit", "type", "categories", "location", "formula", "comment")
_LICENCE = re.compile(r"licen[cs]e", re.IGNORECASE)


def read_brightway(package: Package, kind: ForeignFormat, report: LossReport) -> Iterator[Dataset]:
    """Yield the data sets of a workbook; a flow and its unit come before their first use.

    Raises:
        CP-FMT-004, CP-FMT-006, CP-FMT-023: a workbook that cannot be read.
        CP-FMT-010: an amount that is no number.
    """
    report.options["identifiers"] = "made from database and code, else from the naming fields"
    report.options["schema"] = kind.version or "not stated"
    book = read_blocks(sheet_rows(package, report), report)
    nodes = Nodes(book.database, book.activities)
    if nodes.repeated:
        report.add("CP-FMT-047", "error", path="Activity", action="dropped", count=nodes.repeated)
    yield from _Reading(book, nodes, report).datasets()


@dataclass(slots=True)
class _Scope:
    """Values of the names that an activity sees: its group, the database, the project."""

    book: Workbook
    groups: dict[str, dict[str, str]] = field(default_factory=dict)

    def values(self, activity: Activity) -> Values:
        project = Values(_texts(self.book.project), functions=PYTHON)
        shared = Values(_texts(self.book.shared), project, functions=PYTHON)
        if not self.groups:
            for one in self.book.activities:
                self.groups.setdefault(one.group, {}).update(_texts(one.parameters))
        own = self.groups[activity.group] if activity.group else _texts(activity.parameters)
        return Values(own, shared, functions=PYTHON)


class _Reading:
    """Turns blocks into data sets."""

    def __init__(self, book: Workbook, nodes: Nodes, report: LossReport) -> None:
        self.book = book
        self.nodes = nodes
        self.report = report
        self.scope = _Scope(book)
        self.seen: set[str] = set()
        self.flows: list[Dataset] = []
        self.process = ""

    def datasets(self) -> Iterator[Dataset]:
        about = tuple((f"{PREFIX}{name}", text) for name, text in self.book.about.items())
        if self.book.database:
            identity = made_id("database", self.book.database)
            yield ForeignRecord(
                kind="database", id=identity, name=words(self.book.database), fields=about
            )
        known: set[str] = set()
        for table, scope in ((self.book.project, "project"), (self.book.shared, "database")):
            for one in self.parameters(table, Activity("", ""), scope):
                if one.name in known:
                    self.report.add(
                        "CP-FMT-030", "loss", path="parameters", action="dropped", value=one.name
                    )
                    continue
                known.add(one.name)
                yield one
        for node in self.nodes.all:
            if node.is_process:
                process = self.one(node)
                yield from self.flows
                self.flows.clear()
                yield process
            else:
                self.own_flow(node)
        yield from self.flows

    def one(self, node: Node) -> ForeignProcess:
        """Return the process of an activity."""
        activity, fields = node.activity, node.activity.fields
        self.process = node.process
        values = self.scope.values(activity)
        exchanges: list[ForeignExchange] = []
        for where, record in activity.exchanges.rows:
            made = self.exchange(node, where, record, values, exchanges)
            if made is not None:
                exchanges.append(made)
        if not any(one.role is ForeignRole.REFERENCE for one in exchanges):
            exchanges.insert(0, self.implied(node, len(exchanges) + 1))
        comment = fields.get("comment", "")
        known = ("comment", "location", "categories")
        return ForeignProcess(
            id=node.process,
            name=words(activity.name),
            exchanges=tuple(exchanges),
            category=_path(fields.get("categories", "")),
            location=fields.get("location", ""),
            parameters=tuple(self.parameters(activity.parameters, activity, activity.group)),
            licence=self.licence(fields),
            documentation=(("description", words(comment)),) if comment else (),
            fields=tuple(
                (f"{PREFIX}{name}", text) for name, text in fields.items() if name not in known
            ),
        )

    def exchange(
        self,
        node: Node,
        where: str,
        record: dict[str, str],
        values: Values,
        before: list[ForeignExchange],
    ) -> ForeignExchange | None:
        """Return an exchange; nothing for a type that means no amount of a flow."""
        told = record.get("type", "").casefold()
        if told not in _TYPES:
            self.report.add(
                "CP-FMT-030", "error", path=f"exchange of type {told[:40]}", action="dropped"
            )
            return None
        role, is_input = _TYPES[told]
        if role is ForeignRole.REFERENCE and any(one.role is role for one in before):
            role = ForeignRole.COPRODUCT
        flow, provider, unit = self.end(node, record, role)
        category = _path(record.get("categories", ""))
        if role is ForeignRole.ELEMENTARY and category:
            is_input = category[0].casefold() in _TAKEN
        seq = len(before) + 1
        amount, formula = self.amount(record, values, where, seq)
        own = (*_OWN, *FIELDS)
        return ForeignExchange(
            seq=seq,
            flow=flow,
            is_input=is_input,
            role=role,
            amount=amount,
            unit=unit,
            property=made_id("property", unit) if unit else "",
            formula=formula,
            spread=self.spread(record, amount, seq),
            provider=provider,
            location="" if provider else record.get("location", ""),
            quality=record.get("pedigree", ""),
            comment=words(record.get("comment", "")),
            fields=tuple(
                (f"{PREFIX}{name}", text)
                for name, text in record.items()
                if name not in own and name != "pedigree"
            ),
        )

    def end(self, node: Node, record: dict[str, str], role: ForeignRole) -> tuple[str, str, str]:
        """Return flow, provider and unit of an exchange."""
        other, several = self.nodes.find(record)
        if several and role is ForeignRole.REFERENCE:
            other = node
        elif several:
            self.report.add("CP-FMT-052", "error", path="exchange", value=record.get("name", ""))
        if role is ForeignRole.REFERENCE and other is None:
            other = node
        if other is not None and (other.kind is ForeignKind.PRODUCT) == (
            role is not ForeignRole.ELEMENTARY
        ):
            makes = role in (ForeignRole.REFERENCE, ForeignRole.COPRODUCT)
            provider = other.process if other.is_process and not makes else ""
            self.own_flow(other)
            stated = record.get("unit", "")
            # a unit that means the same by another name is that of the flow
            same = not stated or plain_unit(stated) == other.field("unit")
            return other.flow, provider, "" if same else stated
        return self.outer_flow(record, role)

    def own_flow(self, node: Node) -> None:
        """Keep the flow of an activity."""
        fields = node.activity.fields
        name = fields.get("reference product") or node.activity.name
        self.keep(
            node.flow,
            name,
            fields.get("unit", ""),
            kind=node.kind,
            category=_path(fields.get("categories", "")),
            location=fields.get("location", ""),
            cas=fields.get("CAS number", ""),
        )

    def outer_flow(self, record: dict[str, str], role: ForeignRole) -> tuple[str, str, str]:
        """Return a flow of another database, or one that only exchanges name."""
        unit, name = record.get("unit", ""), record.get("name", "")
        category = record.get("categories", "")
        if role is ForeignRole.ELEMENTARY:
            identity = made_id("flow", name, category, unit)
            self.keep(identity, name, unit, kind=ForeignKind.ELEMENTARY, category=_path(category))
            return identity, "", unit
        database = record.get("database", self.book.database)
        product = record.get("reference product", "")
        place = record.get("location", "")
        parts = (self.process,) if role is ForeignRole.COPRODUCT else (database,)
        identity = made_id("flow", *parts, name, product, unit, place)
        self.keep(identity, product or name, unit, category=(database,), location=place)
        return identity, "", unit

    def keep(
        self,
        identity: str,
        name: str,
        unit: str,
        *,
        kind: ForeignKind = ForeignKind.PRODUCT,
        category: tuple[str, ...] = (),
        location: str = "",
        cas: str = "",
    ) -> None:
        """Keep a flow and its unit, once."""
        if identity in self.seen:
            return
        self.seen.add(identity)
        self.flows.extend(unseen(lone_unit(unit), self.seen))
        self.flows.append(
            ForeignFlow(
                id=identity,
                name=words(name),
                kind=kind,
                properties=(PropertyFactor(property=made_id("property", unit), factor="1"),),
                category=category,
                cas=cas,
                location=location,
            )
        )

    def implied(self, node: Node, seq: int) -> ForeignExchange:
        """Return the production that Brightway supposes where none is stated."""
        self.own_flow(node)
        stated = node.activity.fields.get("production amount", "")
        amount = number_text(stated, where=node.activity.where) if stated else "1"
        self.report.add(
            "CP-FMT-053", "note", path="production", action="defaulted", dataset=node.process
        )
        return ForeignExchange(
            seq=seq, flow=node.flow, is_input=False, role=ForeignRole.REFERENCE, amount=amount
        )

    def amount(
        self, record: dict[str, str], values: Values, where: str, seq: int | None = None
    ) -> tuple[str, str]:
        """Return amount and formula; an amount that is not known is empty, and told."""
        text, formula = record.get("amount", ""), record.get("formula", "").removeprefix("=")
        reason = ""
        computed: float | None = None
        if formula:
            try:
                computed = values.compute(formula)
            except FormulaError as error:
                reason = str(error)
        if text and not text.startswith(UNKNOWN):
            amount = number_text(text, where=where)
            self.compare(float(amount), computed, reason, formula)
            return amount, formula
        if computed is not None:
            return shortest(computed), formula
        self.report.add(
            "CP-FMT-048",
            "error",
            path=f"amount ({(reason or text or 'the cell is empty')[:60]})",
            dataset=self.process,
            seq=seq,
            value=formula or where,
        )
        return "", formula

    def compare(self, stored: float, computed: float | None, reason: str, formula: str) -> None:
        """Tell where the stored amount is not what its formula gives."""
        if not formula:
            return
        if computed is None:
            path = f"formula ({reason[:60]})"
        elif abs(stored - computed) > SAME * max(abs(stored), abs(computed)):
            path = "formula gives another amount"
        else:
            return
        self.report.add(
            "CP-FMT-054",
            "warning",
            path=path,
            dataset=self.process,
            value=formula,
            stored=f"{stored!r}",
        )

    def spread(self, record: dict[str, str], amount: str, seq: int | None = None) -> Spread | None:
        found, reason = spread_of(record, amount)
        if reason:
            self.report.add(
                "CP-FMT-033",
                "warning",
                path=f"uncertainty ({reason})",
                dataset=self.process,
                seq=seq,
            )
        return found

    def parameters(
        self, table: Table, activity: Activity, scope: str
    ) -> Iterator[ForeignParameter]:
        """Yield the parameters of a table."""
        values = self.scope.values(activity)
        own = ("name", "amount", "formula", "comment", *FIELDS)
        for where, record in table.rows:
            amount, formula = self.amount(record, values, where)
            more = [(name, text) for name, text in record.items() if name not in own]
            yield ForeignParameter(
                name=record.get("name", ""),
                amount=amount,
                formula=formula,
                process=self.process if activity.name else "",
                spread=self.spread(record, amount),
                comment=words(record.get("comment", "")),
                fields=tuple((f"{PREFIX}{name}", text) for name, text in (("scope", scope), *more)),
            )

    def licence(self, fields: dict[str, str]) -> Licence:
        """Return what activity or database say about their licence."""
        for known in (fields, self.book.about):
            for name, text in known.items():
                if _LICENCE.fullmatch(name):
                    return Licence(restrictions=words(text))
        return Licence()


def _texts(table: Table) -> dict[str, str]:
    """Return name → formula or amount."""
    found: dict[str, str] = {}
    for _, record in table.rows:
        text = record.get("formula", "").removeprefix("=") or record.get("amount", "")
        if record.get("name") and text:
            found[record["name"]] = text
    return found


def _path(text: str) -> tuple[str, ...]:
    """Return a path whose steps stand with double colons between them."""
    return tuple(one for one in text.split("::") if one)
