"""One study on top of another: plain data merged, each value keeping the place it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from cellprint.model.located_yaml import Located, Plain

Path: TypeAlias = tuple[str | int, ...]
REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyDocument:
    """Plain data of a study with the place of each value.

    Attributes:
        data: the mapping that the file (or the merged files) states.
        places: path → `file:line`.
    """

    data: dict[str, Plain]
    places: Mapping[Path, str] = field(default_factory=dict)

    def where(self, path: Path = ()) -> str:
        """Return the place of the value at `path`, or of its nearest parent."""
        for length in range(len(path), -1, -1):
            place = self.places.get(path[:length])
            if place is not None:
                return place
        return "/".join(str(step) for step in path) or "/"


def located_document(located: Located) -> StudyDocument | None:
    """Return the mapping of a YAML file with its lines; None when the file holds a list."""
    if not isinstance(located.data, dict):
        return None
    places: dict[Path, str] = {}
    _walk((), located.data, lambda path: places.setdefault(path, located.where(path)))
    return StudyDocument(data=located.data, places=places)


def merged(base: StudyDocument, over: StudyDocument) -> StudyDocument:
    """Return `base` changed by `over`.

    Mappings are merged key by key; a key with nothing after it removes the base's value. Lists
    whose entries all have an `id` are merged by id, new entries at the end; an entry with
    `remove: true` takes the base's entry out. Everything else is replaced.
    """
    places: dict[Path, str] = {}
    data = _Merge(base, over, places).mapping(base.data, over.data, (), (), ())
    return StudyDocument(data=data, places=places)


@dataclass(frozen=True, slots=True)
class _Merge:
    """One merge of two documents; fills `places` as it goes."""

    base: StudyDocument
    over: StudyDocument
    places: dict[Path, str]

    def mapping(
        self,
        base: Mapping[str, Plain],
        over: Mapping[str, Plain],
        at: Path,
        in_base: Path,
        in_over: Path,
    ) -> dict[str, Plain]:
        """Return two mappings merged; the paths are those of the result and of both sources."""
        self.places[at] = self.over.where(in_over)
        result: dict[str, Plain] = {}
        for key in [*base, *(key for key in over if key not in base)]:
            paths = (*at, key), (*in_base, key), (*in_over, key)
            if key not in over:
                result[key] = self.copied(self.base, base[key], paths[0], paths[1])
            elif over[key] is not None:
                result[key] = self.value(base.get(key), over[key], *paths)
        return result

    def value(self, base: Plain, over: Plain, at: Path, in_base: Path, in_over: Path) -> Plain:
        if isinstance(base, dict) and isinstance(over, dict):
            return self.mapping(base, over, at, in_base, in_over)
        if isinstance(base, list) and isinstance(over, list) and _have_ids([*base, *over]):
            return self.by_id(base, over, at, in_base, in_over)
        return self.copied(self.over, over, at, in_over)

    def by_id(
        self,
        base: Sequence[Plain],
        over: Sequence[Plain],
        at: Path,
        in_base: Path,
        in_over: Path,
    ) -> list[Plain]:
        self.places[at] = self.over.where(in_over)
        changes = {_id(entry): (number, entry) for number, entry in enumerate(over)}
        result: list[Plain] = []
        for number, entry in enumerate(base):
            place = (*at, len(result))
            change_number, change = changes.pop(_id(entry), (0, None))
            if change is None:
                result.append(self.copied(self.base, entry, place, (*in_base, number)))
            elif not _removes(change):
                paths = place, (*in_base, number), (*in_over, change_number)
                result.append(self.value(entry, change, *paths))
        for number, entry in changes.values():
            path = (*in_over, number)
            result.append(self.copied(self.over, entry, (*at, len(result)), path))
        return result

    def copied(self, source: StudyDocument, value: Plain, at: Path, path: Path) -> Plain:
        """Return `value` as it is, its places recorded under their new paths."""
        _walk(
            (),
            value,
            lambda below: self.places.setdefault((*at, *below), source.where((*path, *below))),
        )
        return value


def _walk(path: Path, value: Plain, visit: Callable[[Path], object]) -> None:
    visit(path)
    if isinstance(value, dict):
        for key, below in value.items():
            _walk((*path, key), below, visit)
    elif isinstance(value, list):
        for number, below in enumerate(value):
            _walk((*path, number), below, visit)


def _have_ids(entries: Sequence[Plain]) -> bool:
    return all(isinstance(entry, dict) and "id" in entry for entry in entries)


def _id(entry: Plain) -> str:
    return str(entry["id"]) if isinstance(entry, dict) else ""


def _removes(entry: Plain) -> bool:
    return isinstance(entry, dict) and entry.get(REMOVE) is True
