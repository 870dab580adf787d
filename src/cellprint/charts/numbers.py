"""Numbers as pages, charts and documents show them.

Significant digits come from the uncertainty, else three; the sign is a true minus; thousands are
grouped by commas in both languages; shown parts may differ from the shown total by rounding and
are never adjusted.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

MINUS = "\u2212"
EN_DASH = "\u2013"
DIGITS = 3
SMALLEST = Decimal("0.000001")
TENTH_PERCENT = Decimal("0.001")


def fixed(value: Decimal, decimals: int) -> str:
    """Return `value` with that many decimals, grouped, with a true minus.

    Negative `decimals` round to tens, hundreds and so on.

    >>> fixed(Decimal("-1234.56"), 1)
    '−1,234.6'
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    text = f"{abs(rounded):,.{max(decimals, 0)}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def significant(value: Decimal, digits: int = DIGITS) -> str:
    """Return `value` with that many significant digits.

    Values closer to zero than one millionth are shown as smaller than that.

    >>> significant(Decimal("0.0411872")), significant(Decimal("4283.9"))
    ('0.0412', '4,280')
    """
    if value == 0:
        return "0"
    if abs(value) < SMALLEST:
        return f"{MINUS if value < 0 else ''}<{SMALLEST}"
    decimals = digits - 1 - value.adjusted()
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    return fixed(rounded, digits - 1 - rounded.adjusted())


def signed(value: Decimal, digits: int = DIGITS) -> str:
    """Return `value` with its sign always written.

    >>> signed(Decimal("3.14159")), signed(Decimal("-2"))
    ('+3.14', '−2.00')
    """
    text = significant(value, digits)
    return f"+{text}" if value > 0 else text


def percent_number(share: Decimal) -> str:
    """Return a share (1 = all) in percent, without the sign, for a column headed `%`.

    Whole percent from ten upwards, one decimal below; a part is never shown as nothing or as all.

    >>> [percent_number(Decimal(s)) for s in ("0.6249", "0.0312", "0.0001", "0.9999")]
    ['62', '3.1', '<0.1', '>99.9']
    """
    size = abs(share)
    if size == 0:
        return "0"
    sign = MINUS if share < 0 else ""
    if size < TENTH_PERCENT:
        return f"{sign}<0.1"
    if 1 - TENTH_PERCENT < size < 1:
        return f"{sign}>99.9"
    whole = Decimal("0.0995") <= size < Decimal("0.995") or size >= 1
    return sign + fixed(size * 100, 0 if whole else 1)


def percent(share: Decimal) -> str:
    """Return a share in percent as written in running text of both languages.

    >>> percent(Decimal("0.6249"))
    '62 %'
    """
    return f"{percent_number(share)} %"


def signed_percent(share: Decimal) -> str:
    """Return a relative difference in percent with its sign.

    >>> signed_percent(Decimal("0.12")), signed_percent(Decimal("-0.031"))
    ('+12 %', '−3.1 %')
    """
    return f"+{percent(share)}" if share > 0 else percent(share)


def interval(value: Decimal, low: Decimal, high: Decimal, level: Decimal) -> str:
    """Return `value (low–high), level`, with the digits that the half width supports.

    >>> interval(Decimal("1.8203"), Decimal("1.4811"), Decimal("2.1804"), Decimal("0.9"))
    '1.8 (1.5–2.2), 90 %'
    """
    half = (high - low) / 2
    decimals = -half.adjusted() if half else DIGITS
    shown = [fixed(number, decimals) for number in (value, low, high)]
    return f"{shown[0]} ({shown[1]}{EN_DASH}{shown[2]}), {percent(level)}"


def as_stated(value: Decimal) -> str:
    """Return an input with the digits it was stated with, grouped.

    >>> as_stated(Decimal("0.10")), as_stated(Decimal("1500"))
    ('0.10', '1,500')
    """
    exponent = value.as_tuple().exponent
    return fixed(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def shown_unit(unit: str) -> str:
    """Return a unit as pages write it.

    >>> shown_unit("kg CO2e/kWh")
    'kg CO₂e/kWh'
    """
    return unit.replace("CO2", "CO\u2082")
