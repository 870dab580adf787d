"""What a workbook begins with; kept apart, so that asking loads no library."""

from __future__ import annotations

MAGIC_BYTES = 8  # as many of the first bytes are enough to ask
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(content: bytes) -> bool:
    """Tell by its first bytes whether a file is a workbook of any kind, old ones included."""
    return content.startswith((ZIP, OLE))
