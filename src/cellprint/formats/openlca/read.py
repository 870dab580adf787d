"""Read openLCA JSON-LD (schema 1 and 2) into the model, data set by data set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from cellprint.errors import BadInputError
from cellprint.formats.formula_check import check_formulas, values_of
from cellprint.formats.openlca import names
from cellprint.formats.openlca.json_object import JsonObject
from cellprint.formats.openlca.process import LANGUAGE, category, parameter, process
from cellprint.formats.package import Package
from cellprint.formats.residual import restored
from cellprint.formats.safe_json import read_json, without_number_types
from cellprint.model.foreign import (
    Dataset,
    FlowProperty,
    ForeignFlow,
    ForeignFormat,
    ForeignKind,
    ForeignParameter,
    ForeignProcess,
    ForeignRecord,
    ForeignUnit,
    PropertyFactor,
    UnitGroup,
    words,
)
from cellprint.model.loss_report import LossReport

EXTENSION = "cellprint"


def read_openlca(package: Package, kind: ForeignFormat, report: LossReport) -> Iterator[Dataset]:
    """Yield the data sets of a package, those that others need first.

    Raises:
        CP-FMT-004, CP-FMT-007, CP-FMT-008: JSON that cannot be read.
        CP-FMT-010: an amount that is no number.
        CP-FMT-012: a field is missing without which the data set means nothing.
    """
    reader = _Reader(package, report)
    report.options["language"] = LANGUAGE
    report.options["schema"] = kind.version
    shared: list[ForeignParameter] = []
    for folder in ("unit_groups", "flow_properties", "flows", "parameters"):
        for one in reader.folder(folder):
            if isinstance(one, ForeignParameter):
                shared.append(one)
            yield one
    for folder in names.RECORDS:
        yield from reader.folder(folder)
    values = values_of(shared)
    for one in reader.folder("processes"):
        if isinstance(one, ForeignProcess):
            check_formulas(one, values, report)
        yield one
    reader.tell_others()


def dataset_of(found: JsonObject, folder: str) -> Dataset:
    """Return the data set of one object that needs no other object to be understood.

    Raises:
        CP-FMT-010, CP-FMT-012: a number is none, or something is missing.
    """
    return _Makers({}, {}).make(found, folder)


class _Makers:
    """Makes data sets of objects."""

    def __init__(
        self, kinds: dict[str, ForeignKind], categories: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.kinds = kinds
        self.categories = categories

    def make(self, found: JsonObject, folder: str) -> Dataset:
        """Return the data set, with what an extension of ours holds."""
        rest = found.take(EXTENSION)
        made = self.table()[folder](found)
        if not isinstance(rest, str):
            return made
        plain = read_json(rest.encode(), where=f"{found.where}/{EXTENSION}")
        return restored(made, without_number_types(plain)) if isinstance(plain, dict) else made

    def table(self) -> Mapping[str, Callable[[JsonObject], Dataset]]:
        table: dict[str, Callable[[JsonObject], Dataset]] = {
            "unit_groups": self.unit_group,
            "flow_properties": self.flow_property,
            "flows": self.flow,
            "parameters": parameter,
            "processes": lambda found: process(found, self.kinds, self.categories),
        }
        for folder, kind in names.RECORDS.items():
            table[folder] = partial(self.record, kind=kind)
        return table

    def root(self, found: JsonObject) -> dict[str, Any]:
        """Return the fields that every data set has."""
        return {
            "id": found.needed("@id"),
            "name": words(found.text("name"), LANGUAGE),
            "version": found.text("version"),
            "category": category(found, self.categories),
        }

    def unit_group(self, found: JsonObject) -> UnitGroup:
        units = []
        reference = ""
        for one in found.children("units"):
            unit = ForeignUnit(
                id=one.needed("@id"),
                name=one.needed("name"),
                factor=one.number("conversionFactor", "1"),
                synonyms=tuple(one.texts("synonyms")),
                comment=words(one.text("description"), LANGUAGE),
            )
            one.rest(names.PREFIX, known=("@type", "version"))
            if one.flag("isRefUnit"):
                reference = unit.id
            units.append(unit)
        if not reference:
            reference = next((one.id for one in units if float(one.factor) == 1.0), "")
        return UnitGroup(
            **self.root(found),
            units=tuple(units),
            reference=reference,
            default_property=found.reference("defaultFlowProperty"),
            comment=words(found.text("description"), LANGUAGE),
            fields=found.rest(names.PREFIX, known=("@context", "@type"), path="unit_group/"),
        )

    def flow_property(self, found: JsonObject) -> FlowProperty:
        return FlowProperty(
            **self.root(found),
            unit_group=found.reference("unitGroup"),
            comment=words(found.text("description"), LANGUAGE),
            fields=found.rest(names.PREFIX, known=("@context", "@type"), path="flow_property/"),
        )

    def flow(self, found: JsonObject) -> ForeignFlow:
        kind = ForeignKind(names.KINDS.get(found.text("flowType"), "other"))
        factors: list[PropertyFactor] = []
        for one in found.children("flowProperties"):
            factor = PropertyFactor(
                property=one.reference("flowProperty"), factor=one.number("conversionFactor", "1")
            )
            first = one.flag("isRefFlowProperty")
            one.rest(names.PREFIX, known=("@type",))
            factors.insert(0 if first else len(factors), factor)
        made = ForeignFlow(
            **self.root(found),
            kind=kind,
            properties=tuple(factors),
            cas=found.text("cas"),
            formula=found.text("formula"),
            synonyms=words(found.text("synonyms"), LANGUAGE),
            location=found.reference("location"),
            comment=words(found.text("description"), LANGUAGE),
            fields=found.rest(names.PREFIX, known=("@context", "@type"), path="flow/"),
        )
        self.kinds[made.id] = kind
        return made

    def record(self, found: JsonObject, kind: str) -> ForeignRecord:
        return ForeignRecord(
            **self.root(found),
            kind=kind,
            fields=found.rest("", known=("@context", "@type"), path=f"{kind}/"),
        )


class _Reader:
    """Reads one package; holds what processes need of other data sets."""

    def __init__(self, package: Package, report: LossReport) -> None:
        self.package = package
        self.report = report
        self.by_folder: dict[str, list[str]] = {}
        for name in package.names:
            parts = name.split("/")
            if name.endswith(".json") and len(parts) > 1:
                self.by_folder.setdefault(parts[-2], []).append(name)
        self.makers = _Makers({}, _category_paths(self.objects("categories")))
        self.single = not package.is_archive

    def objects(self, folder: str) -> Iterator[JsonObject]:
        for name in self.by_folder.get(folder, ()):
            yield self.object(name)

    def object(self, name: str) -> JsonObject:
        value = read_json(self.package.read(name), where=name, limits=self.package.limits)
        if not isinstance(value, dict):
            raise BadInputError.of("CP-FMT-007", where=name, problem="no object")
        return JsonObject(value, where=name, report=self.report, renames=names.RENAMED)

    def folder(self, folder: str) -> Iterator[Dataset]:
        if self.single and folder == "processes":
            yield self.makers.make(self.object(self.package.names[0]), folder)
            return
        for found in self.objects(folder):
            yield self.makers.make(found, folder)

    def tell_others(self) -> None:
        """Report the folders that are not read."""
        for folder, found in sorted(self.by_folder.items()):
            if folder in names.OTHER_FOLDERS:
                self.report.add(
                    "CP-FMT-030", "loss", path=f"{folder}/", action="not read", count=len(found)
                )


def _category_paths(objects: Iterable[JsonObject]) -> dict[str, tuple[str, ...]]:
    """Return id → path of names; a loop of parents ends where it closes."""
    known: dict[str, tuple[str, str]] = {}
    for found in objects:
        known[found.needed("@id")] = (found.text("name"), found.reference("category"))
    paths: dict[str, tuple[str, ...]] = {}
    for one in known:
        path: list[str] = []
        seen: set[str] = set()
        here = one
        while here in known and here not in seen:
            seen.add(here)
            name, parent = known[here]
            path.insert(0, name)
            here = parent
        paths[one] = tuple(path)
    return paths
