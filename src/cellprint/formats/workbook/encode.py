"""Entries of a study as cells: what is written for each kind of entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from cellprint.errors import BadInputError
from cellprint.formats.workbook.layout import Field, Layout
from cellprint.formats.workbook.vocabulary import Vocabulary, shown
from cellprint.i18n import Lang

MAX_DIGITS = 15  # that every spreadsheet program keeps of a number
MAX_TEXT = 32_767  # characters that a cell of the format holds
CellValue = str | float | date | None

_PAIR = re.compile(r"([+-]?\d+(?:\.\d+)?)(?: ([^\d\s].*))?")
_LIKE_A_KEY = re.compile(r"S\d+")


@dataclass(slots=True, kw_only=True)
class Encoder:
    """Turns entries into cells; gathers the sources that need a row of their own.

    Attributes:
        lang: language of labels and choices.
        sources: the sources in the order of their keys S1, S2, …
    """

    layout: Layout
    vocabulary: Vocabulary
    lang: Lang
    sources: list[dict[str, Any]] = field(default_factory=list)

    def cells(self, entry: Field, value: Any) -> tuple[CellValue, ...]:
        """Return the cells of an entry, one for each of its slots.

        Raises:
            CP-XLS-028: a text is longer than a cell may be.
        """
        if value is None:
            return (None,) * len(entry.slots)
        several = _SEVERAL.get(entry.kind)
        cells = several(self, value) if several else (self._one(entry, value),)
        for cell in cells:
            if isinstance(cell, str) and len(cell) > MAX_TEXT:
                raise BadInputError.of(
                    "CP-XLS-028", where=entry.path, found=len(cell), limit=MAX_TEXT
                )
        return cells

    def _one(self, entry: Field, value: Any) -> CellValue:
        """Return the single cell of an entry."""
        if entry.choices is not None:
            key = str(value).lower() if isinstance(value, bool) else str(value)
            label = entry.choices.get(key)
            return label.get(self.lang) if label else key
        written = _SINGLE.get(entry.kind)
        if written is not None:
            return written(self, value)
        return shown(self.vocabulary.names(entry.kind), str(value), self.lang)

    def marked(self, value: str) -> str:
        """Return the label of a marker such as `@plant`, and every other text as it is."""
        label = self.layout.markers.get(value.removeprefix("@")) if value[:1] == "@" else None
        return label.get(self.lang) if label else value

    def quantity(self, text: str | Mapping[str, str]) -> tuple[CellValue, ...]:
        """Return number and unit apart where that loses nothing, else the text as it is.

        `{unit: …}` stands for an amount that is still to be filled in.
        """
        if isinstance(text, Mapping):
            return None, text["unit"]
        match = _PAIR.fullmatch(text)
        return (exact(match[1]), match[2]) if match else (text, None)

    def label(self, value: str | Mapping[str, str]) -> tuple[CellValue, ...]:
        """Return the Chinese and the English cell of a label."""
        if isinstance(value, str):
            return (value, None) if self.lang == "zh" else (None, value)
        return value["zh"], value["en"]

    def uncertainty(self, value: Mapping[str, str]) -> tuple[CellValue, ...]:
        """Return distribution, spread, low, mode and high."""
        name = self.layout.choices["distribution"][value["distribution"]].get(self.lang)
        figures = (value.get("gsd", value.get("sd")), *map(value.get, ("low", "mode", "high")))
        return (name, *(None if figure is None else exact(figure) for figure in figures))

    def source(self, value: str | Mapping[str, str]) -> str:
        """Return a source as plain text, or the key of its row on the sheet of sources."""
        if isinstance(value, str) and not _LIKE_A_KEY.fullmatch(value):
            return value
        entry = {"document": value} if isinstance(value, str) else dict(value)
        if entry not in self.sources:
            self.sources.append(entry)
        return f"S{self.sources.index(entry) + 1}"


_SINGLE: Mapping[str, Callable[[Encoder, Any], CellValue]] = {
    "source": Encoder.source,
    "list": lambda _, value: "; ".join(value),
    "date": lambda _, value: date.fromisoformat(value),
    "year": lambda _, value: float(value),
    "amount": lambda _, value: exact(value),
    "part": Encoder.marked,
    "carries": Encoder.marked,
}
_SEVERAL: Mapping[str, Callable[[Encoder, Any], tuple[CellValue, ...]]] = {
    "quantity": Encoder.quantity,
    "label": Encoder.label,
    "uncertainty": Encoder.uncertainty,
}


def number_text(value: float) -> str:
    """Return the shortest decimal text of a number, without exponent.

    >>> number_text(120000.0), number_text(0.0285), number_text(1e-7)
    ('120000', '0.0285', '0.0000001')
    """
    text = format(Decimal(repr(float(value))), "f")
    return text.removesuffix(".0")


def exact(text: str) -> CellValue:
    """Return a number where its text comes back digit by digit, else the text itself.

    >>> exact("12.4"), exact("0.10"), exact("= a * b")
    (12.4, '0.10', '= a * b')
    """
    match = _PAIR.fullmatch(text)
    if match is None or match[2] or len(Decimal(match[1]).as_tuple().digits) > MAX_DIGITS:
        return text
    if number_text(float(match[1])) != match[1]:
        return text
    return float(match[1])
