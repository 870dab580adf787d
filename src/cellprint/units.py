"""The units of cellprint: one pint registry, the spellings people use, and conversion factors.

A unit is kept as canonical text: names of `units.txt` joined by `*` and `/`, as in `kg`,
`kg_Ni`, `kgCO2e/kWh`. Reading a unit needs no pint; only converting does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from cellprint.errors import BadInputError, CellprintError

if TYPE_CHECKING:
    import pint

DIMENSIONLESS = "1"
MAX_UNIT_LENGTH = 80
_MAX_EXPONENT = 4
_BLANKS = re.compile(r"[\s_-]+")
_FACTOR = re.compile(r"(?P<name>[^*/^]+?)(?:\^(?P<exponent>[+-]?\d{1,2}))?")
_BASIS = re.compile(r"kg_(\w+)")
_MASS_WORDS = {
    "mg": ("1e-6", ("mg", "毫克")),
    "g": ("1e-3", ("g", "克")),
    "kg": ("", ("kg", "千克", "公斤")),
    "t": ("1e3", ("t", "吨", "金属吨")),
    "kt": ("1e6", ("kt", "千吨")),
    "wan_t": ("1e7", ("万t", "万吨", "万金属吨")),
}
# Kilowatt-hours of three natures, by the base unit of their dimension.
_ENERGY_NATURES = frozenset({"kWh", "kWh_capacity", "kWh_delivered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Definition:
    """One line of `units.txt`, or one derived from a mass basis."""

    name: str
    line: str
    spellings: tuple[str, ...]


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[float]:
    """Return the registry of all units; built once from `units.txt`, without pint's own units."""
    import pint  # noqa: PLC0415  (0.2 s to import, and most commands convert nothing)

    units: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    units.load_definitions([definition.line for definition in _definitions()])
    return units


@lru_cache(maxsize=1)
def unit_names() -> tuple[str, ...]:
    """Return the canonical name of every unit, in the order of `units.txt`."""
    return tuple(definition.name for definition in _definitions())


def is_unit(name: str) -> bool:
    """Return whether `name` is a unit, a spelling of one, or `%`."""
    return _known(name) is not None


def canonical_unit(text: str, *, where: str) -> str:
    """Return the canonical text of a unit as people write it.

    Raises:
        CP-UNIT-001: a name that is no unit.
        CP-UNIT-010: not of the form `kg`, `kg/kWh`, `MJ*a^-1`.

    >>> canonical_unit("千克 / 千瓦时", where="x")
    'kg/kWh'
    >>> canonical_unit("t LCE", where="x")
    't_LCE'
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or len(plain) > MAX_UNIT_LENGTH:
        raise BadInputError.of("CP-UNIT-010", where=where, found=text[:MAX_UNIT_LENGTH])
    whole = _known(plain)
    if whole is not None:
        return whole
    powers: dict[str, int] = {}
    for name, exponent in _factors(plain, where=where):
        known = _known(name)
        if known is None:
            raise BadInputError.of("CP-UNIT-001", where=where, near=nearest_units(name), found=name)
        if known != DIMENSIONLESS:
            powers[known] = powers.get(known, 0) + exponent
    return joined_unit(powers)


def joined_unit(powers: dict[str, int]) -> str:
    """Return the canonical text of a product of powers of unit names.

    >>> joined_unit({"kg": 1, "kWh": -1})
    'kg/kWh'
    """
    above = [_power(name, exponent) for name, exponent in powers.items() if exponent > 0]
    below = [_power(name, -exponent) for name, exponent in powers.items() if exponent < 0]
    return "/".join(["*".join(above) or DIMENSIONLESS, *below])


def unit_powers(unit: str) -> dict[str, int]:
    """Return name → exponent of a canonical unit.

    >>> unit_powers("kgCO2e/kWh")
    {'kgCO2e': 1, 'kWh': -1}
    """
    powers: dict[str, int] = {}
    for name, exponent in _factors(unit, where=unit):
        if name != DIMENSIONLESS:
            powers[name] = powers.get(name, 0) + exponent
    return powers


def conversion_factor(*, found: str, wanted: str, where: str) -> float:
    """Return by how much a value in canonical unit `found` is multiplied to be in `wanted`.

    Raises:
        CP-UNIT-007: the two measure different things.
        CP-UNIT-008: mass of an element or other basis against mass of the product.
        CP-UNIT-009: energy, capacity and delivered energy mixed.

    >>> conversion_factor(found="tce", wanted="MJ", where="x")
    29307.6
    """
    if found == wanted:
        return 1.0
    units = registry()
    source, target = units.Unit(pint_text(found)), units.Unit(pint_text(wanted))
    if source.dimensionality != target.dimensionality:
        raise _mismatch(found, wanted, where)
    # Fifteen digits are what a float holds for certain: they turn 999.9999999999999 into 1000.
    return float(f"{units.convert(1.0, source, target):.15g}")


def same_dimension(one: str, other: str) -> bool:
    """Return whether two canonical units measure the same thing."""
    if one == other:
        return True
    units = registry()
    first, second = units.Unit(pint_text(one)), units.Unit(pint_text(other))
    return bool(first.dimensionality == second.dimensionality)


def mass_basis(unit: str) -> str | None:
    """Return what the mass in `unit` is of: `Ni` for `t_Ni`, empty for `kg`, None if no mass.

    >>> mass_basis("t_LCE"), mass_basis("g"), mass_basis("kWh")
    ('LCE', '', None)
    """
    head, _, basis = unit.removeprefix("wan_").partition("_")
    return basis if head in _MASS_WORDS and f"kg_{basis}".rstrip("_") in unit_names() else None


def nearest_units(name: str) -> tuple[str, ...]:
    """Return up to three unit names that resemble `name`."""
    by_case = {spelling.lower(): unit for spelling, unit in _spellings().items()}
    close = get_close_matches(_squeezed(name).lower(), by_case, n=3, cutoff=0.6)
    return tuple(dict.fromkeys(by_case[match] for match in close))


def pint_text(unit: str) -> str:
    """Return a canonical unit in the spelling of pint."""
    return "" if unit == DIMENSIONLESS else unit.replace("^", "**")


def _mismatch(found: str, wanted: str, where: str) -> CellprintError:
    bases = mass_basis(found), mass_basis(wanted)
    code = "CP-UNIT-007"
    if None not in bases:
        code = "CP-UNIT-008"
    elif _energy_nature(found) and _energy_nature(wanted):
        code = "CP-UNIT-009"
    return BadInputError.of(code, where=where, found=found, expected=wanted)


def _energy_nature(unit: str) -> bool:
    return any(same_dimension(unit, nature) for nature in _ENERGY_NATURES)


@lru_cache(maxsize=1)
def _definitions() -> tuple[_Definition, ...]:
    text = (resources.files("cellprint") / "units.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(
        definition for line in lines if line for definition in _expanded(_definition(line))
    )


def _definition(line: str) -> _Definition:
    name, _, *others = (part.strip() for part in line.split("="))
    spellings = tuple(other for other in others if other != "_")
    return _Definition(name=name, line=line, spellings=spellings)


def _expanded(base: _Definition) -> Iterator[_Definition]:
    """Yield `base`; for a mass basis `kg_X` also its mg, g, t, kt and wan_t."""
    match = _BASIS.fullmatch(base.name)
    if match is None:
        yield base
        return
    words = (match.group(1), base.spellings[0].removeprefix("kg"))
    for unit, (factor, mass_words) in _MASS_WORDS.items():
        name = f"{unit}_{match.group(1)}"
        meaning = f"{factor} {base.name}" if factor else f"[mass_{match.group(1)}]"
        spellings = tuple(f"{mass}{word}" for mass in mass_words for word in words)
        others = [spelling for spelling in spellings if spelling != name]
        line = " = ".join([name, meaning, "_", *others])
        yield _Definition(name=name, line=line, spellings=spellings)


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Return spelling without blanks → canonical name."""
    table = {DIMENSIONLESS: DIMENSIONLESS}
    for definition in _definitions():
        for spelling in (definition.name, *definition.spellings):
            table[_squeezed(unicodedata.normalize("NFKC", spelling))] = definition.name
    return table


