"""Disclose: open chosen inventory lines of a declaration for one recipient, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cellprint.app.declaration.declare import disclosures_name
from cellprint.app.declaration.files import given
from cellprint.app.declaration.house import House
from cellprint.app.declaration.keys import signing_key
from cellprint.app.declaration.lines import opened
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.gate import Reason, record_export
from cellprint.app.schemas import line_class
from cellprint.errors import BadInputError
from cellprint.model.classification import Classification, FilteredView, JsonObject
from cellprint.store.disclosure import bind


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Which lines are opened, for whom and why.

    Attributes:
        lines: names of the lines.
        allowed: highest class that may leave; a line with a field above it is refused.
        reason: recipient and why; it goes into the journal.
        nonce: what the recipient chose, so that only he can show the lines; empty for none.
        passphrase: opens the key that binds the lines to the recipient; with a nonce only.
    """

    lines: Sequence[str]
    allowed: Classification
    reason: Reason
    at: datetime
    nonce: str = ""
    passphrase: str = ""


def disclose(house: House, declaration: Path, opening: Opening) -> str:
    """Return the presentation of an own declaration that opens the lines named.

    The export is recorded first: without a record nothing leaves.

    Raises:
        CP-DECL-020: there is no such line, or none is named.
        CP-DECL-032: not a declaration; CP-DECL-016: not one that this house issued.
        CP-DECL-063: a line holds something above the class allowed.
        CP-DECL-012, CP-DECL-013: the key that signed the declaration can sign no more.
        CP-STORE-032 … CP-STORE-034: purpose, recipient, country, basis, licence.
    """
    signed = _signed(declaration)
    content = _kept(house, signed, declaration)
    wanted = [line.strip() for line in opening.lines if line.strip()]
    if not wanted:
        near = tuple(line_names(content)[:3])
        raise BadInputError.of("CP-DECL-020", where="--lines", near=near, found="-")
    token = opened(content, wanted)
    _require_allowed(content, wanted, opening.allowed)
    if opening.nonce:
        kid = signed.declaration.issuer.kid
        token = bind(
            token,
            nonce=opening.nonce,
            audience=opening.reason.recipient,
            issued_at=opening.at,
            key=signing_key(house, kid, passphrase=opening.passphrase, at=opening.at),
        )
    view = FilteredView(view={"presentation": token}, removed=(), allowed=opening.allowed)
    record_export(house, view, document_digest=signed.digest, reason=opening.reason, at=opening.at)
    return token


def disclosable(house: House, declaration: Path) -> tuple[tuple[str, Classification], ...]:
    """Return the lines that can be opened, with the class of each; errors as `disclose`."""
    content = _kept(house, _signed(declaration), declaration)
    return tuple((str(row["line"]), _class_of(row)) for row in _rows(content))


def line_names(content: JsonObject) -> tuple[str, ...]:
    """Return the names of the lines of a private document, in their order."""
    return tuple(str(row["line"]) for row in _rows(content))


def _require_allowed(content: JsonObject, wanted: Sequence[str], allowed: Classification) -> None:
    for row in _rows(content):
        found = _class_of(row)
        if row["line"] in wanted and found.rank > allowed.rank:
            raise BadInputError.of(
                "CP-DECL-063", where=str(row["line"]), found=found.value, allowed=allowed.value
            )


def _class_of(row: JsonObject) -> Classification:
    line = row["content"]
    return line_class(line if isinstance(line, dict) else {})


def _rows(content: JsonObject) -> Iterator[JsonObject]:
    rows = content["disclosures"]
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            yield row


def _signed(declaration: Path) -> SignedDeclaration:
    signed = given(declaration).signed
    if signed is None:
        raise BadInputError.of("CP-DECL-032", where=declaration.name)
    return signed


def _kept(house: House, signed: SignedDeclaration, declaration: Path) -> JsonObject:
    name = disclosures_name(signed.digest)
    if house.store.latest(name) is None:
        raise BadInputError.of("CP-DECL-016", where=declaration.name, digest=signed.digest[:16])
    content = house.store.get(name).content
    return content if isinstance(content, dict) else {}
