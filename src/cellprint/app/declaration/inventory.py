"""Checks of the inventory token: what it binds, and the lines that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from cellprint.app.declaration.lines import TYP, token_digest
from cellprint.app.declaration.outcome import Checked, attempted, checked
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.declaration.trust import Trust, owners, signer_of
from cellprint.app.documents import Json
from cellprint.errors import CellprintError, Finding
from cellprint.store.disclosure_verify import Disclosed, verify_presentation
from cellprint.store.jws import VerifyKey, ed25519_key
from cellprint.store.key_state import KeyState

REQUIRED = ("declaration", "version", "footprint", "iat", "lines")


def inventory_findings(
    token: str, signed: SignedDeclaration, *, trust: Trust, at: datetime
) -> tuple[Checked, tuple[Json, ...]]:
    """Return whether a token is the one that a declaration commits to, and the lines it shows."""
    shown: list[Json] = []

    def findings() -> Iterator[Finding]:
        records = signer_of(signed.history, trust).records
        keys: dict[str, VerifyKey] = {
            kid: ed25519_key(record.public) for kid, record in records.items()
        }
        found = _presented(token, keys, at)
        shown.extend(_lines(found))
        body = signed.declaration
        stated = (found.claims["declaration"], found.claims["version"], found.claims["footprint"])
        bound = token_digest(token.partition("~")[0]) == body.commitment.digest
        if not bound or stated != (body.id, body.version, body.recipe.footprint_digest):
            yield Finding(code="CP-DECL-027", where="inventory")

    return attempted("inventory", findings), tuple(shown)


def inventory_check(token: str, *, trust: Trust, at: datetime) -> tuple[Checked, tuple[Json, ...]]:
    """Return whether a token alone holds, by a key that the verifier knows and that is usable."""
    known = {
        kid: ed25519_key(record.public)
        for kid, record in owners(trust).items()
        if record.state(at) is not KeyState.REVOKED
    }
    try:
        found = _presented(token, known, at)
    except CellprintError as error:
        return checked("inventory", error.findings), ()
    return checked("inventory", ()), tuple(_lines(found))


def _presented(token: str, keys: Mapping[str, VerifyKey], at: datetime) -> Disclosed:
    return verify_presentation(token, key=keys, typ=TYP, at=at, required=REQUIRED)


def _lines(found: Disclosed) -> Iterator[Json]:
    lines = found.claims["lines"]
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict):
            yield dict(line)
