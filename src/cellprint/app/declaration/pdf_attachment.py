"""The declaration inside a PDF, read without trusting the PDF.

Only what this program writes is read: one revision, one embedded file. A later revision could show
another file to a person than the one that is found here, so it is refused.
"""

from __future__ import annotations

import re
import zlib

from cellprint.errors import BadInputError

MAX_PDF = 32 * 1024 * 1024
MAX_ATTACHMENT = 8 * 1024 * 1024
_NAME = r"/Type\s*/EmbeddedFile\b"
_STREAM = re.compile(rb"<<((?:(?!stream\r?\n).){0,600}?)>>\s*stream\r?\n", re.DOTALL)
_EMBEDDED = re.compile(_NAME.encode("ascii"))
_LENGTH = re.compile(rb"/Length\s+(\d{1,9})(?!\s+\d+\s+R)")
_FILES = re.compile(
    rb"/EmbeddedFiles\s*<<\s*/Names\s*\[\s*\(([^()\\]{1,120})\)\s*\d+ 0 R\s*\]\s*>>"
)
_ESCAPED = re.compile(rb"/[^\s/<>\[\]()#]*#[^\s/<>\[\]()]*")
_ALLOWED_ESCAPE = b"/application#2Fjson"


def attached(data: bytes, *, name: str, where: str) -> bytes:
    """Return the one file that is embedded in a PDF.

    Raises:
        CP-DECL-009: the PDF or the file is too large.
        CP-DECL-030: there is not exactly one embedded file of this name.
        CP-DECL-031: the PDF was changed after it was made, or is broken.
    """
    if len(data) > MAX_PDF:
        raise BadInputError.of("CP-DECL-009", where=where, size=len(data), limit=MAX_PDF)
    _check_single_revision(data, where=where)
    names = _FILES.findall(data)
    found = [match for match in _STREAM.finditer(data) if _EMBEDDED.search(match[1])]
    if names != [name.encode("ascii")] or len(found) != 1:
        raise BadInputError.of("CP-DECL-030", where=where, count=len(found), name=name)
    return _content(data, found[0], where=where)


def _check_single_revision(data: bytes, *, where: str) -> None:
    once = data.count(b"startxref") == 1 and data.count(b"%%EOF") == 1
    ends = data.rstrip().endswith(b"%%EOF")
    # A name spelled with escapes could hide a second embedded file from this reader.
    spelled = set(_ESCAPED.findall(_outside_streams(data))) <= {_ALLOWED_ESCAPE}
    if not (once and ends and spelled):
        raise BadInputError.of("CP-DECL-031", where=where)


def _outside_streams(data: bytes) -> bytes:
    return re.sub(rb"stream\r?\n.*?endstream", b"", data, flags=re.DOTALL)


def _content(data: bytes, match: re.Match[bytes], *, where: str) -> bytes:
    length = _LENGTH.search(match[1])
    if length is None:
        raise BadInputError.of("CP-DECL-031", where=where)
    raw = data[match.end() : match.end() + int(length[1])]
    if b"/Filter" not in match[1]:
        return raw
    unpack = zlib.decompressobj()
    try:
        content = unpack.decompress(raw, MAX_ATTACHMENT + 1)
    except zlib.error as error:
        raise BadInputError.of("CP-DECL-031", where=where) from error
    if len(content) > MAX_ATTACHMENT:
        raise BadInputError.of("CP-DECL-009", where=where, size=len(content), limit=MAX_ATTACHMENT)
    if not unpack.eof:
        raise BadInputError.of("CP-DECL-031", where=where)
    return content
