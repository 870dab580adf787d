"""The journal: a Merkle log over salted commitments to documents, and its verification.

The leaf of a document is SHA-256(0x00 || commitment), commitment = HMAC-SHA256(salt, digest). The
salt keeps guessable content (an amount of kWh) from being found by trying; without it the entry
still holds its place in the tree, so that content can be erased and the log stays whole.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.model.classification import Json, JsonObject
from cellprint.store.encoding import base64url, from_base64url
from cellprint.store.merkle import MerkleTree, leaf_hash, verify_inclusion
from cellprint.store.note import Checkpoint, NoteKey, verify_checkpoint

SALT_SIZE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One entry: `digest` and `salt` are None after erasure, the commitment stays for ever."""

    position: int
    commitment: bytes
    salt: bytes | None
    digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that a digest stands in the log: verifiable without the log, offline."""

    digest: str
    salt: bytes
    position: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def to_json(self) -> JsonObject:
        """Return the receipt as JSON members."""
        return {
            "checkpoint": self.checkpoint,
            "digest": self.digest,
            "position": self.position,
            "proof": list[Json](base64url(step) for step in self.proof),
            "salt": base64url(self.salt),
        }


def commitment(digest: str, *, salt: bytes) -> bytes:
    """Return HMAC-SHA256(salt, digest), 32 bytes.

    The salt has a fixed length: HMAC fills short keys with zeros, so two lengths could collide.

    Raises:
        CP-CHAIN-018: the salt is not 32 bytes.
    """
    if len(salt) != SALT_SIZE:
        raise BadInputError.of("CP-CHAIN-018", where="salt", found=len(salt), expected=SALT_SIZE)
    return hmac.digest(salt, digest.encode("utf-8"), sha256)


def new_entry(position: int, digest: str, *, salt: bytes) -> JournalEntry:
    """Return the entry of a digest at a position.

    Raises:
        CP-CHAIN-018: the salt is not 32 bytes.
    """
    made = commitment(digest, salt=salt)
    return JournalEntry(position=position, commitment=made, salt=salt, digest=digest)


def tree_of(entries: Sequence[JournalEntry]) -> MerkleTree:
    """Return the tree over the entries, in the order given."""
    return MerkleTree(leaf_hash(entry.commitment) for entry in entries)


def receipt_of(entry: JournalEntry, *, tree: MerkleTree, checkpoint: str, size: int) -> Receipt:
    """Return the receipt of an entry under a signed checkpoint over `size` entries.

    Raises:
        CP-CHAIN-003: the checkpoint is older than the entry.
        CP-CHAIN-016: the entry has been erased.
    """
    if entry.salt is None or entry.digest is None:
        raise BadInputError.of("CP-CHAIN-016", where="journal", position=entry.position)
    proof = tree.inclusion_proof(entry.position, size)
    return Receipt(
        digest=entry.digest,
        salt=entry.salt,
        position=entry.position,
        proof=proof,
        checkpoint=checkpoint,
    )


def parse_receipt(body: Mapping[str, Json]) -> Receipt:
    """Return the receipt that JSON members state; nothing is verified yet.

    Raises:
        CP-CHAIN-020: members missing, unknown or of the wrong form.
    """
    checkpoint, digest = body.get("checkpoint"), body.get("digest")
    position, steps = body.get("position"), body.get("proof")
    salt = from_base64url(body.get("salt"))
    if (
        not isinstance(checkpoint, str)
        or not isinstance(digest, str)
        or not isinstance(steps, list)
    ):
        raise BadInputError.of("CP-CHAIN-020", where="receipt")
    proof = [from_base64url(step) for step in steps]
    known = {"checkpoint", "digest", "position", "proof", "salt"}
    whole = isinstance(position, int) and not isinstance(position, bool) and set(body) == known
    if not whole or salt is None or None in proof:
        raise BadInputError.of("CP-CHAIN-020", where="receipt")
    return Receipt(
        digest=digest,
        salt=salt,
        position=int(str(position)),
        proof=tuple(step for step in proof if step is not None),
        checkpoint=checkpoint,
    )


def verify_receipt(receipt: Receipt, keys: Sequence[NoteKey], *, origin: str) -> Checkpoint:
    """Return the checkpoint under which the receipt's digest stands in the log `origin`.

    Raises:
        CP-CHAIN-001, CP-CHAIN-003, CP-CHAIN-004: the proof does not lead to the root.
        CP-CHAIN-005 … CP-CHAIN-008, CP-CHAIN-017: the checkpoint is not the log's.
        CP-CHAIN-018: the salt is not 32 bytes.
    """
    checkpoint = verify_checkpoint(receipt.checkpoint, keys, origin=origin)
    verify_inclusion(
        leaf=leaf_hash(commitment(receipt.digest, salt=receipt.salt)),
        index=receipt.position,
        size=checkpoint.size,
        proof=receipt.proof,
        root=checkpoint.root,
    )
    return checkpoint


def verify_journal(
    entries: Sequence[JournalEntry],
    checkpoints: Sequence[str],
    keys: Sequence[NoteKey],
    *,
    origin: str,
    witnessed: Sequence[str] = (),
    records: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Return everything that is wrong with a journal; empty when it is whole.

    Args:
        entries: all entries, in order.
        checkpoints: the signed checkpoints of the journal, oldest first.
        keys: the log's keys (present and past).
        origin: name of the log.
        witnessed: checkpoints kept by others; they show a log that was cut back and signed anew.
        records: record digests of the documents beside the journal, when they are to be compared.

    Returns:
        CP-CHAIN-010: a position out of order. CP-CHAIN-011: an entry that is not its commitment.
        CP-CHAIN-012: entries differ from what a checkpoint states. CP-CHAIN-013 (warning): entries
        after the last checkpoint. CP-CHAIN-014: a checkpoint states more entries than there are.
        CP-CHAIN-015: checkpoints out of order. CP-CHAIN-016 (note): an erased entry.
        CP-CHAIN-005 … CP-CHAIN-008, CP-CHAIN-017: a checkpoint that is not the log's.
        CP-STORE-018: a document not in the journal. CP-STORE-019: an entry without document.
    """
    tree = tree_of(entries)
    findings = [found for entry in enumerate(entries) for found in _entry_findings(*entry)]
    heads, broken = _heads((*checkpoints, *witnessed), keys, origin=origin)
    findings.extend(broken)
    findings.extend(_head_findings(heads, tree))
    own = [head.size for head in heads[: len(checkpoints)] if head is not None]
    if own != sorted(own):
        findings.append(Finding(code="CP-CHAIN-015", where="checkpoints"))
    covered = max(own, default=0)
    if covered < len(entries):
        details = {"count": len(entries) - covered, "size": covered}
        findings.append(
            Finding(code="CP-CHAIN-013", where="journal", details=details, severity="warning")
        )
    if records is not None:
        findings.extend(_record_findings(entries, set(records)))
    return tuple(findings)


