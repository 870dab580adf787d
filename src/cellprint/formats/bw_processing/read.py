"""Read a datapackage of `bw_processing`: columns of the technosphere matrix become processes.

What a number means is taken from the table that cellprint writes; without one, processes and flows
are called by their numbers. Another output of a column is subtracted as avoided product, which is
what a matrix computes. Pickles are never loaded.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cellprint.errors import BadInputError
from cellprint.formats.brightway.uncertainty import spread_of
from cellprint.formats.bw_processing import layout
from cellprint.formats.bw_processing.arrays import read_array
from cellprint.formats.made_ids import lone_unit, made_id
from cellprint.formats.numbers import shortest
from cellprint.formats.package import Package
from cellprint.formats.safe_json import read_json
from cellprint.model.foreign import (
    Dataset,
    ForeignExchange,
    ForeignFlow,
    ForeignFormat,
    ForeignKind,
    ForeignProcess,
    ForeignRole,
    Licence,
    PropertyFactor,
    Spread,
    words,
)
from cellprint.model.loss_report import LossReport

_PLAIN = "bwp:"
_PUBLIC = "ODC-PDDL-1.0"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One place of a matrix; `amount` has the sign of the matrix."""

    row: int
    column: int
    amount: float
    flip: bool
    spread: Spread | None


@dataclass(slots=True)
class _Matrices:
    """Entries by column."""

    technosphere: dict[int, list[_Entry]] = field(default_factory=dict)
    biosphere: dict[int, list[_Entry]] = field(default_factory=dict)


def read_bw_processing(
    package: Package, kind: ForeignFormat, report: LossReport
) -> Iterator[Dataset]:
    """Yield the data sets of a datapackage; a flow comes before its first use.

    Raises:
        CP-FMT-007, CP-FMT-012: the description cannot be read, or lacks an array.
        CP-FMT-010: an amount that is not finite.
        CP-FMT-023: an array or table that cannot be read.
    """
    report.options["schema"] = kind.version or "not stated"
    name = next(one for one in package.names if one.endswith(layout.DESCRIPTION))
    folder = name.removesuffix(layout.DESCRIPTION)
    described = read_json(package.read(name), where=name)
    resources = described.get("resources") if isinstance(described, dict) else None
    if not isinstance(resources, list):
        raise BadInputError.of("CP-FMT-012", where=name, field="resources")
    files = [one for one in resources if isinstance(one, dict)]
    matrices = _matrices(package, folder, files, report)
    nodes = _nodes(package, folder)
    licence = _licence(described, report)
    yield from _Reading(matrices, nodes, licence, report).datasets()


def _matrices(
    package: Package, folder: str, files: list[dict[str, Any]], report: LossReport
) -> _Matrices:
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for one in files:
        matrix, group = str(one.get("matrix", "")), str(one.get("group", ""))
        kind, path = str(one.get("kind", "")), str(one.get("path", ""))
        if one.get("name") == layout.NODES:
            continue
        known = matrix in (layout.TECHNOSPHERE, layout.BIOSPHERE) and kind in layout.SUFFIXES
        if not known or one.get("category", "vector") != "vector" or one.get("format") != "npy":
            path = f"resource {matrix or one.get('mediatype', '')} {kind}"[:80]
            report.add("CP-FMT-030", "loss", path=path, action="not read")
            continue
        groups.setdefault((matrix, group), {})[kind] = f"{folder}{path}"
    found = _Matrices()
    for (matrix, _), paths in groups.items():
        target = found.technosphere if matrix == layout.TECHNOSPHERE else found.biosphere
        for entry in _entries(package, paths, report):
            target.setdefault(entry.column, []).append(entry)
    return found


