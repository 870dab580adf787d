"""Notes and checkpoints against published examples, and every changed character found."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import CellprintError
from cellprint.store.note import (
    Checkpoint,
    NoteKey,
    cosign_note,
    parse_checkpoint,
    parse_note,
    sign_checkpoint,
    sign_note,
    verifier_key,
    verify_checkpoint,
    verify_note,
)
from tests.store.helpers import ORIGIN, key, log_key, refused

# Example of the package documentation of golang.org/x/mod/sumdb/note.
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NOTE = (
    f"{TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNX"
    "gKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# Example of C2SP tlog-checkpoint.
CHECKPOINT_TEXT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
)
HEAD = Checkpoint(origin=ORIGIN, size=3, root=b"\x07" * 32)


def test_the_published_note_verifies() -> None:
    published = verifier_key(VERIFIER)

    text, signers = verify_note(NOTE, [published])

    assert text == TEXT
    assert signers == (published,)
    assert published.verifier_text() == VERIFIER


def test_the_published_key_id_is_found() -> None:
    assert verifier_key(VERIFIER).id.hex() == "c74f20a3"


def test_the_published_checkpoint_is_read_and_written() -> None:
    head = parse_checkpoint(CHECKPOINT_TEXT)

    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert head.root == base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert head.text() == CHECKPOINT_TEXT


def test_a_signed_checkpoint_verifies() -> None:
    note = sign_checkpoint(HEAD, key=key(1))

    assert verify_checkpoint(note, [log_key(key(1))], origin=ORIGIN) == HEAD


def test_signatures_of_unknown_witnesses_are_passed_over() -> None:
    note = cosign_note(sign_checkpoint(HEAD, key=key(1)), name="witness.example", key=key(2))
    witness = NoteKey(name="witness.example", public=key(2).public)

    assert verify_checkpoint(note, [log_key(key(1))], origin=ORIGIN) == HEAD
    assert verify_note(note, [log_key(key(1)), witness])[1] == (log_key(key(1)), witness)


def test_a_witness_alone_does_not_make_a_checkpoint() -> None:
    note = sign_note(HEAD.text(), name="witness.example", key=key(2))
    witness = NoteKey(name="witness.example", public=key(2).public)

    with refused("CP-CHAIN-006"):
        verify_checkpoint(note, [log_key(key(1)), witness], origin=ORIGIN)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    note = sign_note(
        Checkpoint(origin="other.example", size=3, root=HEAD.root).text(), name=ORIGIN, key=key(1)
    )

    with refused("CP-CHAIN-017"):
        verify_checkpoint(note, [log_key(key(1))], origin=ORIGIN)


def test_a_known_key_with_a_wrong_signature_spoils_the_note() -> None:
    good = sign_checkpoint(HEAD, key=key(1))
    forged = Checkpoint(origin=ORIGIN, size=4, root=HEAD.root).text() + "\n" + good.split("\n\n")[1]

    with refused("CP-CHAIN-007"):
        verify_checkpoint(forged, [log_key(key(1))], origin=ORIGIN)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        f"{TEXT}\n- PeterNeumann x08go/ZJ\n",
        f"{TEXT}\n\u2014 PeterNeumann\n",
        f"{TEXT}\n\u2014 PeterNeumann x08gow==\n",
        f"{TEXT}\n\u2014 PeterNeumann x08go!ZJkuBS\n",
        f"{TEXT}\n\u2014 a b x08go/ZJkuBS\n",
        NOTE[:-1],
        NOTE.replace("If", "\tIf"),
        "x" * 70_000 + NOTE,
        TEXT + "\n" + NOTE.split("\n\n")[1] * 65,
        "\ud800" + NOTE,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with refused("CP-CHAIN-005"):
        parse_note(note)


@pytest.mark.parametrize("text", ["no end", "tab\t\n"])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    with refused("CP-CHAIN-005"):
        sign_note(text, name=ORIGIN, key=key(1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\nAAAA\n",
        "a\n1\n" + "A" * 42 + "B=\n",
        "a\n1\n" + "A" * 43 + "=",
        "\n1\n" + "A" * 43 + "=\n",
        "a\n1\n" + "A" * 43 + "=\n\nx\n",
        "a\n\uff11\n" + "A" * 43 + "=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with refused("CP-CHAIN-008"):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        VERIFIER[:-1],
        VERIFIER.replace("c74f20a3", "c74f20a4"),
        VERIFIER.replace("c74f20a3", "C74F20A3"),
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        # Published in golang.org/x/mod: wrong length, and an unknown algorithm.
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with refused("CP-CHAIN-009"):
        verifier_key(text)


@given(st.data())
def test_any_changed_bit_of_a_checkpoint_is_found(data: st.DataObject) -> None:
    note = sign_checkpoint(HEAD, key=key(1)).encode()
    bit = data.draw(st.integers(0, len(note) * 8 - 1))
    changed = bytearray(note)
    changed[bit // 8] ^= 1 << bit % 8

    with pytest.raises((CellprintError, UnicodeDecodeError)):
        verify_checkpoint(bytes(changed).decode(), [log_key(key(1))], origin=ORIGIN)
