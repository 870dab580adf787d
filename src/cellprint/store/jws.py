"""Compact JSON Web Signatures with two algorithms and no choice for the attacker.

The algorithm follows from the type of the verifier's key: EdDSA for Ed25519 (RFC 8037), ES256 for
P-256 (RFC 7518, 3.4). What the token says must agree; `none` and keyed hashes do not exist here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import Json, JsonObject
from cellprint.store.encoding import base64url, from_base64url
from cellprint.store.keys import SigningKey
from cellprint.store.strict_json import parse_object

VerifyKey: TypeAlias = Ed25519PublicKey | EllipticCurvePublicKey

_COORDINATE = 32
_SIGNATURE_SIZE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A verified compact JWS."""

    header: JsonObject
    payload: JsonObject


def ed25519_key(public: bytes) -> Ed25519PublicKey:
    """Return the verifying key of 32 public bytes."""
    return Ed25519PublicKey.from_public_bytes(public)


def ed25519_jwk(public: bytes) -> JsonObject:
    """Return the JWK of an Ed25519 public key (RFC 8037, 2)."""
    return {"crv": "Ed25519", "kty": "OKP", "x": base64url(public)}


def key_of_jwk(jwk: Mapping[str, Json], *, where: str) -> VerifyKey:
    """Return the verifying key of a public JWK (OKP Ed25519, or EC P-256).

    Raises:
        CP-CHAIN-037: another kind of key, coordinates that are no point, or a private key.
    """
    kind = (jwk.get("kty"), jwk.get("crv"))
    x, y = from_base64url(jwk.get("x")), from_base64url(jwk.get("y"))
    if "d" in jwk or x is None or len(x) != _COORDINATE:
        raise BadInputError.of("CP-CHAIN-037", where=where)
    try:
        if kind == ("OKP", "Ed25519"):
            return Ed25519PublicKey.from_public_bytes(x)
        if kind == ("EC", "P-256") and y is not None and len(y) == _COORDINATE:
            numbers = EllipticCurvePublicNumbers(
                int.from_bytes(x, "big"), int.from_bytes(y, "big"), SECP256R1()
            )
            return numbers.public_key()
    except ValueError as error:
        raise BadInputError.of("CP-CHAIN-037", where=where) from error
    raise BadInputError.of("CP-CHAIN-037", where=where)


def sign_token(payload: Mapping[str, Json], *, typ: str, key: SigningKey) -> str:
    """Return the compact JWS of `payload`, EdDSA, with `typ` and `kid` in the header."""
    header: JsonObject = {"alg": "EdDSA", "kid": key.kid, "typ": typ}
    message = ".".join(base64url(canonical_json(part)) for part in (header, dict(payload)))
    return f"{message}.{base64url(key.sign(message.encode('ascii')))}"


def verify_token(token: str, *, key: VerifyKey, typ: str, where: str) -> Token:
    """Return header and payload of a token signed with `key`, as `typ`.

    Raises:
        CP-CHAIN-030: not three base64url parts, or an unknown critical header.
        CP-CHAIN-031: an algorithm other than that of the key.
        CP-CHAIN-032: another `typ`.
        CP-CHAIN-035: the signature is wrong.
        CP-STORE-001, CP-STORE-002, CP-STORE-003: header or payload is not strict JSON.
    """
    head, message, signature = _split(token, where=where)
    header = parse_object(head, where=f"{where} header")
    algorithm = "EdDSA" if isinstance(key, Ed25519PublicKey) else "ES256"
    if header.get("alg") != algorithm:
        raise BadInputError.of("CP-CHAIN-031", where=where, found=str(header.get("alg"))[:40])
    if "crit" in header:
        raise BadInputError.of("CP-CHAIN-030", where=where, found="crit")
    if header.get("typ") != typ:
        found = str(header.get("typ"))[:60]
        raise BadInputError.of("CP-CHAIN-032", where=where, found=found, expected=typ)
    if not _is_signed(message.encode("ascii"), signature, key):
        raise BadInputError.of("CP-CHAIN-035", where=where, kid=str(header.get("kid"))[:60])
    payload = from_base64url(message.partition(".")[2])
    return Token(header=header, payload=parse_object(payload or b"", where=f"{where} payload"))


def unverified_header(token: str, *, where: str) -> JsonObject:
    """Return the header of a token before its signature is checked, to choose the key by `kid`.

    Raises:
        CP-CHAIN-030: not three base64url parts.
        CP-STORE-001, CP-STORE-002, CP-STORE-003: the header is not strict JSON.
    """
    return parse_object(_split(token, where=where)[0], where=f"{where} header")


def _split(token: str, *, where: str) -> tuple[bytes, str, bytes]:
    parts = token.split(".")
    decoded = [from_base64url(part) for part in parts]
    if len(parts) != 3 or not all(decoded):  # noqa: PLR2004  (header, payload, signature)
        raise BadInputError.of("CP-CHAIN-030", where=where, found="token")
    return decoded[0] or b"", f"{parts[0]}.{parts[1]}", decoded[2] or b""


def _is_signed(message: bytes, signature: bytes, key: VerifyKey) -> bool:
    if len(signature) != _SIGNATURE_SIZE:
        return False
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        else:
            r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
            key.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
