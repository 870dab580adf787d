"""Check that a declaration stands in the journal of its issuer, from the receipt alone."""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.app.declaration.evidence import CHECKPOINT, RECEIPT, RECORD, record_json
from cellprint.app.declaration.keys import log_keys, log_origin
from cellprint.app.declaration.outcome import Checked, attempted
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.declaration.trust import Trust, signer_of
from cellprint.errors import BadInputError, Finding
from cellprint.model.classification import JsonObject
from cellprint.store.bundle import Bundle
from cellprint.store.documents import DocumentKind, Record
from cellprint.store.encoding import moment_of
from cellprint.store.journal import parse_receipt, verify_receipt
from cellprint.store.key_state import KeyState
from cellprint.store.strict_json import parse_object


def receipt_check(bundle: Bundle, signed: SignedDeclaration, *, trust: Trust) -> Checked:
    """Return whether the receipt proves that this declaration stands in its issuer's journal."""

    def findings() -> Iterator[Finding]:
        signer = signer_of(signed.history, trust)
        issued = moment_of(signed.declaration.issued_at, where="issued_at")
        usable = {
            kid: record
            for kid, record in signer.records.items()
            if record.state(issued) is KeyState.ACTIVE
        }
        record = _record(parse_object(bundle.files[RECORD], where=RECORD))
        receipt = parse_receipt(parse_object(bundle.files[RECEIPT], where=RECEIPT))
        origin = log_origin(signer.history)
        verify_receipt(receipt, log_keys(usable, origin), origin=origin)
        same = (
            record.digest == signed.digest
            and record.record_digest == receipt.digest
            and record.kind == DocumentKind.DECLARATION
            and (record.id, record.version) == (signed.declaration.id, signed.declaration.version)
            and bundle.files[CHECKPOINT] == receipt.checkpoint.encode("utf-8")
        )
        if not same:
            yield Finding(code="CP-DECL-029", where="journal")

    return attempted("journal", findings)


def _record(body: JsonObject) -> Record:
    """Return the record that JSON members state.

    Raises:
        CP-DECL-029: members missing, unknown or of the wrong form.
    """
    version = body.get("version")
    texts = {name: value for name, value in body.items() if isinstance(value, str)}
    names = {"id", "kind", "digest", "supersedes", "created_at"}
    if set(texts) != names or len(body) != len(names) + 1 or not isinstance(version, int):
        raise BadInputError.of("CP-DECL-029", where=RECORD)
    record = Record(
        id=texts["id"],
        version=version,
        kind=texts["kind"],
        digest=texts["digest"],
        supersedes=texts["supersedes"],
        created_at=moment_of(texts["created_at"], where=RECORD),
    )
    if record_json(record) != body:
        raise BadInputError.of("CP-DECL-029", where=RECORD)
    return record
