"""The signed declaration as a file: body, signature, and the key events that lead to the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import JsonObject
from cellprint.model.declaration import Declaration, parse_declaration
from cellprint.store.signature import Signature
from cellprint.store.strict_json import parse_object

TYP = "declaration"
MAX_BYTES = 8_000_000
_MEMBERS = frozenset({"declaration", "keys", "signature"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDeclaration:
    """A signed declaration as read; nothing about the signature is verified yet.

    Attributes:
        body: the members that the signature covers.
        signature: the envelope of the signature.
        history: signed key events of the issuer, oldest first.
        data: the bytes of the file; `digest`: their SHA-256.
    """

    declaration: Declaration
    body: JsonObject
    signature: JsonObject
    history: tuple[JsonObject, ...]
    data: bytes
    digest: str


def signed_content(
    body: JsonObject, signature: Signature, *, history: Sequence[JsonObject]
) -> JsonObject:
    """Return the content of the document and file of a signed declaration."""
    return {"declaration": body, "signature": signature.to_json(), "keys": list(history)}


def parse_signed(data: bytes, *, where: str) -> SignedDeclaration:
    """Return the signed declaration that bytes hold.

    Raises:
        CP-DECL-009: larger than any declaration is.
        CP-STORE-001, CP-STORE-002, CP-STORE-003: not strict JSON.
        CP-DECL-015: not a signed declaration, or not in its canonical form.
        CP-DECL-001, CP-DECL-002: another schema, or a malformed body.
    """
    if len(data) > MAX_BYTES:
        raise BadInputError.of("CP-DECL-009", where=where, size=len(data), limit=MAX_BYTES)
    content = parse_object(data, where=where)
    body, signature, keys = (content.get(name) for name in ("declaration", "signature", "keys"))
    if (
        set(content) != _MEMBERS
        or not isinstance(body, dict)
        or not isinstance(signature, dict)
        or not isinstance(keys, list)
        or not keys
    ):
        raise BadInputError.of("CP-DECL-015", where=where)
    # One declaration has one file: a second spelling would have a second digest.
    if canonical_json(content) != data:
        raise BadInputError.of("CP-DECL-015", where=where)
    return SignedDeclaration(
        declaration=parse_declaration(body, where=where),
        body=body,
        signature=signature,
        history=tuple(item for item in keys if isinstance(item, dict)),
        data=data,
        digest=sha256(data).hexdigest(),
    )
