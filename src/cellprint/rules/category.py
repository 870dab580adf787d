"""Which category a battery belongs to, with every candidate and the choice between them.

Source: Regulation (EU) 2023/1542, Art. 1(3)-(5) and Art. 3(1)(8)-(15).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cellprint.rules.battery import Category, VehicleCategory
from cellprint.rules.book import parameter_set
from cellprint.rules.messages import Message, message
from cellprint.rules.outcome import NotAssessable

# LAW-GAP: Art. 1(3) lets the strictest requirements decide when a battery fits several categories,
# without an order. Reading: this order, by the number of duties. Consequence: a battery that is
# traction and industrial counts as a vehicle battery.
STRICTEST_FIRST = (
    Category.EV,
    Category.IND,
    Category.IND_EXT,
    Category.LMT,
    Category.SLI,
    Category.PORT,
)
_ROAD = frozenset(set(VehicleCategory) - {VehicleCategory.L, VehicleCategory.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What a battery is designed for; None = not known.

    Attributes:
        traction: made for the traction of a vehicle.
        vehicle: class of that vehicle; None for wheeled vehicles outside the classes.
        starting: made for starting, lighting or ignition.
        industrial: made for industrial use, or repurposed to it.
        external_storage_only: stores energy in attached external devices only.
        sealed: sealed; mass_kg: mass [kg].
        military_or_space: made for that equipment alone.
    """

    mass_kg: Decimal | None = None
    sealed: bool | None = None
    traction: bool = False
    vehicle: VehicleCategory | None = None
    starting: bool = False
    industrial: bool = False
    external_storage_only: bool = False
    military_or_space: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """All categories that fit and the one that counts; none for exempt equipment."""

    candidates: tuple[Category, ...]
    chosen: Category | None
    note: Message | None = None


def classified(design: Design) -> Classification | NotAssessable:
    """Return the category of a battery by its design.

    References:
        Regulation (EU) 2023/1542, Art. 3(1)(9), (11)-(14); Art. 1(3), 1(5).
    """
    if design.military_or_space:
        note = message("military and space equipment is exempt (Art. 1(5))")
        return Classification(candidates=(), chosen=None, note=note)
    absent = _absent(design)
    if absent:
        return NotAssessable(
            because=message("scope unknown; not stated: {names}", names=absent),
            missing=absent,
            reference="32023R1542 Art. 3(1)",
        )
    mass = design.mass_kg if design.mass_kg is not None else Decimal(0)
    found = _candidates(design, mass)
    chosen = next(category for category in STRICTEST_FIRST if category in found)
    return Classification(candidates=found, chosen=chosen)


def _absent(design: Design) -> tuple[str, ...]:
    is_settled = design.traction and design.vehicle in _ROAD
    names = () if is_settled or design.starting else ("mass_kg", "sealed")
    return tuple(name for name in names if getattr(design, name) is None)


def _candidates(design: Design, mass: Decimal) -> tuple[Category, ...]:
    found = []
    if design.traction:
        found.append(_traction(design, mass))
    if design.starting:
        found.append(Category.SLI)
    is_heavy = mass > _limit("eu.scope.portable_mass")
    if design.industrial or (not found and (is_heavy or not design.sealed)):
        external = design.external_storage_only
        found.append(Category.IND_EXT if external else Category.IND)
    if not found:
        found.append(Category.PORT)
    return tuple(found)


def _traction(design: Design, mass: Decimal) -> Category:
    if design.vehicle in _ROAD:
        return Category.EV
    is_light = bool(design.sealed) and mass <= _limit("eu.scope.lmt_mass")
    if is_light:
        return Category.LMT
    return Category.EV if design.vehicle is VehicleCategory.L else Category.IND


def _limit(parameter: str) -> Decimal:
    number = parameter_set("eu-2023-1542").history(parameter)[-1].number()
    assert isinstance(number, Decimal)  # noqa: S101  (an article in force, read by a test)
    return number
