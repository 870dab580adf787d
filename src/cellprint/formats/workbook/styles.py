"""The looks of a workbook: inputs yellow and open, everything else locked."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format

INK, GREY, LINE = "#1A1A1A", "#F2F2F2", "#BFBFBF"
INPUT, NEEDED, HEAD = "#FFF9E0", "#FFEFB0", "#2B5C9E"


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The formats of one workbook."""

    title: Format
    hint: Format
    line: Format
    head: Format
    head_needed: Format
    label: Format
    key: Format
    text: Format
    number: Format
    day: Format
    text_needed: Format
    number_needed: Format
    day_needed: Format

    @classmethod
    def of(cls, book: Workbook) -> Styles:
        """Return the formats, added to `book`."""
        cell = {"border": 1, "border_color": LINE, "font_color": INK, "valign": "top"}
        entry = {**cell, "locked": False, "bg_color": INPUT}
        needed = {**entry, "bg_color": NEEDED}
        head = {**cell, "bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": HEAD}
        text, number, day = (
            {"text_wrap": True},
            {"num_format": "General"},
            {"num_format": "yyyy-mm-dd"},
        )
        return cls(
            title=book.add_format({"bold": True, "font_size": 14, "font_color": INK}),
            hint=book.add_format({"font_color": "#54555A", "valign": "top", "text_wrap": True}),
            line=book.add_format({"font_color": "#54555A", "valign": "top"}),
            head=book.add_format(head),
            head_needed=book.add_format({**head, "bg_color": "#10294C"}),
            label=book.add_format({**cell, "text_wrap": True, "bg_color": GREY}),
            key=book.add_format({**cell, "font_color": "#54555A", "bg_color": GREY}),
            text=book.add_format({**entry, **text}),
            number=book.add_format({**entry, **number}),
            day=book.add_format({**entry, **day}),
            text_needed=book.add_format({**needed, **text}),
            number_needed=book.add_format({**needed, **number}),
            day_needed=book.add_format({**needed, **day}),
        )

    def entry(self, kind: str, *, part: str, needed: bool) -> Format:
        """Return the format of an input cell."""
        if kind == "date":
            return self.day_needed if needed else self.day
        if kind in ("quantity", "year", "amount") and not part:
            return self.number_needed if needed else self.number
        return self.text_needed if needed else self.text
