"""Uncertainty as Brightway numbers it (stats_arrays): types, and what their fields mean.

Type 2 log-normal: `loc` = ln |amount|, `scale` = σ; 3 normal: `scale` = sd; 4 uniform and
5 triangular: `minimum`, `maximum`, and `loc` = mode. Source: stats_arrays, distributions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from cellprint.formats.numbers import is_number, shortest
from cellprint.formats.spreads import spread
from cellprint.model.foreign import Spread

FIELDS = ("uncertainty type", "loc", "scale", "shape", "minimum", "maximum", "negative")
LOGNORMAL, NORMAL, UNIFORM, TRIANGULAR = "2", "3", "4", "5"
_NAMES = {
    "undefined": "0",
    "none": "1",
    "no uncertainty": "1",
    "lognormal": LOGNORMAL,
    "normal": NORMAL,
    "uniform": UNIFORM,
    "triangular": TRIANGULAR,
}
_NO_SPREAD = ("", "0", "1")
_NEAR = 1e-6
_LARGEST = 100.0


def spread_of(record: Mapping[str, str], amount: str) -> tuple[Spread | None, str]:
    """Return the spread of a record by field name, and why it cannot be used.

    A log-normal record whose `loc` is not the logarithm of the amount is not used: amount or
    record was changed by hand.
    """
    raw = {name: record[name] for name in FIELDS if record.get(name)}
    kind = raw.get("uncertainty type", "").casefold()
    kind = _NAMES.get(kind, kind.removesuffix(".0"))
    if kind in _NO_SPREAD:
        return None, ""
    family, given = "", {}
    low, high = raw.get("minimum", ""), raw.get("maximum", "")
    if kind == LOGNORMAL:
        if not _is_log(raw.get("loc", ""), amount):
            kept = tuple(raw.items())
            return Spread(family="", raw=kept, convention="brightway"), "loc is not ln amount"
        family, given = "lognormal", {"gsd": _power(raw.get("scale", ""))}
    elif kind == NORMAL:
        family, given = "normal", {"sd": raw.get("scale", "")}
    elif kind == UNIFORM:
        family, given = "uniform", {"low": low, "high": high}
    elif kind == TRIANGULAR:
        family = "triangular"
        given = {"low": low, "mode": raw.get("loc") or amount, "high": high}
    return spread(family, given, amount=amount or "0", raw=raw, convention="brightway")


def _power(text: str) -> str:
    """Return gsd = exp σ."""
    return (
        shortest(math.exp(float(text))) if is_number(text) and abs(float(text)) < _LARGEST else ""
    )


def _is_log(loc: str, amount: str) -> bool:
    if not loc or not is_number(loc) or not amount or not float(amount):
        return not loc
    # matrices hold the logarithm with 32 bits only
    wanted = math.log(abs(float(amount)))
    return abs(float(loc) - wanted) <= _NEAR * max(1.0, abs(wanted))