def _entry_findings(position: int, entry: JournalEntry) -> Iterator[Finding]:
    where = f"journal {position}"
    if entry.position != position:
        details = {"found": entry.position, "expected": position}
        yield Finding(code="CP-CHAIN-010", where=where, details=details)
    if entry.salt is None and entry.digest is None:
        details = {"position": position}
        yield Finding(code="CP-CHAIN-016", where=where, details=details, severity="note")
    elif not _holds(entry):
        yield Finding(code="CP-CHAIN-011", where=where, details={"position": position})


def _holds(entry: JournalEntry) -> bool:
    if entry.salt is None or entry.digest is None or len(entry.salt) != SALT_SIZE:
        return False
    return hmac.compare_digest(commitment(entry.digest, salt=entry.salt), entry.commitment)


def _heads(
    notes: Sequence[str], keys: Sequence[NoteKey], *, origin: str
) -> tuple[list[Checkpoint | None], list[Finding]]:
    heads: list[Checkpoint | None] = []
    broken: list[Finding] = []
    for note in notes:
        try:
            heads.append(verify_checkpoint(note, keys, origin=origin))
        except CellprintError as error:
            heads.append(None)
            broken.extend(error.findings)
    return heads, broken


def _head_findings(heads: Sequence[Checkpoint | None], tree: MerkleTree) -> Iterator[Finding]:
    for number, head in enumerate(heads, start=1):
        if head is None:
            continue
        where = f"checkpoint {number}"
        details = {"size": head.size, "count": tree.size}
        if head.size > tree.size:
            yield Finding(code="CP-CHAIN-014", where=where, details=details)
        elif tree.root(head.size) != head.root:
            yield Finding(code="CP-CHAIN-012", where=where, details=details)


def _record_findings(entries: Sequence[JournalEntry], records: set[str]) -> Iterator[Finding]:
    logged = {entry.digest for entry in entries if entry.digest is not None}
    for missing in sorted(records - logged):
        yield Finding(code="CP-STORE-018", where="documents", details={"digest": missing})
    for alone in sorted(logged - records):
        yield Finding(code="CP-STORE-019", where="journal", details={"digest": alone})
