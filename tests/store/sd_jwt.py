"""A declaration with hidden lines, and what its issuer, holder and attacker do with it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from cellprint.model.classification import Json, JsonObject
from cellprint.store.disclosure import SdJwt, issue
from cellprint.store.disclosure_verify import Disclosed, verify_presentation
from cellprint.store.encoding import base64url, from_base64url
from cellprint.store.jws import ed25519_key, sign_token
from tests.store.helpers import HOUR, NOW, key, source

TYP = "cellprint-declaration+sd-jwt"
ISSUER = ed25519_key(key(1).public)
CLAIMS: JsonObject = {
    "iss": "plant.example",
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + 100 * HOUR).timestamp()),
    "total": "71.2",
    "unit": "kg CO2e/kWh",
    "materials": [
        {"name": "NiSO4", "mass": "1.8042"},
        {"name": "CoSO4", "mass": "0.2301"},
        {"name": "Li2CO3", "mass": "0.6127"},
    ],
    "energy": {"electricity_kwh": "41.7", "steam_mj": "12.5"},
}
HIDDEN = (
    "/materials/0",
    "/materials/0/mass",
    "/materials/1",
    "/materials/1/mass",
    "/materials/2",
    "/materials/2/mass",
    "/energy",
    "/energy/electricity_kwh",
    "/energy/steam_mj",
)


def issued(seed: int = 5, claims: JsonObject | None = None, **options: Any) -> SdJwt:
    settings: dict[str, Any] = {"hidden": HIDDEN, "key": key(1), "typ": TYP, **options}
    return issue(claims or CLAIMS, random_bytes=source(seed), **settings)


def verified(compact: str, **options: Any) -> Disclosed:
    settings: dict[str, Any] = {"key": ISSUER, "typ": TYP, "at": NOW, **options}
    return verify_presentation(compact, **settings)


def signed(payload: JsonObject, *disclosures: str) -> str:
    """Return a presentation with a payload of the attacker's choice that the issuer signed."""
    return "~".join([sign_token(payload, typ=TYP, key=key(1)), *disclosures, ""])


def encoded(*body: Json) -> str:
    return base64url(json.dumps(list(body)).encode())


def digest(text: str) -> str:
    return base64url(sha256(text.encode()).digest())


SALT = base64url(bytes(16))
NAMED = encoded(SALT, "mass", "1.8")
ELEMENT = encoded(SALT, "1.8")


def payload_of(compact: str) -> JsonObject:
    body: JsonObject = json.loads(from_base64url(compact.split(".", 2)[1]) or b"")
    return body


def find_digests(compact: str) -> list[str]:
    """Return every digest in the payload and in the opened disclosures."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(value.get("_sd", []))
            found.extend([value["..."]] if "..." in value else [])
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                walk(item)

    walk(payload_of(compact))
    for part in compact.split("~")[1:-1]:
        walk(json.loads(from_base64url(part) or b""))
    return found
