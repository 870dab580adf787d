"""Key histories as files: what an organisation hands out, and what it takes in from others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cellprint.app.declaration.files import file_bytes
from cellprint.app.declaration.house import House
from cellprint.app.declaration.keys import own_history, trust
from cellprint.app.declaration.signed import MAX_BYTES
from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import JsonObject
from cellprint.store.strict_json import parse_object

SCHEMA = "cellprint/keys/1"


def exported_keys(house: House) -> bytes:
    """Return the own key history as a file; it holds public keys only.

    Raises:
        CP-DECL-013: there is no key yet.
    """
    history = own_history(house)
    if not history:
        raise BadInputError.of("CP-DECL-013", where="keys", at="-")
    return canonical_json({"schema": SCHEMA, "keys": list(history)})


def parse_keys(data: bytes, *, where: str) -> tuple[JsonObject, ...]:
    """Return the key history that a file holds; nothing is verified yet.

    Raises:
        CP-DECL-009: too large; CP-DECL-017: not a key history.
        CP-STORE-001 … CP-STORE-003: not strict JSON.
    """
    if len(data) > MAX_BYTES:
        raise BadInputError.of("CP-DECL-009", where=where, size=len(data), limit=MAX_BYTES)
    body = parse_object(data, where=where)
    history = body.get("keys")
    if body.get("schema") != SCHEMA or not isinstance(history, list) or not history:
        raise BadInputError.of("CP-DECL-017", where=where)
    return tuple(item if isinstance(item, dict) else {} for item in history)


def trust_file(house: House, path: Path, *, kid: str, at: datetime) -> str:
    """Keep the key history of a file; return the owner of the keys.

    Raises:
        CP-CLI-004: there is no such file.
        CP-DECL-009, CP-DECL-014, CP-DECL-017, CP-CHAIN-040 … CP-CHAIN-043: it does not hold.
    """
    return trust(house, parse_keys(file_bytes(path), where=path.name), kid=kid, at=at)
