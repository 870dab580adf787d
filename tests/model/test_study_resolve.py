"""A study in numbers: everything per one battery, worked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.model.inventory import Status
from cellprint.model.study_resolved import AmountKind
from tests.model.study_text import ITEM, codes, line, resolved, small, with_item
from tests.model.test_study import CONTRACT, FOOTPRINT

TRUCK = {"mode": "road_freight", "distance": "300 km"}
PRODUCTION = {"amount": 1000, "source": "report"}


def refused(data: dict[str, Any]) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        resolved(data)
    return caught.value


@pytest.mark.parametrize(
    ("per", "amount", "expected", "unit"),
    [
        ("battery", "120 kg", 120, "kg"),
        ("battery", "120 kg/item", 120, "kg"),
        # The battery has 60 kWh and 400 kg; 1000 are made in the period.
        ("kWh", "2 kg", 120, "kg"),
        ("kWh", "2 kg/kWh_capacity", 120, "kg"),
        ("kWh", "2 kg/kWh", 120, "kg"),
        ("kg", "0.3 kg", 120, "kg"),
        ("kg", "0.3 kg/kg", 120, "1"),
        ("period", "120 t", 0.12, "t"),
        ("battery", "= 2 kg/kWh_capacity * capacity", 120, "kg"),
        ("battery", "= 30 % * mass", 120, "kg"),
        ("period", "= 120 kg/item * production", 120, "kg"),
    ],
)
def test_an_amount_is_stated_per_one_battery(
    per: str, amount: str, expected: float, unit: str
) -> None:
    study = resolved({**with_item({"per": per}, amount=amount), "production": PRODUCTION})

    cathode = line(study, "cell/lfp_cathode")

    assert cathode.amount == pytest.approx(expected)
    assert cathode.unit == unit


def test_an_item_may_have_its_own_per() -> None:
    assert resolved(with_item({"per": "kWh"}, per="battery")).amounts[0].amount == 2


def test_a_line_says_what_it_is_where_it_is_used_and_how_it_came_about() -> None:
    data = with_item(
        {"per": "kWh", "location": "CN-GD"},
        id="cathode",
        amount="= rate",
        **{"from": "CN-HN"},
        note="from the bill",
    )
    data["parameters"] = {"rate": {"value": "2 kg/kWh_capacity", "source": "x"}}

    cathode = line(resolved(data), "cell/cathode")

    assert cathode.kind is AmountKind.ITEM
    assert cathode.stage == "raw_materials"
    assert cathode.section == "cell"
    assert (cathode.site, cathode.location) == ("CN-GD", "CN-HN")
    assert cathode.derivation.written == "= rate"
    assert cathode.derivation.uses == ("rate",)
    assert cathode.derivation.stated.value == 2
    assert cathode.derivation.per_battery == 60
    assert cathode.where == "components/0/items/0/amount"
    assert cathode.note == "from the bill"


def test_a_yield_divides_amounts_and_leaves_scrap_to_treat() -> None:
    scrap = {"route": "recycling", "from": "CN-HN"}
    data = with_item({"per": "kWh", "yield": 0.8, "scrap": scrap})

    study = resolved(data)

    # 2 kg · 60 / 0.8 = 150 kg used, 30 kg of it scrap.
    assert line(study, "cell/lfp_cathode").amount == pytest.approx(150)
    assert line(study, "cell/lfp_cathode").derivation.yield_ == 0.8
    assert study.scrap_kg == {"cell": pytest.approx(30)}
    treated = line(study, "cell/scrap")
    assert treated.amount == pytest.approx(30)
    assert (treated.flow, treated.unit) == ("recycling", "kg")
    assert treated.kind is AmountKind.TREATMENT
    assert treated.location == "CN-HN"
    assert study.bill_mass_kg == pytest.approx(120)


def test_scrap_that_nobody_treats_is_weighed_all_the_same() -> None:
    data = with_item({"yield": "80 %", "scrap": {"route": "none", "reason": "sold"}})

    study = resolved(data)

    assert study.scrap_kg == {"cell": pytest.approx(0.5)}
    assert [amount.id for amount in study.amounts] == ["cell/lfp_cathode"]


def test_an_item_may_have_its_own_yield() -> None:
    items = [ITEM, {**ITEM, "id": "foil", "yield": 0.5}]
    scrap = {"route": "none", "reason": "sold"}
    data = small(components=[{"id": "cell", "yield": 0.8, "scrap": scrap, "items": items}])

    study = resolved(data)

    assert line(study, "cell/foil").amount == 4
    assert study.scrap_kg["cell"] == pytest.approx(2.5 - 2 + 4 - 2)


def test_scrap_of_what_has_no_mass_is_a_warning() -> None:
    scrap = {"route": "none", "reason": "sold"}

    study = resolved(with_item({"yield": 0.8, "scrap": scrap}, amount="3 item"))

    assert [(one.code, one.severity) for one in study.findings] == [("CP-STUDY-030", "warning")]


@pytest.mark.parametrize("value", ["0", "-0.9", "1.1", "120 %"])
def test_a_yield_is_above_zero_and_at_most_one(value: str) -> None:
    assert codes(refused(with_item({"yield": value}))) == ["CP-STUDY-027"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (with_item(amount="2 kg/kWh"), "CP-STUDY-024"),
        (with_item({"per": "period"}), "CP-STUDY-026"),
        (with_item(amount="-2 kg"), "CP-STUDY-025"),
        (with_item(amount="= 1 kg - 3 kg"), "CP-STUDY-025"),
        (with_item(amount="= nothing * 2"), "CP-UNIT-021"),
        (with_item({"yield": 0.9}), "CP-STUDY-029"),
        (with_item(amount="3 item", transport=[TRUCK]), "CP-STUDY-028"),
        (with_item(supplier="nobody"), "CP-STUDY-032"),
        (small(components=[{"id": "c", "items": [ITEM, ITEM]}]), "CP-STUDY-021"),
    ],
)
def test_an_amount_that_makes_no_sense_is_refused(data: dict[str, Any], code: str) -> None:
    assert set(codes(refused(data))) == {code}


def test_everything_wrong_is_told_at_once() -> None:
    items = [{**ITEM, "id": "x", "amount": "-1 kg"}, {**ITEM, "id": "y", "amount": "1 kg/a"}]

    assert codes(refused(small(components=[{"id": "c", "items": items}]))) == [
        "CP-STUDY-025",
        "CP-STUDY-024",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"capacity": "0 kWh"}, "CP-STUDY-009"),
        ({"mass": "= 0 kg"}, "CP-STUDY-009"),
        ({"warranty": "0 a"}, "CP-STUDY-009"),
        ({"usable_energy": "61 kWh"}, "CP-STUDY-033"),
    ],
)
def test_the_figures_of_a_battery_have_to_make_sense(change: dict[str, Any], code: str) -> None:
    data = small()
    data["battery"] |= change

    assert codes(refused(data)) == [code]


def test_the_figures_of_a_battery_come_in_stated_units() -> None:
    data = small(production=PRODUCTION)
    data["battery"] |= {
        "capacity": "0.06 MWh",
        "usable_energy": "= capacity * 0.9",
        "warranty": {"years": "96 months", "distance": "160,000 公里"},
        "cycle_life": "= 3000 * 2",
        "energy_per_cycle": "50 kWh_capacity",
        "backup_power": "30 kW*min",
    }

    battery = resolved(data).battery

    assert battery.capacity_kwh == 60
    assert battery.usable_energy_kwh == 54
    assert battery.warranty_years == pytest.approx(8)
    assert battery.warranty_km == 160_000
    assert battery.cycle_life == 6000
    assert battery.energy_per_cycle_kwh == 50
    assert battery.backup_kw_min == pytest.approx(30)
    assert battery.production == 1000


def test_freight_is_mass_times_distance() -> None:
    data = with_item({"per": "kWh"}, transport=[TRUCK, {**TRUCK, "distance": "1 000 km"}])

    study = resolved(data)

    # 120 kg over 300 km and 1000 km.
    assert line(study, "cell/lfp_cathode/transport/1").amount == pytest.approx(36)
    second = line(study, "cell/lfp_cathode/transport/2")
    assert second.amount == pytest.approx(120)
    assert (second.unit, second.flow) == ("tkm", "road_freight")
    assert second.kind is AmountKind.FREIGHT
    assert second.source is not None


def test_freight_of_what_is_no_mass_needs_the_mass() -> None:
    data = with_item({"per": "kWh"}, amount="3 item", mass="500 g", transport=[TRUCK])

    freight = line(resolved(data), "cell/lfp_cathode/transport/1")

    # 0.5 kg · 60 over 300 km.
    assert freight.amount == pytest.approx(9)
    assert freight.mass_kg == pytest.approx(30)


def test_distribution_carries_the_battery_or_what_it_is_packed_in() -> None:
    uncertainty = {"distribution": "uniform", "low": "200 km", "high": "400 km"}
    legs = [
        {**TRUCK, "from": "CN", "to": "CN", "uncertainty": uncertainty},
        {**TRUCK, "mass": "500 kg"},
    ]

    study = resolved(small(distribution={"legs": legs}))

    first = line(study, "distribution/leg/1")
    assert first.amount == pytest.approx(120)
    assert (first.stage, first.site) == ("distribution", "CN")
    assert first.spread is not None
    assert (first.spread.low, first.spread.high) == pytest.approx((80, 160))
    assert line(study, "distribution/leg/2").amount == pytest.approx(150)


def test_the_whole_battery_is_treated_unless_an_amount_is_given() -> None:
    end = {"route": "recycling", "location": "DE", "source": "x", "transport": [TRUCK]}

    whole = resolved(small(end_of_life=end))
    part = resolved(small(end_of_life={**end, "amount": "2 kg", "per": "kWh"}))

    treated = line(whole, "end_of_life/recycling")
    assert (treated.amount, treated.unit, treated.site) == (400, "kg", "DE")
    assert treated.derivation.uses == ("mass",)
    assert line(part, "end_of_life/recycling").amount == 120
    assert line(whole, "end_of_life/transport/1").amount == pytest.approx(120)


def test_no_treatment_with_a_reason_is_no_line() -> None:
    assert resolved(small(end_of_life={"route": "none", "reason": "reused"})).amounts == ()


def test_end_of_life_may_list_several_treatments() -> None:
    items = [{**ITEM, "product": "dismantling", "amount": "400 kg treated"}]

    study = resolved(small(end_of_life={"items": items}))

    assert line(study, "end_of_life/dismantling").mass_kg == 400


def test_the_plant_uses_energy_and_materials_and_emits() -> None:
    section = {
        "per": "kWh",
        "energy": [{"carrier": "electricity", "amount": "30 度", "supply": "roof", "source": "m"}],
        "materials": [{**ITEM, "product": "nmp"}],
        "emissions": [{"flow": "co2_fossil", "amount": "0.1 kg", "source": "log"}],
        "waste": [{**ITEM, "product": "wastewater", "amount": "1 t"}],
    }
    data = small(manufacturing=section, contracts=[CONTRACT], production=PRODUCTION)

    study = resolved(data)

    kinds = [(amount.id, amount.kind, amount.amount, amount.unit) for amount in study.amounts]
    assert kinds == [
        ("manufacturing/nmp", AmountKind.ITEM, 120, "kg"),
        ("manufacturing/electricity", AmountKind.ENERGY, 1800, "kWh"),
        ("manufacturing/co2_fossil", AmountKind.EMISSION, pytest.approx(6), "kg"),
        ("manufacturing/wastewater", AmountKind.TREATMENT, 60, "t"),
    ]
    assert line(study, "manufacturing/electricity").supply == ("roof",)
    assert {amount.stage for amount in study.amounts} == {"manufacturing"}


def test_a_contract_is_stated_per_battery() -> None:
    factor = {"value": "20 gCO2e/kWh", "kind": "life_cycle", "year": 2024, "source": "x"}
    contract = {**CONTRACT, "factor": factor}

    study = resolved(small(contracts=[contract], production=PRODUCTION))

    # 300 000 kWh for 1000 batteries.
    assert study.contracts["roof"].amount_kwh == pytest.approx(300)
    assert study.contracts["roof"].factor_kgco2e_per_kwh == pytest.approx(0.02)


def test_a_contract_per_period_needs_the_production() -> None:
    assert codes(refused(small(contracts=[CONTRACT]))) == ["CP-STUDY-026"]


def test_a_contract_that_is_named_has_to_be_there() -> None:
    energy = [{"carrier": "electricity", "amount": "30 kWh", "supply": "rof", "source": "m"}]
    data = small(manufacturing={"energy": energy}, contracts=[CONTRACT], production=PRODUCTION)

    finding = refused(data).findings[0]

    assert finding.code == "CP-STUDY-032"
    assert finding.near == ("roof",)


def test_the_grid_is_always_there() -> None:
    energy = [{"carrier": "electricity", "amount": "30 kWh", "supply": "grid", "source": "m"}]

    assert resolved(small(manufacturing={"energy": energy})).amounts[0].supply == ("grid",)


def test_a_supplier_footprint_keeps_its_digits_and_unit() -> None:
    entry = {
        **FOOTPRINT,
        "value": "8.10 kgCO2e/kg",
        "uncertainty": {"distribution": "normal", "sd": "10 %"},
    }
    data = with_item(supplier="electrolyte")
    data["supplier_footprints"] = [entry]

    footprint = resolved(data).supplier_footprints["electrolyte"]

    assert (footprint.value, footprint.value_text, footprint.unit) == (8.1, "8.10", "kg")
    assert footprint.spread is not None
    assert footprint.spread.sd == pytest.approx(0.81)


def test_the_grid_factor_of_the_study_is_in_kilograms_per_kwh() -> None:
    factor = {"value": "500 gCO2e/kWh", "kind": "life_cycle", "year": 2024, "source": "x"}

    study = resolved(small(electricity={"factor": factor}))

    assert study.grid_factor_kgco2e_per_kwh == pytest.approx(0.5)


def test_a_bill_that_does_not_weigh_what_the_battery_weighs_is_a_warning() -> None:
    light = resolved(with_item(amount="300 kg"))
    right = resolved(with_item(amount="390 kg"))

    assert [one.code for one in light.findings] == ["CP-STUDY-034"]
    assert light.findings[0].details["deviation"] == "-25"
    assert right.findings == ()


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("invoice", Status.COMPANY),
        ({"document": "invoice", "quality": "measured"}, Status.COMPANY),
        ({"document": "guess", "quality": "estimated"}, Status.UNVERIFIED),
        ({"document": "DAI2019", "status": "published"}, Status.PUBLISHED),
    ],
)
def test_a_line_says_how_well_it_is_supported(source: object, status: Status) -> None:
    assert resolved(with_item(source=source)).amounts[0].citation().status is status


def test_an_amount_is_told_in_the_unit_of_its_flow() -> None:
    amount = resolved(with_item(amount="2 t")).amounts[0]

    assert amount.in_unit("kg") == 2000
    assert amount.factor_to("kg") == 1000


def test_zero_has_a_factor_too() -> None:
    assert resolved(with_item(amount="0 t")).amounts[0].factor_to("kg") == 1000


def test_a_treatment_handles_any_mass_but_a_product_is_no_treated_mass() -> None:
    treated = resolved(small(end_of_life={"route": "r", "source": "x"})).amounts[0]
    product = resolved(with_item()).amounts[0]

    assert treated.in_unit("kg_treated") == 400
    assert (
        resolved(small(end_of_life={"items": [{**ITEM, "amount": "2 kg treated"}]}))
        .amounts[0]
        .in_unit("kg")
        == 2
    )
    with pytest.raises(BadInputError) as caught:
        product.in_unit("kg_treated")
    assert caught.value.code == "CP-UNIT-008"
    assert caught.value.findings[0].where == product.where


def test_a_treatment_of_what_has_no_mass_is_refused() -> None:
    end = {"route": "r", "source": "x", "amount": "5 MJ"}
    treated = resolved(small(end_of_life=end)).amounts[0]

    with pytest.raises(BadInputError) as caught:
        treated.in_unit("kg_treated")

    assert caught.value.code == "CP-UNIT-007"


def test_a_leg_without_a_source_is_unverified() -> None:
    leg = resolved(small(distribution={"legs": [TRUCK]})).amounts[0]

    assert leg.citation().status is Status.UNVERIFIED


def test_a_study_knows_its_choices_and_days() -> None:
    study = resolved(small(choices={"lithium_carbonate": "brine_atacama"}))

    assert study.choices == {"lithium_carbonate": "brine_atacama"}
    assert [day.isoformat() for day in study.period_days] == ["2024-01-01", "2025-01-01"]


@given(
    st.floats(min_value=0.01, max_value=100),
    st.floats(min_value=1, max_value=1000),
    st.floats(min_value=0.1, max_value=1),
)
def test_what_is_used_is_what_is_inside_plus_the_scrap(
    per_kwh: float, capacity: float, share: float
) -> None:
    scrap = {"route": "none", "reason": "sold"}
    data = with_item({"per": "kWh", "yield": share, "scrap": scrap}, amount=f"{per_kwh!r} kg")
    data["battery"]["capacity"] = f"{capacity!r} kWh"

    study = resolved(data)

    inside = per_kwh * capacity
    assert study.bill_mass_kg == pytest.approx(inside)
    assert study.amounts[0].amount == pytest.approx(inside + study.scrap_kg.get("cell", 0))
