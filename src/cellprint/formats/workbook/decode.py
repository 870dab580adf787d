"""Cells of a workbook as entries of a study, with a finding for each that cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from cellprint.errors import CellprintError, Finding
from cellprint.formats.workbook.grid import Grid, RawCell
from cellprint.formats.workbook.layout import Field, Layout
from cellprint.formats.workbook.vocabulary import Vocabulary, meant, place_meant, plain
from cellprint.i18n import LANGUAGES
from cellprint.model.formula import is_formula
from cellprint.model.inventory import Text
from cellprint.model.quantity import parse_quantity
from cellprint.units import canonical_unit

MAX_FINDINGS = 300
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0?0:00(?::00)?)?")
_DIGITS_ONLY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d., ]*\d(?:[eE][+-]?\d+)?\.?")
_SEPARATORS = re.compile(r"[;；,，、]")


@dataclass(slots=True, kw_only=True)
class Decoder:
    """Turns cells into entries; gathers what is wrong with them."""

    layout: Layout
    vocabulary: Vocabulary
    sources: Mapping[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def value(self, entry: Field, cells: Sequence[RawCell], grid: Grid) -> Any:
        """Return the entry that the cells state; None where they are empty or cannot be read."""
        if all(cell.blank for cell in cells) or not all(self._readable(cell) for cell in cells):
            return None
        if entry.kind in _SEVERAL:
            return _SEVERAL[entry.kind](self, entry, cells)
        if entry.kind == "date":
            return self._day(cells[0], grid)
        if entry.kind in _READERS:
            return _READERS[entry.kind](self, cells[0])
        if entry.choices is not None:
            return self._choice(entry.choices, cells[0])
        return self._named(entry.kind, cells[0])

    def report(self, code: str, where: str, *, near: tuple[str, ...] = (), **details: Any) -> None:
        """Add a finding about a cell."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(code=code, where=where, details=details, near=near))

    def note(self, code: str, where: str, **details: Any) -> None:
        """Add a warning about a cell."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(
                Finding(code=code, where=where, details=details, severity="warning")
            )

    def _readable(self, cell: RawCell) -> bool:
        """Tell whether a cell has a value; report an error value or a formula without one."""
        if cell.kind == "uncached":
            self.report("CP-XLS-014", cell.where, found=cell.value)
        elif cell.kind == "error":
            self.report("CP-XLS-016", cell.where, found=cell.value)
        else:
            if cell.formula:
                self.note("CP-XLS-015", cell.where, found=cell.text)
            return True
        return False

    def quantity(self, value: RawCell, unit: RawCell) -> str | None:
        """Return `number unit` as a study writes it; a text that has its unit stands alone."""
        if value.blank:
            return None
        if value.kind in ("date", "bool"):
            self.report("CP-XLS-017", value.where, found=value.text)
            return None
        text, stated = value.text, unit.text
        if not stated or is_formula(text) or value.kind == "percent":
            return text
        if _PLAIN_NUMBER.fullmatch(unicodedata.normalize("NFKC", text)):
            return f"{text} {stated}"
        return self._with_own_unit(text, stated, value)

    def _with_own_unit(self, text: str, stated: str, value: RawCell) -> str | None:
        """Return a text such as `12.4 kWh` whose unit cell is filled in as well."""
        try:
            own = parse_quantity(text, where=value.where).unit
            same = own == canonical_unit(stated, where=value.where)
        except CellprintError:
            return f"{text} {stated}"
        if not same:
            self.report("CP-XLS-022", value.where, found=text, unit=stated)
            return None
        return text

    def uncertainty(self, entry: Field, cells: Sequence[RawCell]) -> dict[str, str] | None:
        """Return a spread: its distribution, and the figures that are filled in."""
        name, *figures = cells
        if name.blank:
            self.report("CP-XLS-021", name.where, head=_words(entry.slots[0].label))
            return None
        found = self._choice(entry.choices or {}, name)
        if found is None:
            return None
        spread = "gsd" if found == "lognormal" else "sd"
        keys = (spread, "low", "mode", "high")
        given = {
            key: text
            for key, cell in zip(keys, figures, strict=True)
            if not cell.blank and (text := self.figure(cell)) is not None
        }
        return {"distribution": found, **given}

    def figure(self, cell: RawCell) -> str | None:
        """Return a figure as it is shown; report a date or a truth value."""
        if cell.kind in ("date", "bool"):
            self.report("CP-XLS-017", cell.where, found=cell.text)
            return None
        return cell.text

    def _choice(self, choices: Mapping[str, Text], cell: RawCell) -> str | None:
        wanted = plain(cell.text)
        for key, label in choices.items():
            if wanted in (plain(key), plain(label.en), plain(label.zh)):
                return key
        shown = {lang: [label.get(lang) for label in choices.values()] for lang in LANGUAGES}
        near = get_close_matches(cell.text, [*shown["zh"], *shown["en"], *choices], n=3, cutoff=0.5)
        known = {"en": ", ".join(shown["en"]), "zh": "、".join(shown["zh"])}
        self.report("CP-XLS-018", cell.where, near=tuple(near), found=cell.text, known=known)
        return None

    def _day(self, cell: RawCell, grid: Grid) -> str | None:
        """Return a day as ISO text: of a date, a serial number or a written date."""
        found: date | None = None
        if cell.kind == "date" and isinstance(cell.value, date):
            found = cell.value
        elif cell.kind == "number":
            found = _written_day(cell.text) or grid.day(cell.value)
        elif cell.kind == "text":
            found = _written_day(cell.text)
        if found is None:
            self.report("CP-XLS-019", cell.where, found=cell.text)
        return found.isoformat() if found else None

    def year(self, cell: RawCell) -> int | str:
        """Return a year; other texts are left to the model to refuse."""
        text = unicodedata.normalize("NFKC", cell.text).removesuffix("年")
        return int(text) if text.isdecimal() else cell.text

    def yes(self, cell: RawCell) -> bool | None:
        """Return yes or no."""
        if cell.kind == "bool":
            return bool(cell.value)
        found = self._choice(self.layout.choices["yes_no"], cell)
        return None if found is None else found == "true"

    def source(self, cell: RawCell) -> Any:
        """Return the source that a key names, and every other text as the document itself."""
        return self.sources.get(plain(cell.text), cell.text)

    def several(self, cell: RawCell) -> list[str]:
        """Return the words of a list."""
        return [one for part in _SEPARATORS.split(cell.text) if (one := part.strip())]

    def marker(self, cell: RawCell) -> str:
        """Return `@plant` and the like for a marker, and every other text as it is."""
        wanted = plain(cell.text)
        for name, label in self.layout.markers.items():
            if wanted in (plain(label.zh), plain(label.en), plain(label.zh).strip("()")):
                return f"@{name}"
        return cell.text

    def _named(self, kind: str, cell: RawCell) -> str:
        names = self.vocabulary.names(kind)
        return place_meant(names, cell.text) if kind == "place" else meant(names, cell.text)


_SEVERAL: Mapping[str, Callable[[Decoder, Field, Sequence[RawCell]], Any]] = {
    "quantity": lambda reader, _, cells: reader.quantity(cells[0], cells[1]),
    "label": lambda _reader, _entry, cells: _label(cells),
    "uncertainty": lambda reader, entry, cells: reader.uncertainty(entry, cells),
}
_READERS: Mapping[str, Callable[[Decoder, RawCell], Any]] = {
    "amount": Decoder.figure,
    "year": Decoder.year,
    "source": Decoder.source,
    "list": Decoder.several,
    "part": Decoder.marker,
    "carries": Decoder.marker,
    "yes_no": Decoder.yes,
}


def _label(cells: Sequence[RawCell]) -> str | dict[str, str]:
    """Return a label: one text, or one per language where both are given."""
    zh, en = (cell.text for cell in cells)
    return {"en": en, "zh": zh} if zh and en and zh != en else zh or en


def _words(label: Text) -> dict[str, str]:
    return {"en": label.en, "zh": label.zh}


def _written_day(text: str) -> date | None:
    plain_text = unicodedata.normalize("NFKC", text).strip()
    match = _DAY.fullmatch(plain_text) or _DIGITS_ONLY.fullmatch(plain_text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
