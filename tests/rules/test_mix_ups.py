"""Seeded mix-ups of units, bases and sets: each is refused with its code, none gives a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest

from cellprint.errors import BadInputError
from cellprint.model.inventory import GwpSet
from cellprint.rules.allocation import (
    Basis,
    CoProduct,
    Price,
    economic_shares,
    mass_shares,
    on_metal_basis,
    physical_shares,
    price_ratio_choice,
)
from cellprint.rules.battery import Category, VehicleCategory
from cellprint.rules.book import parameter_set, rule_book
from cellprint.rules.cff import CircularInputs, circular_footprint
from cellprint.rules.characterisation import Characterised, Emission, added, characterised
from cellprint.rules.compare import RuleTotal, waterfall
from cellprint.rules.cut_off import LeftOut, cut_off_verdicts
from cellprint.rules.data_quality import Scores, rating
from cellprint.rules.electricity import (
    LedgerEntry,
    electricity_resolver,
    require_factor_kind,
    require_one_kind,
    resolve,
)
from cellprint.rules.energy_basis import CoalEquivalent, ElectricityBasis, total_coal_equivalent
from cellprint.rules.functional_unit import (
    PerUnit,
    UnitAmount,
    UnitFacts,
    converted,
    difference,
    functional_unit,
    functional_units,
    reference_flow,
)
from cellprint.rules.obligations import Placing, register
from cellprint.rules.provided import provided_units
from cellprint.rules.recycled_content import recycled_content
from cellprint.rules.transport import load_share

ON = date(2026, 8, 28)
EF31 = GwpSet(id="EF3.1", factors={"co2_fossil": 1.0})


@dataclass(frozen=True, slots=True)
class MixUp:
    """A mistake, as a call that must be refused with a code."""

    name: str
    code: str
    run: Callable[[], object]


def per(unit: str) -> PerUnit:
    """Return one kg CO2e per unit."""
    return PerUnit(kgco2e=1.0, unit=functional_unit(unit))


def result(gwp_set: str) -> Characterised:
    """Return a result of a GWP set."""
    parts = {"fossil": 1.0, "biogenic": 0.0, "land_use": 0.0, "not_split": 0.0}
    return Characterised(gwp_set=gwp_set, parts=parts)  # type: ignore[arg-type]


def formula(**inputs: float) -> Callable[[], object]:
    """Return a call of the circular footprint formula."""
    known: dict[str, Any] = {"material": "x", "a": 0.2, "ev": 1.0}
    return lambda: circular_footprint(CircularInputs(**(known | inputs)))


def count(**facts: Any) -> Callable[[], object]:
    """Return a count of functional units under the draft act."""
    known: dict[str, Any] = {
        "category": Category.EV,
        "vehicle": VehicleCategory.M1,
        "usable_energy_kwh": Decimal(60),
        "warranty_years": Decimal(8),
    }
    book = rule_book("eu-cfb-ev-draft-2024")
    return lambda: provided_units(book, UnitFacts(**(known | facts)), on=ON)


def salt(price_basis: Basis, basis: Basis = Basis.COMPOUND, **more: Any) -> CoProduct:
    """Return cobalt sulfate with a price per kg of metal or of compound."""
    price = Price(per_kg=40.92, basis=price_basis, currency=more.pop("currency", "USD"))
    return CoProduct(name="cobalt sulfate", mass_kg=1.0, basis=basis, price=price, **more)


def emission(unit: str) -> Callable[[], object]:
    """Return the characterisation of an amount in `unit`."""
    return lambda: characterised([Emission(flow="co2_fossil", amount=1.0, unit=unit)], EF31)


def unit_mix_ups() -> Iterator[MixUp]:
    """Yield values per different functional units, in every order, compared or converted."""
    for first, second in permutations(sorted(functional_units()), 2):
        yield MixUp(
            f"{first} minus {second}",
            "CP-RULE-013",
            lambda a=first, b=second: difference(per(a), per(b)),  # type: ignore[misc]
        )
    capacity = UnitAmount(unit=functional_unit("kwh_capacity"), amount=Decimal(60))
    nothing = UnitAmount(unit=functional_unit("kg"), amount=Decimal(0))
    yield MixUp(
        "value per life-time kWh converted with the capacity",
        "CP-RULE-013",
        lambda: converted(per("kwh_delivered"), provided=capacity, wanted=capacity),
    )
    yield MixUp(
        "waterfall between capacity and delivered energy",
        "CP-RULE-013",
        lambda: waterfall(
            first=75.0,
            totals=(RuleTotal(step="lifetime_energy", total=0.156),),
            last=0.156,
            units=(per("kwh_capacity").unit, per("kwh_delivered").unit),
        ),
    )
    yield MixUp(
        "mass over no energy",
        "CP-RULE-012",
        lambda: reference_flow(mass_kg=Decimal(400), provided=nothing),
    )
    yield MixUp("a unit called kWh alone", "CP-RULE-011", lambda: functional_unit("kWh"))
    yield MixUp("negative usable energy", "CP-RULE-009", count(usable_energy_kwh=Decimal(-60)))
    yield MixUp("a warranty of no years", "CP-RULE-009", count(warranty_years=Decimal(0)))


def impact_mix_ups() -> Iterator[MixUp]:
    """Yield mixed GWP sets and emissions in another unit than kg."""
    for other in ("IPCC_AR5", "IPCC_AR6", "EN15804"):
        yield MixUp(
            f"EF 3.1 plus {other}",
            "CP-RULE-052",
            lambda o=other: added([result("EF3.1"), result(o)]),  # type: ignore[misc]
        )
    for unit in ("g", "t", "mg", "kgCO2e"):
        yield MixUp(f"emission in {unit}", "CP-RULE-050", emission(unit))
    yield MixUp(
        "CO2e given as CO2 of an unknown flow",
        "CP-RULE-051",
        lambda: characterised([Emission(flow="co2e", amount=1.0, unit="kg")], EF31),
    )


def share_mix_ups() -> Iterator[MixUp]:
    """Yield percentages where shares from 0 to 1 are asked for, and scores of other scales."""
    for name in ("a", "r1", "r2", "r3", "b"):
        yield MixUp(f"{name} in percent", "CP-RULE-030", formula(**{name: 20.0}))
    yield MixUp("R2 and R3 of one material above one", "CP-RULE-031", formula(r2=0.8, r3=0.3))
    yield MixUp(
        "substituted material and quality ratio",
        "CP-RULE-032",
        formula(evs=0.5, quality_out=0.8),
    )
    yield MixUp(
        "cut-off share in percent",
        "CP-RULE-070",
        lambda: cut_off_verdicts(
            rule_book("pef-2021"),
            [LeftOut(name="x", reason="y", shares={"mass": Decimal("1.2")})],
            on=ON,
        ),
    )
    yield MixUp(
        "recycled share in percent",
        "CP-RULE-110",
        lambda: recycled_content(Placing(), {"Co": Decimal(16)}, register("eu-2023-1542")),
    )
    yield MixUp(
        "metal content in percent",
        "CP-RULE-046",
        lambda: on_metal_basis(salt(Basis.METAL, metal_content=20.97)),
    )
    yield MixUp(
        "quality score of a scale from zero",
        "CP-RULE-060",
        lambda: rating(Scores(technology=0, geography=1, time=1)),
    )


def basis_mix_ups() -> Iterator[MixUp]:
    """Yield prices, masses and energies on two bases."""
    rules = parameter_set("battery-pass-2023")
    yield MixUp(
        "metal price on compound mass",
        "CP-RULE-041",
        lambda: economic_shares([salt(Basis.METAL)]),
    )
    yield MixUp(
        "compound price on metal mass",
        "CP-RULE-041",
        lambda: economic_shares([salt(Basis.COMPOUND, Basis.METAL)]),
    )
    yield MixUp(
        "price ratio over two bases",
        "CP-RULE-041",
        lambda: price_ratio_choice([salt(Basis.METAL)], rules, on=ON),
    )
    yield MixUp(
        "mass of metal plus mass of compound",
        "CP-RULE-041",
        lambda: mass_shares(
            [
                salt(Basis.METAL, Basis.METAL),
                CoProduct(name="other", mass_kg=1.0, basis=Basis.COMPOUND),
            ]
        ),
    )
    yield MixUp(
        "dollars and yuan",
        "CP-RULE-042",
        lambda: economic_shares([salt(Basis.COMPOUND), salt(Basis.COMPOUND, currency="CNY")]),
    )
    yield MixUp(
        "MJ of steam beside kWh of power",
        "CP-RULE-045",
        lambda: physical_shares({"steam": (1.0, "MJ"), "power": (1.0, "kWh")}),
    )
    yield MixUp(
        "calorific plus equivalent electricity",
        "CP-RULE-090",
        lambda: total_coal_equivalent(
            [CoalEquivalent(kgce=1.0, basis=basis) for basis in ElectricityBasis]
        ),
    )
    yield MixUp(
        "load in kilograms on a payload in tonnes",
        "CP-RULE-130",
        lambda: load_share(mass_t=500.0, payload_t=22.0),
    )


def electricity_mix_ups() -> Iterator[MixUp]:
    """Yield direct factors in a footprint and impossible ledgers."""
    for resolver in ("el.cn_scope2_location", "el.cn_scope2_market"):
        yield MixUp(
            f"{resolver} in a product footprint",
            "CP-RULE-023",
            lambda r=resolver: require_factor_kind(electricity_resolver(r)),  # type: ignore[misc]
        )
    for kind in ("direct", "direct_fossil", "residual_like"):
        yield MixUp(
            f"life cycle beside {kind}",
            "CP-RULE-024",
            lambda k=kind: require_one_kind(["life_cycle", k]),  # type: ignore[misc]
        )
    feed_in = LedgerEntry(meter="x", kwh=Fraction(-5), location="CN", period="2024")
    yield MixUp(
        "feed-in as negative consumption",
        "CP-RULE-021",
        lambda: resolve([feed_in], [], electricity_resolver("el.pef_2021")),
    )


MIX_UPS = [
    *unit_mix_ups(),
    *impact_mix_ups(),
    *share_mix_ups(),
    *basis_mix_ups(),
    *electricity_mix_ups(),
]


@pytest.mark.parametrize("mix_up", MIX_UPS, ids=lambda mix_up: mix_up.name)
def test_a_mix_up_is_refused(mix_up: MixUp) -> None:
    with pytest.raises(BadInputError) as caught:
        mix_up.run()

    assert caught.value.code == mix_up.code


def test_there_are_enough_mix_ups_of_different_kinds() -> None:
    assert len(MIX_UPS) >= 30
    assert len({mix_up.code for mix_up in MIX_UPS}) >= 15


def test_life_cycle_kinds_alone_are_fine() -> None:
    require_one_kind(["life_cycle", "life_cycle_scaled"])
    require_one_kind([])
