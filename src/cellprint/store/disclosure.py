"""Selective disclosure: a declaration whose lines the holder may open one by one (RFC 9901).

Each hidden claim is replaced by the digest of a disclosure that holds a fresh salt; decoy digests
hide how many lines there are. `disclosure_verify` is the verifier.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import Json, JsonObject, pointer
from cellprint.store.encoding import RandomBytes, base64url, random_bytes_of
from cellprint.store.jws import sign_token
from cellprint.store.keys import SigningKey

SALT_SIZE = 16
RESERVED = frozenset({"_sd", "...", "_sd_alg"})
ALWAYS_OPEN = frozenset({"iss", "aud", "exp", "nbf", "iat", "cnf"})
HASH_NAME = "sha-256"
BINDING_TYP = "kb+jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One hidden claim: where it stands, its encoded form, and the digest that refers to it."""

    pointer: str
    encoded: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SdJwt:
    """An issued token with all its disclosures; for the holder only."""

    token: str
    disclosures: tuple[Disclosure, ...]

    def compact(self, pointers: Collection[str] | None = None) -> str:
        """Return the compact form that opens `pointers` (all by default) and what they need.

        A claim inside a hidden claim can only be opened together with the outer one.

        Raises:
            CP-CHAIN-068: a pointer that hides nothing.
        """
        if pointers is None:
            chosen = self.disclosures
        else:
            known = {item.pointer for item in self.disclosures}
            for wanted in pointers:
                if wanted not in known:
                    raise BadInputError.of("CP-CHAIN-068", where="disclosures", found=wanted)
            chosen = tuple(
                item
                for item in self.disclosures
                if any(_is_on_path(item.pointer, wanted) for wanted in pointers)
            )
        return "~".join((self.token, *(item.encoded for item in chosen), ""))


@dataclass(slots=True, kw_only=True)
class _Issue:
    """State of one issuance: salts are counted so that none is used twice."""

    hidden: frozenset[str]
    pad_to: int
    random_bytes: RandomBytes
    salts: set[bytes] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    made: list[Disclosure] = field(default_factory=list)

    def fresh(self) -> bytes:
        salt = random_bytes_of(self.random_bytes, SALT_SIZE, where="salt")
        if salt in self.salts:
            raise BadInputError.of("CP-CHAIN-070", where="salt")
        self.salts.add(salt)
        return salt

    def decoy(self) -> str:
        return base64url(sha256(self.fresh()).digest())

    def hide(self, path: tuple[str, ...], *rest: Json) -> str:
        self.found.add(pointer(path))
        body: list[Json] = [base64url(self.fresh()), *rest]
        encoded = base64url(canonical_json(body))
        hashed = base64url(sha256(encoded.encode("ascii")).digest())
        self.made.append(Disclosure(pointer=pointer(path), encoded=encoded, digest=hashed))
        return hashed

    def missing(self, count: int) -> int:
        """Return how many decoys bring `count` digests to a multiple of `pad_to`."""
        return -count % self.pad_to if count else 0


