"""Proofs against the reference vectors of certificate-transparency and the RFC's own definition."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import CellprintError
from cellprint.store.merkle import (
    EMPTY_ROOT,
    MerkleTree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from tests.store.helpers import refused

# Inputs and roots of the reference tree of google/certificate-transparency, merkle_tree_test.cc
# (kInputs, kSHA256Roots); proofs of transparency-dev/merkle, proof/verify_test.go.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
# (leaf counted from 1, size, proof)
INCLUSION = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        2,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
    (
        6,
        7,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
]
OTHER = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")


def reference_tree() -> MerkleTree:
    return MerkleTree(leaf_hash(data) for data in INPUTS)


def hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def defined_root(leaves: list[bytes]) -> bytes:
    """The recursive definition of RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


def is_included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    try:
        verify_inclusion(leaf=leaf, index=index, size=size, proof=proof, root=root)
    except CellprintError:
        return False
    return True


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: list[bytes]
) -> bool:
    try:
        verify_consistency(
            first=first,
            second=second,
            first_root=first_root,
            second_root=second_root,
            proof=proof,
        )
    except CellprintError:
        return False
    return True


def flipped(proof: list[bytes], index: int) -> list[bytes]:
    changed = bytes([proof[index][0] ^ 8]) + proof[index][1:]
    return [*proof[:index], changed, *proof[index + 1 :]]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    expected = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

    assert MerkleTree().root() == EMPTY_ROOT == expected


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference_tree(size: int) -> None:
    grown = MerkleTree()
    for data in INPUTS[:size]:
        grown.append(leaf_hash(data))

    assert reference_tree().root(size) == ROOTS[size - 1]
    assert grown.root() == ROOTS[size - 1]


