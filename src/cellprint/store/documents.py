"""Documents: immutable, versioned, addressed by their content.

`digest` is the SHA-256 of the canonical JSON of the content, so equal content has one address
whenever it was written. `record_digest` covers the record around it as well (id, version, kind,
time, predecessor): it is what the journal commits to and what a successor names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json, digest
from cellprint.model.classification import Json
from cellprint.store.encoding import moment_text
from cellprint.store.strict_json import parse_json

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/+-]{0,199}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")


class DocumentKind(StrEnum):
    """The kinds the product itself writes; later packages may store further kinds."""

    STUDY = "study"
    CATALOGUE_RELEASE = "catalogue_release"
    CONTRACT = "contract"
    CERTIFICATE = "certificate"
    SUPPLIER_FOOTPRINT = "supplier_footprint"
    RESULT = "result"
    DECLARATION = "declaration"
    REVIEW = "review"
    KEY_EVENT = "key_event"
    EXPORT_RECORD = "export_record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All there is to know of one version of a document except its content.

    `supersedes` is the record digest of the version before, empty for the first.
    """

    id: str
    version: int
    kind: str
    digest: str
    supersedes: str
    created_at: datetime

    @property
    def record_digest(self) -> str:
        """Return the SHA-256 over the canonical JSON of the record, 64 hex digits."""
        return digest(
            {
                "created_at": moment_text(self.created_at, where="created_at"),
                "digest": self.digest,
                "id": self.id,
                "kind": self.kind,
                "supersedes": self.supersedes,
                "version": self.version,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One version of a document: its record and the canonical bytes of its content."""

    record: Record
    canonical: bytes

    @property
    def content(self) -> Json:
        """Return the content as JSON values."""
        return parse_json(self.canonical, where=f"{self.record.id}@{self.record.version}")


def new_document(*, id: str, kind: str, content: Any, created_at: datetime) -> Document:  # noqa: A002  (the word of the design)
    """Return the first version of a document.

    Raises:
        CP-STORE-004: the id is malformed; CP-STORE-005: the kind is malformed.
        CP-STORE-006: the time has no zone; CP-STUDY-031: the content has no canonical form.
    """
    if not _ID.fullmatch(id):
        raise BadInputError.of("CP-STORE-004", where="id", found=id[:80])
    if not _KIND.fullmatch(kind):
        near = tuple(item.value for item in DocumentKind)[:3]
        raise BadInputError.of("CP-STORE-005", where="kind", near=near, found=kind[:80])
    return _document(id, str(kind), 1, "", content, created_at)


def next_version(previous: Record, *, content: Any, created_at: datetime) -> Document:
    """Return the version that supersedes `previous`.

    Raises:
        CP-STORE-006: the time has no zone; CP-STUDY-031: the content has no canonical form.
    """
    return _document(
        previous.id,
        previous.kind,
        previous.version + 1,
        previous.record_digest,
        content,
        created_at,
    )


def checked(document: Document) -> Document:
    """Return the document after checking that its bytes have the digest of its record.

    Raises:
        CP-STORE-011: they do not.
    """
    if sha256(document.canonical).hexdigest() != document.record.digest:
        where = f"{document.record.id}@{document.record.version}"
        raise BadInputError.of("CP-STORE-011", where=where, digest=document.record.digest)
    return document


def _document(
    name: str, kind: str, version: int, supersedes: str, content: Any, created_at: datetime
) -> Document:
    moment_text(created_at, where="created_at")
    canonical = canonical_json(content)
    record = Record(
        id=name,
        version=version,
        kind=kind,
        digest=sha256(canonical).hexdigest(),
        supersedes=supersedes,
        created_at=created_at,
    )
    return Document(record=record, canonical=canonical)
