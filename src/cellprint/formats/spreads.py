"""Uncertainty records of the formats, brought to one convention; the record itself is kept.

Canonical parameters: lognormal `gsd` (> 1, of a median), normal `sd`, triangular `low mode high`,
uniform `low high`. A record that cannot be used becomes a spread without family: nothing is
repaired by absolute values or reciprocals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from cellprint.formats.numbers import is_number, shortest
from cellprint.model.foreign import Pairs, Spread

LARGEST_GSD = 10.0
FAMILIES = ("lognormal", "normal", "triangular", "uniform")


def spread(
    family: str,
    parameters: Mapping[str, str],
    *,
    amount: str,
    raw: Mapping[str, str],
    convention: str,
) -> tuple[Spread, str]:
    """Return the spread, and why it cannot be used (empty when it can).

    Args:
        family: one of `FAMILIES`.
        parameters: canonical parameters as decimal text.
        amount: the amount it belongs to.
        raw: the record as the file has it.
        convention: how the record was understood.
    """
    record = tuple(raw.items())
    reason = _reason(family, parameters, amount)
    if reason:
        return Spread(family="", raw=record, convention=convention), reason
    given: Pairs = tuple(parameters.items())
    return Spread(family=family, parameters=given, raw=record, convention=convention), ""


def gsd_of_square(text: str) -> str:
    """Return gsd = √v of v = gsd² (ILCD, EcoSpold 1, SimaPro).

    >>> gsd_of_square("1.44")
    '1.2'
    """
    value = float(text) if is_number(text) else -1.0
    return shortest(math.sqrt(value)) if value >= 0 else text


def gsd_of_variance(text: str) -> str:
    """Return gsd = exp √σ² (EcoSpold 2)."""
    value = float(text) if is_number(text) else -1.0
    return shortest(math.exp(math.sqrt(value))) if 0 <= value < 100 else text  # noqa: PLR2004  (σ of 10)


def half(text: str) -> str:
    """Return sd = v / 2 of v = 2·sd.

    >>> half("0.8")
    '0.4'
    """
    return shortest(float(text) / 2) if is_number(text) else text


def root(text: str) -> str:
    """Return sd = √σ²."""
    return shortest(math.sqrt(float(text))) if is_number(text) and float(text) >= 0 else text


def mode_of_mean(*, mean: str, low: str, high: str) -> tuple[str, bool]:
    """Return the mode of a triangle that is stated by its mean, and whether that was possible.

    mode = 3·mean − low − high; outside [low, high] the file put the mode into the mean field.
    """
    if not (is_number(mean) and is_number(low) and is_number(high)):
        return mean, False
    least, most = float(low), float(high)
    mode = 3 * float(mean) - least - most
    slack = 1e-9 * max(abs(least), abs(most))
    if least - slack <= mode <= most + slack:
        return shortest(min(max(mode, least), most)), True
    return mean, False


def _reason(family: str, parameters: Mapping[str, str], amount: str) -> str:
    """Return why a record cannot be used, or nothing."""
    if family not in FAMILIES:
        return "family is not known"
    if not all(is_number(text) for text in parameters.values()):
        return "not a number"
    if float(amount) == 0:
        return "amount is zero"
    values = {name: float(text) for name, text in parameters.items()}
    if family == "lognormal":
        return _reason_gsd(values["gsd"])
    if family == "normal":
        return "" if values["sd"] > 0 else "sd is not above 0"
    return _reason_range(values["low"], values.get("mode", values["low"]), values["high"])


def _reason_gsd(gsd: float) -> str:
    if gsd <= 1:
        return "gsd is not above 1"
    return f"gsd is above {LARGEST_GSD:g}" if gsd > LARGEST_GSD else ""


def _reason_range(low: float, mode: float, high: float) -> str:
    if not low < high:
        return "low is not below high"
    return "" if low <= mode <= high else "mode is outside low and high"