def _entries(package: Package, paths: dict[str, str], report: LossReport) -> Iterator[_Entry]:
    for needed in ("indices", "data"):
        if paths.get(needed) not in package.names:
            raise BadInputError.of("CP-FMT-012", where=package.path.name, field=needed)
    data = read_array(package, paths["data"])
    indices = read_array(package, paths["indices"])
    if indices.dtype.names != ("row", "col") or not np.issubdtype(data.dtype, np.floating):
        raise BadInputError.of("CP-FMT-023", where=paths["indices"], problem=str(indices.dtype))
    flip = _optional(package, paths, "flip", np.zeros(len(data), dtype=np.bool_))
    spreads = _optional(package, paths, "distributions", None)
    if len({len(data), len(indices), len(flip), len(data if spreads is None else spreads)}) > 1:
        raise BadInputError.of(
            "CP-FMT-023", where=paths["data"], problem="arrays of unequal length"
        )
    if spreads is not None and spreads.dtype.names != layout.DISTRIBUTIONS.names:
        raise BadInputError.of("CP-FMT-023", where=paths["data"], problem=str(spreads.dtype))
    if not np.isfinite(data).all():
        raise BadInputError.of("CP-FMT-010", where=paths["data"], found="NaN")
    for number, amount in enumerate(data.tolist()):
        turned = bool(flip[number])
        yield _Entry(
            row=int(indices["row"][number]),
            column=int(indices["col"][number]),
            amount=-amount if turned else amount,
            flip=turned,
            spread=None if spreads is None else _spread(spreads[number], amount, report),
        )


def _optional(package: Package, paths: dict[str, str], kind: str, default: Any) -> Any:
    path = paths.get(kind)
    return read_array(package, path) if path in package.names and path else default


def _spread(record: Any, amount: float, report: LossReport) -> Spread | None:
    if record["uncertainty_type"] in (0, 1):
        return None
    texts = {"uncertainty type": str(int(record["uncertainty_type"]))}
    for name in ("loc", "scale", "shape", "minimum", "maximum"):
        value = float(record[name])
        if math.isfinite(value):
            texts[name] = shortest(value)
    found, reason = spread_of(texts, shortest(amount))
    if reason:
        report.add("CP-FMT-033", "warning", path=f"uncertainty ({reason})")
    return found


def _nodes(package: Package, folder: str) -> dict[int, dict[str, str]]:
    """Return number → what it means, of the table that cellprint writes."""
    name = f"{folder}{layout.NODES}.csv"
    if name not in package.names:
        return {}
    found: dict[int, dict[str, str]] = {}
    try:
        text = package.read(name).decode("utf-8")
        for row in csv.DictReader(io.StringIO(text)):
            number = row.get("id") or ""
            if number.isascii() and number.isdigit() and len(number) < 19:  # noqa: PLR2004  (64 bit)
                found[int(number)] = {key: row.get(key) or "" for key in layout.COLUMNS}
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadInputError.of("CP-FMT-023", where=name, problem=str(error)) from None
    return found


def _licence(described: dict[str, Any], report: LossReport) -> Licence:
    """Return what the package says; what the library writes by itself is not taken as a licence."""
    stated = described.get("licenses")
    titles = []
    for one in stated if isinstance(stated, list) else []:
        if not isinstance(one, dict):
            continue
        if one.get("name") == _PUBLIC:
            report.add("CP-FMT-056", "warning", path="licenses", value=_PUBLIC)
            continue
        if one.get("name") != layout.NOT_STATED:
            titles.append(str(one.get("title") or one.get("name") or ""))
    return Licence(restrictions=words("; ".join(one for one in titles if one)))


