"""Declare: compute a study, sign what it states, keep it in the journal, write the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from cellprint.app.compute import compute_study_file
from cellprint.app.declaration.batches import batch_documents
from cellprint.app.declaration.body import Envelope, declared
from cellprint.app.declaration.evidence import Logged, catalogue_bytes, evidence
from cellprint.app.declaration.house import House, document_name, new_version
from cellprint.app.declaration.keys import (
    log_origin,
    own_history,
    own_records,
    signing_key,
)
from cellprint.app.declaration.lines import commit, inventory_lines, kept, token_digest
from cellprint.app.declaration.signed import TYP, signed_content
from cellprint.app.declaration.suppliers import Supplied, supplier_declarations, unsound
from cellprint.errors import BadInputError, Finding, RuleNotMetError
from cellprint.model.classification import Json
from cellprint.model.declaration import Declaration, declaration_body
from cellprint.store.disclosure import SdJwt
from cellprint.store.documents import Document, DocumentKind
from cellprint.store.keys import SigningKey
from cellprint.store.signature import sign

if TYPE_CHECKING:
    from cellprint.app.compute import Computation

DISCLOSURES = "disclosures"
PAGES = "declaration.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a declaration is signed.

    Attributes:
        key: name, id or beginning of the id of the signing key; empty for the newest.
        at: time of signing.
        valid_to: end of validity; None for the longest that PACT names.
    """

    passphrase: str = field(repr=False)
    at: datetime
    key: str = ""
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Terms):
    """What is to be declared and how.

    Attributes:
        study: study file.
        rules: id of a rule book; empty for the study's own, else the default.
    """

    study: Path
    rules: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A declaration that stands in the journal.

    Attributes:
        data: the signed declaration, as its file holds it.
        digest: SHA-256 of that file.
        inventory: the inventory token that shows no line.
        bundle: the evidence, for the verifier.
        findings: what was found about suppliers' declarations.
    """

    declaration: Declaration
    computed: Computation
    data: bytes
    digest: str
    inventory: str
    bundle: bytes
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what was declared, for programs."""
        return {
            "digest": self.digest,
            "declaration": declaration_body(self.declaration),
            "findings": [finding.to_json() for finding in self.findings],
        }


def declare(house: House, request: Request) -> Declared:
    """Return the signed declaration of a study file; see `declare_computed`.

    Raises:
        CP-DECL-012, CP-DECL-013: no such key, or none that may sign at that time.
        CP-…: as `compute_study_file`.
    """
    # Who cannot sign need not wait for the computation.
    key = signing_key(house, request.key, passphrase=request.passphrase, at=request.at)
    computed = compute_study_file(request.study, rules=request.rules)
    return _declared(house, computed, request, key=key, folder=request.study.parent)


def declare_computed(
    house: House, computed: Computation, terms: Terms, *, folder: Path
) -> Declared:
    """Return the signed declaration of a study, after it was written into the journal.

    Args:
        house: own store.
        computed: the study under the rule book that is declared by.
        terms: key and times.
        folder: where the declarations of suppliers stand that the study names.

    Raises:
        CP-DECL-005: the validity is over before it begins.
        CP-DECL-006: the catalogue in use is not the shipped one.
        CP-DECL-012, CP-DECL-013: no such key, or none that may sign at that time.
        CP-DECL-040 … CP-DECL-048 (rule not met): a supplier's declaration does not hold.
    """
    key = signing_key(house, terms.key, passphrase=terms.passphrase, at=terms.at)
    return _declared(house, computed, terms, key=key, folder=folder)


