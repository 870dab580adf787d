"""The verifier of selective disclosure: everything that is not exactly right is refused.

Follows RFC 9901, 7.1 and 7.3. Stricter than asked for: duplicate disclosures, unused ones, unknown
places for reserved names, and any second spelling of base64 or JSON end the verification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from cellprint.errors import BadInputError
from cellprint.model.classification import Json, JsonObject
from cellprint.store.disclosure import BINDING_TYP, HASH_NAME, RESERVED
from cellprint.store.encoding import base64url, from_base64url
from cellprint.store.jws import VerifyKey, key_of_jwk, unverified_header, verify_token
from cellprint.store.strict_json import parse_json

MAX_SIZE = 4 * 1024 * 1024
MAX_DISCLOSURES = 10_000
MAX_DEPTH = 64
_WITH_NAME = 3
_WITHOUT_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingPolicy:
    """What a key-binding token must state: this audience, this nonce, not older than this."""

    audience: str
    nonce: str
    max_age: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """The claims a verified presentation opens, with the header of the issuer's token."""

    header: JsonObject
    claims: JsonObject
    opened: int
    hidden: int


@dataclass(slots=True, kw_only=True)
class _Opening:
    """State of one verification: which disclosures there are, which digests were met."""

    by_digest: dict[str, list[Json]]
    met: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def meet(self, digest: Json) -> list[Json] | None:
        if not isinstance(digest, str):
            raise BadInputError.of("CP-CHAIN-060", where="_sd")
        if digest in self.met:
            raise BadInputError.of("CP-CHAIN-056", where="_sd", found=digest[:60])
        self.met.add(digest)
        body = self.by_digest.get(digest)
        if body is not None:
            self.used.add(digest)
        return body


def verify_presentation(
    compact: str,
    *,
    key: VerifyKey | Mapping[str, VerifyKey],
    typ: str,
    at: datetime,
    required: Iterable[str] = (),
    audience: str | None = None,
    binding: BindingPolicy | None = None,
) -> Disclosed:
    """Return what a presentation opens, after every check of RFC 9901 has passed.

    Args:
        compact: `<token>~<disclosure>~…~`, or with a key-binding token at the end.
        key: the issuer's key, or keys by `kid`.
        typ: the type the token must have.
        at: time of verification; `nbf` <= at < `exp`.
        required: top-level claims that must be there.
        audience: the `aud` claim, when there is one, must name it.
        binding: key binding is asked for, and must agree; without it, none may be there.

    Raises:
        CP-CHAIN-030 … CP-CHAIN-037: token, algorithm, type, key or signature.
        CP-CHAIN-050, CP-CHAIN-054 … CP-CHAIN-061, CP-CHAIN-053, CP-CHAIN-066: form, digests and
            disclosures.
        CP-CHAIN-062, CP-CHAIN-063, CP-CHAIN-071: validity.
        CP-CHAIN-064, CP-CHAIN-065, CP-CHAIN-072: key binding.
    """
    token, encoded, bound = _parts(compact)
    chosen = _chosen(token, key)
    issued = verify_token(token, key=chosen, typ=typ, where="token")
    opening = _Opening(by_digest=_by_digest(encoded))
    claims = _opened(issued.payload, opening)
    if len(opening.used) != len(opening.by_digest):
        raise BadInputError.of("CP-CHAIN-057", where="disclosures")
    _check_validity(claims, at=at, required=required, audience=audience)
    if binding is not None:
        _check_binding(compact, bound, claims, policy=binding, at=at)
    elif bound:
        raise BadInputError.of("CP-CHAIN-072", where="key binding")
    return Disclosed(
        header=issued.header,
        claims=claims,
        opened=len(opening.used),
        hidden=len(opening.met) - len(opening.used),
    )


def _parts(compact: str) -> tuple[str, list[str], str]:
    if len(compact) > MAX_SIZE:
        raise BadInputError.of("CP-CHAIN-066", where="presentation", limit=MAX_SIZE)
    parts = compact.split("~")
    if len(parts) < 2:  # noqa: PLR2004  (a token is followed by at least one ~)
        raise BadInputError.of("CP-CHAIN-050", where="presentation", found="~")
    token, *encoded, bound = parts
    if len(encoded) > MAX_DISCLOSURES:
        raise BadInputError.of("CP-CHAIN-066", where="disclosures", limit=MAX_DISCLOSURES)
    return token, encoded, bound


def _chosen(token: str, key: VerifyKey | Mapping[str, VerifyKey]) -> VerifyKey:
    if not isinstance(key, Mapping):
        return key
    kid = unverified_header(token, where="token").get("kid")
    found = key.get(kid) if isinstance(kid, str) else None
    if found is None:
        raise BadInputError.of("CP-CHAIN-033", where="kid", near=tuple(key)[:3], kid=str(kid)[:60])
    return found


