from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.app.numbers import decimal_string


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (-1234.5, "-1234.5"),
        (1e-9, "0.000000001"),
        (1.5e15, "1500000000000000"),
        (-0.0, "0"),
    ],
)
def test_plain_decimals(value: float, text: str) -> None:
    assert decimal_string(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_twelve_digits_are_kept(value: float) -> None:
    text = decimal_string(value)

    assert "e" not in text.lower()
    assert float(Decimal(text)) == pytest.approx(value, rel=1e-11, abs=0)


@given(st.floats(min_value=1e-6, max_value=1e6))
def test_last_bit_differences_vanish(value: float) -> None:
    assert len(decimal_string(value).replace(".", "").strip("-").lstrip("0")) <= 12
