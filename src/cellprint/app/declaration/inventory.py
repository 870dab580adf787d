"""Checks of the inventory token: what it binds, and the lines that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from cellprint.app.declaration.lines import TYP, token_digest
from cellprint.app.declaration.outcome import Checked, attempted, checked
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.declaration.trust import Trust, owners, signer_of
from cellprint.app.documents import Json
from cellprint.errors import CellprintError, Finding
from cellprint.model.classification import JsonObject
from cellprint.store.disclosure_verify import BindingPolicy, Disclosed, verify_presentation
from cellprint.store.jws import VerifyKey, ed25519_key
from cellprint.store.key_state import KeyState

REQUIRED = ("declaration", "version", "iat", "lines")
# Files are sent by mail; that a presentation is fresh is shown by the recipient's own nonce.
MAX_AGE = timedelta(days=31)


def addressed(recipient: str, nonce: str) -> BindingPolicy | None:
    """Return what a presentation for a recipient must state; None where it is for anybody."""
    if not (recipient or nonce):
        return None
    return BindingPolicy(audience=recipient, nonce=nonce, max_age=MAX_AGE)


def inventory_findings(
    token: str,
    signed: SignedDeclaration,
    *,
    trust: Trust,
    at: datetime,
    id_: str = "inventory",
    binding: BindingPolicy | None = None,
) -> tuple[Checked, JsonObject]:
    """Return whether a token is the one that a declaration commits to, and the claims it opens.

    The claims are empty where the token does not hold.
    """
    claims: JsonObject = {}

    def findings() -> Iterator[Finding]:
        records = signer_of(signed.history, trust).records
        keys: dict[str, VerifyKey] = {
            kid: ed25519_key(record.public) for kid, record in records.items()
        }
        found = _presented(token, keys, at, binding).claims
        body = signed.declaration
        bound = token_digest(token.partition("~")[0]) == body.commitment.digest
        if bound and (found["declaration"], found["version"]) == (body.id, body.version):
            claims.update(found)
        else:
            yield Finding(code="CP-DECL-027", where="inventory")

    return attempted(id_, findings), claims


def inventory_check(
    token: str, *, trust: Trust, at: datetime, binding: BindingPolicy | None = None
) -> tuple[Checked, JsonObject]:
    """Return whether a token alone holds, by a key that the verifier knows and that is usable."""
    known = {
        kid: ed25519_key(record.public)
        for kid, record in owners(trust).items()
        if record.state(at) is not KeyState.REVOKED
    }
    try:
        found = _presented(token, known, at, binding)
    except CellprintError as error:
        return checked("disclosed", error.findings), {}
    return checked("disclosed", ()), found.claims


def shown_lines(claims: JsonObject) -> tuple[Json, ...]:
    """Return the inventory lines among the claims that a token opens."""
    lines = claims.get("lines")
    return (
        tuple(dict(line) for line in lines if isinstance(line, dict))
        if isinstance(lines, list)
        else ()
    )


def _presented(
    token: str, keys: Mapping[str, VerifyKey], at: datetime, binding: BindingPolicy | None
) -> Disclosed:
    return verify_presentation(token, key=keys, typ=TYP, at=at, required=REQUIRED, binding=binding)
