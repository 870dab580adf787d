"""The Merkle tree of RFC 6962 / RFC 9162: roots, inclusion and consistency proofs.

The tree keeps the hashes of complete subtrees, level by level; the right border is joined when a
root or a proof is asked for. The verifying functions share nothing with the tree but the two hash
functions: they follow RFC 9162, sections 2.1.3.2 and 2.1.4.2, step by step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from cellprint.errors import BadInputError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return SHA-256(0x00 || data) (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right) (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


class MerkleTree:
    """An append-only tree of leaf hashes."""

    __slots__ = ("_levels", "_size")

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        hashes = list(leaf_hashes)
        for hashed in hashes:
            _check_hash(hashed, where="leaf")
        bottom = bytearray().join(hashes)
        self._size = len(bottom) // HASH_SIZE
        self._levels = [bottom]
        while len(self._levels[-1]) >= 2 * HASH_SIZE:
            self._levels.append(_parents(self._levels[-1]))

    @property
    def size(self) -> int:
        """Return the number of leaves."""
        return self._size

    def append(self, hashed: bytes) -> None:
        """Add one leaf hash at the right end.

        Raises:
            CP-CHAIN-004: not 32 bytes.
        """
        _check_hash(hashed, where="leaf")
        position, level = self._size, 0
        self._levels[0] += hashed
        while position & 1:
            parent = node_hash(self._node(level, position - 1), self._node(level, position))
            level, position = level + 1, position >> 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += parent
        self._size += 1

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` leaves (all by default).

        Raises:
            CP-CHAIN-003: the tree has fewer leaves.
        """
        wanted = self._size if size is None else size
        self._check_size(wanted)
        return EMPTY_ROOT if wanted == 0 else self._hash(0, wanted)

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the audit path of leaf `index` in the tree of `size` leaves (RFC 9162, 2.1.3.1).

        Raises:
            CP-CHAIN-003: no such leaf in that tree.
        """
        wanted = self._size if size is None else size
        self._check_size(wanted)
        if not 0 <= index < wanted:
            raise BadInputError.of("CP-CHAIN-003", where="leaf", found=index, size=wanted)
        return tuple(self._path(index, 0, wanted))

    def consistency_proof(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the tree of `second` leaves extends that of `first` (2.1.4.1).

        Raises:
            CP-CHAIN-003: not 0 < first <= second <= size.
        """
        wanted = self._size if second is None else second
        self._check_size(wanted)
        if not 0 < first <= wanted:
            raise BadInputError.of("CP-CHAIN-003", where="first", found=first, size=wanted)
        return tuple(self._subproof(first, 0, wanted, known=True))

    def _check_size(self, size: int) -> None:
        if not 0 <= size <= self._size:
            raise BadInputError.of("CP-CHAIN-003", where="size", found=size, size=self._size)

    def _node(self, level: int, position: int) -> bytes:
        start = position * HASH_SIZE
        return bytes(self._levels[level][start : start + HASH_SIZE])

    def _hash(self, start: int, end: int) -> bytes:
        count = end - start
        if count & (count - 1) == 0:
            level = count.bit_length() - 1
            return self._node(level, start >> level)
        split = start + _split(count)
        return node_hash(self._hash(start, split), self._hash(split, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        split = start + _split(end - start)
        if index < split:
            return [*self._path(index, start, split), self._hash(split, end)]
        return [*self._path(index, split, end), self._hash(start, split)]

    def _subproof(self, first: int, start: int, end: int, *, known: bool) -> list[bytes]:
        if first == end:
            return [] if known else [self._hash(start, end)]
        split = start + _split(end - start)
        if first <= split:
            inner = self._subproof(first, start, split, known=known)
            return [*inner, self._hash(split, end)]
        return [*self._subproof(first, split, end, known=False), self._hash(start, split)]


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf hash `leaf` stands at `index` in the tree of `size` leaves with `root`.

    Raises:
        CP-CHAIN-001: the proof does not lead from the leaf to the root.
        CP-CHAIN-003: the index is not below the size.
        CP-CHAIN-004: a hash is not 32 bytes.
    """
    if not 0 <= index < size:
        raise BadInputError.of("CP-CHAIN-003", where="leaf", found=index, size=size)
    for value in (leaf, root, *proof):
        _check_hash(value, where="inclusion proof")
    position, last, current = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise BadInputError.of("CP-CHAIN-001", where="inclusion proof", index=index, size=size)
        if position & 1 or position == last:
            current = node_hash(step, current)
            position, last = _climbed(position, last)
        else:
            current = node_hash(current, step)
        position, last = position >> 1, last >> 1
    if last != 0 or current != root:
        raise BadInputError.of("CP-CHAIN-001", where="inclusion proof", index=index, size=size)


def verify_consistency(
    *,
    first: int,
    second: int,
    first_root: bytes,
    second_root: bytes,
    proof: Sequence[bytes],
) -> None:
    """Check that the tree of `second` leaves starts with the tree of `first` leaves.

    Raises:
        CP-CHAIN-002: the proof does not lead to both roots.
        CP-CHAIN-003: not 0 < first <= second. (RFC 9162 defines no proof from the empty tree.)
        CP-CHAIN-004: a hash is not 32 bytes.
    """
    if not 0 < first <= second:
        raise BadInputError.of("CP-CHAIN-003", where="first", found=first, size=second)
    for value in (first_root, second_root, *proof):
        _check_hash(value, where="consistency proof")
    if first == second:
        agrees = not proof and first_root == second_root
    else:
        agrees = _is_consistent(first, second, first_root, second_root, proof)
    if not agrees:
        raise BadInputError.of(
            "CP-CHAIN-002", where="consistency proof", first=first, second=second
        )


def _is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path or not proof:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(step, old), node_hash(step, new)
            position, last = _climbed(position, last)
        else:
            new = node_hash(new, step)
        position, last = position >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _climbed(position: int, last: int) -> tuple[int, int]:
    """Return the pair shifted until the position is odd or 0 (RFC 9162, 2.1.3.2 step 4.b.ii)."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _split(count: int) -> int:
    """Return the largest power of two below `count` (> 1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _parents(level: bytearray) -> bytearray:
    whole = bytes(level[: len(level) // (2 * HASH_SIZE) * 2 * HASH_SIZE])
    pair = 2 * HASH_SIZE
    return bytearray().join(
        sha256(b"\x01" + whole[start : start + pair]).digest()
        for start in range(0, len(whole), pair)
    )


def _check_hash(value: bytes, *, where: str) -> None:
    if len(value) != HASH_SIZE:
        raise BadInputError.of("CP-CHAIN-004", where=where, found=len(value))
