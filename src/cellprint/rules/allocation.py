"""Allocation between co-products: order of methods, price-ratio rule, shares, substitution.

Source: ISO 14044, 4.3.4.2 (order of methods); for metal co-products the Battery Carbon Footprint
Rules v1.1 (2023), p. 33-39, with the GBA and TfS rules.

Equation:
    f_i = m_i·v_i / Σ m_j·v_j      v = 1 (mass), price (economic), or the physical quantity

A price per kg of metal is never multiplied by the mass of a compound, unless this is asked for in
so many words to repeat a published computation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from cellprint.errors import BadInputError
from cellprint.rules.messages import Message, message
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet

# Order of ISO 14044, 4.3.4.2: the first that is possible is used.
HIERARCHY = ("subdivision", "system_expansion", "physical", "economic")
_RATIO = "eu.alloc.price_ratio"
_MINOR = "eu.alloc.minor_mass"
_YEARS = "eu.alloc.price_years"


class Basis(StrEnum):
    """What a mass is a mass of, or a price a price of."""

    COMPOUND = "compound"
    METAL = "metal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price per kg of `basis`, averaged over `years` years."""

    per_kg: float
    basis: Basis
    currency: str = "USD"
    years: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CoProduct:
    """An output of a process: mass [kg] of `basis`, price, and metal content of the compound."""

    name: str
    mass_kg: float
    basis: Basis = Basis.COMPOUND
    price: Price | None = None
    metal_content: float | None = None

    @property
    def is_waste(self) -> bool:
        """Return whether the output costs its owner: a price of zero or below."""
        return self.price is not None and self.price.per_kg <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodChoice:
    """Outcome of the price-ratio rule, with its steps."""

    method: Literal["mass", "economic"]
    price_ratio: float
    left_out: tuple[str, ...]
    steps: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HierarchyStep:
    """The method of the hierarchy that is used, and why the earlier ones are not."""

    method: str
    rejected: Mapping[str, str]


def hierarchy_step(rejected: Mapping[str, str]) -> HierarchyStep:
    """Return the first method of ISO 14044 that is not rejected.

    Args:
        rejected: method → reason why it is not possible.

    Raises:
        CP-RULE-040: a method is rejected without a reason, is unknown, or all are rejected.

    References:
        ISO 14044, 4.3.4.2.
    """
    for method, reason in rejected.items():
        if method not in HIERARCHY or not reason.strip():
            raise BadInputError.of("CP-RULE-040", where=method, method=method, near=HIERARCHY[:3])
    left = [method for method in HIERARCHY if method not in rejected]
    if not left:
        raise BadInputError.of("CP-RULE-040", where="allocation", method=HIERARCHY[-1])
    return HierarchyStep(method=left[0], rejected=dict(rejected))


def price_ratio_choice(
    outputs: Sequence[CoProduct],
    parameters: ParameterSet,
    *,
    on: date,
    as_published: bool = False,
) -> MethodChoice | NotAssessable:
    """Return mass or economic allocation for metal co-products by the ratio of their prices.

    Minor outputs (up to 3 % of the mass) are left out of the ratio, not of the result; wastes take
    no part. A ratio above 4 gives economic allocation. `as_published` lets prices and masses stand
    on different bases, to repeat a published computation with that flaw.

    Raises:
        CP-RULE-041, CP-RULE-042, CP-RULE-043: bases, currencies mixed; no output with mass.

    References:
        Battery Carbon Footprint Rules v1.1 (2023), p. 33-39.
    """
    limits = _limits(parameters, on)
    if isinstance(limits, NotAssessable):
        return limits
    ratio_limit, minor_share, years = limits
    products = _products(outputs)
    unpriced = tuple(p.name for p in products if p.price is None or p.price.years < years)
    if unpriced:
        return NotAssessable(
            because=message(
                "prices averaged over {years} years are missing for: {names}",
                years=f"{years:g}",
                names=unpriced,
            ),
            missing=unpriced,
            reference="Battery Carbon Footprint Rules v1.1 (2023), p. 33-39",
        )
    _require_one_currency(products)
    if not as_published:
        _require_price_on_mass_basis(products)
    shares = _normalised({product.name: product.mass_kg for product in products}, ())
    major = [product for product in products if shares[product.name] > minor_share] or products
    prices = [product.price.per_kg for product in major if product.price]
    ratio = max(prices) / min(prices)
    method: Literal["mass", "economic"] = "economic" if ratio > ratio_limit else "mass"
    return MethodChoice(
        method=method,
        price_ratio=ratio,
        left_out=tuple(product.name for product in products if product not in major),
        steps=(
            message(
                "highest price over lowest price is {ratio}; the limit is {limit}",
                ratio=f"{ratio:.3g}",
                limit=f"{ratio_limit:g}",
            ),
        ),
    )


