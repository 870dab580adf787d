"""A signature holds for one content, purpose, key and time, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import CellprintError
from cellprint.model.classification import Json, JsonObject
from cellprint.store.encoding import base64url, from_base64, from_base64url
from cellprint.store.jws import (
    ed25519_jwk,
    ed25519_key,
    key_of_jwk,
    sign_token,
    unverified_header,
    verify_token,
)
from cellprint.store.signature import parse_signature, sign, verify_signature
from cellprint.store.strict_json import parse_json, parse_object
from tests.store.helpers import HOUR, NOW, key, record, refused

PAYLOAD: JsonObject = {"declaration": "1", "footprint": "71.2"}
KEYS = {key(1).kid: record(key(1))}


def envelope() -> JsonObject:
    return sign(PAYLOAD, typ="declaration", signed_at=NOW, key=key(1)).to_json()


def test_a_signature_verifies() -> None:
    signature = verify_signature(PAYLOAD, envelope(), typ="declaration", keys=KEYS)

    assert (signature.kid, signature.signed_at) == (key(1).kid, NOW)
    assert parse_signature(signature.to_json()) == signature


def test_the_spelling_of_the_payload_does_not_matter() -> None:
    verify_signature(dict(reversed(PAYLOAD.items())), envelope(), typ="declaration", keys=KEYS)


@pytest.mark.parametrize("algorithm", ["none", "None", "", "HS256", "ES256", "eddsa", None])
def test_other_algorithms_are_refused(algorithm: str | None) -> None:
    with refused("CP-CHAIN-031"):
        verify_signature(PAYLOAD, {**envelope(), "alg": algorithm}, typ="declaration", keys=KEYS)


def test_none_without_signature_is_refused() -> None:
    with refused("CP-CHAIN-031"):
        parse_signature({**envelope(), "alg": "none", "signature": ""})


def test_a_wrong_key_is_refused() -> None:
    other = {key(1).kid: replace(record(key(2)), kid=key(1).kid)}

    with refused("CP-CHAIN-035"):
        verify_signature(PAYLOAD, envelope(), typ="declaration", keys=other)
    with refused("CP-CHAIN-033"):
        verify_signature(PAYLOAD, envelope(), typ="declaration", keys={})


def test_an_altered_payload_is_refused() -> None:
    with refused("CP-CHAIN-034"):
        verify_signature({**PAYLOAD, "footprint": "7.2"}, envelope(), typ="declaration", keys=KEYS)


def test_another_purpose_is_refused() -> None:
    with refused("CP-CHAIN-032"):
        verify_signature(PAYLOAD, envelope(), typ="review", keys=KEYS)


@pytest.mark.parametrize(
    "change",
    [
        {"typ": "review"},
        {"signed_at": "2026-03-01T13:00:00.000000Z"},
        {"signature": base64url(bytes(64))},
    ],
)
def test_a_changed_envelope_is_refused(change: JsonObject) -> None:
    changed = {**envelope(), **change}

    with refused("CP-CHAIN-035"):
        verify_signature(PAYLOAD, changed, typ=str(changed["typ"]), keys=KEYS)


def test_a_signature_outside_the_validity_of_its_key_is_refused() -> None:
    early = sign(PAYLOAD, typ="declaration", signed_at=NOW - 200 * HOUR, key=key(1)).to_json()

    with refused("CP-CHAIN-036"):
        verify_signature(PAYLOAD, early, typ="declaration", keys=KEYS)


@pytest.mark.parametrize(
    "change",
    [
        {"extra": "x"},
        {"signature": "A"},
        {"signature": base64url(bytes(63))},
        {"signature": base64url(bytes(64))[:-1] + "B"},
        {"signature": base64url(bytes(64)) + "=="},
        {"kid": 1},
        {"digest": None},
    ],
)
def test_a_malformed_envelope_is_refused(change: dict[str, Json]) -> None:
    with refused("CP-CHAIN-030"):
        parse_signature({**envelope(), **change})


def test_missing_members_are_refused() -> None:
    for name in envelope():
        with refused("CP-CHAIN-030"):
            parse_signature({other: envelope()[other] for other in envelope() if other != name})


@pytest.mark.parametrize("text", ["2026-03-01T12:00:00Z", "2026-02-30T12:00:00.000000Z", "now"])
def test_times_have_one_spelling(text: str) -> None:
    with refused("CP-STORE-006"):
        parse_signature({**envelope(), "signed_at": text})


def test_a_time_without_zone_is_not_signed() -> None:
    with refused("CP-STORE-006"):
        sign(PAYLOAD, typ="x", signed_at=datetime(2026, 1, 1), key=key(1))  # noqa: DTZ001


def test_a_signature_is_no_token_and_a_token_no_signature() -> None:
    """The same key signs both; the prefix keeps one from being taken for the other."""
    token = sign_token(PAYLOAD, typ="declaration", key=key(1))
    moved = {**envelope(), "signature": token.split(".")[2]}

    with refused("CP-CHAIN-035"):
        verify_signature(PAYLOAD, moved, typ="declaration", keys=KEYS)


@given(st.data())
def test_any_changed_bit_of_a_signature_is_found(data: st.DataObject) -> None:
    raw = bytearray(sign(PAYLOAD, typ="declaration", signed_at=NOW, key=key(1)).signature)
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8

    with pytest.raises(CellprintError):
        verify_signature(
            PAYLOAD,
            {**envelope(), "signature": base64url(bytes(raw))},
            typ="declaration",
            keys=KEYS,
        )


class TestTokens:
    # RFC 8037, appendix A.4: key, and the JWS over "Example of Ed25519 signing".
    RFC_JWS = (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09"
        "PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    RFC_KEY: ClassVar[JsonObject] = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }

    def test_the_signature_of_the_rfc_is_the_one_made_here(self) -> None:
        message, _, signature = self.RFC_JWS.rpartition(".")

        key_of_jwk(self.RFC_KEY, where="rfc").verify(  # type: ignore[call-arg]
            from_base64url(signature) or b"", message.encode()
        )

    def test_a_token_verifies_and_shows_its_header(self) -> None:
        token = sign_token(PAYLOAD, typ="t", key=key(1))

        found = verify_token(token, key=ed25519_key(key(1).public), typ="t", where="token")

        assert found.payload == PAYLOAD
        assert found.header == unverified_header(token, where="token")
        assert found.header["kid"] == key(1).kid

    @pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d", "..", "YQ.YQ.", "YQ.YQ.YQ=="])
    def test_what_is_no_token_is_refused(self, token: str) -> None:
        with refused("CP-CHAIN-030"):
            verify_token(token, key=ed25519_key(key(1).public), typ="t", where="token")

    @pytest.mark.parametrize(
        "jwk",
        [
            {},
            {"kty": "oct", "k": "AAAA"},
            {"kty": "OKP", "crv": "X25519", "x": base64url(bytes(32))},
            {"kty": "EC", "crv": "P-256", "x": base64url(bytes(32)), "y": base64url(bytes(32))},
            {"kty": "EC", "crv": "P-256", "x": base64url(bytes(32))},
            {**ed25519_jwk(key(1).public), "d": base64url(bytes(32))},
            {**ed25519_jwk(key(1).public), "x": 7},
        ],
    )
    def test_what_is_no_public_key_is_refused(self, jwk: JsonObject) -> None:
        with refused("CP-CHAIN-037"):
            key_of_jwk(jwk, where="jwk")


class TestStrictJson:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            (b"{", "CP-STORE-001"),
            (b"\xff", "CP-STORE-001"),
            (b"", "CP-STORE-001"),
            (b"[" * 5000 + b"]" * 5000, "CP-STORE-001"),
            (b"[" * 70 + b"]" * 70, "CP-STORE-001"),
            (b"9" * 5000, "CP-STORE-001"),
            (b'{"a":1,"a":1}', "CP-STORE-002"),
            (b'{"a":1,"\\u0061":2}', "CP-STORE-002"),
            (b"[1e999]", "CP-STORE-003"),
            (b"[NaN]", "CP-STORE-003"),
            (b"[-Infinity]", "CP-STORE-003"),
            (b'["\\ud800"]', "CP-STORE-003"),
            (b'{"\\udfff":1}', "CP-STORE-003"),
        ],
    )
    def test_ambiguous_json_is_refused(self, text: bytes, code: str) -> None:
        with refused(code):
            parse_json(text, where="x")

    def test_an_object_is_asked_for(self) -> None:
        assert parse_object(b'{"a":[1,2.5,null,true]}', where="x") == {"a": [1, 2.5, None, True]}
        with refused("CP-STORE-001"):
            parse_object(b"[]", where="x")


@given(st.binary(max_size=40))
def test_base64url_has_one_spelling(data: bytes) -> None:
    text = base64url(data)

    assert from_base64url(text) == data
    assert from_base64url(text + "=") is None
    assert from_base64url(text + "\n") is None


@pytest.mark.parametrize("text", ["AB", "A A=", "AB==", "A", "é"])
def test_other_spellings_are_no_base64(text: str) -> None:
    assert from_base64(text) is None
    assert from_base64url("AB") is None
    assert from_base64url(7) is None