def _by_digest(encoded: list[str]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for position, text in enumerate(encoded):
        where = f"disclosure {position}"
        data = from_base64url(text)
        if not data:
            raise BadInputError.of("CP-CHAIN-054", where=where)
        body = parse_json(data, where=where)
        if not isinstance(body, list) or len(body) not in (_WITHOUT_NAME, _WITH_NAME):
            raise BadInputError.of("CP-CHAIN-054", where=where)
        if not isinstance(body[0], str) or not body[0]:
            raise BadInputError.of("CP-CHAIN-054", where=where)
        digest = base64url(sha256(text.encode("ascii")).digest())
        if digest in found:
            raise BadInputError.of("CP-CHAIN-055", where=where)
        found[digest] = body
    return found


def _opened(payload: JsonObject, opening: _Opening) -> JsonObject:
    algorithm = payload.get("_sd_alg", HASH_NAME)
    if algorithm != HASH_NAME:
        raise BadInputError.of("CP-CHAIN-061", where="_sd_alg", found=str(algorithm)[:40])
    return _members({name: payload[name] for name in payload if name != "_sd_alg"}, opening, 0)


def _value(value: Json, opening: _Opening, depth: int) -> Json:
    if depth > MAX_DEPTH:
        raise BadInputError.of("CP-CHAIN-066", where="claims", limit=MAX_DEPTH)
    if isinstance(value, dict):
        return _members(value, opening, depth)
    if isinstance(value, list):
        return _items(value, opening, depth)
    return value


def _members(value: JsonObject, opening: _Opening, depth: int) -> JsonObject:
    members: JsonObject = {}
    for name, member in value.items():
        if name == "_sd":
            continue
        if name in RESERVED:
            raise BadInputError.of("CP-CHAIN-053", where="claims", name=name)
        members[name] = _value(member, opening, depth + 1)
    digests = value.get("_sd", [])
    if not isinstance(digests, list):
        raise BadInputError.of("CP-CHAIN-060", where="_sd")
    for digest in digests:
        body = opening.meet(digest)
        if body is not None:
            name, member = _named(body, value)
            if name in members:
                raise BadInputError.of("CP-CHAIN-059", where="disclosures", name=name[:60])
            members[name] = _value(member, opening, depth + 1)
    return members


def _named(body: list[Json], value: JsonObject) -> tuple[str, Json]:
    if len(body) != _WITH_NAME:
        raise BadInputError.of("CP-CHAIN-058", where="disclosures")
    name = body[1]
    if not isinstance(name, str):
        raise BadInputError.of("CP-CHAIN-054", where="disclosures")
    if name in RESERVED:
        raise BadInputError.of("CP-CHAIN-053", where="disclosures", name=name)
    if name in value:
        raise BadInputError.of("CP-CHAIN-059", where="disclosures", name=name[:60])
    return name, body[2]


def _items(value: list[Json], opening: _Opening, depth: int) -> list[Json]:
    items: list[Json] = []
    for item in value:
        if not isinstance(item, dict) or "..." not in item:
            items.append(_value(item, opening, depth + 1))
            continue
        if len(item) != 1:
            raise BadInputError.of("CP-CHAIN-060", where="...")
        body = opening.meet(item["..."])
        if body is not None:
            if len(body) != _WITHOUT_NAME:
                raise BadInputError.of("CP-CHAIN-058", where="disclosures")
            items.append(_value(body[1], opening, depth + 1))
    return items


def _check_validity(
    claims: JsonObject, *, at: datetime, required: Iterable[str], audience: str | None
) -> None:
    for name in required:
        if name not in claims:
            raise BadInputError.of("CP-CHAIN-063", where="claims", name=name)
    now = at.timestamp()
    limits = {name: claims[name] for name in ("nbf", "exp") if name in claims}
    for name, limit in limits.items():
        if not isinstance(limit, int | float) or isinstance(limit, bool):
            raise BadInputError.of("CP-CHAIN-062", where=name, found=str(limit)[:40])
        if (now < limit) if name == "nbf" else (now >= limit):
            raise BadInputError.of("CP-CHAIN-062", where=name, found=str(limit))
    stated = claims.get("aud")
    if audience is not None and stated is not None:
        names = stated if isinstance(stated, list) else [stated]
        if audience not in names:
            raise BadInputError.of("CP-CHAIN-071", where="aud", expected=audience)


def _check_binding(
    compact: str, bound: str, claims: JsonObject, *, policy: BindingPolicy, at: datetime
) -> None:
    if not bound:
        raise BadInputError.of("CP-CHAIN-064", where="key binding")
    confirmation = claims.get("cnf")
    jwk = confirmation.get("jwk") if isinstance(confirmation, dict) else None
    if not isinstance(jwk, dict):
        raise BadInputError.of("CP-CHAIN-063", where="claims", name="cnf")
    key = key_of_jwk(jwk, where="cnf")
    stated = verify_token(bound, key=key, typ=BINDING_TYP, where="key binding").payload
    presented = compact[: len(compact) - len(bound)]
    wanted = {
        "aud": policy.audience,
        "nonce": policy.nonce,
        "sd_hash": base64url(sha256(presented.encode("ascii")).digest()),
    }
    for name, value in wanted.items():
        if stated.get(name) != value:
            raise BadInputError.of("CP-CHAIN-065", where="key binding", name=name)
    made = stated.get("iat")
    age = at.timestamp() - made if isinstance(made, int) and not isinstance(made, bool) else None
    limit = policy.max_age.total_seconds()
    if age is None or not -limit <= age <= limit:
        raise BadInputError.of("CP-CHAIN-065", where="key binding", name="iat")
