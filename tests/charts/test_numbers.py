from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.charts.numbers import (
    as_stated,
    fixed,
    interval,
    percent,
    percent_number,
    shown_unit,
    signed,
    signed_percent,
    significant,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0"),
        ("0.041187", "0.0412"),
        ("1", "1.00"),
        ("9.996", "10.0"),
        ("999.6", "1,000"),
        ("-0.5", "\u22120.500"),
        ("7893.51", "7,890"),
        ("1234567", "1,230,000"),
        ("0.0000004", "<0.000001"),
        ("-0.0000004", "\u2212<0.000001"),
        # Half to even, GB/T 8170-2008, 3.2.3 and ISO 80000-1:2009, B.3, rule A.
        ("240.5", "240"),
        ("241.5", "242"),
    ],
)
def test_three_significant_digits(value: str, shown: str) -> None:
    assert significant(Decimal(value)) == shown


def test_signs_are_written() -> None:
    assert signed(Decimal("12.34")) == "+12.3"
    assert signed(Decimal("-12.34")) == "\u221212.3"
    assert signed(Decimal(0)) == "0"


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        ("0", "0"),
        ("0.6249", "62"),
        ("0.0312", "3.1"),
        ("0.0996", "10"),
        ("0.0004", "<0.1"),
        ("-0.0004", "\u2212<0.1"),
        ("0.9949", "99"),
        ("0.997", "99.7"),
        ("0.99951", ">99.9"),
        ("1", "100"),
        ("1.204", "120"),
        ("-0.045", "\u22124.5"),
    ],
)
def test_a_share_is_never_shown_as_nothing_or_as_all(share: str, shown: str) -> None:
    assert percent_number(Decimal(share)) == shown


def test_percent_in_running_text() -> None:
    assert percent(Decimal("0.5")) == "50 %"
    assert signed_percent(Decimal("0.5")) == "+50 %"
    assert signed_percent(Decimal("-0.5")) == "\u221250 %"
    assert signed_percent(Decimal(0)) == "0 %"


def test_digits_of_an_interval_come_from_its_half_width() -> None:
    shown = interval(Decimal("1.8203"), Decimal("1.4811"), Decimal("2.1804"), Decimal("0.9"))

    assert shown == "1.8 (1.5\u20132.2), 90 %"


def test_an_interval_without_width_has_three_decimals() -> None:
    one = Decimal("1.5")

    assert interval(one, one, one, Decimal("0.95")) == "1.500 (1.500\u20131.500), 95 %"


def test_inputs_keep_the_digits_they_were_stated_with() -> None:
    assert as_stated(Decimal("0.10")) == "0.10"
    assert as_stated(Decimal(1500)) == "1,500"
    assert as_stated(Decimal("1.5E+3")) == "1,500"


def test_tens_and_hundreds_can_be_rounded_to() -> None:
    assert fixed(Decimal(1551), -2) == "1,600"


def test_the_gas_is_written_with_a_subscript() -> None:
    assert shown_unit("kg CO2e/kWh") == "kg CO\u2082e/kWh"


@given(st.decimals(min_value="-1e9", max_value="1e9", allow_nan=False, places=9))
def test_what_is_shown_is_within_half_a_unit_of_the_third_digit(value: Decimal) -> None:
    if abs(value) < Decimal("0.000001"):
        return
    shown = Decimal(significant(value).replace("\u2212", "-").replace(",", ""))

    assert abs(shown - value) <= Decimal("0.5").scaleb(value.adjusted() - 2)
