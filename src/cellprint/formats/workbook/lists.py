"""The sheet of lists that the drop-downs read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cellprint.formats.workbook.encode import Encoder
from cellprint.formats.workbook.layout import Field, Layout, Slot
from cellprint.formats.workbook.vocabulary import shown

NAMES = {"en": "Lists", "zh": "代码表"}
FIRST_ROW = 3  # of a table, counted from 0: title, hint and head stand above
_KINDS = ("product", "carrier", "mode", "flow", "place", "rulebook")


@dataclass(slots=True, kw_only=True)
class Lists:
    """Name of a list → the range that holds it."""

    page: Worksheet
    name: str
    ranges: dict[str, str] = field(default_factory=dict)

    @classmethod
    def written(cls, book: Workbook, layout: Layout, encoder: Encoder) -> Lists:
        """Return the lists, written to a sheet of their own."""
        lists = cls(page=book.add_worksheet(NAMES[encoder.lang]), name=NAMES[encoder.lang])
        lang = encoder.lang
        for kind in _KINDS:
            names = encoder.vocabulary.names(kind)
            lists._add(kind, (shown(names, key, lang) for key in names))
        for name, units in layout.units.items():
            lists._add(f"units.{name}", units)
        for sheet in layout.sheets.values():
            for entry in sheet.fields:
                if entry.choices:
                    labels = tuple(label.get(lang) for label in entry.choices.values())
                    lists._add(f"choices.{entry.path.rpartition('.')[2]}", labels)
        if "parts" in layout.sheets:
            parts = layout.sheets["parts"]
            lists._add_parts(encoder, parts.label.get(lang), parts.rows)
        lists._add("carries", (encoder.marked("@product"), encoder.marked("@collection")))
        lists.page.protect()
        return lists

    def of(self, entry: Field, slot: Slot) -> str | None:
        """Return the range that a cell chooses from."""
        if slot.part == "unit":
            return self.ranges.get(f"units.{entry.units}")
        if entry.choices:
            name = f"choices.{entry.path.rpartition('.')[2]}"
            return self.ranges.get(name) if slot.part in ("", "distribution") else None
        return self.ranges.get(entry.kind)

    def _add(self, name: str, entries: Iterable[str]) -> None:
        if name in self.ranges:
            return
        column = len(self.ranges)
        number = 0
        for number, entry in enumerate(entries, start=1):
            self.page.write_string(number, column, entry)
        if number:
            self._named(name, column, number)

    def _add_parts(self, encoder: Encoder, sheet: str, rows: int) -> None:
        """Write the list of parts: the two sections, and whatever stands on the sheet of parts."""
        column = len(self.ranges)
        markers = [encoder.marked("@plant"), encoder.marked("@end_of_life")]
        for number, marker in enumerate(markers, start=1):
            self.page.write_string(number, column, marker)
        for number in range(rows):
            cell = f"'{sheet}'!{xl_rowcol_to_cell(FIRST_ROW + number, 0)}"
            self.page.write_formula(
                1 + len(markers) + number, column, f'=IF({cell}="","",{cell})', None, ""
            )
        self._named("part", column, len(markers) + rows)

    def _named(self, name: str, column: int, count: int) -> None:
        letter = xl_col_to_name(column)
        self.page.write_string(0, column, name)
        self.page.set_column(column, column, 24)
        self.ranges[name] = f"='{self.name}'!${letter}$2:${letter}${count + 1}"
