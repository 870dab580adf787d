"""Is a battery in the scope of a duty? In, out with a reason, or unknown with what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cellprint.rules.battery import Category, PriorLife
from cellprint.rules.book import parameter_set
from cellprint.rules.messages import Message, message
from cellprint.rules.obligation_data import Cell, Exemption, Placing
from cellprint.rules.outcome import NotAssessable

_METALS = frozenset({"Co", "Pb", "Li", "Ni"})
_INDUSTRIAL = (Category.IND, Category.IND_EXT)
_EU = "eu-2023-1542"
_CN = "cn-miit-551-2025"


class ScopeKind(StrEnum):
    """Answer to the question of scope; out of scope is neither a pass nor a fail."""

    IN = "in_scope"
    OUT = "out_of_scope"
    UNKNOWN = "scope_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Scope of a duty: `reference` and `reason` when out, `missing` when unknown."""

    kind: ScopeKind
    reason: Message | None = None
    reference: str = ""
    missing: tuple[str, ...] = ()


IN_SCOPE = Scope(kind=ScopeKind.IN)


def unknown(*missing: str) -> Scope:
    """Return that the scope cannot be told without the facts `missing`."""
    return Scope(
        kind=ScopeKind.UNKNOWN,
        missing=missing,
        reason=message("scope unknown; not stated: {names}", names=missing),
    )


def out_of_scope(reason: Message, *, reference: str) -> Scope:
    """Return that the battery is out of scope for `reason`."""
    return Scope(kind=ScopeKind.OUT, reason=reason, reference=reference)


def scope_of(cell: Cell, placing: Placing) -> Scope:
    """Return whether `placing` falls under `cell`, before any exemption.

    References:
        Regulation (EU) 2023/1542, Art. 3(1)(9)-(16), and the article of the cell.
    """
    if placing.placed_on_market is None or placing.category is None:
        names = ("placed_on_market", "category")
        return unknown(*(name for name in names if getattr(placing, name) is None))
    if placing.category not in cell.categories:
        reason = message("not for category {category}", category=placing.category.value)
        return out_of_scope(reason, reference=cell.reference)
    if cell.end is not None and placing.placed_on_market >= cell.end:
        reason = message("superseded by {cell}", cell=cell.superseded_by)
        return out_of_scope(reason, reference=cell.reference)
    missing: list[str] = []
    for name in cell.scope:
        condition = CONDITIONS[name]
        met = condition.met(placing)
        if met is False:
            return out_of_scope(condition.reason, reference=cell.reference)
        if met is None:
            missing.append(condition.fact)
    return unknown(*missing) if missing else IN_SCOPE


def exempted(
    exemption: Exemption, cell: Cell, placing: Placing, start: date | None
) -> Scope | None:
    """Return the scope that an exemption for batteries with a prior life gives, or None.

    References:
        Regulation (EU) 2023/1542, Art. 7(5), 8(4): placed on the market before the operation;
        Art. 10(4): placed before the duty applied, which the operator has to demonstrate.
    """
    if placing.prior_life is PriorLife.NONE or not cell.id.startswith(exemption.cells):
        return None
    if exemption.kind == "placed_before_start":
        return _placed_before_start(exemption, cell, placing, start)
    if placing.first_placed is None:
        return unknown("first_placed")
    operation = placing.operation_date or placing.placed_on_market
    if operation is not None and placing.first_placed < operation:
        reason = message("placed on the market before it was {life}", life=placing.prior_life.value)
        return out_of_scope(reason, reference=exemption.reference)
    return None


