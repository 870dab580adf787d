"""Examples of RFC 9901, built from their parts: the bytes are right if the signatures verify.

The examples write JSON with a space after commas and colons, and escape letters beyond ASCII.
"""

from __future__ import annotations

import json
from typing import Any

from cellprint.model.classification import JsonObject
from cellprint.store.encoding import base64url

TYP = "example+sd-jwt"

# Appendix A.5.
ISSUER_JWK: JsonObject = {
    "kty": "EC",
    "crv": "P-256",
    "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
    "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
}
HOLDER_JWK: JsonObject = {
    "kty": "EC",
    "crv": "P-256",
    "x": "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
    "y": "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ",
}


def encoded(value: Any) -> str:
    return base64url(json.dumps(value).encode())


def token(header: Any, payload: Any, signature: str) -> str:
    return f"{encoded(header)}.{encoded(payload)}.{signature}"


# Section 5.1: payload, disclosures by claim, and the digest the RFC prints for each.
PAYLOAD = {
    "_sd": [
        "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI",
        "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE",
        "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI",
        "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
        "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM",
        "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE",
        "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM",
        "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
    ],
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "sub": "user_42",
    "nationalities": [
        {"...": "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo"},
        {"...": "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0"},
    ],
    "_sd_alg": "sha-256",
    "cnf": {"jwk": HOLDER_JWK},
}
ADDRESS = {
    "street_address": "123 Main St",
    "locality": "Anytown",
    "region": "Anystate",
    "country": "US",
}
DISCLOSURES = {
    "given_name": encoded(["2GLC42sKQveCfGfryNRN9w", "given_name", "John"]),
    "family_name": encoded(["eluV5Og3gSNII8EYnsxA_A", "family_name", "Doe"]),
    "email": encoded(["6Ij7tM-a5iVPGboS5tmvVA", "email", "johndoe@example.com"]),
    "phone_number": encoded(["eI8ZWm9QnKPpNPeNenHdhQ", "phone_number", "+1-202-555-0101"]),
    "phone_number_verified": encoded(["Qg_O64zqAxe412a108iroA", "phone_number_verified", True]),
    "address": encoded(["AJx-095VPrpTtN4QMOqROA", "address", ADDRESS]),
    "birthdate": encoded(["Pc33JM2LchcU_lHggv_ufQ", "birthdate", "1940-01-01"]),
    "updated_at": encoded(["G02NSrQfjFXQ7Io09syajA", "updated_at", 1570000000]),
    "US": encoded(["lklxF5jMYlGTPUovMNIvCA", "US"]),
    "DE": encoded(["nPuoQnkRFq3BIeAm7AnXFA", "DE"]),
}
DIGESTS = {
    "given_name": "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
    "family_name": "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
    "email": "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE",
    "phone_number": "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI",
    "phone_number_verified": "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM",
    "address": "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE",
    "birthdate": "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM",
    "updated_at": "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI",
    "US": "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo",
    "DE": "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0",
}
TOKEN = token(
    {"alg": "ES256", "typ": TYP},
    PAYLOAD,
    "MczwjBFGtzf-6WMT-hIvYbkb11NrV1WMO-jTijpMPNbswNzZ87wY2uHz-CXo6R04b7jYrpj9mNRAvVssXou1iw",
)

# Section 5.2: a presentation with key binding.
PRESENTED = "~".join(
    [TOKEN, *(DISCLOSURES[name] for name in ("family_name", "address", "given_name", "US")), ""]
)
BINDING = token(
    {"alg": "ES256", "typ": "kb+jwt"},
    {
        "nonce": "1234567890",
        "aud": "https://verifier.example.org",
        "iat": 1748537244,
        "sd_hash": "0_Af-2B-EhLWX5ydh_w2xzwmO6iM66B_2QCEanI4fUY",
    },
    "T3SIus2OidNl41nmVkTZVCKKhOAX97aOldMyHFiYjHm261eLiJ1YiuONFiMN8QlCmYzDlBLAdPvrXh52KaLgUQ",
)
PROCESSED = {
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "sub": "user_42",
    "nationalities": ["US"],
    "cnf": {"jwk": HOLDER_JWK},
    "family_name": "Doe",
    "address": ADDRESS,
    "given_name": "John",
}

# Section 4.2: one content, four spellings, of which only the issuer's own has the digest.
SPELLINGS = (
    "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
    "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd",
    "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
    "WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ",
)
SPELLED_DIGEST = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"

