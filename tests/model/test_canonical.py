"""Canonical JSON and digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json, digest
from cellprint.model.study_fields import Label


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Point:
    y: int
    x: Decimal


def test_keys_are_sorted_and_blanks_are_gone() -> None:
    # RFC 8785, 3.2.3: keys are sorted by UTF-16 code units; 3.2.2.3: numbers as in ECMAScript.
    document = {"€": 1, "\r": 2, "1": 1e30, "a": 0.002, "b": [1.0, True, None]}

    assert canonical_json(document) == (
        '{"\\r":2,"1":1e+30,"a":0.002,"b":[1,true,null],"€":1}'.encode()
    )


def test_what_json_does_not_have_gets_one_spelling() -> None:
    document = {
        "decimal": Decimal("0.10"),
        "date": date(2024, 1, 31),
        "enum": Colour.RED,
        "class": Point(1, Decimal("1E+2")),
        "model": Label(en="a", zh="b"),
        "tuple": (1, 2),
    }

    assert canonical_json(document) == (
        b'{"class":{"x":"100","y":1},"date":"2024-01-31","decimal":"0.10","enum":"red",'
        b'"model":{"en":"a","zh":"b"},"tuple":[1,2]}'
    )


def test_a_digest_is_the_sha_256_of_the_canonical_bytes() -> None:
    assert digest({"b": 1, "a": 2}) == hashlib.sha256(b'{"a":2,"b":1}').hexdigest()


@pytest.mark.parametrize("document", [float("nan"), {"a": float("inf")}, {1, 2}, b"x", 2**60])
def test_what_json_cannot_hold_is_refused(document: object) -> None:
    with pytest.raises(BadInputError) as caught:
        canonical_json(document)

    assert caught.value.code == "CP-STUDY-031"


@given(st.dictionaries(st.text(max_size=5), st.integers(-1000, 1000), max_size=6))
def test_the_order_of_keys_has_no_meaning(document: dict[str, int]) -> None:
    other = dict(reversed(document.items()))

    assert digest(document) == digest(other)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.floats(-9, 9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(_VALUES)
def test_every_document_is_written_as_the_library_of_the_scheme_does(document: object) -> None:
    assert canonical_json(document) == rfc8785.dumps(document)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", range(0xA0))
def test_every_control_character_is_escaped_as_the_scheme_says(code: int) -> None:
    assert canonical_json(chr(code)) == rfc8785.dumps(chr(code))


def test_half_a_character_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        canonical_json({"a": "\ud800"})

    assert caught.value.code == "CP-STUDY-031"
