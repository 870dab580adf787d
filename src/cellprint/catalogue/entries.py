"""Reading a catalogue folder into validated entries that know their file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from cellprint.catalogue.schema import (
    BatteryEntry,
    CompositionEntry,
    DerivedElectricityEntry,
    ElectricityEntry,
    ElectricityFile,
    FlowEntry,
    GwpFile,
    LocationEntry,
    ProcessEntry,
    ReleaseFile,
    SourceEntry,
)
from cellprint.catalogue.validation import validated, wrong_shape
from cellprint.errors import BadInputError, Finding
from cellprint.model.located_yaml import Located, Path, parse_yaml

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Placed(Generic[_Model]):
    """A validated entry with its place; `family` is the name of its file without ending."""

    entry: _Model
    located: Located
    path: Path
    family: str

    def where(self, *steps: str | int) -> str:
        """Return `file:line` of the entry or of something in it."""
        return self.located.where((*self.path, *steps))


@dataclass(slots=True)
class Entries:
    """Everything that a folder holds, with what is wrong with it.

    `ids`, `routes` (routes and process ids by flow) and `technologies` also hold what entries say
    that are not valid otherwise, so that one mistake is told once.
    `readable` is false when a file could not be read at all; references cannot be judged then.
    """

    release: list[Placed[ReleaseFile]] = field(default_factory=list)
    sources: list[Placed[SourceEntry]] = field(default_factory=list)
    locations: list[Placed[LocationEntry]] = field(default_factory=list)
    flows: list[Placed[FlowEntry]] = field(default_factory=list)
    processes: list[Placed[ProcessEntry]] = field(default_factory=list)
    electricity: list[Placed[ElectricityEntry]] = field(default_factory=list)
    derived: list[Placed[DerivedElectricityEntry]] = field(default_factory=list)
    gwp: list[Placed[GwpFile]] = field(default_factory=list)
    compositions: list[Placed[CompositionEntry]] = field(default_factory=list)
    batteries: list[Placed[BatteryEntry]] = field(default_factory=list)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    routes: dict[str, set[str]] = field(default_factory=dict)
    technologies: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    readable: bool = True


_SINGLE_FILES = ("release", "sources", "locations", "compositions", "batteries")
_FOLDERS = ("flows", "processes", "electricity", "gwp")


def read_entries(
    files: Mapping[str, bytes], *, needed: Sequence[str] = _SINGLE_FILES, folder: str = ""
) -> Entries:
    """Return the validated entries of all files and the findings about the others.

    Args:
        files: content by relative name.
        needed: files without which it is no catalogue.
        folder: stands before the file names in findings.

    Findings have the codes CP-DATA-001 to CP-DATA-010 and those of CP-YAML.
    """
    entries = Entries()
    for kind in needed:
        if f"{kind}.yaml" not in files:
            entries.readable = False
            entries.findings.append(
                Finding(code="CP-DATA-009", where=f"{kind}.yaml", details={"file": f"{kind}.yaml"})
            )
    for name, content in files.items():
        kind, _, file = name.removesuffix(".yaml").partition("/")
        if (file and kind in _FOLDERS) or (not file and kind in _SINGLE_FILES):
            _read_file(entries, kind, file or kind, folder + name, content)
        else:
            entries.findings.append(
                Finding(code="CP-DATA-008", where=folder + name, details={"file": name})
            )
    return entries


def _read_file(entries: Entries, kind: str, family: str, name: str, content: bytes) -> None:
    try:
        located = parse_yaml(content, name=name)
    except BadInputError as error:
        entries.findings.extend(error.findings)
        entries.readable = False
        return
    reader = _FileReader(entries=entries, located=located, family=family, kind=kind)
    match kind:
        case "release":
            reader.one(ReleaseFile, entries.release, located.data, ())
        case "gwp":
            reader.one(GwpFile, entries.gwp, located.data, ())
        case "electricity":
            reader.electricity()
        case "sources":
            reader.many(SourceEntry, entries.sources, located.data)
        case "locations":
            reader.many(LocationEntry, entries.locations, located.data)
        case "flows":
            reader.many(FlowEntry, entries.flows, located.data)
        case "processes":
            reader.many(ProcessEntry, entries.processes, located.data)
        case "compositions":
            reader.many(CompositionEntry, entries.compositions, located.data)
        case _:
            reader.many(BatteryEntry, entries.batteries, located.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FileReader:
    """Adds the entries of one file to all entries."""

    entries: Entries
    located: Located
    family: str
    kind: str

    def many(
        self, model: type[_Model], into: list[Placed[_Model]], data: object, path: Path = ()
    ) -> None:
        """Add each entry of the list `data`, which stands at `path`."""
        if not isinstance(data, list):
            self._wrong_shape(path, data, "[…]")
            return
        for index, value in enumerate(data):
            self.one(model, into, value, (*path, index))

    def one(
        self, model: type[_Model], into: list[Placed[_Model]], value: object, path: Path
    ) -> None:
        """Add the entry `value`, which stands at `path`."""
        if not isinstance(value, dict):
            self._wrong_shape(path, value, "{…: …}")
            return
        self._register(value, path)
        entry = validated(model, self.located, path, value, self.entries.findings)
        if entry is not None:
            into.append(Placed(entry, self.located, path, self.family))

    def electricity(self) -> None:
        """Add the factors of the file and the sums that it asks for."""
        data = self.located.data
        shape = validated(ElectricityFile, self.located, (), data, self.entries.findings)
        if shape is None or not isinstance(data, dict):
            self.entries.readable = False
            return
        self.many(ElectricityEntry, self.entries.electricity, data["factors"], ("factors",))
        derived = data.get("derived", [])
        self.many(DerivedElectricityEntry, self.entries.derived, derived, ("derived",))

    def _register(self, value: dict[str, object], path: Path) -> None:
        given = {key: text for key, text in value.items() if isinstance(text, str)}
        if self.kind == "processes":
            routes = self.entries.routes.setdefault(given.get("flow", ""), set())
            routes |= {given[key] for key in ("route", "id") if key in given}
        if self.kind == "electricity":
            self.entries.technologies |= {given["technology"]} if "technology" in given else set()
        if "id" in given:
            self._register_id(given["id"], path)

    def _register_id(self, name: str, path: Path) -> None:
        known = self.entries.ids.setdefault(self.kind, {})
        where = self.located.where((*path, "id"))
        if name in known:
            self.entries.findings.append(
                Finding(
                    code="CP-DATA-010",
                    where=where,
                    details={"kind": self.kind, "id": name, "first": known[name]},
                )
            )
        else:
            known[name] = where

    def _wrong_shape(self, path: Path, found: object, expected: str) -> None:
        self.entries.readable = False
        self.entries.findings.append(wrong_shape(self.located, path, found, expected))
