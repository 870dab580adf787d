"""Checks of who signed what and when: keys, signature, times, validity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cellprint.app.declaration.clock import CLOCK_SKEW
from cellprint.app.declaration.keys import log_origin
from cellprint.app.declaration.outcome import Checked, attempted, checked, not_checked
from cellprint.app.declaration.signed import TYP, SignedDeclaration
from cellprint.app.declaration.trust import Signer, Trust, signer_of
from cellprint.errors import CellprintError, Finding
from cellprint.store.encoding import moment_of
from cellprint.store.key_state import KeyState
from cellprint.store.signature import verify_signature


def issuer_checks(signed: SignedDeclaration, *, trust: Trust, at: datetime) -> list[Checked]:
    """Return the checks of signer, signature, times and validity."""
    try:
        signer = signer_of(signed.history, trust)
    except CellprintError as error:
        failed = checked("keys", error.findings)
        return [
            failed,
            *(not_checked(name) for name in ("signer", "signature")),
            _times(signed, at),
        ]
    return [
        checked("keys", ()),
        checked("signer", _signer_findings(signer)),
        attempted("signature", lambda: _signature_findings(signed, signer, at)),
        _times(signed, at),
        checked("validity", _validity_findings(signed, at)),
    ]


def _signer_findings(signer: Signer) -> Iterator[Finding]:
    if not signer.known:
        owner = next(iter(signer.records.values())).owner
        details = {"owner": owner, "kid": signer.first}
        yield Finding(code="CP-DECL-021", where="keys", details=details)


def _signature_findings(
    signed: SignedDeclaration, signer: Signer, at: datetime
) -> Iterator[Finding]:
    signature = verify_signature(signed.body, signed.signature, typ=TYP, keys=signer.records)
    record, issuer = signer.records[signature.kid], signed.declaration.issuer
    stated = {
        "issuer/kid": (issuer.kid, signature.kid),
        "issuer/name": (issuer.name, record.owner),
        "issuer/log": (issuer.log, log_origin(signer.history)),
    }
    for place, (found, expected) in stated.items():
        if found != expected:
            details = {"found": found, "expected": expected}
            yield Finding(code="CP-DECL-024", where=place, details=details)
    issued = moment_of(signed.declaration.issued_at, where="issued_at")
    if issued != signature.signed_at:
        details = {"found": issued.isoformat(), "expected": signature.signed_at.isoformat()}
        yield Finding(code="CP-DECL-024", where="issued_at", details=details)
    if record.state(at) is KeyState.REVOKED:
        # Not an error: what was signed before the key was given up still counts.
        details = {"kid": record.kid}
        yield Finding(code="CP-DECL-035", where="keys", details=details, severity="warning")


def _times(signed: SignedDeclaration, at: datetime) -> Checked:
    def findings() -> Iterator[Finding]:
        issued = moment_of(signed.declaration.issued_at, where="issued_at")
        if issued > at + CLOCK_SKEW:
            details = {"found": issued.isoformat(), "now": at.isoformat()}
            yield Finding(code="CP-DECL-022", where="issued_at", details=details)

    return attempted("time", findings)


def _validity_findings(signed: SignedDeclaration, at: datetime) -> Iterator[Finding]:
    validity = signed.declaration.validity
    first = moment_of(validity.from_, where="validity/from")
    last = moment_of(validity.to, where="validity/to")
    # A clock that is a little slow must not refuse what was signed a moment ago.
    if not first - CLOCK_SKEW <= at < last:
        details = {"first": first.isoformat(), "last": last.isoformat(), "now": at.isoformat()}
        yield Finding(code="CP-DECL-023", where="validity", details=details)
