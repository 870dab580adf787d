"""The evidence bundle: everything that a verifier needs to compute a declaration again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from cellprint.catalogue.build import catalogue_of
from cellprint.catalogue.compiled import shipped_folder
from cellprint.catalogue.files import file_bytes
from cellprint.catalogue.load import compile_files
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import write_study
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import JsonObject
from cellprint.rules.book import RuleBook
from cellprint.store.bundle import Bundle, read_bundle, write_bundle
from cellprint.store.documents import Record
from cellprint.store.encoding import moment_text
from cellprint.store.journal import Receipt

if TYPE_CHECKING:
    from cellprint.app.compute import Computation

STUDY = "study.yaml"
CATALOGUE = "catalogue.json"
RULES = "rules.json"
FOOTPRINT = "footprint.json"
DECLARATION = "declaration.json"
INVENTORY = "inventory.sd-jwt"
RECEIPT = "journal/receipt.json"
RECORD = "journal/record.json"
CHECKPOINT = "journal/checkpoint.txt"
SUPPLIERS = "suppliers/"
REQUIRED = (STUDY, CATALOGUE, RULES, FOOTPRINT, DECLARATION, INVENTORY, RECEIPT, RECORD, CHECKPOINT)
ABOUT = {"purpose": "cellprint/evidence/1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A document as the journal holds it: its record and the proof that it stands there."""

    record: Record
    receipt: Receipt


def evidence(
    computed: Computation,
    *,
    catalogue: bytes,
    declaration: bytes,
    inventory: str,
    logged: Logged,
    suppliers: Mapping[str, bytes],
) -> bytes:
    """Return the bundle of a declaration; confidential, for the verifier.

    Args:
        computed: the study as computed.
        catalogue: compiled content of its catalogue.
        declaration: the signed declaration.
        inventory: the inventory token with all lines opened.
        logged: record and receipt of the declaration.
        suppliers: declarations of suppliers by their name in the study.
    """
    files = {
        STUDY: write_study(computed.study.study).encode("utf-8"),
        CATALOGUE: catalogue,
        RULES: rules_bytes(computed.book),
        FOOTPRINT: canonical_json(computed.document),
        DECLARATION: declaration,
        INVENTORY: inventory.encode("ascii"),
        RECEIPT: canonical_json(logged.receipt.to_json()),
        RECORD: canonical_json(record_json(logged.record)),
        CHECKPOINT: logged.receipt.checkpoint.encode("utf-8"),
        **{f"{SUPPLIERS}{name}.json": data for name, data in suppliers.items()},
    }
    return write_bundle(files, about=dict(ABOUT))


def read_evidence(data: bytes) -> Bundle:
    """Return the files of an evidence bundle.

    Raises:
        CP-STORE-040 … CP-STORE-049: not a sound bundle.
        CP-DECL-007: a sound bundle of something else, or without a file that it needs.
    """
    bundle = read_bundle(data)
    missing = [name for name in REQUIRED if name not in bundle.files]
    if bundle.about != ABOUT or missing:
        raise BadInputError.of("CP-DECL-007", where="bundle", missing=", ".join(missing) or "-")
    return bundle


def catalogue_bytes(catalogue: Catalogue) -> bytes:
    """Return the compiled content of the catalogue that a study was computed with.

    Raises:
        CP-DECL-006: it is not the shipped one, of which alone the content is at hand.
    """
    content = compile_files(file_bytes(shipped_folder()))
    if sha256(content).hexdigest() != catalogue.digest:
        raise BadInputError.of("CP-DECL-006", where="catalogue", digest=catalogue.digest)
    return content


def bundled_catalogue(bundle: Bundle) -> Catalogue:
    """Return the catalogue of a bundle.

    Raises:
        CP-DECL-008: the file is not the compiled content of a catalogue.
    """
    try:
        return catalogue_of(bundle.files[CATALOGUE])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInputError.of(
            "CP-DECL-008", where=CATALOGUE, found=type(error).__name__
        ) from error


def rules_bytes(book: RuleBook) -> bytes:
    """Return a rule book with all its parameters as canonical JSON."""
    return canonical_json(book)


def record_json(record: Record) -> JsonObject:
    """Return the record of a document as JSON members."""
    return {
        "id": record.id,
        "version": record.version,
        "kind": record.kind,
        "digest": record.digest,
        "supersedes": record.supersedes,
        "created_at": moment_text(record.created_at, where="record"),
    }
