"""Units: spellings people use, exact factors, and what must never mix."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.units import (
    canonical_unit,
    conversion_factor,
    is_unit,
    joined_unit,
    mass_basis,
    nearest_units,
    registry,
    same_dimension,
    unit_names,
    unit_powers,
)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("度", "kWh"),
        ("千瓦时", "kWh"),
        ("万千瓦时", "wan_kWh"),
        ("万 kWh", "wan_kWh"),
        ("吨", "t"),
        ("万吨", "wan_t"),
        ("公斤", "kg"),
        ("千克", "kg"),
        ("兆焦", "MJ"),
        ("吉焦", "GJ"),
        ("吨标煤", "tce"),
        ("吨标准煤", "tce"),
        ("千克标准煤", "kgce"),
        ("标方", "Nm3"),
        ("Nm³", "Nm3"),
        ("吨公里", "tkm"),
        ("t·km", "t*km"),
        ("年", "a"),
        ("years", "a"),
        ("件", "item"),
        ("pcs", "item"),
        ("％", "percent"),
        ("kg CO2e", "kgCO2e"),
        ("kg CO₂-eq", "kgCO2e"),
        ("吨二氧化碳当量", "tCO2e"),
        ("kgCO2e/kWh", "kgCO2e/kWh"),
        ("kg per kWh", "kg/kWh"),
        ("kg Ni", "kg_Ni"),
        ("kg(Ni)", "kg_Ni"),
        ("t LCE", "t_LCE"),
        ("金属吨镍", "t_Ni"),
        ("吨碳酸锂当量", "t_LCE"),
        ("kWh_cell", "kWh_capacity"),
        ("Kwh", "kWh"),
        ("KG", "kg"),
        ("m³", "m3"),
        ("MJ/(kg*a)", "MJ/kg/a"),
        ("kWh^-1", "1/kWh"),
        ("m^2*m", "m^3"),
        ("1", "1"),
    ],
)
def test_a_unit_as_people_write_it_has_one_canonical_text(written: str, unit: str) -> None:
    assert canonical_unit(written, where="x") == unit


@pytest.mark.parametrize(
    ("found", "wanted", "factor"),
    [
        # GB/T 2589: 1 kgce = 7000 kcal (international table) = 29 307.6 kJ.
        ("kgce", "kJ", 29307.6),
        ("kgce", "kcal", 7000),
        ("tce", "GJ", 29.3076),
        ("kWh", "MJ", 3.6),
        ("wan_kWh", "kWh", 10_000),
        ("wan_t", "t", 10_000),
        ("t", "kg", 1000),
        ("tkm", "kg*km", 1000),
        ("Ah*V", "Wh", 1),
        ("kW*h", "kWh", 1),
        ("GWh_capacity", "kWh_capacity", 1e6),
        ("month", "a", 1 / 12),
        ("tCO2e/wan_kWh", "kgCO2e/kWh", 0.1),
        ("g_Ni", "kg_Ni", 1e-3),
        ("nmi", "km", 1.852),
        ("percent", "1", 0.01),
        ("L", "m3", 1e-3),
    ],
)
def test_factors_are_those_of_the_standards(found: str, wanted: str, factor: float) -> None:
    assert conversion_factor(found=found, wanted=wanted, where="x") == pytest.approx(
        factor, rel=1e-12
    )


@pytest.mark.parametrize(
    ("found", "wanted", "code"),
    [
        ("kg", "MJ", "CP-UNIT-007"),
        ("a", "d", "CP-UNIT-007"),
        ("m3", "Nm3", "CP-UNIT-007"),
        ("kg", "kgCO2e", "CP-UNIT-007"),
        ("kg_CO2", "kgCO2e", "CP-UNIT-007"),
        ("kg", "kg_Ni", "CP-UNIT-008"),
        ("t_Li", "kg_LCE", "CP-UNIT-008"),
        ("kg", "kg_cargo", "CP-UNIT-008"),
        ("kWh", "kWh_capacity", "CP-UNIT-009"),
        ("kWh_delivered", "kWh_capacity", "CP-UNIT-009"),
        ("MJ", "kWh_delivered", "CP-UNIT-009"),
    ],
)
def test_what_measures_something_else_never_converts(found: str, wanted: str, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        conversion_factor(found=found, wanted=wanted, where="study.yaml:3")

    assert caught.value.code == code
    assert caught.value.findings[0].where == "study.yaml:3"
    assert not same_dimension(found, wanted)


@pytest.mark.parametrize("written", ["furlong", "mj", "MG", "mwh", "kgg", "kg Xx", "kg/furlong"])
def test_an_unknown_unit_is_refused(written: str) -> None:
    with pytest.raises(BadInputError) as caught:
        canonical_unit(written, where="x")

    assert caught.value.code == "CP-UNIT-001"


def test_an_unknown_unit_is_told_the_nearest_ones() -> None:
    assert nearest_units("mj")[0] == "MJ"
    assert "kWh" in nearest_units("kwhh")


@pytest.mark.parametrize("written", ["", "  ", "/", "kg//kWh", "kg^9", "(kg", "kg^^2", "k" * 90])
def test_what_is_no_unit_expression_is_refused(written: str) -> None:
    with pytest.raises(BadInputError) as caught:
        canonical_unit(written, where="x")

    assert caught.value.code == "CP-UNIT-010"


def test_a_mass_says_what_it_is_of() -> None:
    bases = [mass_basis(unit) for unit in ("kg", "wan_t", "t_Ni", "wan_t_LCE", "kWh", "kgCO2e")]

    assert bases == ["", "", "Ni", "LCE", None, None]


def test_every_mass_basis_has_the_units_of_mass() -> None:
    for prefix in ("mg", "g", "kg", "t", "kt", "wan_t"):
        assert is_unit(f"{prefix}_Co")


@pytest.mark.parametrize("name", unit_names())
def test_every_unit_is_defined_in_the_registry_and_reads_back(name: str) -> None:
    assert canonical_unit(name, where="x") == name
    assert registry().Unit(name) is not None


def test_the_registry_is_built_once() -> None:
    assert registry() is registry()


def test_the_registry_knows_none_of_the_units_of_pint() -> None:
    assert not is_unit("pound")
    assert "pound" not in registry()


@given(
    st.dictionaries(
        st.sampled_from(["kg", "kWh", "MJ", "tkm", "a", "kg_Ni", "kWh_capacity"]),
        st.sampled_from([-3, -2, -1, 1, 2, 3]),
        max_size=4,
    )
)
def test_a_canonical_unit_reads_back_as_itself(powers: dict[str, int]) -> None:
    unit = joined_unit(powers)

    assert unit_powers(unit) == powers
    assert canonical_unit(unit, where="x") == unit


@given(st.sampled_from(unit_names()), st.sampled_from(unit_names()))
def test_converting_there_and_back_gives_one(one: str, other: str) -> None:
    if same_dimension(one, other):
        there = conversion_factor(found=one, wanted=other, where="x")
        back = conversion_factor(found=other, wanted=one, where="x")

        assert there * back == pytest.approx(1, rel=1e-12)


def test_reading_a_unit_does_not_import_pint() -> None:
    code = (
        "import sys; from cellprint.units import canonical_unit;"
        "canonical_unit('kg Ni', where='x'); sys.exit('pint' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_building_the_registry_costs_less_than_importing_pint() -> None:
    # A ratio of two measurements of one run, so that a busy machine does not fail the test.
    code = (
        "import time; a = time.perf_counter(); import pint; b = time.perf_counter();"
        "from cellprint.units import registry; registry(); c = time.perf_counter();"
        "print((c - b) / (b - a))"
    )
    ratio = float(subprocess.check_output([sys.executable, "-c", code], text=True))

    assert ratio < 2
