"""Numbers as documents state them: decimal strings that do not depend on the machine.

A float is written with twelve significant digits. The engine's certificate guarantees that many
on the small systems of a study, and last-bit differences between platforms stay out of digests.
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = 12


def decimal_string(value: float) -> str:
    """Return `value` as a plain decimal string with twelve significant digits.

    >>> decimal_string(0.1 + 0.2)
    '0.3'
    >>> decimal_string(-1234.5)
    '-1234.5'
    """
    rounded = Decimal(f"{value:.{DIGITS - 1}e}")
    if rounded == 0:
        return "0"
    text = format(rounded.normalize(), "f")
    return text if "." not in text else text.rstrip("0").rstrip(".")
