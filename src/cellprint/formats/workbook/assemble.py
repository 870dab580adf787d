"""Rows of the sheets as one study document: the way back from `rows.study_rows`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from cellprint.formats.workbook.decode import Decoder
from cellprint.formats.workbook.entries import ReadRow
from cellprint.formats.workbook.rows import (
    COLLECTION,
    PRODUCT,
    SECTIONS,
    WASTE,
)
from cellprint.model.study import STUDY_VERSION
from cellprint.model.study_merge import Path, StudyDocument

ReadRows = Mapping[str, Sequence[ReadRow]]
_PSEUDO = {"row", "part", "use", "carries"}


@dataclass(slots=True)
class Assembly:
    """A study document on its way: data, and the cell of each of its values."""

    decoder: Decoder
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, str] = field(default_factory=dict)
    parts: dict[str, tuple[Path, str]] = field(default_factory=dict)
    carried: dict[str, Path | None] = field(default_factory=dict)

    def study(self, rows: ReadRows) -> StudyDocument:
        """Return the document that all rows together state."""
        form = rows["battery"][0]
        self.data = {"cellprint": STUDY_VERSION, **form.data}
        self._place((), form)
        for row in rows["end_of_life"]:
            if row.data:
                self._place(("end_of_life",), row)
                self.data["end_of_life"] = dict(row.data)
        self._parts(rows["parts"])
        self._items(rows["items"])
        for key in ("energy", "emissions"):
            for row in rows[key]:
                section = self._section(row)
                if section:
                    self._append((*section[0], key), row)
        self._logistics(rows["logistics"])
        for key in ("contracts", "supplier_footprints", "cut_offs"):
            for row in rows[key]:
                self._append((key,), row)
        self._named(rows)
        return StudyDocument(data=self.data, places=self.places)

    def _parts(self, rows: Sequence[ReadRow]) -> None:
        self.parts = {marker: ((name,), used) for marker, (name, used) in SECTIONS.items()}
        for row in rows:
            path = self._append(("components",), row)
            if "id" in row.data:
                self.parts.setdefault(str(row.data["id"]), (path, "items"))

    def _items(self, rows: Sequence[ReadRow]) -> None:
        for row in rows:
            section = self._section(row)
            if section is None:
                continue
            waste = row.data.get("use") == WASTE
            path = self._append((*section[0], "waste" if waste else section[1]), row)
            for key in ("row", "id"):
                name = row.data.get(key)
                if name is not None:
                    # A name that stands twice carries nothing: which row was meant is not known.
                    self.carried[str(name)] = None if str(name) in self.carried else path

    def _logistics(self, rows: Sequence[ReadRow]) -> None:
        lists: dict[str, Path] = {
            PRODUCT: ("distribution", "legs"),
            COLLECTION: ("end_of_life", "transport"),
        }
        for row in rows:
            name = str(row.data.get("carries", ""))
            carried = self.carried.get(name)
            path = lists.get(name) or ((*carried, "transport") if carried else None)
            if path:
                self._append(path, row)
            elif name:
                self._unknown(row.place("carries"), name, list(self.carried))

    def _named(self, rows: ReadRows) -> None:
        """Put the parameters and the choices of routes, which are mappings by name."""
        for row in rows["parameters"]:
            name = row.data.pop("name", None)
            if self._new("parameters", name, row.place("name")):
                self.data["parameters"][name] = row.data
                self._place(("parameters", name), row)
        for row in rows["choices"]:
            name, route = row.data.get("product"), row.data.get("route")
            if route is not None and self._new("choices", name, row.place("product")):
                self.data["choices"][name] = route
                self.places["choices", str(name)] = row.place("route")

    def _new(self, section: str, name: str | None, where: str) -> bool:
        if name is None:
            return False
        entries = self.data.setdefault(section, {})
        if name in entries:
            self.decoder.report("CP-XLS-025", where, found=name)
        return name not in entries

    def _section(self, row: ReadRow) -> tuple[Path, str] | None:
        """Return the section of a row's part, and the key of its products used."""
        name = row.data.get("part")
        if name is None:
            return None
        if name not in self.parts:
            known = [part for part in self.parts if not part.startswith("@")]
            self._unknown(row.place("part"), str(name), known)
        return self.parts.get(str(name))

    def _unknown(self, where: str, name: str, known: list[str]) -> None:
        near = tuple(get_close_matches(name, known, n=3, cutoff=0.4))
        self.decoder.report("CP-XLS-024", where, near=near, found=name)

    def _append(self, path: Path, row: ReadRow) -> Path:
        """Append a row to the list at `path`; return the path of its entry."""
        target: Any = self.data
        for step in path[:-1]:
            target = target[step] if isinstance(step, int) else target.setdefault(step, {})
        entries = target.setdefault(path[-1], [])
        at = (*path, len(entries))
        entries.append({key: value for key, value in row.data.items() if key not in _PSEUDO})
        self._place(at, row)
        return at

    def _place(self, at: Path, row: ReadRow) -> None:
        self.places[at] = row.where
        for keys, where in row.places.items():
            self.places[(*at, *keys)] = where
