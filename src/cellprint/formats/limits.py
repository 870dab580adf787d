"""How large, deep and numerous the parts of a foreign file may be."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on untrusted files; sizes in bytes.

    Attributes:
        archive: size of the file itself.
        members: entries of an archive.
        member: one entry, unpacked.
        total: all entries that are read, unpacked.
        ratio: unpacked over packed size of an entry, from `ratio_from` on.
        ratio_from: unpacked size from which the ratio counts.
        json_depth: nesting of JSON.
        text: length of one text or number.
        cells: cells of a workbook that are read.
    """

    archive: int = 2048 * MEBIBYTE
    members: int = 200_000
    member: int = 1024 * MEBIBYTE
    total: int = 10_240 * MEBIBYTE
    ratio: int = 200
    ratio_from: int = 10 * MEBIBYTE
    json_depth: int = 100
    text: int = MEBIBYTE
    cells: int = 50_000_000


DEFAULT_LIMITS = Limits()
