"""Files of strangers, told apart by what they hold and read with limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cellprint.app.declaration.evidence import DECLARATION, read_evidence
from cellprint.app.declaration.pdf_attachment import attached
from cellprint.app.declaration.signed import SignedDeclaration, parse_signed
from cellprint.errors import BadInputError
from cellprint.store.bundle import Bundle
from cellprint.store.disclosure_verify import MAX_SIZE as MAX_TOKEN

MAX_FILE = 256 * 1024 * 1024
ATTACHMENT = "declaration.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One file: the declaration in it, the bundle that it is, or the inventory token."""

    name: str
    data: bytes
    signed: SignedDeclaration | None = None
    bundle: Bundle | None = None
    token: str = ""

    @property
    def is_pdf(self) -> bool:
        """Return whether the file is a PDF."""
        return self.data.startswith(b"%PDF-")


def given(path: Path) -> Given:
    """Return what a file holds.

    Raises:
        CP-CLI-004: there is no such file.
        CP-DECL-…, CP-STORE-…: as `given_content`.
    """
    return given_content(file_bytes(path), name=path.name)


def given_content(data: bytes, *, name: str) -> Given:
    """Return what the bytes of a file hold; `name` is what findings call it.

    Raises:
        CP-DECL-009: it is larger than any file of a declaration.
        CP-DECL-032: it is neither of the kinds.
        CP-DECL-…, CP-STORE-…: it is one of the kinds, but broken.
    """
    if data.startswith(b"PK"):
        bundle = read_evidence(data)
        signed = parse_signed(bundle.files[DECLARATION], where=f"{name}/{DECLARATION}")
        return Given(name=name, data=data, signed=signed, bundle=bundle)
    if data.startswith(b"%PDF-"):
        inside = attached(data, name=ATTACHMENT, where=name)
        return Given(name=name, data=data, signed=parse_signed(inside, where=name))
    if data.lstrip()[:1] == b"{":
        return Given(name=name, data=data, signed=parse_signed(data, where=name))
    if data.startswith(b"eyJ") and b"~" in data and len(data) <= MAX_TOKEN and data.isascii():
        return Given(name=name, data=data, token=data.decode("ascii").strip())
    raise BadInputError.of("CP-DECL-032", where=name)


def file_bytes(path: Path) -> bytes:
    """Return the bytes of a file of bearable size.

    Raises:
        CP-CLI-004: there is no such file, or it cannot be read.
        CP-DECL-009: it is too large.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise BadInputError.of("CP-DECL-009", where=path.name, size=size, limit=MAX_FILE)
        return path.read_bytes()
    except OSError as error:
        raise BadInputError.of("CP-CLI-004", where=str(path), found=path.name) from error
