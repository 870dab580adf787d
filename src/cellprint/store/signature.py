"""A detached signature over canonical JSON.

The envelope states algorithm, key, purpose (`typ`), time and the digest of what is signed. The
signature covers a fixed prefix and the canonical form of all of these, so that it can never be
taken for a checkpoint or a token, nor be moved to another document, purpose or time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json, digest
from cellprint.model.classification import Json, JsonObject
from cellprint.store.encoding import (
    base64url,
    from_base64url,
    moment_of,
    moment_text,
)
from cellprint.store.key_state import KeyRecord, usable_key
from cellprint.store.keys import SigningKey

ALGORITHM = "EdDSA"
_PREFIX = b"cellprint-signature-1\n"
_NAMES = frozenset({"alg", "digest", "kid", "signature", "signed_at", "typ"})
_SIGNATURE_SIZE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A detached signature: who (`kid`) stated what (`digest`) as what (`typ`) and when."""

    kid: str
    typ: str
    digest: str
    signed_at: datetime
    signature: bytes

    def to_json(self) -> JsonObject:
        """Return the envelope as JSON members."""
        return {
            **_header(self.kid, self.typ, self.digest, self.signed_at),
            "signature": base64url(self.signature),
        }


def sign(payload: Any, *, typ: str, signed_at: datetime, key: SigningKey) -> Signature:
    """Return the signature of `key` over the canonical JSON of `payload`.

    Raises:
        CP-STORE-006: the time has no zone; CP-STUDY-031: the payload has no canonical form.
    """
    hashed = digest(payload)
    message = _message(_header(key.kid, typ, hashed, signed_at))
    return Signature(
        kid=key.kid, typ=typ, digest=hashed, signed_at=signed_at, signature=key.sign(message)
    )


def parse_signature(envelope: Mapping[str, Json]) -> Signature:
    """Return the signature that an envelope states; nothing is verified yet.

    Raises:
        CP-CHAIN-030: members missing, unknown or of the wrong form.
        CP-CHAIN-031: another algorithm than Ed25519 (`none` among them).
        CP-STORE-006: the time is not spelled as it must be.
    """
    if set(envelope) != _NAMES:
        found = ", ".join(sorted(set(envelope) ^ _NAMES))
        raise BadInputError.of("CP-CHAIN-030", where="signature", found=found[:200])
    if envelope["alg"] != ALGORITHM:
        raise BadInputError.of("CP-CHAIN-031", where="alg", found=str(envelope["alg"])[:40])
    texts = {name: value for name, value in envelope.items() if isinstance(value, str)}
    raw = from_base64url(texts.get("signature", ""))
    if set(texts) != _NAMES or raw is None or len(raw) != _SIGNATURE_SIZE:
        raise BadInputError.of("CP-CHAIN-030", where="signature", found="signature")
    return Signature(
        kid=texts["kid"],
        typ=texts["typ"],
        digest=texts["digest"],
        signed_at=moment_of(texts["signed_at"], where="signed_at"),
        signature=raw,
    )


def verify_signature(
    payload: Any,
    envelope: Mapping[str, Json],
    *,
    typ: str,
    keys: Mapping[str, KeyRecord],
) -> Signature:
    """Return the signature after checking that it covers `payload`, as `typ`, by a usable key.

    Raises:
        CP-CHAIN-030, CP-CHAIN-031, CP-STORE-006: as `parse_signature`.
        CP-CHAIN-032: signed for another purpose.
        CP-CHAIN-033: an unknown key.
        CP-CHAIN-034: over other content.
        CP-CHAIN-035: the signature is wrong.
        CP-CHAIN-036: the key was not valid at the time of signing.
    """
    signature = parse_signature(envelope)
    if signature.typ != typ:
        raise BadInputError.of("CP-CHAIN-032", where="typ", found=signature.typ, expected=typ)
    record = usable_key(keys, signature.kid, at=signature.signed_at)
    if signature.digest != digest(payload):
        raise BadInputError.of("CP-CHAIN-034", where="digest", found=signature.digest)
    check_ed25519(signature, public=record.public)
    return signature


def check_ed25519(signature: Signature, *, public: bytes) -> None:
    """Check the Ed25519 signature over the envelope with a given public key.

    Raises:
        CP-CHAIN-035: the signature is wrong.
    """
    header = _header(signature.kid, signature.typ, signature.digest, signature.signed_at)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature.signature, _message(header))
    except (InvalidSignature, ValueError) as error:
        raise BadInputError.of("CP-CHAIN-035", where="signature", kid=signature.kid) from error


def _header(kid: str, typ: str, hashed: str, signed_at: datetime) -> JsonObject:
    return {
        "alg": ALGORITHM,
        "digest": hashed,
        "kid": kid,
        "signed_at": moment_text(signed_at, where="signed_at"),
        "typ": typ,
    }


def _message(header: JsonObject) -> bytes:
    return _PREFIX + canonical_json(header)
