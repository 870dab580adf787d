"""Attacks on presentations: nothing false is accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import CellprintError
from cellprint.model.classification import Json, JsonObject
from cellprint.store import disclosure_verify
from cellprint.store.disclosure import bind
from cellprint.store.disclosure_verify import BindingPolicy
from cellprint.store.encoding import base64url, from_base64url
from cellprint.store.jws import ed25519_jwk, ed25519_key
from tests.store.helpers import HOUR, NOW, key, refused
from tests.store.sd_jwt import (
    CLAIMS,
    ELEMENT,
    ISSUER,
    NAMED,
    SALT,
    TYP,
    digest,
    encoded,
    issued,
    signed,
    verified,
)


class TestAttacks:
    def test_a_forged_disclosure_is_refused(self) -> None:
        token = issued()
        body = json.loads(from_base64url(token.disclosures[-1].encoded) or b"")
        forged = token.compact().replace(
            token.disclosures[-1].encoded, encoded(body[0], body[1], "0.1")
        )

        with refused("CP-CHAIN-057"):
            verified(forged)

    def test_an_unreferenced_disclosure_is_refused(self) -> None:
        with refused("CP-CHAIN-057"):
            verified(issued().compact([]) + NAMED + "~")

    def test_a_disclosure_of_another_token_is_refused(self) -> None:
        with refused("CP-CHAIN-057"):
            verified(issued(seed=5).compact([]) + issued(seed=6).disclosures[-1].encoded + "~")

    def test_a_duplicate_disclosure_is_refused(self) -> None:
        shown = issued().compact()

        with refused("CP-CHAIN-055"):
            verified(shown + shown.split("~")[1] + "~")

    @pytest.mark.parametrize(
        "payload",
        [
            {"_sd": [digest(NAMED), digest(NAMED)]},
            {"_sd": [digest(NAMED)], "a": {"_sd": [digest(NAMED)]}},
            {"_sd": ["decoy"], "a": [{"...": "decoy"}]},
            {"_sd": ["decoy"], "a": {"_sd": ["decoy"]}},
        ],
    )
    def test_a_digest_that_stands_twice_is_refused(self, payload: JsonObject) -> None:
        with refused("CP-CHAIN-056"):
            verified(signed(payload, NAMED))

    def test_swapped_kinds_of_disclosure_are_refused(self) -> None:
        with refused("CP-CHAIN-058"):
            verified(signed({"_sd": [digest(ELEMENT)]}, ELEMENT))
        with refused("CP-CHAIN-058"):
            verified(signed({"a": [{"...": digest(NAMED)}]}, NAMED))

    @pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
    def test_forbidden_names_in_a_disclosure_are_refused(self, name: str) -> None:
        text = encoded(SALT, name, [digest(NAMED)])

        with refused("CP-CHAIN-053"):
            verified(signed({"_sd": [digest(text)]}, text))

    @pytest.mark.parametrize(
        "value", [{"...": "x"}, {"a": {"_sd_alg": "sha-256"}}, {"a": {"...": "x"}}]
    )
    def test_reserved_names_out_of_place_are_refused(self, value: JsonObject) -> None:
        with refused("CP-CHAIN-053"):
            verified(signed({**value}))

    def test_a_claim_given_twice_is_refused(self) -> None:
        again = encoded(base64url(bytes(15) + b"1"), "mass", "9")

        with refused("CP-CHAIN-059"):
            verified(signed({"mass": "1", "_sd": [digest(NAMED)]}, NAMED))
        with refused("CP-CHAIN-059"):
            verified(signed({"_sd": [digest(NAMED), digest(again)]}, NAMED, again))

    @pytest.mark.parametrize(
        "payload",
        [
            {"_sd": "x"},
            {"_sd": {"a": "b"}},
            {"_sd": [1]},
            {"_sd": None},
            {"a": [{"...": 1}]},
            {"a": [{"...": "x", "b": 1}]},
        ],
    )
    def test_malformed_digests_are_refused(self, payload: JsonObject) -> None:
        with refused("CP-CHAIN-060"):
            verified(signed(payload))

    @pytest.mark.parametrize("algorithm", ["md5", "sha-256-32", "SHA-256", "", None, 7])
    def test_other_hash_algorithms_are_refused(self, algorithm: Json) -> None:
        with refused("CP-CHAIN-061"):
            verified(signed({"_sd_alg": algorithm}))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "A",
            NAMED + "=",
            base64url(b'"x"'),
            encoded(),
            encoded(SALT),
            encoded(SALT, "a", "b", "c"),
            encoded(7, "a", "b"),
            encoded("", "a", "b"),
        ],
    )
    def test_malformed_disclosures_are_refused(self, text: str) -> None:
        with refused("CP-CHAIN-054"):
            verified(signed({}, text))

    def test_a_name_that_is_no_text_is_refused(self) -> None:
        text = encoded(SALT, 7, "b")

        with refused("CP-CHAIN-054"):
            verified(signed({"_sd": [digest(text)]}, text))

    def test_ambiguous_json_in_a_disclosure_is_refused(self) -> None:
        text = base64url(b'["' + SALT.encode() + b'","a",{"b":1,"b":2}]')

        with refused("CP-STORE-002"):
            verified(signed({"_sd": [digest(text)]}, text))

    @pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "HS256", "ES256", None])
    def test_other_algorithms_are_refused(self, algorithm: str | None) -> None:
        token = issued().compact([])
        header = base64url(json.dumps({"alg": algorithm, "typ": TYP}).encode())
        _, payload, signature = token.rstrip("~").split(".")

        with refused("CP-CHAIN-031"):
            verified(f"{header}.{payload}.{signature}~")

    def test_an_unsigned_token_is_refused(self) -> None:
        header = base64url(b'{"alg":"none","typ":"x"}')

        with refused("CP-CHAIN-030"):
            verified(f"{header}.{base64url(b'{}')}.~")

    def test_a_wrong_key_is_refused(self) -> None:
        with refused("CP-CHAIN-035"):
            verified(issued(key=key(2)).compact())

    def test_a_critical_extension_is_refused(self) -> None:
        header = base64url(json.dumps({"alg": "EdDSA", "typ": TYP, "crit": ["x"]}).encode())
        message = f"{header}.{base64url(b'{}')}"

        with refused("CP-CHAIN-030"):
            verified(f"{message}.{base64url(key(1).sign(message.encode()))}~")

    def test_keys_are_chosen_by_their_id(self) -> None:
        keys = {key(1).kid: ISSUER, key(2).kid: ed25519_key(key(2).public)}

        assert verified(issued().compact(), key=keys).claims == CLAIMS
        with refused("CP-CHAIN-033"):
            verified(issued().compact(), key={key(2).kid: ed25519_key(key(2).public)})

    @pytest.mark.parametrize("text", ["", "a.b.c", "no token at all"])
    def test_a_text_without_separator_is_refused(self, text: str) -> None:
        with refused("CP-CHAIN-050"):
            verified(text)

    def test_another_type_is_refused(self) -> None:
        with refused("CP-CHAIN-032"):
            verified(issued(typ="other+sd-jwt").compact())

    def test_what_is_too_large_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shown = issued().compact()
        nested: Json = "x"
        for _ in range(disclosure_verify.MAX_DEPTH - 4):
            nested = [nested]
        inner = encoded(SALT, nested)
        outer: Json = {"...": digest(inner)}
        for _ in range(30):
            outer = [outer]
        with refused("CP-CHAIN-066"):
            verified(signed({"a": outer}, inner))
        monkeypatch.setattr(disclosure_verify, "MAX_DISCLOSURES", 3)
        with refused("CP-CHAIN-066"):
            verified(shown)
        monkeypatch.setattr(disclosure_verify, "MAX_SIZE", 100)
        with refused("CP-CHAIN-066"):
            verified(shown)

    @given(st.data())
    def test_any_changed_character_is_found(self, data: st.DataObject) -> None:
        shown = issued().compact(["/materials/0", "/energy"])
        place = data.draw(st.integers(0, len(shown) - 1))
        letter = data.draw(st.sampled_from("AZaz09-_.~=").filter(lambda c: c != shown[place]))

        with pytest.raises(CellprintError):
            verified(shown[:place] + letter + shown[place + 1 :])


class TestValidity:
    @pytest.mark.parametrize(
        ("claims", "code"),
        [
            ({"exp": int(NOW.timestamp())}, "CP-CHAIN-062"),
            ({"nbf": int(NOW.timestamp()) + 1}, "CP-CHAIN-062"),
            ({"exp": "2030"}, "CP-CHAIN-062"),
            ({"nbf": True}, "CP-CHAIN-062"),
            ({"aud": "other"}, "CP-CHAIN-071"),
            ({"aud": ["other", "third"]}, "CP-CHAIN-071"),
        ],
    )
    def test_tokens_outside_their_validity_are_refused(self, claims: JsonObject, code: str) -> None:
        with refused(code):
            verified(signed(claims), audience="us")

    def test_tokens_within_their_validity_pass(self) -> None:
        claims: JsonObject = {
            "aud": ["us"],
            "nbf": int(NOW.timestamp()),
            "exp": int(NOW.timestamp()) + 1,
        }

        assert verified(signed(claims), audience="us").claims == claims

    def test_required_claims_must_be_opened(self) -> None:
        assert verified(issued().compact(), required=["energy"]).claims["energy"]
        with refused("CP-CHAIN-063"):
            verified(issued().compact([]), required=["energy"])


class TestKeyBinding:
    POLICY = BindingPolicy(audience="customer.example", nonce="n-1")

    def presented(self, **options: Any) -> str:
        shown = issued(holder=ed25519_jwk(key(2).public)).compact(["/materials/0"])
        settings: dict[str, Any] = {
            "nonce": "n-1",
            "audience": "customer.example",
            "issued_at": NOW,
            "key": key(2),
            **options,
        }
        return bind(shown, **settings)

    def test_the_holder_binds_a_presentation(self) -> None:
        assert verified(self.presented(), binding=self.POLICY).opened == 1

    def test_a_presentation_without_binding_is_refused(self) -> None:
        stripped = self.presented().rpartition("~")[0] + "~"

        with refused("CP-CHAIN-064"):
            verified(stripped, binding=self.POLICY)

    def test_a_binding_that_nobody_asked_for_is_refused(self) -> None:
        with refused("CP-CHAIN-072"):
            verified(self.presented())

    @pytest.mark.parametrize(
        "options",
        [
            {"nonce": "n-2"},
            {"audience": "other.example"},
            {"issued_at": NOW - HOUR},
            {"issued_at": NOW + HOUR},
        ],
    )
    def test_a_binding_made_for_another_occasion_is_refused(self, options: dict[str, Any]) -> None:
        with refused("CP-CHAIN-065"):
            verified(self.presented(**options), binding=self.POLICY)

    def test_a_binding_of_somebody_else_is_refused(self) -> None:
        with refused("CP-CHAIN-035"):
            verified(self.presented(key=key(3)), binding=self.POLICY)

    def test_a_binding_does_not_move_to_another_choice(self) -> None:
        token = issued(holder=ed25519_jwk(key(2).public))
        binding = self.presented().rpartition("~")[2]

        with refused("CP-CHAIN-065"):
            verified(token.compact(["/materials/1"]) + binding, binding=self.POLICY)

    def test_a_token_without_holder_cannot_be_bound(self) -> None:
        shown = bind(
            issued().compact(), nonce="n-1", audience="customer.example", issued_at=NOW, key=key(2)
        )

        with refused("CP-CHAIN-063"):
            verified(shown, binding=self.POLICY)

    def test_only_a_presentation_without_binding_is_bound(self) -> None:
        with refused("CP-CHAIN-050"):
            bind(self.presented(), nonce="n", audience="a", issued_at=NOW, key=key(2))


def test_decoys_are_counted_as_hidden() -> None:
    """Eight places at the top for `/energy`, eight in `/materials`; nothing tells them apart."""
    found = verified(issued().compact([]))

    assert (found.opened, found.hidden) == (0, 16)