def _placed_before_start(
    exemption: Exemption, cell: Cell, placing: Placing, start: date | None
) -> Scope | None:
    if placing.first_placed is None or not placing.first_placing_proven:
        return unknown("first_placed", "first_placing_proven")
    # A start that is not known is not before the calendar date, so that date proves enough.
    if placing.first_placed < (start or cell.calendar):
        reason = message("proven to be placed on the market before the duty applied")
        return out_of_scope(reason, reference=exemption.reference)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition on a battery: three-valued test, the fact it reads, the reason when not met."""

    met: Callable[[Placing], bool | None]
    fact: str
    reason: Message


def _industrial_energy(placing: Placing) -> bool | None:
    if placing.category not in _INDUSTRIAL:
        return True
    return _above(placing, _EU, "eu.scope.industrial_energy")


def _traction_energy(placing: Placing) -> bool | None:
    return _above(placing, _CN, "cn.551.min_energy_exclusive")


def _above(placing: Placing, set_id: str, parameter: str) -> bool | None:
    limit = parameter_set(set_id).history(parameter)[-1].number()
    if placing.energy_kwh is None or isinstance(limit, NotAssessable):
        return None
    return placing.energy_kwh > limit


def _contains_metals(placing: Placing) -> bool | None:
    return None if placing.metals is None else bool(placing.metals & _METALS)


def _if_industrial(value: bool | None, placing: Placing) -> bool | None:  # noqa: FBT001  (a fact)
    return value if placing.category in _INDUSTRIAL else True


def _cadmium_or_lead(placing: Placing) -> bool | None:
    found = (
        _exceeds(placing.cadmium, "eu.label.cadmium"),
        _exceeds(placing.lead, "eu.label.lead"),
    )
    if True in found:
        return True
    return None if None in found else False


def _exceeds(share: Decimal | None, parameter: str) -> bool | None:
    limit = parameter_set(_EU).history(parameter)[-1].number()
    if share is None or isinstance(limit, NotAssessable):
        return None
    return share > limit


def _negated(value: bool | None) -> bool | None:  # noqa: FBT001  (a fact)
    return None if value is None else not value


CONDITIONS: Mapping[str, Condition] = {
    "rechargeable": Condition(
        met=lambda p: p.rechargeable,
        fact="rechargeable",
        reason=message("only rechargeable batteries are named"),
    ),
    "not_rechargeable": Condition(
        met=lambda p: _negated(p.rechargeable),
        fact="rechargeable",
        reason=message("only non-rechargeable batteries are named"),
    ),
    "rechargeable_if_industrial": Condition(
        met=lambda p: _if_industrial(p.rechargeable, p),
        fact="rechargeable",
        reason=message("only rechargeable batteries are named"),
    ),
    "rechargeable_if_portable": Condition(
        met=lambda p: p.rechargeable if p.category is Category.PORT else True,
        fact="rechargeable",
        reason=message("only rechargeable batteries are named"),
    ),
    "industrial_energy": Condition(
        met=_industrial_energy,
        fact="energy_kwh",
        reason=message("industrial battery of 2 kWh or less"),
    ),
    "traction_energy": Condition(
        met=_traction_energy,
        fact="energy_kwh",
        reason=message("traction battery of 2 kWh or less"),
    ),
    "contains_metals": Condition(
        met=_contains_metals,
        fact="metals",
        reason=message("no cobalt, lead, lithium or nickel in active materials"),
    ),
    "general_use": Condition(
        met=lambda p: p.general_use,
        fact="general_use",
        reason=message("not a portable battery of general use"),
    ),
    "not_button_cell": Condition(
        met=lambda p: _negated(p.button_cell),
        fact="button_cell",
        reason=message("button cells are excepted"),
    ),
    "stationary_storage": Condition(
        met=lambda p: p.stationary_storage,
        fact="stationary_storage",
        reason=message("not a stationary battery energy storage system"),
    ),
    "stationary_if_industrial": Condition(
        met=lambda p: _if_industrial(p.stationary_storage, p),
        fact="stationary_storage",
        reason=message("not a stationary battery energy storage system"),
    ),
    "cadmium_or_lead": Condition(
        met=_cadmium_or_lead,
        fact="cadmium, lead",
        reason=message("cadmium and lead stay below the limits"),
    ),
    "above_turnover_limit": Condition(
        met=lambda p: p.above_turnover_limit,
        fact="above_turnover_limit",
        reason=message("operator below the turnover limit"),
    ),
    "exports_controlled_technology": Condition(
        met=lambda p: p.exports_controlled_technology,
        fact="exports_controlled_technology",
        reason=message("no controlled technology is exported"),
    ),
    "exports_controlled_goods": Condition(
        met=lambda p: p.exports_controlled_goods,
        fact="exports_controlled_goods",
        reason=message("no controlled goods are exported"),
    ),
}
