"""The file of SimaPro CSV: encoding, header lines, and blocks of sections of rows.

A block begins with its name and ends with `End`; a section inside it begins with its name and ends
with an empty row. The header states separator and decimal mark. SimaPro writes Windows-1252; a
file that is valid UTF-8 is read as such. The character 7F stands for a line break inside a cell.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from cellprint.errors import BadInputError
from cellprint.formats.package import Package

_CHUNK = 1 << 20
_HEAD = 1 << 14
_HEADER_LINES = 60
_SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t"}
_REPLACED = "\ufffd"
_BREAK = "\x7f"
END = "End"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first lines say; `fields` holds all of them by name."""

    version: str
    encoding: str
    separator: str
    decimal: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a line without blanks around them."""

    line: int
    cells: tuple[str, ...]

    def cell(self, number: int) -> str:
        """Return a cell; nothing when the row is shorter."""
        return self.cells[number] if number < len(self.cells) else ""


@dataclass(slots=True)
class Block:
    """A block: its name, and its sections with their rows in order."""

    name: str
    line: int
    sections: list[tuple[str, list[Row]]] = field(default_factory=list)


def read_header(package: Package, name: str) -> Header:
    """Return what the header of an entry says.

    Raises:
        CP-FMT-012: it states no separator that is known.
    """
    encoding = _encoding(package, name)
    fields: dict[str, str] = {}
    version = ""
    head = package.head(name, _HEAD).decode(encoding, "replace")
    for line in head.splitlines()[:_HEADER_LINES]:
        text = line.strip().strip('";,\t\ufeff')
        if not text.startswith("{"):
            break
        key, mark, value = text.strip("{}").partition(":")
        if mark:
            fields[key.strip()] = value.strip()
        elif key.startswith("SimaPro"):
            version = key.removeprefix("SimaPro").strip()
        else:
            fields.setdefault("content", key.strip())
    separator = _SEPARATORS.get(fields.get("CSV separator", "").casefold(), "")
    if not separator:
        raise BadInputError.of("CP-FMT-012", where=name, field="{CSV separator: …}")
    decimal = fields.get("Decimal separator", ".")
    if decimal not in (".", ",") or decimal == separator:
        raise BadInputError.of("CP-FMT-012", where=name, field="{Decimal separator: …}")
    return Header(
        version=version,
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        fields=tuple(fields.items()),
    )


def blocks(package: Package, name: str, header: Header) -> Iterator[Block]:
    """Yield the blocks of an entry, one at a time.

    Raises:
        CP-FMT-023: the table cannot be read, or a block does not end.
    """
    block: Block | None = None
    in_section = False
    for row in _rows(package, name, header):
        first = row.cell(0)
        if block is None:
            if row.cells and not first.startswith("{") and row.cells != (END,):
                block = Block(first, row.line, [("", [])])
                in_section = True
        elif row.cells == (END,):
            yield block
            block = None
        elif not row.cells:
            in_section = False
        elif in_section:
            block.sections[-1][1].append(row)
        else:
            block.sections.append((first, []))
            in_section = True
    if block is not None:
        raise BadInputError.of(
            "CP-FMT-023",
            where=f"{name}:{block.line}",
            problem=f"the block '{block.name[:60]}' has no End",
        )


def replaced(block: Block) -> int:
    """Return how many cells of a block held bytes that are no text in the encoding."""
    cells = (cell for _, rows in block.sections for row in rows for cell in row.cells)
    return sum(_REPLACED in cell for cell in cells)


def _rows(package: Package, name: str, header: Header) -> Iterator[Row]:
    """Yield the lines of an entry as cells; empty cells at the end are left out."""
    with package.open(name) as stream:
        text = io.TextIOWrapper(stream, header.encoding, errors="replace", newline="")
        reader = csv.reader(text, delimiter=header.separator)
        try:
            for cells in reader:
                plain = [cell.replace(_BREAK, "\n").strip() for cell in cells]
                while plain and not plain[-1]:
                    plain.pop()
                yield Row(reader.line_num, tuple(plain))
        except csv.Error as error:
            where = f"{name}:{reader.line_num}"
            raise BadInputError.of("CP-FMT-023", where=where, problem=str(error)) from None


def _encoding(package: Package, name: str) -> str:
    """Return UTF-8 when the whole entry is valid UTF-8, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with package.open(name) as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