class _Reading:
    """Turns columns into processes."""

    def __init__(
        self,
        matrices: _Matrices,
        nodes: dict[int, dict[str, str]],
        licence: Licence,
        report: LossReport,
    ) -> None:
        self.matrices = matrices
        self.nodes = nodes
        self.licence = licence
        self.report = report
        self.seen: set[str] = set()
        self.maker: dict[int, int] = {}
        for column, entries in matrices.technosphere.items():
            made = self.product_of(column, entries)
            if made is not None:
                self.maker.setdefault(made, column)

    def product_of(self, column: int, entries: list[_Entry]) -> int | None:
        """Return the row of the product of a column: its own number, else its first output."""
        outputs = [one.row for one in entries if not one.flip]
        if column in outputs:
            return column
        return outputs[0] if outputs else None

    def datasets(self) -> Iterator[Dataset]:
        columns = {*self.matrices.technosphere, *self.matrices.biosphere}
        for column in sorted(columns):
            entries = self.matrices.technosphere.get(column, [])
            product = self.product_of(column, entries)
            exchanges: list[ForeignExchange] = []
            for one in sorted(entries, key=lambda one: one.row != product):
                made = self.technosphere(one, product, len(exchanges) + 1)
                yield from self.flow(one.row, layout.PROCESS)
                exchanges.append(made)
                product = None if made.role is ForeignRole.REFERENCE else product
            for one in self.matrices.biosphere.get(column, []):
                yield from self.flow(one.row, layout.ELEMENTARY)
                exchanges.append(self.elementary(one, len(exchanges) + 1))
            if self.nodes.get(column, {}).get("open_ends"):
                yield from self.open_end(column, exchanges)
            yield self.process(column, exchanges)

    def open_end(self, column: int, exchanges: list[ForeignExchange]) -> Iterator[Dataset]:
        """Add an exchange whose amount is not known: the chain was open when it was written."""
        identity = made_id(_PLAIN, "open ends", self.process_id(column))
        count = self.nodes[column]["open_ends"]
        yield ForeignFlow(id=identity, name=words(f"open ends ({count})"), kind=ForeignKind.PRODUCT)
        self.report.add("CP-FMT-048", "error", path="open ends", dataset=self.process_id(column))
        exchanges.append(
            ForeignExchange(
                seq=len(exchanges) + 1,
                flow=identity,
                is_input=True,
                role=ForeignRole.INPUT,
                amount="",
            )
        )

    def process(self, column: int, exchanges: list[ForeignExchange]) -> ForeignProcess:
        known = self.nodes.get(column, {})
        return ForeignProcess(
            id=self.process_id(column),
            name=words(known.get("name") or f"column {column}"),
            exchanges=tuple(exchanges),
            kind=known.get("kind") or "unit",
            location=known.get("location", ""),
            licence=self.licence,
        )

    def technosphere(self, one: _Entry, product: int | None, seq: int) -> ForeignExchange:
        reference = one.row == product and not one.flip
        role, amount, is_input = ForeignRole.REFERENCE, one.amount, False
        maker = self.maker.get(one.row)
        if reference and amount < 0:
            amount, is_input = -amount, True
        elif not reference and one.flip:
            role, amount, is_input = ForeignRole.INPUT, -amount, True
        elif not reference and maker is not None and self.treats(maker):
            role = ForeignRole.WASTE
        elif not reference:
            role, is_input = ForeignRole.AVOIDED, True
        return ForeignExchange(
            seq=seq,
            flow=self.flow_id(one.row),
            is_input=is_input,
            role=role,
            amount=shortest(amount),
            provider="" if reference or maker is None else self.process_id(maker),
            spread=one.spread,
        )

    def treats(self, column: int) -> bool:
        """Return whether a column takes its product in."""
        mine = self.matrices.technosphere.get(column, [])
        product = self.product_of(column, mine)
        return any(one.row == product and not one.flip and one.amount < 0 for one in mine)

    def elementary(self, one: _Entry, seq: int) -> ForeignExchange:
        is_input = self.nodes.get(one.row, {}).get("is_input") == "true"
        return ForeignExchange(
            seq=seq,
            flow=self.flow_id(one.row),
            is_input=is_input,
            role=ForeignRole.ELEMENTARY,
            amount=shortest(one.amount),
            spread=one.spread,
        )

    def flow(self, row: int, node: str) -> Iterator[Dataset]:
        """Yield a flow and its unit, once."""
        identity = self.flow_id(row)
        if identity in self.seen:
            return
        self.seen.add(identity)
        known = self.nodes.get(row, {})
        unit = known.get("unit", "")
        for one in lone_unit(unit):
            if one.id not in self.seen:
                self.seen.add(one.id)
                yield one
        kind = ForeignKind.ELEMENTARY if node == layout.ELEMENTARY else ForeignKind.PRODUCT
        yield ForeignFlow(
            id=identity,
            name=words(known.get("flow_name") or f"row {row}"),
            kind=kind,
            properties=(PropertyFactor(property=made_id("property", unit), factor="1"),),
            category=tuple(one for one in known.get("category", "").split(layout.STEP) if one),
            cas=known.get("cas", ""),
        )

    def flow_id(self, row: int) -> str:
        return self.nodes.get(row, {}).get("flow") or made_id(_PLAIN, "flow", str(row))

    def process_id(self, column: int) -> str:
        return self.nodes.get(column, {}).get("dataset") or made_id(_PLAIN, "process", str(column))