# Section 6.3: an address hidden as a whole and member by member.
_NESTED_DIGESTS = [
    "6vh9bq-zS4GKM_7GpggVbYzzu6oOGXrmNVGPHP75Ud0",
    "9gjVuXtdFROCgRrtNcGUXmF65rdezi_6Er_j76kmYyM",
    "KURDPh4ZC19-3tiz-Df39V8eidy1oV3a3H1Da2N0g88",
    "WN9r9dCBJ8HTCsS2jKASxTjEyW5m5x65_Z_2ro2jfXM",
]
NESTED_PAYLOAD: JsonObject = {
    "_sd": ["HvrKX6fPV0v9K_yCVFBiLFHsMaxcD_114Em6VT8x1lg"],
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "sub": "6c5c0a49-b589-431d-bae7-219122a9ec2c",
    "_sd_alg": "sha-256",
}
NESTED_DISCLOSURES = {
    "street_address": encoded(["2GLC42sKQveCfGfryNRN9w", "street_address", "Schulstr. 12"]),
    "locality": encoded(["eluV5Og3gSNII8EYnsxA_A", "locality", "Schulpforta"]),
    "region": encoded(["6Ij7tM-a5iVPGboS5tmvVA", "region", "Sachsen-Anhalt"]),
    "country": encoded(["eI8ZWm9QnKPpNPeNenHdhQ", "country", "DE"]),
    "address": encoded(["Qg_O64zqAxe412a108iroA", "address", {"_sd": _NESTED_DIGESTS}]),
}

# Appendix A.2 (as rendered in draft 20 of the working group): list elements with hidden members.
_EVIDENCE = [
    "9wpjVPWuD7PK0nsQDL8B06lmdgV3LVybhHydQpTNyLI",
    "G5EnhOAOoU9X_6QMNvzFXjpEA_Rc-AEtm1bG_wcaKIk",
    "IhwFrWUB63RcZq9yvgZ0XPc7Gowh3O2kqXeBIswg1B4",
    "WpxQ4HSoEtcTmCCKOeDslB_emucYLz2oO8oHNr1bEVQ",
]
_WEIDENSTRASSE = {
    "locality": "Maxstadt",
    "postal_code": "12344",
    "country": "DE",
    "street_address": "Weidenstra\u00dfe 22",
}
COMPLEX_PAYLOAD = {
    "_sd": [
        "-aSznId9mWM8ocuQolCllsxVggq1-vHW4OtnhUtVmWw",
        "IKbrYNn3vA7WEFrysvbdBJjDDU_EvQIr0W18vTRpUSg",
        "otkxuT14nBiwzNJ3MPaOitOl9pVnXOaEHal_xkyNfKI",
    ],
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "verified_claims": {
        "verification": {
            "_sd": [
                "7h4UE9qScvDKodXVCuoKfKBJpVBfXMF_TmAGVaZe3Sc",
                "vTwe3raHIFYgFA3xaUD2aMxFz5oDo8iBu05qKlOg9Lw",
            ],
            "trust_framework": "de_aml",
            "evidence": [{"...": "tYJ0TDucyZZCRMbROG4qRO5vkPSFRxFhUELc18CSl3k"}],
        },
        "claims": {
            "_sd": [
                "RiOiCn6_w5ZHaadkQMrcQJf0Jte5RwurRs54231DTlo",
                "S_498bbpKzB6Eanftss0xc7cOaoneRr3pKr7NdRmsMo",
                "WNA-UNK7F_zhsAb9syWO6IIQ1uHlTmOU8r8CvJ0cIMk",
                "Wxh_sV3iRH9bgrTBJi-aYHNCLt-vjhX1sd-igOf_9lk",
                "_O-wJiH3enSB4ROHntToQT8JmLtz-mhO2f1c89XoerQ",
                "hvDXhwmGcJQsBCA2OtjuLAcwAMpDsaU0nkovcKOqWNE",
            ]
        },
    },
    "_sd_alg": "sha-256",
}
COMPLEX_PRESENTED = "~".join(
    [
        token(
            {"alg": "ES256", "typ": TYP},
            COMPLEX_PAYLOAD,
            "mYXVvR8KVncmKXlLramnj6_cDR_A_loV9PKB5h3PF9cx8HZyDzpqLzCYAPmzCcE4Ovgtr2r8jKCaOZObg0KH"
            "hQ",
        ),
        encoded(["2GLC42sKQveCfGfryNRN9w", "time", "2012-04-23T18:25Z"]),
        encoded(["Pc33JM2LchcU_lHggv_ufQ", {"_sd": _EVIDENCE}]),
        encoded(["eI8ZWm9QnKPpNPeNenHdhQ", "method", "pipp"]),
        encoded(["G02NSrQfjFXQ7Io09syajA", "given_name", "Max"]),
        encoded(["lklxF5jMYlGTPUovMNIvCA", "family_name", "M\u00fcller"]),
        encoded(["y1sVU5wdfJahVdgwPgS7RQ", "address", _WEIDENSTRASSE]),
        "",
    ]
)
COMPLEX_PROCESSED = {
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "verified_claims": {
        "verification": {
            "trust_framework": "de_aml",
            "evidence": [{"method": "pipp"}],
            "time": "2012-04-23T18:25Z",
        },
        "claims": {"given_name": "Max", "family_name": "M\u00fcller", "address": _WEIDENSTRASSE},
    },
}
