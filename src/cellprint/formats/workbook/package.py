"""What kind of file came in, and whether its package may be opened at all."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from openpyxl.utils.cell import range_boundaries

from cellprint.errors import BadInputError
from cellprint.formats.workbook.magic import OLE, ZIP

MAX_FILE = 20_000_000
MAX_MEMBERS = 500
MAX_UNPACKED = 40_000_000
MAX_RATIO = 300
_RATIO_FROM = 1_000_000  # small parts of blanks pack well; only large ones are bombs
# The library makes a cell for every place of such a range, so its size is looked at before.
_RANGES = re.compile(rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref\s*=\s*["']([^"']*)""")
MAX_RANGES = 200_000
_MAIN = "xl/workbook.xml"
_HEAD = 4_000  # where a document type would have to stand


def checked_package(content: bytes, *, name: str) -> None:
    """Refuse what is no workbook, or what is not safe to open.

    Raises:
        CP-XLS-001: not a workbook, such as a CSV file with another name.
        CP-XLS-002: the old binary format.
        CP-XLS-003: a password is needed to open it.
        CP-XLS-004: it holds macros.
        CP-XLS-005: the package is damaged, or another kind of document.
        CP-XLS-006: larger than a workbook may be.
        CP-XLS-007: a part declares a document type.
    """
    _limit("file size", len(content), MAX_FILE, name)
    if content.startswith(OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise BadInputError.of("CP-XLS-003" if encrypted else "CP-XLS-002", where=name)
    if not content.startswith(ZIP):
        raise BadInputError.of("CP-XLS-001", where=name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _checked_parts(package, name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadInputError.of("CP-XLS-005", where=name, found=type(error).__name__) from None


def _checked_parts(package: zipfile.ZipFile, name: str) -> None:
    members = package.infolist()
    _limit("number of parts", len(members), MAX_MEMBERS, name)
    _limit("unpacked size", sum(one.file_size for one in members), MAX_UNPACKED, name)
    names = [one.filename for one in members]
    for one in members:
        if one.file_size > _RATIO_FROM:
            _limit("compression", one.file_size // max(one.compress_size, 1), MAX_RATIO, name)
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise BadInputError.of("CP-XLS-004", where=name)
    if _MAIN not in names or len(set(names)) != len(names):
        raise BadInputError.of("CP-XLS-005", where=name, found=_MAIN)
    for one in members:
        _checked_part(package, one, name)


def _checked_part(package: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    """Read one part to its end: its checksum and its stated size have to hold."""
    with package.open(member) as part:
        body = part.read(MAX_UNPACKED + 1)
    _limit("unpacked size", len(body), MAX_UNPACKED, name)
    xml = member.filename.endswith((".xml", ".rels", ".vml"))
    if xml and b"<!DOCTYPE" in body[:_HEAD].upper():
        raise BadInputError.of("CP-XLS-007", where=name, found=member.filename)
    if "worksheets/" in member.filename:
        _limit("merged and linked cells", _ranged_cells(body), MAX_RANGES, name)


def _ranged_cells(sheet: bytes) -> int:
    """Return how many cells the merged and linked ranges of a sheet cover."""
    total = 0
    for found in _RANGES.findall(sheet):
        try:
            left, top, right, bottom = range_boundaries(found.decode("ascii"))
        except (ValueError, UnicodeDecodeError):
            continue  # the reader refuses what is no range
        if None not in (left, top, right, bottom):
            total += (int(right or 0) - int(left or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)
        else:
            total += MAX_RANGES + 1
    return total


def _limit(what: str, found: int, limit: int, name: str) -> None:
    if found > limit:
        raise BadInputError.of("CP-XLS-006", where=name, name=what, found=found, limit=limit)
