"""Signed notes and log checkpoints in the C2SP text formats.

A note is text, a blank line, and signature lines `— <key name> <base64(key id || signature)>`. A
checkpoint is a note whose text is origin, tree size and root. Formats: C2SP signed-note and
tlog-checkpoint; signatures of type 0x01 (Ed25519 over the text).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cellprint.errors import BadInputError
from cellprint.store.encoding import from_base64
from cellprint.store.keys import SigningKey
from cellprint.store.merkle import HASH_SIZE

MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 64
_ED25519 = b"\x01"
_DASH = "\u2014"
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteKey:
    """A key that may sign notes: its name (a URL without scheme) and the 32-byte public key."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(c.isspace() or c < " " for c in self.name):
            raise BadInputError.of("CP-CHAIN-009", where="key name", found=self.name)

    @property
    def id(self) -> bytes:
        """Return the key id: SHA-256(name || newline || 0x01 || public key), first 4 bytes."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def verifier_text(self) -> str:
        """Return the verifier key `<name>+<id>+<base64(0x01 || public key)>`."""
        encoded = base64.b64encode(_ED25519 + self.public).decode("ascii")
        return f"{self.name}+{self.id.hex()}+{encoded}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNote:
    """A parsed note; `text` ends with a newline. Nothing is verified yet."""

    text: str
    signatures: tuple[NoteSignature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of a log: `root` over the first `size` leaves of the log `origin`."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = field(default=())

    def text(self) -> str:
        """Return the note text of the checkpoint (C2SP tlog-checkpoint)."""
        root = base64.b64encode(self.root).decode("ascii")
        return "\n".join((self.origin, str(self.size), root, *self.extensions)) + "\n"


def verifier_key(text: str) -> NoteKey:
    """Return the key of a verifier key text `<name>+<id>+<base64>`.

    Raises:
        CP-CHAIN-009: not such a text, not an Ed25519 key, or its id is not that of the key.
    """
    name, _, rest = text.partition("+")
    stated, _, encoded = rest.partition("+")
    data = from_base64(encoded)
    if data is None or len(data) != 1 + HASH_SIZE or data[:1] != _ED25519:
        raise BadInputError.of("CP-CHAIN-009", where="verifier key", found=text[:80])
    key = NoteKey(name=name, public=data[1:])
    if key.id.hex() != stated:
        raise BadInputError.of("CP-CHAIN-009", where="verifier key", found=text[:80])
    return key


def sign_note(text: str, *, name: str, key: SigningKey) -> str:
    """Return the note over `text`, signed by `key` under `name`.

    Raises:
        CP-CHAIN-005: the text does not end with a newline or holds control characters.
        CP-CHAIN-009: the name is empty or holds a space or plus sign.
    """
    _check_text(text)
    return f"{text}\n{_signature_line(text, name=name, key=key)}"


def cosign_note(note: str, *, name: str, key: SigningKey) -> str:
    """Return the note with one more signature over the same text.

    Raises:
        CP-CHAIN-005, CP-CHAIN-009: as `parse_note` and `sign_note`.
    """
    parsed = parse_note(note)
    return note + _signature_line(parsed.text, name=name, key=key)


def parse_note(note: str) -> SignedNote:
    """Return text and signature lines of a note.

    Raises:
        CP-CHAIN-005: not a note, too long, or with too many signatures.
    """
    text, found, lines = note.rpartition("\n\n")
    if not found or len(note) > MAX_NOTE or not lines.endswith("\n"):
        raise BadInputError.of("CP-CHAIN-005", where="note")
    _check_text(text + "\n")
    rows = lines[:-1].split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise BadInputError.of("CP-CHAIN-005", where="note signatures")
    signatures = tuple(_signature_of(row, number) for number, row in enumerate(rows, start=1))
    return SignedNote(text=text + "\n", signatures=signatures)


def verify_note(note: str, keys: Iterable[NoteKey]) -> tuple[str, tuple[NoteKey, ...]]:
    """Return the text and the known keys that signed it; unknown keys are ignored.

    Raises:
        CP-CHAIN-005: not a note.
        CP-CHAIN-006: no known key signed it.
        CP-CHAIN-007: a known key's signature is wrong.
    """
    parsed = parse_note(note)
    known = {(key.name, key.id): key for key in keys}
    signers: list[NoteKey] = []
    for line in parsed.signatures:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        _verify_line(parsed.text, line, key)
        signers.append(key)
    if not signers:
        names = sorted({line.name for line in parsed.signatures})
        raise BadInputError.of("CP-CHAIN-006", where="note", found=", ".join(names)[:200])
    return parsed.text, tuple(dict.fromkeys(signers))


def sign_checkpoint(checkpoint: Checkpoint, *, key: SigningKey) -> str:
    """Return the checkpoint as a note signed by the log's key; the key name is the origin.

    Raises:
        CP-CHAIN-009: the origin is not usable as key name.
    """
    return sign_note(checkpoint.text(), name=checkpoint.origin, key=key)


def verify_checkpoint(note: str, keys: Sequence[NoteKey], *, origin: str) -> Checkpoint:
    """Return the checkpoint of the log `origin` after its signature has been verified.

    Only keys named like the origin count as the log's own.

    Raises:
        CP-CHAIN-005, CP-CHAIN-006, CP-CHAIN-007: as `verify_note`.
        CP-CHAIN-008: the text is not a checkpoint.
        CP-CHAIN-017: a checkpoint of another log.
    """
    text, _ = verify_note(note, [key for key in keys if key.name == origin])
    checkpoint = parse_checkpoint(text)
    if checkpoint.origin != origin:
        raise BadInputError.of(
            "CP-CHAIN-017", where="checkpoint", found=checkpoint.origin, expected=origin
        )
    return checkpoint


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that a note text states.

    Raises:
        CP-CHAIN-008: not origin, size and root, each on a line of its own.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines):  # noqa: PLR2004  (3 lines + end)
        raise BadInputError.of("CP-CHAIN-008", where="checkpoint")
    origin, size, encoded, *extensions = lines
    root = from_base64(encoded)
    if not _SIZE.fullmatch(size) or root is None or len(root) != HASH_SIZE:
        raise BadInputError.of("CP-CHAIN-008", where="checkpoint")
    return Checkpoint(origin=origin, size=int(size), root=root, extensions=tuple(extensions))


def _signature_line(text: str, *, name: str, key: SigningKey) -> str:
    note_key = NoteKey(name=name, public=key.public)
    encoded = base64.b64encode(note_key.id + key.sign(text.encode("utf-8"))).decode("ascii")
    return f"{_DASH} {name} {encoded}\n"


def _signature_of(row: str, number: int) -> NoteSignature:
    dash, _, rest = row.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = from_base64(encoded)
    if dash != _DASH or not name or data is None or len(data) <= 4:  # noqa: PLR2004  (key id)
        raise BadInputError.of("CP-CHAIN-005", where=f"note signature {number}")
    return NoteSignature(name=name, key_id=data[:4], signature=data[4:])


def _verify_line(text: str, line: NoteSignature, key: NoteKey) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(line.signature, text.encode("utf-8"))
    except (InvalidSignature, ValueError) as error:
        raise BadInputError.of("CP-CHAIN-007", where="note", name=line.name) from error


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(c < " " and c != "\n" for c in text):
        raise BadInputError.of("CP-CHAIN-005", where="note text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInputError.of("CP-CHAIN-005", where="note text") from error
