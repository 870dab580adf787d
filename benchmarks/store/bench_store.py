"""Time the journal, selective disclosure and the database.

Prints, asserts nothing. Targets of the design: one million leaves built in less than 5 s, a proof
in less than 50 ms.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from cellprint.model.classification import JsonObject
from cellprint.store.database import open_database
from cellprint.store.disclosure import issue
from cellprint.store.disclosure_verify import verify_presentation
from cellprint.store.documents import new_document
from cellprint.store.journal import new_entry, verify_journal
from cellprint.store.jws import ed25519_key
from cellprint.store.keys import new_key
from cellprint.store.merkle import MerkleTree, leaf_hash, verify_consistency, verify_inclusion
from cellprint.store.note import Checkpoint, NoteKey, sign_checkpoint
from cellprint.store.repository import Store

LEAVES = 1_000_000
NOW = datetime(2026, 3, 1, tzinfo=UTC)
T = TypeVar("T")


def timed(label: str, action: Callable[[], T], times: int = 1) -> T:
    start = time.perf_counter()
    result = action()
    for _ in range(times - 1):
        action()
    spent = (time.perf_counter() - start) / times
    print(f"{label:58s} {spent * 1000:12.3f} ms")
    return result


def merkle() -> None:
    """The tree alone, from commitments of 32 bytes."""
    commitments = [number.to_bytes(32, "big") for number in range(LEAVES)]
    tree = timed(
        f"build {LEAVES:,} leaves",
        lambda: MerkleTree(leaf_hash(commitment) for commitment in commitments),
    )
    root = timed("root", tree.root, 100)
    index, size = 777_777, LEAVES - 1
    proof = timed("inclusion proof", lambda: tree.inclusion_proof(index, size), 100)
    timed(
        "verify inclusion",
        lambda: verify_inclusion(
            leaf=leaf_hash(commitments[index]),
            index=index,
            size=size,
            proof=proof,
            root=tree.root(size),
        ),
        100,
    )
    consistency = timed("consistency proof", lambda: tree.consistency_proof(index), 100)
    timed(
        "verify consistency",
        lambda: verify_consistency(
            first=index,
            second=LEAVES,
            first_root=tree.root(index),
            second_root=root,
            proof=consistency,
        ),
        100,
    )
    timed("append one leaf", lambda: tree.append(leaf_hash(b"x")), 1000)


def journal() -> None:
    """Verification of a whole journal with salts and a signed checkpoint."""
    salts = random.Random(1)  # noqa: S311  (speed only)
    count = LEAVES // 10
    rows = [new_entry(n, f"{n:064x}", salt=salts.randbytes(32)) for n in range(count)]
    tree = MerkleTree(leaf_hash(row.commitment) for row in rows)
    key = new_key(os.urandom)
    head = Checkpoint(origin="bench.example/log", size=count, root=tree.root())
    note = sign_checkpoint(head, key=key)
    known = [NoteKey(name="bench.example/log", public=key.public)]
    timed(
        f"verify a journal of {count:,} entries",
        lambda: verify_journal(rows, [note], known, origin="bench.example/log"),
    )


def disclosure() -> None:
    """Forty hidden lines, two opened."""
    key = new_key(os.urandom)
    claims: JsonObject = {
        "iss": "plant.example",
        "total": "71.2",
        "lines": [{"name": f"material {n}", "mass": f"{n}.25"} for n in range(40)],
    }
    hidden = [f"/lines/{n}" for n in range(40)]

    def made() -> str:
        token = issue(claims, hidden=hidden, key=key, typ="bench+sd-jwt", random_bytes=os.urandom)
        return token.compact(["/lines/3", "/lines/17"])

    shown = timed("issue an SD-JWT with 40 hidden lines", made, 100)
    public = ed25519_key(key.public)
    timed(
        "verify a presentation with 2 of 40 lines",
        lambda: verify_presentation(shown, key=public, typ="bench+sd-jwt", at=NOW),
        100,
    )
    print(f"{'size of the presentation':58s} {len(shown):12,d} bytes")


def database() -> None:
    """Writing and reading documents in SQLite with synchronous = FULL."""
    with tempfile.TemporaryDirectory() as folder:
        opened = timed("make a new SQLite store", lambda: open_database(Path(folder) / "s.sqlite"))
        store = Store(opened, random_bytes=os.urandom)
        numbers = iter(range(10**6))

        def put() -> None:
            number = next(numbers)
            content = {"n": str(number), "text": "x" * 2000}
            store.put(new_document(id=f"d{number}", kind="study", content=content, created_at=NOW))

        timed("put one document of 2 kB (one transaction)", put, 200)
        timed("get one document", lambda: store.get("d7"), 200)
        opened.close()
        again = timed(
            "open an existing SQLite store", lambda: open_database(Path(folder) / "s.sqlite")
        )
        again.close()


if __name__ == "__main__":
    for part in (merkle, journal, disclosure, database):
        part()
