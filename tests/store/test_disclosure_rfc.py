"""The verifier against the examples of RFC 9901."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from cellprint.model.classification import Json, JsonObject
from cellprint.store.disclosure_verify import BindingPolicy, verify_presentation
from cellprint.store.encoding import base64url
from cellprint.store.jws import ed25519_key, key_of_jwk, sign_token
from tests.store import rfc9901 as rfc
from tests.store.helpers import key, refused

ISSUER = key_of_jwk(rfc.ISSUER_JWK, where="rfc")
AT = datetime.fromtimestamp(1748537250, tz=UTC)
BINDING = BindingPolicy(audience="https://verifier.example.org", nonce="1234567890")


def opened(compact: str, **options: object) -> JsonObject:
    return verify_presentation(compact, key=ISSUER, typ=rfc.TYP, at=AT, **options).claims  # type: ignore[arg-type]


@pytest.mark.parametrize("name", rfc.DIGESTS)
def test_digests_of_disclosures(name: str) -> None:
    hashed = base64url(sha256(rfc.DISCLOSURES[name].encode("ascii")).digest())

    assert hashed == rfc.DIGESTS[name]


def test_a_digest_is_that_of_one_spelling_only() -> None:
    hashed = [base64url(sha256(text.encode("ascii")).digest()) for text in rfc.SPELLINGS]

    assert hashed[0] == rfc.SPELLED_DIGEST
    assert rfc.SPELLED_DIGEST not in hashed[1:]


def test_section_5_1_all_disclosures() -> None:
    claims = opened("~".join([rfc.TOKEN, *rfc.DISCLOSURES.values(), ""]))

    assert claims["nationalities"] == ["US", "DE"]
    assert (claims["email"], claims["updated_at"]) == ("johndoe@example.com", 1570000000)
    assert claims["phone_number_verified"] is True
    assert not {"_sd", "_sd_alg"} & set(claims)


def test_section_5_1_without_disclosures() -> None:
    claims = opened(rfc.TOKEN + "~")

    assert set(claims) == {"iss", "iat", "exp", "sub", "nationalities", "cnf"}
    assert claims["nationalities"] == []


def test_section_5_2_presentation_with_key_binding() -> None:
    assert opened(rfc.PRESENTED + rfc.BINDING, binding=BINDING) == rfc.PROCESSED


def test_section_5_2_hash_of_the_presentation() -> None:
    assert base64url(sha256(rfc.PRESENTED.encode("ascii")).digest()) == (
        "0_Af-2B-EhLWX5ydh_w2xzwmO6iM66B_2QCEanI4fUY"
    )


def test_section_5_2_key_binding_does_not_move_to_another_presentation() -> None:
    fewer = "~".join([rfc.TOKEN, rfc.DISCLOSURES["US"], ""])

    with refused("CP-CHAIN-065"):
        opened(fewer + rfc.BINDING, binding=BINDING)


@pytest.mark.parametrize(
    ("names", "address"),
    [
        ([], None),
        (["address"], {}),
        (["address", "country"], {"country": "DE"}),
        (["region", "address", "country"], {"country": "DE", "region": "Sachsen-Anhalt"}),
    ],
)
def test_section_6_3_recursive_disclosures(names: list[str], address: Json) -> None:
    """The RFC prints no token here, so this one is signed with a key of the test."""
    signed = sign_token(rfc.NESTED_PAYLOAD, typ=rfc.TYP, key=key(1))
    compact = "~".join([signed, *(rfc.NESTED_DISCLOSURES[name] for name in names), ""])

    claims = verify_presentation(compact, key=ed25519_key(key(1).public), typ=rfc.TYP, at=AT).claims

    assert claims.get("address") == address


def test_section_6_3_an_inner_disclosure_needs_the_outer_one() -> None:
    signed = sign_token(rfc.NESTED_PAYLOAD, typ=rfc.TYP, key=key(1))
    compact = "~".join([signed, rfc.NESTED_DISCLOSURES["country"], ""])

    with refused("CP-CHAIN-057"):
        verify_presentation(compact, key=ed25519_key(key(1).public), typ=rfc.TYP, at=AT)


def test_appendix_a_2_hidden_members_of_hidden_list_elements() -> None:
    assert opened(rfc.COMPLEX_PRESENTED) == rfc.COMPLEX_PROCESSED


def test_the_examples_expire() -> None:
    late = datetime.fromtimestamp(1883000000, tz=UTC)

    with refused("CP-CHAIN-062"):
        verify_presentation(rfc.PRESENTED, key=ISSUER, typ=rfc.TYP, at=late)


def test_the_examples_do_not_verify_with_another_key_or_type() -> None:
    with refused("CP-CHAIN-035"):
        verify_presentation(
            rfc.PRESENTED, key=key_of_jwk(rfc.HOLDER_JWK, where="rfc"), typ=rfc.TYP, at=AT
        )
    with refused("CP-CHAIN-031"):
        verify_presentation(rfc.PRESENTED, key=ed25519_key(key(1).public), typ=rfc.TYP, at=AT)
    with refused("CP-CHAIN-032"):
        verify_presentation(rfc.PRESENTED, key=ISSUER, typ="other+sd-jwt", at=AT)
