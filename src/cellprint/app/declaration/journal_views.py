"""The journal as people and programs look at it: entries, signed heads, proof of one entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cellprint.app.declaration.house import House, document_name
from cellprint.app.declaration.journal import log_rows
from cellprint.app.declaration.keys import log_keys, log_origin, own_history, own_records
from cellprint.app.documents import Json
from cellprint.errors import BadInputError, CellprintError
from cellprint.store.documents import DocumentKind
from cellprint.store.journal import verify_receipt
from cellprint.store.key_state import KeyRecord
from cellprint.store.note import Checkpoint, parse_checkpoint, parse_note

SCHEMA = "cellprint/journal/1"
RECEIPT_SCHEMA = "cellprint/journal-entry/1"
MOST = 100
# Kinds whose second part names the study.
_OF_STUDY = frozenset({DocumentKind.STUDY, DocumentKind.RESULT, DocumentKind.DECLARATION})
_SIGNED = frozenset({DocumentKind.DECLARATION, DocumentKind.KEY_EVENT, DocumentKind.REVIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries are wanted: of a study, of a kind, before a position; the newest come first."""

    study: str = ""
    kind: str = ""
    before: int | None = None
    most: int = field(default=MOST)


def journal_document(house: House, asked: Asked) -> Json:
    """Return the entries asked for with their signers, and the signed heads of the journal.

    `head` of an entry is the size of the first signed head that covers it, None for none;
    `declaration` is the digest of the declaration that an entry is about.
    """
    rows = log_rows(house)
    found = [row for row in reversed(rows) if _is_wanted(row, asked)]
    heads = _heads(house)
    shown = found[: asked.most]
    owners = _owners(house)
    return {
        "schema": SCHEMA,
        "origin": log_origin(own_history(house)) if owners else None,
        "size": len(rows),
        "found": len(found),
        "next": shown[-1]["position"] if len(found) > len(shown) else None,
        "entries": [
            {
                **row,
                "study": _study_of(row) or None,
                "declaration": _declaration_of(row),
                "signed_by": _signers(house, row, owners),
                "head": next((one.size for one in heads if one.size > row["position"]), None),
            }
            for row in shown
        ],
        "heads": [{"size": one.size, "root": one.root.hex()} for one in reversed(heads)],
        "studies": sorted({name for row in rows if (name := _study_of(row))}),
        "kinds": sorted({row["kind"] for row in rows if row["kind"]}),
    }


def entry_document(house: House, position: int) -> Json:
    """Return one entry with the proof that it stands under the newest signed head.

    `stands` is None, and `receipt` too, where no signed head covers the entry yet.

    Raises:
        CP-CHAIN-022: there is no such entry, or it has been erased.
    """
    rows = log_rows(house)
    if not 0 <= position < len(rows) or rows[position]["digest"] is None:
        raise BadInputError.of("CP-CHAIN-022", where="journal", digest=str(position)[:80])
    row = rows[position]
    records = own_records(house)
    origin = log_origin(own_history(house)) if records else None
    document = {
        "schema": RECEIPT_SCHEMA,
        **row,
        "declaration": _declaration_of(row),
        "origin": origin,
    }
    heads = _heads(house)
    if origin is None or not heads or heads[-1].size <= position:
        return {**document, "stands": None, "head": None, "findings": [], "receipt": None}
    receipt = house.store.receipt(row["digest"])
    findings: tuple[Json, ...] = ()
    head: Checkpoint | None = None
    try:
        head = verify_receipt(receipt, log_keys(records, origin), origin=origin)
    except CellprintError as error:
        findings = tuple({**one.to_json("en"), "zh": one.to_json("zh")} for one in error.findings)
    return {
        **document,
        "stands": head is not None,
        "head": {"size": head.size, "root": head.root.hex()} if head else None,
        "findings": list(findings),
        "receipt": receipt.to_json(),
    }


def study_key(study: str) -> str:
    """Return the name of a study as the journal spells it."""
    return document_name(DocumentKind.STUDY, study).partition("/")[2]


def _is_wanted(row: Json, asked: Asked) -> bool:
    return (
        (asked.before is None or row["position"] < asked.before)
        and (not asked.kind or row["kind"] == asked.kind)
        and (not asked.study or _study_of(row) == study_key(asked.study))
    )


def _study_of(row: Json) -> str:
    parts = (row["document"] or "").split("/")
    return parts[1] if row["kind"] in _OF_STUDY and len(parts) > 1 else ""


def _declaration_of(row: Json) -> str | None:
    return row["content"] if row["kind"] == DocumentKind.DECLARATION else None


def _heads(house: House) -> list[Checkpoint]:
    """Return the signed heads that can be read, smallest first; the check names broken ones."""
    found = []
    for note in house.store.checkpoints():
        try:
            found.append(parse_checkpoint(parse_note(note).text))
        except CellprintError:
            continue
    return sorted(found, key=lambda one: one.size)


def _owners(house: House) -> dict[str, KeyRecord]:
    """Return the own keys; empty where their history does not hold, which the check tells."""
    try:
        return own_records(house)
    except CellprintError:
        return {}


def _signers(house: House, row: Json, owners: Mapping[str, KeyRecord]) -> list[Json]:
    if row["kind"] not in _SIGNED or row["digest"] is None:
        return []
    try:
        content = house.store.by_record(row["digest"]).content
    except CellprintError:  # the check of the journal names it
        return []
    kids = dict.fromkeys(_kids(content if isinstance(content, dict) else {}))
    return [{"kid": kid, "owner": owners[kid].owner if kid in owners else None} for kid in kids]


def _kids(content: Mapping[str, object]) -> Iterator[str]:
    """Yield the ids of the keys that signed a document, as its signatures state them."""
    listed = content.get("signatures")
    steps = content.get("steps")
    signatures = [content.get("signature"), *(listed if isinstance(listed, list) else ())]
    taken = steps if isinstance(steps, list) else ()
    signatures += [step.get("signature") for step in taken if isinstance(step, dict)]
    for one in signatures:
        if isinstance(one, dict) and isinstance(one.get("kid"), str):
            yield one["kid"]