def _declared(
    house: House, computed: Computation, terms: Terms, *, key: SigningKey, folder: Path
) -> Declared:
    catalogue = catalogue_bytes(computed.catalogue)
    suppliers = supplier_declarations(
        house, computed.study, folder, at=terms.at, rules=computed.book.id
    )
    _require_sound(suppliers)
    name = document_name("declaration", computed.study.study.id, computed.book.id)
    envelope = _envelope(house, terms, key, suppliers, name=name)
    token = commit(
        computed,
        declaration=name,
        version=envelope.version,
        issued_at=terms.at,
        suppliers=[{"id": item.id, "digest": item.digest} for item in suppliers],
        key=key,
        random_bytes=house.random_bytes,
    )
    envelope = replace(envelope, commitment=token_digest(token.token))
    made = declared(computed, envelope)
    documents = _documents(house, computed, made, token, key=key, at=terms.at)
    used = [batch for item in suppliers for batch in item.batches]
    batches = batch_documents(house, study=computed.study.study.id, used=used, at=terms.at)
    house.store.put(*batches, *documents)
    document = documents[-1]
    logged = _logged(house, document, key)
    return Declared(
        declaration=made,
        computed=computed,
        data=document.canonical,
        digest=document.record.digest,
        inventory=token.compact([]),
        bundle=evidence(
            computed,
            catalogue=catalogue,
            declaration=document.canonical,
            inventory=token.compact(),
            logged=logged,
            suppliers={item.id: item.data for item in suppliers},
        ),
        findings=tuple(finding for item in suppliers for finding in item.findings),
    )


def disclosures_name(digest: str) -> str:
    """Return the id of the private document with the openings of a declaration."""
    return f"{DISCLOSURES}/{digest}"


def _require_sound(suppliers: Sequence[Supplied]) -> None:
    errors = unsound(suppliers)
    if errors:
        raise RuleNotMetError(*errors)


def _envelope(
    house: House, terms: Terms, key: SigningKey, suppliers: Sequence[Supplied], *, name: str
) -> Envelope:
    latest = house.store.latest(name)
    return Envelope(
        id=name,
        version=1 if latest is None else latest.version + 1,
        supersedes="" if latest is None else latest.digest,
        issued_at=terms.at,
        valid_to=terms.valid_to,
        issuer=own_records(house)[key.kid].owner,
        kid=key.kid,
        log=log_origin(own_history(house)),
        commitment="",
        suppliers=[item.to_json() for item in suppliers],
    )


def _documents(
    house: House,
    computed: Computation,
    declaration: Declaration,
    token: SdJwt,
    *,
    key: SigningKey,
    at: datetime,
) -> tuple[Document, ...]:
    """Return the documents that belong together; the declaration is the last."""
    from cellprint.model.study import study_data  # noqa: PLC0415  (pydantic, slow to import)

    study, book = computed.study.study, computed.book.id
    body = declaration_body(declaration)
    content = signed_content(
        body,
        sign(body, typ=TYP, signed_at=at, key=key),
        history=own_history(house),
    )

    def version(name: str, kind: str, of: Mapping[str, Json]) -> Document:
        return new_version(house, name=name, kind=kind, content=of, at=at)

    signed = version(declaration.id, DocumentKind.DECLARATION, content)
    private = kept(token, inventory_lines(computed))
    return (
        version(document_name("study", study.id), DocumentKind.STUDY, study_data(study)),
        version(document_name("result", study.id, book), DocumentKind.RESULT, computed.document),
        version(disclosures_name(signed.record.digest), DISCLOSURES, private),
        signed,
    )


def _logged(house: House, document: Document, key: SigningKey) -> Logged:
    history = own_history(house)
    checkpoint = house.store.sign_checkpoint(origin=log_origin(history), key=key)
    receipt = house.store.receipt(document.record.record_digest, checkpoint=checkpoint)
    return Logged(record=document.record, receipt=receipt)


def require_folder(folder: Path) -> None:
    """Make the folder that a declaration goes to, before anything is signed.

    Raises:
        CP-DECL-061: files cannot be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BadInputError.of(
            "CP-DECL-061", where=str(folder), found=type(error).__name__
        ) from error


def write_declared(result: Declared, folder: Path) -> tuple[Path, ...]:
    """Write the files of a declaration and return their paths.

    The evidence and nothing else is confidential; its file is readable by its owner only. A PDF of
    an earlier declaration is taken away: it must not lie beside this one.
    """
    (folder / PAGES).unlink(missing_ok=True)
    files = {"declaration.json": result.data, "declaration.sd-jwt": result.inventory.encode()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    bundle = folder / "evidence.zip"
    bundle.unlink(missing_ok=True)
    bundle.touch(mode=0o600)
    bundle.write_bytes(result.bundle)
    return (*(folder / name for name in files), bundle)
