"""Any change of a journal is found, receipts stand on their own, and salts hide what is logged."""

from __future__ import annotations

import hmac
import random
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from cellprint.errors import CellprintError, Finding
from cellprint.store.database import Database
from cellprint.store.documents import new_document
from cellprint.store.encoding import base64url
from cellprint.store.journal import (
    JournalEntry,
    commitment,
    new_entry,
    parse_receipt,
    receipt_of,
    tree_of,
    verify_journal,
    verify_receipt,
)
from cellprint.store.journal_table import insert_checkpoint
from cellprint.store.merkle import leaf_hash
from cellprint.store.note import Checkpoint, sign_checkpoint
from cellprint.store.repository import Store
from tests.store.helpers import NOW, ORIGIN, key, log_key, refused, source

MUTATIONS = 12_000
SIZE = 24
Journal = tuple[list[JournalEntry], list[str]]


def digest(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


def entries(count: int = SIZE, seed: int = 3) -> list[JournalEntry]:
    salts = source(seed)
    return [new_entry(position, digest(position), salt=salts(32)) for position in range(count)]


def checkpoint(rows: list[JournalEntry], size: int | None = None, signer: int = 1) -> str:
    tree = tree_of(rows)
    wanted = tree.size if size is None else size
    head = Checkpoint(origin=ORIGIN, size=wanted, root=tree.root(wanted))
    return sign_checkpoint(head, key=key(signer))


def whole(count: int = SIZE) -> Journal:
    rows = entries(count)
    return rows, [checkpoint(rows, count // 3), checkpoint(rows, count // 2), checkpoint(rows)]


def findings(journal: Journal, witnessed: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    return verify_journal(*journal, [log_key(key(1))], origin=ORIGIN, witnessed=witnessed)


def codes(journal: Journal, witnessed: tuple[str, ...] = ()) -> set[str]:
    found = findings(journal, witnessed)
    assert all(item.line("en") and item.line("zh") for item in found)
    return {item.code for item in found}


def test_the_leaf_is_the_hash_of_the_salted_commitment() -> None:
    salt = bytes(range(32))
    entry = new_entry(0, "abc", salt=salt)

    assert entry.commitment == hmac.new(salt, b"abc", sha256).digest()
    assert tree_of([entry]).root() == sha256(b"\x00" + entry.commitment).digest()


def test_a_whole_journal_has_no_findings() -> None:
    assert findings(whole()) == ()
    assert findings(([], [])) == ()


def test_a_short_salt_is_refused() -> None:
    with refused("CP-CHAIN-018"):
        commitment("abc", salt=b"short")


def flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    bit = chance.randrange(len(data) * 8)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def renumbered(rows: list[JournalEntry]) -> list[JournalEntry]:
    return [replace(row, position=position) for position, row in enumerate(rows)]


def change_commitment(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    at = chance.randrange(len(rows))
    rows[at] = replace(rows[at], commitment=flip(rows[at].commitment, chance))
    return rows


def change_salt(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    at = chance.randrange(len(rows))
    rows[at] = replace(rows[at], salt=flip(rows[at].salt or b"", chance))
    return rows


def change_digest(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    at = chance.randrange(len(rows))
    text = rows[at].digest or ""
    place = chance.randrange(len(text))
    other = chance.choice([c for c in "0123456789abcdef" if c != text[place]])
    rows[at] = replace(rows[at], digest=text[:place] + other + text[place + 1 :])
    return rows


def change_all(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    """Replace an entry by another one that is consistent in itself."""
    at = chance.randrange(len(rows))
    rows[at] = new_entry(at, digest(chance.randrange(10**9)), salt=chance.randbytes(32))
    return rows


def remove(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    del rows[chance.randrange(len(rows))]
    return rows if chance.random() < 0.5 else renumbered(rows)


def swap(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    first, second = chance.sample(range(len(rows)), 2)
    rows[first], rows[second] = rows[second], rows[first]
    return rows if chance.random() < 0.5 else renumbered(rows)


def insert(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    at = chance.randrange(len(rows) + 1)
    rows.insert(at, new_entry(at, digest(chance.randrange(10**9)), salt=chance.randbytes(32)))
    return rows if chance.random() < 0.5 else renumbered(rows)


def duplicate(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    rows.insert(chance.randrange(len(rows) + 1), chance.choice(rows))
    return rows if chance.random() < 0.5 else renumbered(rows)


def renumber_one(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    at = chance.randrange(len(rows))
    rows[at] = replace(rows[at], position=at + chance.choice([-1, 1, 1000]))
    return rows


def erase(rows: list[JournalEntry], chance: random.Random) -> list[JournalEntry]:
    at = chance.randrange(len(rows))
    without_salt, without_digest = replace(rows[at], salt=None), replace(rows[at], digest=None)
    without_both = replace(without_salt, digest=None)
    rows[at] = chance.choice([without_salt, without_digest, without_both])
    return rows


ENTRY_CHANGES: tuple[Callable[[list[JournalEntry], random.Random], list[JournalEntry]], ...] = (
    change_commitment,
    change_salt,
    change_digest,
    change_all,
    remove,
    swap,
    insert,
    duplicate,
    renumber_one,
    erase,
)


def changed_checkpoint(notes: list[str], chance: random.Random) -> list[str] | None:
    at = chance.randrange(len(notes))
    try:
        text = flip(notes[at].encode(), chance).decode()
    except UnicodeDecodeError:
        return None
    return [*notes[:at], text, *notes[at + 1 :]]


def test_every_one_of_many_random_changes_is_found() -> None:
    chance = random.Random(20260301)  # noqa: S311  (repeatable on purpose)
    rows, notes = whole()
    made: dict[str, int] = {}
    missed: list[str] = []
    while sum(made.values()) < MUTATIONS:
        change = chance.choice(ENTRY_CHANGES)
        changed = change(list(rows), chance)
        if changed == rows:
            continue
        made[change.__name__] = made.get(change.__name__, 0) + 1
        if not findings((changed, notes)):
            missed.append(change.__name__)

    assert missed == []
    assert min(made.values()) > MUTATIONS / len(ENTRY_CHANGES) / 2


def test_every_changed_bit_of_a_checkpoint_is_found() -> None:
    chance = random.Random(5)  # noqa: S311  (repeatable on purpose)
    rows, notes = whole()
    made = 0
    while made < 1000:
        changed = changed_checkpoint(notes, chance)
        if changed is None:
            continue
        made += 1
        assert findings((rows, changed))


def test_each_kind_of_change_has_its_code() -> None:
    rows, notes = whole()
    moved = [rows[1], rows[0], *rows[2:]]

    assert codes((moved, notes)) == {"CP-CHAIN-010", "CP-CHAIN-012"}
    assert codes(([*rows[:-1], replace(rows[-1], salt=bytes(32))], notes)) == {"CP-CHAIN-011"}
    assert codes((rows, notes[:-1])) == {"CP-CHAIN-013"}
    assert codes((rows[:-1], notes)) == {"CP-CHAIN-014"}
    assert codes((rows, [notes[1], notes[0], notes[2]])) == {"CP-CHAIN-015"}
    assert codes((rows, [*notes, checkpoint(rows, signer=2)])) == {"CP-CHAIN-006"}
    erased = [replace(rows[0], salt=None, digest=None), *rows[1:]]
    assert codes((erased, notes)) == {"CP-CHAIN-016"}


def test_documents_beside_the_journal_are_compared() -> None:
    rows, notes = whole()
    records = [row.digest or "" for row in rows]

    def found(known: list[str]) -> list[str]:
        result = verify_journal(rows, notes, [log_key(key(1))], origin=ORIGIN, records=known)
        return [item.code for item in result]

    assert found(records) == []
    assert found(records[1:]) == ["CP-STORE-019"]
    assert found([*records, "extra"]) == ["CP-STORE-018"]


def test_a_log_cut_back_and_signed_anew_is_found_by_a_checkpoint_kept_outside() -> None:
    rows, notes = whole()
    short = rows[: SIZE // 2]
    other = [*short[:-1], new_entry(SIZE // 2 - 1, digest(99), salt=bytes(32))]

    assert findings((short, [checkpoint(short)])) == ()
    assert codes((short, [checkpoint(short)]), witnessed=(notes[2],)) == {"CP-CHAIN-014"}
    assert codes((other, [checkpoint(other)]), witnessed=(notes[1],)) == {"CP-CHAIN-012"}


def test_a_receipt_proves_without_the_log() -> None:
    rows, notes = whole()
    tree = tree_of(rows)

    for row in rows:
        receipt = receipt_of(row, tree=tree, checkpoint=notes[2], size=SIZE)
        again = parse_receipt(receipt.to_json())

        assert again == receipt
        assert verify_receipt(again, [log_key(key(1))], origin=ORIGIN).size == SIZE


def test_a_receipt_for_something_else_is_refused() -> None:
    rows, notes = whole()
    receipt = receipt_of(rows[2], tree=tree_of(rows), checkpoint=notes[2], size=SIZE)
    wrong = [
        replace(receipt, digest=digest(3)),
        replace(receipt, salt=bytes(32)),
        replace(receipt, position=3),
        replace(receipt, proof=receipt.proof[:-1]),
        replace(receipt, checkpoint=notes[1]),
        replace(receipt, checkpoint=checkpoint(rows, signer=2)),
    ]

    for changed in wrong:
        with pytest.raises(CellprintError):
            verify_receipt(changed, [log_key(key(1))], origin=ORIGIN)


def test_what_is_no_receipt_is_refused() -> None:
    rows, notes = whole()
    body = receipt_of(rows[2], tree=tree_of(rows), checkpoint=notes[2], size=SIZE).to_json()

    for name in body:
        with refused("CP-CHAIN-020"):
            parse_receipt({**body, name: None})
        with refused("CP-CHAIN-020"):
            parse_receipt({key: body[key] for key in body if key != name})
    with refused("CP-CHAIN-020"):
        parse_receipt({**body, "position": True})
    with refused("CP-CHAIN-020"):
        parse_receipt({**body, "extra": "x"})


def test_an_erased_entry_has_no_receipt() -> None:
    rows, notes = whole()

    with refused("CP-CHAIN-016"):
        receipt_of(
            replace(rows[0], salt=None, digest=None),
            tree=tree_of(rows),
            checkpoint=notes[2],
            size=SIZE,
        )


def test_a_guessable_amount_cannot_be_found_by_trying() -> None:
    """Whoever knows every possible content, but not the salt, learns nothing from a leaf."""
    amounts = [f"{kwh}" for kwh in range(5000)]
    digests = {sha256(f'{{"kwh":"{amount}"}}'.encode()).hexdigest() for amount in amounts}
    entry = new_entry(0, sha256(b'{"kwh":"1234"}').hexdigest(), salt=source(8)(32))
    leaf = leaf_hash(entry.commitment)

    tried = {leaf_hash(bytes.fromhex(text)) for text in digests}
    tried |= {leaf_hash(text.encode()) for text in digests}
    tried |= {leaf_hash(commitment(text, salt=bytes(32))) for text in digests}

    assert entry.digest in digests
    assert leaf not in tried


def test_the_same_document_in_two_journals_has_two_commitments() -> None:
    first, second = entries(seed=1), entries(seed=2)

    assert not {row.commitment for row in first} & {row.commitment for row in second}


class TestStore:
    def filled(self, database: Database) -> Store:
        store = Store(database, random_bytes=source(1))
        for number in range(5):
            store.put(
                new_document(
                    id=f"d{number}", kind="study", content={"n": str(number)}, created_at=NOW
                )
            )
        return store

    def test_receipts_of_stored_documents_verify(self, database: Database) -> None:
        store = self.filled(database)
        first = store.sign_checkpoint(origin=ORIGIN, key=key(1))
        wanted = store.get("d2").record.record_digest

        receipt = store.receipt(wanted)

        assert receipt.checkpoint == first
        assert verify_receipt(receipt, [log_key(key(1))], origin=ORIGIN).size == 5
        assert store.checkpoints() == (first,)

    def test_a_receipt_needs_a_checkpoint_and_an_entry(self, database: Database) -> None:
        store = self.filled(database)
        wanted = store.get("d4").record.record_digest
        with refused("CP-CHAIN-021"):
            store.receipt(wanted)
        store.sign_checkpoint(origin=ORIGIN, key=key(1))
        with refused("CP-CHAIN-022"):
            store.receipt("0" * 64)
        early = sign_checkpoint(
            Checkpoint(origin=ORIGIN, size=2, root=tree_of(store.entries()).root(2)), key=key(1)
        )
        with refused("CP-CHAIN-003"):
            store.receipt(wanted, checkpoint=early)

    def test_nothing_is_signed_that_contradicts_an_earlier_checkpoint(
        self, database: Database
    ) -> None:
        store = self.filled(database)
        with database.write() as connection:
            other = checkpoint(entries(3))
            insert_checkpoint(connection, other, size=3)

        with refused("CP-CHAIN-019"):
            store.sign_checkpoint(origin=ORIGIN, key=key(1))

    def test_a_random_source_that_gives_too_little_is_refused(self, database: Database) -> None:
        store = Store(database, random_bytes=lambda count: b"x" * (count - 1))

        with refused("CP-STORE-026"):
            store.put(new_document(id="d", kind="study", content={}, created_at=NOW))

    def test_positions_in_a_receipt_are_those_of_the_journal(self, database: Database) -> None:
        store = self.filled(database)
        store.sign_checkpoint(origin=ORIGIN, key=key(1))

        receipts = [
            store.receipt(store.get(f"d{number}").record.record_digest) for number in range(5)
        ]

        assert [receipt.position for receipt in receipts] == list(range(5))
        assert base64url(receipts[0].salt) == receipts[0].to_json()["salt"]