def mass_shares(outputs: Sequence[CoProduct]) -> dict[str, float]:
    """Return shares by mass of the output compounds; wastes get none.

    Raises:
        CP-RULE-041: masses of metal and of compounds stand side by side.
        CP-RULE-043: no output with mass.
    """
    products = _products(outputs)
    if len({product.basis for product in products}) > 1:
        _refuse_basis(products[0])
    return _normalised({product.name: product.mass_kg for product in products}, outputs)


def economic_shares(
    outputs: Sequence[CoProduct], *, as_published: bool = False
) -> dict[str, float]:
    """Return shares by value, mass times price on the same basis; wastes get none.

    Args:
        outputs: co-products with prices.
        as_published: multiply although price and mass stand on different bases, to repeat a
            published computation with that flaw.

    Raises:
        CP-RULE-041: price per kg of metal and mass of a compound, or the reverse.
        CP-RULE-042: prices in different currencies.
        CP-RULE-043: no output with mass.
        CP-RULE-044: an output has no price.
    """
    products = _products(outputs)
    _require_one_currency(products)
    if not as_published:
        _require_price_on_mass_basis(products)
    values = {}
    for product in products:
        if product.price is None:
            raise BadInputError.of("CP-RULE-044", where=product.name, name=product.name)
        values[product.name] = product.mass_kg * product.price.per_kg
    return _normalised(values, outputs)


def physical_shares(quantities: Mapping[str, tuple[float, str]]) -> dict[str, float]:
    """Return shares by a physical quantity (energy, moles …) given as (amount, unit) per output.

    Raises:
        CP-RULE-045: the quantities have different units.
        CP-RULE-043: they sum to nothing.
    """
    units = {unit for _, unit in quantities.values()}
    if len(units) > 1:
        raise BadInputError.of("CP-RULE-045", where="allocation", units=", ".join(sorted(units)))
    return _normalised({name: amount for name, (amount, _) in quantities.items()}, ())


def substituted(*, total_kgco2e: float, avoided: Mapping[str, tuple[float, float]]) -> float:
    """Return the burden of the main product after system expansion [kg CO2e].

    Args:
        total_kgco2e: burden of the process [kg CO2e].
        avoided: co-product → (amount, emissions per unit of the product that it displaces).

    Equation:
        G = G_total - Σ m_i·e_i      (may be negative)

    References:
        ISO 14044, 4.3.4.2, step 1.
    """
    return total_kgco2e - math.fsum(amount * factor for amount, factor in avoided.values())


def on_metal_basis(product: CoProduct) -> CoProduct:
    """Return the co-product with the mass of its contained metal.

    Raises:
        CP-RULE-046: its metal content is unknown or no share of one.
    """
    if product.basis is Basis.METAL:
        return product
    content = product.metal_content
    if content is None or not 0 < content <= 1:
        raise BadInputError.of("CP-RULE-046", where=product.name, found=content)
    return replace(product, mass_kg=product.mass_kg * content, basis=Basis.METAL)


def _limits(parameters: ParameterSet, on: date) -> tuple[float, float, float] | NotAssessable:
    found = []
    for parameter in (_RATIO, _MINOR, _YEARS):
        number = parameters.number_at(parameter, on)
        if isinstance(number, NotAssessable):
            return number
        found.append(float(number))
    return found[0], found[1], found[2]


def _products(outputs: Sequence[CoProduct]) -> list[CoProduct]:
    return [output for output in outputs if not output.is_waste]


def _require_one_currency(products: Sequence[CoProduct]) -> None:
    currencies = {product.price.currency for product in products if product.price}
    if len(currencies) > 1:
        raise BadInputError.of(
            "CP-RULE-042", where="allocation", currencies=", ".join(sorted(currencies))
        )


def _require_price_on_mass_basis(products: Sequence[CoProduct]) -> None:
    for product in products:
        if product.price and product.price.basis is not product.basis:
            _refuse_basis(product)


def _refuse_basis(product: CoProduct) -> None:
    raise BadInputError.of(
        "CP-RULE-041",
        where=product.name,
        name=product.name,
        mass=product.basis.value,
        price=product.price.basis.value if product.price else "–",
    )


def _normalised(values: Mapping[str, float], outputs: Sequence[CoProduct]) -> dict[str, float]:
    total = math.fsum(values.values())
    if not math.isfinite(total) or total <= 0 or min(values.values()) < 0:
        raise BadInputError.of("CP-RULE-043", where="allocation", total=total)
    shares = {output.name: 0.0 for output in outputs if output.is_waste}
    return shares | {name: value / total for name, value in values.items()}