@lru_cache(maxsize=1)
def _lower_case() -> dict[str, str | None]:
    """Return lower-case spelling → canonical name, None where two units share it."""
    table: dict[str, str | None] = {}
    for spelling, name in _spellings().items():
        lower = spelling.lower()
        table[lower] = name if table.get(lower, name) == name else None
    return table


def _known(name: str) -> str | None:
    """Return the canonical name of one unit word.

    Letter case is forgiven (`Kwh`, `KG`) except at a first `m` or `M`, where it could be milli or
    mega, and at single letters.
    """
    plain = _squeezed(name)
    exact = _spellings().get(plain)
    if exact is not None or len(plain) == 1 or plain[:1] in ("m", "M"):
        return exact
    return _lower_case().get(plain.lower())


def _squeezed(name: str) -> str:
    return _BLANKS.sub("", name)


def _factors(text: str, *, where: str) -> Iterator[tuple[str, int]]:
    """Yield (name, exponent) of each factor of a unit expression."""
    plain = re.sub(r"\bper\b", "/", text.replace("**", "^"))
    plain = re.sub(r"[·⋅×]", "*", plain)
    if "(" in plain:
        plain = _without_brackets(plain, text, where)
    sign = 1
    for part in re.split(r"([*/])", plain):
        if part in ("*", "/"):
            sign = 1 if part == "*" else -1
            continue
        match = _FACTOR.fullmatch(part.strip())
        if match is None:
            raise BadInputError.of("CP-UNIT-010", where=where, found=text)
        exponent = int(match["exponent"] or 1)
        if abs(exponent) > _MAX_EXPONENT:
            raise BadInputError.of("CP-UNIT-010", where=where, found=text)
        yield match["name"].strip(), sign * exponent


def _without_brackets(plain: str, text: str, where: str) -> str:
    """Return `a/(b*c)` as `a/b/c` and `kg(Ni)` as `kg Ni`; no other brackets are read."""
    match = re.fullmatch(r"([^()]+)/\s*\(([^()/]+)\)", plain)
    if match is not None:
        return f"{match[1]}/{match[2].replace('*', '/')}"
    match = re.fullmatch(r"([^()*/]+)\(([^()*/]+)\)((?:/[^()]+)?)", plain)
    if match is None:
        raise BadInputError.of("CP-UNIT-010", where=where, found=text)
    return f"{match[1]} {match[2]}{match[3]}"


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"
