"""The record of an export: what left the house, to whom, why, and on which legal basis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from cellprint.errors import BadInputError
from cellprint.model.canonical import digest
from cellprint.model.classification import Classification, FilteredView, JsonObject

_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRecord:
    """One export decision, kept by the sender.

    `view_digest` is the SHA-256 of the canonical JSON of what was sent, `document_digest` that of
    the document it was taken from. `removed` counts the fields held back.
    """

    purpose: str
    recipient: str
    country: str
    legal_basis: str
    allowed: Classification
    document_digest: str
    view_digest: str
    removed: int
    decided_at: datetime
    licence: str = ""

    def to_json(self) -> JsonObject:
        """Return the record as the content of a document of kind `export_record`."""
        return {
            "allowed": self.allowed.value,
            "country": self.country,
            "decided_at": self.decided_at.isoformat(),
            "document_digest": self.document_digest,
            "legal_basis": self.legal_basis,
            "licence": self.licence,
            "purpose": self.purpose,
            "recipient": self.recipient,
            "removed": self.removed,
            "view_digest": self.view_digest,
        }


def export_record(
    filtered: FilteredView,
    *,
    document_digest: str,
    purpose: str,
    recipient: str,
    country: str,
    legal_basis: str,
    decided_at: datetime,
    licence: str = "",
) -> ExportRecord:
    """Return the record without which nothing is exported.

    `country` is the ISO 3166-1 alpha-2 code of the recipient; `licence` the number of the export
    licence, asked for as soon as controlled technology is allowed in the view.

    Raises:
        CP-STORE-032: purpose, recipient or legal basis is empty.
        CP-STORE-033: the country is not a two-letter code.
        CP-STORE-034: controlled technology without the number of an export licence.
        CP-STORE-006: the time has no zone.
    """
    stated = {"purpose": purpose, "recipient": recipient, "legal_basis": legal_basis}
    for name, value in stated.items():
        if not value.strip():
            raise BadInputError.of("CP-STORE-032", where=f"export.{name}", field=name)
    if not _COUNTRY.fullmatch(country):
        raise BadInputError.of("CP-STORE-033", where="export.country", found=country)
    controlled = filtered.allowed is Classification.CONTROLLED_TECHNOLOGY
    if controlled and not licence.strip():
        raise BadInputError.of("CP-STORE-034", where="export.licence", recipient=recipient)
    if decided_at.utcoffset() is None:
        raise BadInputError.of(
            "CP-STORE-006", where="export.decided_at", found=decided_at.isoformat()
        )
    return ExportRecord(
        **stated,
        country=country,
        allowed=filtered.allowed,
        document_digest=document_digest,
        view_digest=digest(filtered.view),
        removed=len(filtered.removed),
        decided_at=decided_at,
        licence=licence,
    )
