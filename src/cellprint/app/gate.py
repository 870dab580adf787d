"""The gate: what of a document may leave the house, to whom, and the record that it left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cellprint.app.data import working_catalogue
from cellprint.app.declaration.files import file_bytes, given
from cellprint.app.declaration.house import House, new_version
from cellprint.app.opening import WORKBOOK_SUFFIXES, open_study
from cellprint.app.schemas import document_schema
from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json, digest
from cellprint.model.classification import (
    Classification,
    FilteredView,
    JsonObject,
    filter_view,
    schema_classes,
)
from cellprint.model.disclosure import ExportRecord, export_record
from cellprint.model.study import study_data
from cellprint.store.documents import DocumentKind
from cellprint.store.strict_json import parse_object

VIEW = "cellprint/view/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why and to whom something leaves; the licence is that of an export control authority."""

    purpose: str
    recipient: str
    country: str
    legal_basis: str
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A view that may leave, and the record of it, which stays.

    Attributes:
        view: what the recipient gets, canonical JSON.
        record: the record in the journal; `record_digest`: its address there.
        removed: JSON pointers of what was held back; for the sender only.
    """

    view: bytes
    record: ExportRecord
    record_digest: str
    removed: tuple[str, ...]


def export_view(
    house: House, path: Path, *, allowed: Classification, reason: Reason, at: datetime
) -> Exported:
    """Return the view of a study or declaration for a recipient, after recording it.

    The record is written first: without it nothing leaves.

    Raises:
        CP-CLI-004: there is no such file.
        CP-STORE-032 … CP-STORE-034, CP-STORE-006: purpose, recipient, country, basis, licence.
        CP-STUDY-…, CP-DECL-…: not a study or declaration.
    """
    name, document = _document(path)
    filtered = filtered_view(name, document, allowed)
    record, stored = record_export(
        house, filtered, document_digest=digest(document), reason=reason, at=at
    )
    body: JsonObject = {
        "schema": VIEW,
        "of": name,
        "class": allowed.value,
        "document_digest": record.document_digest,
        "view": filtered.view,
    }
    return Exported(
        view=canonical_json(body),
        record=record,
        record_digest=stored,
        removed=filtered.removed,
    )


def record_export(
    house: House, filtered: FilteredView, *, document_digest: str, reason: Reason, at: datetime
) -> tuple[ExportRecord, str]:
    """Write into the journal that a view leaves; return the record and its address there.

    Raises:
        CP-STORE-032 … CP-STORE-034, CP-STORE-006: purpose, recipient, country, basis, licence.
    """
    record = export_record(
        filtered,
        document_digest=document_digest,
        purpose=reason.purpose,
        recipient=reason.recipient,
        country=reason.country,
        legal_basis=reason.legal_basis,
        licence=reason.licence,
        decided_at=at,
    )
    content = record.to_json()
    stored = new_version(
        house,
        name=f"export/{digest(content)}",
        kind=DocumentKind.EXPORT_RECORD,
        content=content,
        at=at,
    )
    house.store.put(stored)
    return record, stored.record.record_digest


def filtered_view(name: str, document: JsonObject, allowed: Classification) -> FilteredView:
    """Return what is left of a document of a kind that has a schema.

    Raises:
        CP-CLI-006: there is no schema of this name.
    """
    return filter_view(document, schema_classes(document_schema(name)), allowed)


def _document(path: Path) -> tuple[str, JsonObject]:
    """Return which document a file holds, and its content."""
    data = file_bytes(path)
    # A workbook and an evidence bundle begin alike; the name tells.
    zipped = data[:2] == b"PK" and path.suffix.lower() not in WORKBOOK_SUFFIXES
    if data[:1] in (b"{", b"%") or zipped:
        signed = given(path).signed
        if signed is None:
            raise BadInputError.of("CP-DECL-032", where=path.name)
        return "declaration", signed.body
    study = open_study(path, working_catalogue()).study
    return "study", parse_object(canonical_json(study_data(study)), where=path.name)
