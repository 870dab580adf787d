"""Quantities: a number with a unit, as people write it and as it is computed with."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from cellprint.errors import BadInputError, CellprintError
from cellprint.model.inventory import Composition
from cellprint.units import (
    DIMENSIONLESS,
    canonical_unit,
    conversion_factor,
    joined_unit,
    mass_basis,
    unit_powers,
)

MAX_QUANTITY_LENGTH = 120
_NUMBER = re.compile(
    r"""(?P<sign>[+-]?)
    (?P<whole>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+|(?=\.\d))
    (?P<rest>(?:\.\d+)?(?:[eE][+-]?\d{1,4})?)""",
    re.VERBOSE,
)
_DASHES = "–—‒―"
_NOT_FINITE = re.compile(r"[+-]?(?:(?:nan|inf(?:inity)?)\b|∞)", re.IGNORECASE)
_SECOND_NUMBER = re.compile(r"(?:^|[\s~+±-])[+-]?\d")
# Carbonate equivalent is a mass of lithium as Li2CO3: its basis has a composition of its own.
_ELEMENT = re.compile(r"[A-Z][a-z]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit.

    Attributes:
        text: as it was written.
        number: the decimal text of the number, without grouping.
        value: the same as float, in `unit`.
        unit: canonical unit, `1` for a plain number.
    """

    text: str
    number: str
    value: float
    unit: str


def parse_quantity(text: str, *, where: str, unit: str = "") -> Quantity:
    """Return the quantity that `text` states.

    Accepted: `12.4 kWh`, `3.1t`, `1,250 kWh`, `1 250 kWh`, `1e-3 kg`, `5 %`, `３．１ 吨`,
    `1.2 万千瓦时`, `3 kg Ni`.

    Args:
        text: a number with its unit.
        where: the place that errors name.
        unit: unit of a number that has none; without it such a number is an error.

    Raises:
        CP-UNIT-001, CP-UNIT-010: the unit is not known, or not a unit expression.
        CP-UNIT-002: no unit.
        CP-UNIT-003: no number at the start.
        CP-UNIT-004: not finite.
        CP-UNIT-005: two numbers or a range.
        CP-UNIT-006: commas that do not group thousands.
        CP-UNIT-011: a dash.

    >>> parse_quantity("1,250 kWh", where="x").value
    1250.0
    """
    plain = _plain(text, where=where)
    match = _NUMBER.match(plain)
    if match is None:
        raise _not_a_number(plain, text, where)
    number = _number_text(match)
    rest = plain[match.end() :]
    if rest.startswith((",", ".")):
        raise BadInputError.of("CP-UNIT-006", where=where, found=text)
    if _SECOND_NUMBER.search(rest.partition("/")[0]):
        raise BadInputError.of("CP-UNIT-005", where=where, found=text)
    if not rest.strip() and not unit:
        raise BadInputError.of("CP-UNIT-002", where=where, found=text)
    value = float(number)
    if not math.isfinite(value):
        raise BadInputError.of("CP-UNIT-004", where=where, found=text)
    stated = canonical_unit(rest.strip() or unit, where=where)
    return Quantity(text=text.strip(), number=number, value=value, unit=stated)


def plain_number(value: float, *, unit: str = DIMENSIONLESS) -> Quantity:
    """Return a quantity made of a float that was not written by anyone."""
    number = repr(value)
    text = number if unit == DIMENSIONLESS else f"{number} {unit}"
    return Quantity(text=text, number=number, value=value, unit=unit)


def convert(
    quantity: Quantity, unit: str, *, where: str, composition: Composition | None = None
) -> Quantity:
    """Return `quantity` in `unit`.

    With the composition of the product at hand, a mass given on the wrong basis (nickel instead
    of nickel sulfate, or the other way round) is refused with the factor that would be right; it
    is never converted silently.

    Raises:
        CP-UNIT-001, CP-UNIT-010: `unit` is not a unit.
        CP-UNIT-007, CP-UNIT-008, CP-UNIT-009: the unit measures something else.
        CP-UNIT-012: the basis is wrong, and the composition states the factor.
    """
    wanted = canonical_unit(unit, where=where)
    if wanted == quantity.unit:
        return quantity
    try:
        factor = conversion_factor(found=quantity.unit, wanted=wanted, where=where)
    except CellprintError as error:
        hint = _basis_error(quantity.unit, wanted, composition, where)
        raise (hint or error) from None
    product = Decimal(quantity.number) * Decimal(repr(factor))
    return Quantity(text=quantity.text, number=str(product), value=float(product), unit=wanted)


def without_denominator(quantity: Quantity, unit: str) -> Quantity | None:
    """Return `quantity` freed of `/unit`, or None when its unit has no such denominator.

    >>> without_denominator(parse_quantity("2 kg/kWh", where="x"), "kWh").unit
    'kg'
    """
    powers = unit_powers(quantity.unit)
    if powers.get(unit) != -1:
        return None
    del powers[unit]
    return Quantity(
        text=quantity.text,
        number=quantity.number,
        value=quantity.value,
        unit=joined_unit(powers),
    )


def _plain(text: str, *, where: str) -> str:
    """Return `text` in half-width characters; a minus sign (U+2212) becomes `-`."""
    if len(text) > MAX_QUANTITY_LENGTH:
        raise BadInputError.of("CP-UNIT-003", where=where, found=f"{text[:40]}…")
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    if any(dash in plain for dash in _DASHES):
        raise BadInputError.of("CP-UNIT-011", where=where, found=text)
    return re.sub(r"\s+", " ", plain)


def _number_text(match: re.Match[str]) -> str:
    whole = match["whole"].replace(",", "").replace(" ", "") or "0"
    sign = "-" if match["sign"] == "-" else ""
    return f"{sign}{whole}{match['rest']}"


def _not_a_number(plain: str, text: str, where: str) -> CellprintError:
    if _NOT_FINITE.match(plain):
        return BadInputError.of("CP-UNIT-004", where=where, found=text)
    return BadInputError.of("CP-UNIT-003", where=where, found=text)


def _basis_error(
    found: str, wanted: str, composition: Composition | None, where: str
) -> CellprintError | None:
    """Return the error that states the factor between element and compound, if there is one."""
    bases = {mass_basis(found), mass_basis(wanted)}
    elements = [basis for basis in bases if basis and _ELEMENT.fullmatch(basis)]
    if composition is None or "" not in bases or len(elements) != 1:
        return None
    fraction = composition.fractions.get(elements[0])
    if not fraction:
        return None
    factor = fraction if mass_basis(wanted) else 1 / fraction
    return BadInputError.of(
        "CP-UNIT-012",
        where=where,
        found=found,
        expected=wanted,
        composition=composition.formula or composition.id,
        fraction=_digits(fraction),
        factor=_digits(factor),
        element=elements[0],
    )


def _digits(value: float) -> str:
    """Return five significant digits in plain notation."""
    return format(Decimal(f"{value:.5g}"), "f")