@pytest.mark.parametrize(("leaf", "size", "proof"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_reference(
    leaf: int, size: int, proof: list[str]
) -> None:
    tree = reference_tree()

    assert list(tree.inclusion_proof(leaf - 1, size)) == hashes(proof)
    assert is_included(leaf_hash(INPUTS[leaf - 1]), leaf - 1, size, hashes(proof), ROOTS[size - 1])


@pytest.mark.parametrize(("first", "second", "proof"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_reference(
    first: int, second: int, proof: list[str]
) -> None:
    made = reference_tree().consistency_proof(first, second)

    assert list(made) == hashes(proof)
    assert is_consistent(first, second, ROOTS[first - 1], ROOTS[second - 1], hashes(proof))


@pytest.mark.parametrize(("leaf", "size", "texts"), INCLUSION)
def test_corrupted_inclusion_proofs_of_the_reference_are_refused(
    leaf: int, size: int, texts: list[str]
) -> None:
    proof, root, hashed = hashes(texts), ROOTS[size - 1], leaf_hash(INPUTS[leaf - 1])
    index = leaf - 1
    wrong = [
        (hashed, index - 1, size, proof, root),
        (hashed, index + 1, size, proof, root),
        (hashed, index ^ 2, size, proof, root),
        (hashed, index, size * 2, proof, root),
        (hashed, index, size // 2, proof, root),
        (b"WrongLeaf", index, size, proof, root),
        (hashed, index, size, proof, EMPTY_ROOT),
        (hashed, index, size, proof, OTHER),
        (hashed, index, size, [*proof, b""], root),
        (hashed, index, size, [*proof, root], root),
        (hashed, index, size, [b"", *proof], root),
        (hashed, index, size, [root, *proof], root),
        *((hashed, index, size, flipped(proof, step), root) for step in range(len(proof))),
    ]
    if proof:
        wrong.append((hashed, index, size, proof[:-1], root))
        wrong.append((hashed, index, size, [proof[0], OTHER, *proof[1:]], root))

    assert [case for case in wrong if is_included(*case)] == []


@pytest.mark.parametrize(("first", "second", "texts"), CONSISTENCY[1:])
def test_corrupted_consistency_proofs_of_the_reference_are_refused(
    first: int, second: int, texts: list[str]
) -> None:
    proof, old, new = hashes(texts), ROOTS[first - 1], ROOTS[second - 1]
    wrong = [
        (first - 1, second, old, new, proof),
        (first + 1, second, old, new, proof),
        (first ^ 2, second, old, new, proof),
        (first, second * 2, old, new, proof),
        (first, second // 2, old, new, proof),
        (first, second, b"WrongRoot", new, proof),
        (first, second, old, b"WrongRoot", proof),
        (first, second, new, old, proof),
        (first, second, old, new, []),
        (first, second, old, new, [*proof, b""]),
        (first, second, old, new, [*proof, old]),
        (first, second, old, new, [*proof, new]),
        (first, second, old, new, [b"", *proof]),
        (first, second, old, new, [old, *proof]),
        (first, second, old, new, [new, *proof]),
        (first, second, old, new, [proof[0], *proof]),
        (first, second, old, new, proof[:-1]),
        *((first, second, old, new, flipped(proof, step)) for step in range(len(proof))),
    ]

    assert [case[:2] for case in wrong if is_consistent(*case)] == []


@pytest.mark.parametrize(
    ("first", "second", "old", "new", "proof"),
    [
        (0, 0, EMPTY_ROOT, EMPTY_ROOT, []),
        (0, 1, EMPTY_ROOT, ROOTS[0], []),
        (1, 0, ROOTS[0], EMPTY_ROOT, []),
        (2, 1, ROOTS[1], ROOTS[0], []),
        (1, 2, ROOTS[0], ROOTS[1], []),
        (1, 1, EMPTY_ROOT, ROOTS[0], []),
        (1, 1, ROOTS[0], ROOTS[0], [EMPTY_ROOT]),
    ],
)
def test_degenerate_sizes_prove_nothing(
    first: int, second: int, old: bytes, new: bytes, proof: list[bytes]
) -> None:
    assert not is_consistent(first, second, old, new, proof)


def test_each_refusal_has_its_code() -> None:
    tree = reference_tree()
    proof = tree.inclusion_proof(1)
    with refused("CP-CHAIN-001"):
        verify_inclusion(leaf=OTHER, index=1, size=8, proof=proof, root=ROOTS[7])
    with refused("CP-CHAIN-001"):
        verify_inclusion(leaf=OTHER, index=0, size=1, proof=proof, root=ROOTS[7])
    with refused("CP-CHAIN-002"):
        verify_consistency(first=2, second=8, first_root=OTHER, second_root=ROOTS[7], proof=proof)
    with refused("CP-CHAIN-003"):
        tree.inclusion_proof(8)
    with refused("CP-CHAIN-003"):
        tree.consistency_proof(0)
    with refused("CP-CHAIN-003"):
        tree.root(9)
    with refused("CP-CHAIN-004"):
        tree.append(b"short")
    with refused("CP-CHAIN-004"):
        MerkleTree([b"short"])


@given(st.integers(1, 130), st.data())
def test_proofs_of_every_size_agree_with_the_definition(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([index])) for index in range(size)]
    tree = MerkleTree(leaves)
    older = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, older - 1))

    assert tree.root(older) == defined_root(leaves[:older])
    assert is_included(
        leaves[index], index, older, list(tree.inclusion_proof(index, older)), tree.root(older)
    )
    proof = list(tree.consistency_proof(older))
    assert is_consistent(older, size, tree.root(older), tree.root(), proof)


@given(st.integers(0, 70), st.integers(0, 70))
def test_appending_gives_the_same_tree_as_building_at_once(first: int, more: int) -> None:
    leaves = [leaf_hash(bytes([index])) for index in range(first + more)]
    grown = MerkleTree(leaves[:first])
    for hashed in leaves[first:]:
        grown.append(hashed)

    at_once = MerkleTree(leaves)

    assert grown.size == at_once.size
    assert [grown.root(size) for size in range(len(leaves) + 1)] == [
        at_once.root(size) for size in range(len(leaves) + 1)
    ]
