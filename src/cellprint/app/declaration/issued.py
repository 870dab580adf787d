"""Declarations that a house has issued: listed, found by digest, their files given out again.

Everything public is made from the store: the declaration itself, its pages, its inventory token
without openings. The evidence is made once, when it is signed, and kept as a file beside the store.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cellprint.app.declaration.body import rounded
from cellprint.app.declaration.declare import Declared, disclosures_name
from cellprint.app.declaration.house import House, document_name
from cellprint.app.declaration.lines import opened
from cellprint.app.declaration.signed import SignedDeclaration, parse_signed
from cellprint.app.documents import Json
from cellprint.app.home import home
from cellprint.errors import BadInputError
from cellprint.report.fonts import font_folders
from cellprint.report.pdf import render_pdf
from cellprint.store.documents import DocumentKind, Record
from cellprint.store.encoding import moment_text

EVIDENCE = "evidence"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def declarations(house: House, *, study: str = "") -> list[Json]:
    """Return the declarations of a house, the newest first; of one study where one is named."""
    prefix = f"{document_name(DocumentKind.DECLARATION, study)}/" if study else ""
    records = [
        record
        for record in house.store.records(kind=DocumentKind.DECLARATION)
        if record.id.startswith(prefix)
    ]
    records.sort(key=lambda record: (record.created_at, record.version), reverse=True)
    return [_row(house, record) for record in records]


def _row(house: House, record: Record) -> Json:
    body = _content(house, record)["declaration"]
    return {
        "digest": record.digest,
        "id": record.id,
        "version": record.version,
        "created_at": moment_text(record.created_at, where="declaration"),
        **{name: body[name] for name in ("product", "plant", "issuer", "validity", "total")},
        "rulebook": {name: body["rulebook"][name] for name in ("id", "version", "status")},
    }


def issued(house: House, digest: str) -> SignedDeclaration:
    """Return a declaration of this house by the SHA-256 of its file.

    Raises:
        CP-DECL-064: there is none.
    """
    for record in house.store.records(kind=DocumentKind.DECLARATION):
        if record.digest == digest:
            document = house.store.get(record.id, record.version)
            return parse_signed(document.canonical, where=record.id)
    raise BadInputError.of("CP-DECL-064", where="declaration", found=digest[:80])


def footprint_of(house: House, signed: SignedDeclaration) -> Json:
    """Return the footprint document that a declaration of this house stands on.

    Raises:
        CP-DECL-065: it is not in the store.
    """
    declaration = signed.declaration
    _, study, book = declaration.id.split("/")
    name = document_name(DocumentKind.RESULT, study, book)
    for record in reversed(house.store.records(name=name)):
        document: Json = _content(house, record)
        if _same_numbers(document, signed.body):
            return document
    raise BadInputError.of("CP-DECL-065", where=declaration.id, digest=signed.digest[:16])


def pages_of(house: House, signed: SignedDeclaration) -> bytes:
    """Return the PDF of a declaration of this house, the bytes that `declare` writes.

    Raises:
        CP-DECL-018: a font package is not installed; CP-DECL-019: the pages could not be set.
        CP-DECL-065: the footprint is not in the store.
    """
    return render_pdf(
        footprint_of(house, signed),
        signed.declaration,
        attachment=signed.data,
        digest=signed.digest,
        fonts=font_folders(),
    )


def token_of(house: House, signed: SignedDeclaration) -> bytes:
    """Return the inventory token of a declaration that shows no line."""
    content = house.store.get(disclosures_name(signed.digest)).content
    return opened(content if isinstance(content, dict) else {}, ()).encode("ascii")


def keep_evidence(result: Declared, folder: Path | None) -> Path:
    """Write the evidence of a declaration beside the store, readable by its owner only."""
    path = evidence_path(result.digest, folder)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(result.bundle)
    return path


def has_evidence(digest: str, folder: Path | None) -> bool:
    """Tell whether the evidence of a declaration is kept beside the store."""
    return bool(_DIGEST.fullmatch(digest)) and evidence_path(digest, folder).is_file()


def evidence_of(digest: str, folder: Path | None) -> bytes:
    """Return the evidence of a declaration.

    Raises:
        CP-DECL-066: it is not kept beside the store.
    """
    if not has_evidence(digest, folder):
        raise BadInputError.of("CP-DECL-066", where="evidence", digest=digest[:16])
    return evidence_path(digest, folder).read_bytes()


def evidence_path(digest: str, folder: Path | None) -> Path:
    """Return where the evidence of a declaration is kept."""
    return (folder if folder is not None else home()) / EVIDENCE / f"{digest}.zip"


def _content(house: House, record: Record) -> Any:
    """Return the content of a document that this program wrote, whose members are known."""
    return house.store.get(record.id, record.version).content


def _same_numbers(document: Json, body: Any) -> bool:
    """Tell whether a declaration states the numbers of a footprint document."""
    names = ("total", "per_kwh_capacity", "per_product")
    stages = [stage["value"] for stage in body["stages"]]
    return (
        all(rounded(document[name]["value"]) == body[name]["value"] for name in names)
        and [rounded(stage["value"]) for stage in document["stages"]] == stages
        and document["rulebook"]["version"] == body["rulebook"]["version"]
        and document["catalogue"]["digest"] == body["recipe"]["catalogue_digest"]
    )
