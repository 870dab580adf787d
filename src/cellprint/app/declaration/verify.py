"""Verify files of a declaration: JSON, PDF, inventory token, evidence bundle, or several of them.

Every check is made and reported; only a file that cannot be read as what it is ends with an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cellprint.app.declaration.evidence import INVENTORY
from cellprint.app.declaration.files import Given, given
from cellprint.app.declaration.inventory import (
    addressed,
    inventory_check,
    inventory_findings,
    shown_lines,
)
from cellprint.app.declaration.issuer_checks import issuer_checks
from cellprint.app.declaration.log_checks import receipt_check
from cellprint.app.declaration.outcome import Checked, checked, has_failed, not_checked
from cellprint.app.declaration.paper import pages_check
from cellprint.app.declaration.recompute import recompute_checks
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.declaration.trust import Trust
from cellprint.app.documents import Json
from cellprint.errors import Finding
from cellprint.store.bundle import Bundle

SCHEMA = "cellprint/verification/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was verified, and how it went."""

    at: datetime
    files: tuple[str, ...]
    signed: SignedDeclaration | None
    checks: tuple[Checked, ...]
    lines: tuple[Json, ...]

    @property
    def failed(self) -> bool:
        """Return whether a check failed."""
        return has_failed(self.checks)

    def to_json(self) -> Json:
        """Return the verification as a document."""
        document: Json = {
            "schema": SCHEMA,
            "at": self.at.isoformat(),
            "files": list(self.files),
            "result": "failed" if self.failed else "passed",
            "declaration": None,
            "checks": [check.to_json() for check in self.checks],
            "lines": list(self.lines),
        }
        if self.signed is not None:
            document["declaration"] = _summary(self.signed)
        return document


def verify_files(
    paths: Sequence[Path], *, trust: Trust, at: datetime, recipient: str = "", nonce: str = ""
) -> Verification:
    """Return what holds of files on disk; see `verify_given`.

    Raises:
        CP-CLI-004: there is no such file.
        CP-DECL-001, CP-DECL-002, CP-DECL-007 … CP-DECL-009, CP-DECL-015: not a file of a
            declaration of this version.
        CP-DECL-030 … CP-DECL-032: a PDF without exactly one declaration in it; another file.
        CP-STORE-001 … CP-STORE-003, CP-STORE-040 … CP-STORE-049: broken JSON or bundle.
    """
    files = [given(path) for path in paths]
    return verify_given(files, trust=trust, at=at, recipient=recipient, nonce=nonce)


def verify_given(
    files: Sequence[Given], *, trust: Trust, at: datetime, recipient: str = "", nonce: str = ""
) -> Verification:
    """Return what holds of files that belong to one declaration.

    Args:
        files: declaration (JSON or PDF), inventory token, evidence bundle, in any order.
        trust: keys that the verifier knows.
        at: time of verification.
        recipient: for whom opened lines have to be; empty where they are for anybody.
        nonce: what this recipient chose for them.

    """
    signed = next((item.signed for item in files if item.signed is not None), None)
    tokens = [item.token for item in files if item.token]
    binding = addressed(recipient, nonce)
    if signed is None:
        alone = [inventory_check(one, trust=trust, at=at, binding=binding) for one in tokens]
        shown = tuple(line for _, claims in alone for line in shown_lines(claims))
        return _verification(files, None, [check for check, _ in alone], shown, at=at)
    checks = issuer_checks(signed, trust=trust, at=at)
    if len(files) > 1:
        checks.append(_same_check(files, signed))
    bundle = next((item.bundle for item in files if item.bundle is not None), None)
    checks += _bundle_checks(bundle, signed, trust=trust, at=at)
    pdf = next((item.data for item in files if item.is_pdf), None)
    if pdf is not None:
        checks.append(not_checked("pages") if bundle is None else pages_check(pdf, bundle, signed))
    opened: list[Json] = []
    for token in tokens:
        check, claims = inventory_findings(
            token, signed, trust=trust, at=at, id_="disclosed", binding=binding
        )
        checks.append(check)
        opened += shown_lines(claims)
    return _verification(files, signed, checks, tuple(opened), at=at)


def _bundle_checks(
    bundle: Bundle | None, signed: SignedDeclaration, *, trust: Trust, at: datetime
) -> list[Checked]:
    if bundle is None:
        return [not_checked(name) for name in ("journal", "recompute")]
    token = bundle.files[INVENTORY].decode("ascii", errors="replace")
    inventory, claims = inventory_findings(token, signed, trust=trust, at=at)
    return [
        _bundle_check(bundle),
        receipt_check(bundle, signed, trust=trust),
        inventory,
        *recompute_checks(bundle, signed, claims=claims),
    ]


def _bundle_check(bundle: Bundle) -> Checked:
    if bundle.canonical:
        return checked("bundle", ())
    finding = Finding(code="CP-DECL-034", where="bundle", severity="warning")
    return checked("bundle", [finding])


def _same_check(files: Sequence[Given], signed: SignedDeclaration) -> Checked:
    """Check that all files hold the same declaration, byte for byte."""
    return checked(
        "same_declaration",
        [
            Finding(
                code="CP-DECL-025",
                where=item.name,
                details={"found": item.signed.digest[:16], "expected": signed.digest[:16]},
            )
            for item in files
            if item.signed is not None and item.signed.data != signed.data
        ],
    )


def _verification(
    files: Sequence[Given],
    signed: SignedDeclaration | None,
    checks: Sequence[Checked],
    lines: tuple[Json, ...],
    *,
    at: datetime,
) -> Verification:
    return Verification(
        at=at,
        files=tuple(item.name for item in files),
        signed=signed,
        checks=tuple(checks),
        lines=lines,
    )


def _summary(signed: SignedDeclaration) -> Json:
    names = ("id", "version", "issued_at", "validity", "issuer", "product", "total", "rulebook")
    return {"digest": signed.digest, **{name: signed.body[name] for name in names}}