def issue(
    claims: Mapping[str, Json],
    *,
    hidden: Collection[str],
    key: SigningKey,
    typ: str,
    random_bytes: RandomBytes,
    pad_to: int = 8,
    holder: JsonObject | None = None,
) -> SdJwt:
    """Return an SD-JWT in which each claim at a pointer of `hidden` can be opened on its own.

    Args:
        claims: the payload; amounts are decimal strings.
        hidden: JSON pointers of members or list elements; hidden within hidden is allowed.
        key: the issuer's key.
        typ: type of the token, for example `cellprint-declaration+sd-jwt`.
        random_bytes: cryptographic random source; 16 bytes are drawn per salt and decoy.
        pad_to: the digests at each place are filled with decoys up to a multiple of this.
        holder: public JWK of the holder, for key binding.

    Raises:
        CP-CHAIN-053: a claim is named `_sd`, `_sd_alg` or `...`.
        CP-CHAIN-067: a claim that decides on validity cannot be hidden.
        CP-CHAIN-068: a pointer leads to no claim.
        CP-CHAIN-069: a number with a fraction (it has more than one spelling).
        CP-CHAIN-070: the random source repeats itself.
        CP-STUDY-031: a claim that JSON cannot state.
        CP-STORE-026: the random source gives the wrong number of bytes.

    References:
        RFC 9901, 4 and 9.7.
    """
    body: JsonObject = dict(claims)
    if holder is not None:
        body["cnf"] = {"jwk": dict(holder)}
    canonical_json(body)
    _check_claims(body, ())
    for name in ALWAYS_OPEN & {wanted.split("/")[1] for wanted in hidden if "/" in wanted}:
        raise BadInputError.of("CP-CHAIN-067", where=f"/{name}", name=name)
    state = _Issue(hidden=frozenset(hidden), pad_to=max(pad_to, 1), random_bytes=random_bytes)
    payload = _hidden_members(body, (), state)
    for wanted in sorted(state.hidden - state.found):
        raise BadInputError.of("CP-CHAIN-068", where="hidden", found=wanted)
    token = sign_token({**payload, "_sd_alg": HASH_NAME}, typ=typ, key=key)
    return SdJwt(token=token, disclosures=tuple(state.made))


def bind(compact: str, *, nonce: str, audience: str, issued_at: datetime, key: SigningKey) -> str:
    """Return the presentation with a key-binding token of the holder (RFC 9901, 4.3).

    Raises:
        CP-CHAIN-050: not an SD-JWT without key binding.
    """
    if not compact.endswith("~"):
        raise BadInputError.of("CP-CHAIN-050", where="presentation", found="~")
    payload: JsonObject = {
        "aud": audience,
        "iat": int(issued_at.timestamp()),
        "nonce": nonce,
        "sd_hash": base64url(sha256(compact.encode("ascii")).digest()),
    }
    return compact + sign_token(payload, typ=BINDING_TYP, key=key)


def _hidden_value(value: Json, path: tuple[str, ...], state: _Issue) -> Json:
    if isinstance(value, dict):
        return _hidden_members(value, path, state)
    if isinstance(value, list):
        return _hidden_items(value, path, state)
    return value


def _hidden_members(value: JsonObject, path: tuple[str, ...], state: _Issue) -> JsonObject:
    members: JsonObject = {}
    digests: list[str] = []
    for name, member in value.items():
        step = (*path, name)
        inner = _hidden_value(member, step, state)
        if pointer(step) in state.hidden:
            digests.append(state.hide(step, name, inner))
        else:
            members[name] = inner
    digests.extend(state.decoy() for _ in range(state.missing(len(digests))))
    if digests:
        # Sorted, because the order of writing would tell decoys and names apart.
        members["_sd"] = list[Json](sorted(digests))
    return members


def _hidden_items(value: list[Json], path: tuple[str, ...], state: _Issue) -> list[Json]:
    items: list[Json] = []
    count = 0
    for position, item in enumerate(value):
        step = (*path, str(position))
        inner = _hidden_value(item, step, state)
        if pointer(step) in state.hidden:
            items.append({"...": state.hide(step, inner)})
            count += 1
        else:
            items.append(inner)
    for _ in range(state.missing(count)):
        items.insert(_place(len(items) + 1, state), {"...": state.decoy()})
    return items


def _place(count: int, state: _Issue) -> int:
    """Return a place below `count` chosen by the random source, so that decoys do not stand out."""
    return int.from_bytes(random_bytes_of(state.random_bytes, 8, where="place"), "big") % count


def _check_claims(value: Json, path: Sequence[str]) -> None:
    if isinstance(value, float):
        raise BadInputError.of("CP-CHAIN-069", where=pointer(path), found=repr(value))
    if isinstance(value, dict):
        for name, member in value.items():
            if name in RESERVED:
                raise BadInputError.of("CP-CHAIN-053", where=pointer((*path, name)), name=name)
            _check_claims(member, (*path, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            _check_claims(item, (*path, str(position)))


def _is_on_path(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(outer + "/")
