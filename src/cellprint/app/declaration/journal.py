"""The journal of a house: what stands in it, whether it is whole, and its signed head."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cellprint.app.declaration.files import file_bytes
from cellprint.app.declaration.house import House
from cellprint.app.declaration.keys import (
    log_keys,
    log_origin,
    own_history,
    own_records,
    signing_key,
)
from cellprint.app.documents import Json
from cellprint.errors import BadInputError, Finding
from cellprint.store.encoding import moment_text
from cellprint.store.note import MAX_NOTE


def verify_log(house: House, *, witnessed: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """Return what is wrong with documents and journal; see `verify_log_notes`.

    Args:
        house: own store.
        witnessed: files with checkpoints of this journal that others kept.

    Raises:
        CP-CLI-004: there is no such file.
        CP-DECL-009: a checkpoint file is too large; CP-DECL-051: it is not text.
    """
    notes = [note_text(file_bytes(path), name=path.name) for path in witnessed]
    return verify_log_notes(house, witnessed=notes)


def verify_log_notes(house: House, *, witnessed: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Return everything that is wrong with documents and journal; empty when all is whole.

    Args:
        house: own store.
        witnessed: checkpoints of this journal that others kept: only they show a log that was
            cut back and signed anew.

    Raises:
        CP-DECL-013: there is no key yet, so nothing that could have been signed.
    """
    records = own_records(house)
    if not records:
        raise BadInputError.of("CP-DECL-013", where="keys", at="-")
    origin = log_origin(own_history(house))
    return house.store.verify(log_keys(records, origin), origin=origin, witnessed=witnessed)


def log_rows(house: House) -> list[Json]:
    """Return the entries of the journal with the documents that they are about.

    `digest` is what the entry commits to, the record; `content` is the SHA-256 of the document.
    """
    known = {record.record_digest: record for record in house.store.records()}
    rows: list[Json] = []
    for entry in house.store.entries():
        record = known.get(entry.digest or "")
        rows.append(
            {
                "position": entry.position,
                "digest": entry.digest,
                "content": record.digest if record else None,
                "document": record.id if record else None,
                "version": record.version if record else None,
                "kind": str(record.kind) if record else None,
                "created_at": moment_text(record.created_at, where="journal") if record else None,
            }
        )
    return rows


def sign_head(house: House, *, key: str, passphrase: str, at: datetime) -> str:
    """Return a new signed checkpoint over the whole journal, to be kept by others too.

    Raises:
        CP-DECL-012, CP-DECL-013: no such key, or none that may sign.
        CP-CHAIN-019: the journal contradicts an earlier checkpoint.
    """
    signing = signing_key(house, key, passphrase=passphrase, at=at)
    return house.store.sign_checkpoint(origin=log_origin(own_history(house)), key=signing)


def note_text(data: bytes, *, name: str) -> str:
    """Return the checkpoint that the bytes of a file hold; nothing is verified yet.

    Raises:
        CP-DECL-009: it is too large; CP-DECL-051: it is not text.
    """
    if len(data) > MAX_NOTE:
        raise BadInputError.of("CP-DECL-009", where=name, size=len(data), limit=MAX_NOTE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError.of("CP-DECL-051", where=name) from error
