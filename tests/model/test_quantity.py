"""Quantities as people write them: what is read, what is refused, and how they convert."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.model.inventory import Composition, Status, Text
from cellprint.model.quantity import (
    convert,
    parse_quantity,
    plain_number,
    without_denominator,
)
from cellprint.units import unit_names

# Mass fraction of nickel in NiSO4·6H2O: 58.693 / 262.84 (IUPAC abridged atomic weights).
NICKEL_SULFATE = Composition(
    id="niso4_6h2o",
    name=Text(en="Nickel sulfate hexahydrate", zh="六水硫酸镍"),
    formula="NiSO4·6H2O",
    hydrate="hexahydrate",
    basis="pure compound",
    fractions={"Ni": 0.2233},
    status=Status.DERIVED,
)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("12.4 kWh", "12.4", "kWh"),
        ("3.1t", "3.1", "t"),
        ("1,250 kWh", "1250", "kWh"),
        ("1 250 kWh", "1250", "kWh"),
        ("1,250,000.5 kg", "1250000.5", "kg"),
        ("３．１ 吨", "3.1", "t"),
        ("1.2 万千瓦时", "1.2", "wan_kWh"),
        ("3 kg Ni", "3", "kg_Ni"),
        ("5 %", "5", "percent"),
        ("1e-3 kg", "1e-3", "kg"),
        ("−5 kg", "-5", "kg"),
        ("+5 kg", "5", "kg"),
        (".5 kg", "0.5", "kg"),
        ("0.10 kg", "0.10", "kg"),
        ("12 kg CO2e", "12", "kgCO2e"),
        ("8.1 kgCO2e/kg", "8.1", "kgCO2e/kg"),
        ("  3 kg  ", "3", "kg"),
        ("3 m3", "3", "m3"),
    ],
)
def test_a_quantity_keeps_its_digits_and_finds_its_unit(text: str, number: str, unit: str) -> None:
    quantity = parse_quantity(text, where="x")

    assert (quantity.number, quantity.unit) == (number, unit)
    assert quantity.value == float(number)
    assert quantity.text == text.strip()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3 furlong", "CP-UNIT-001"),
        ("12", "CP-UNIT-002"),
        ("", "CP-UNIT-003"),
        ("kg", "CP-UNIT-003"),
        ("约 12 kg", "CP-UNIT-003"),
        ("<5 kg", "CP-UNIT-003"),
        ("± 3 kg", "CP-UNIT-003"),
        ("9" * 200 + " kg", "CP-UNIT-003"),
        ("nan kg", "CP-UNIT-004"),
        ("inf", "CP-UNIT-004"),
        ("-∞ kg", "CP-UNIT-004"),
        ("1e400 kg", "CP-UNIT-004"),
        ("1-3 kg", "CP-UNIT-005"),
        ("1~3 kg", "CP-UNIT-005"),
        ("1～3 kg", "CP-UNIT-005"),
        ("3 kg 4 kg", "CP-UNIT-005"),
        ("3 ± 1 kg", "CP-UNIT-005"),
        ("1 25 kWh", "CP-UNIT-005"),
        ("12,4 kWh", "CP-UNIT-006"),
        ("1,2500 kg", "CP-UNIT-006"),
        ("1.250.000 kg", "CP-UNIT-006"),
        ("3/4 kg", "CP-UNIT-010"),
        ("1–3 kg", "CP-UNIT-011"),
        ("–5 kg", "CP-UNIT-011"),
    ],
)
def test_what_is_no_quantity_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_quantity(text, where="bom.yaml:7")

    assert caught.value.code == code
    assert caught.value.findings[0].where == "bom.yaml:7"


def test_a_plain_number_takes_the_unit_it_is_offered() -> None:
    assert parse_quantity("12", where="x", unit="kWh").unit == "kWh"
    assert parse_quantity("12 MJ", where="x", unit="kWh").unit == "MJ"


def test_conversion_is_exact_where_the_factor_is() -> None:
    quantity = convert(parse_quantity("1.2 万千瓦时", where="x"), "MJ", where="x")

    assert quantity.value == 43_200
    assert quantity.unit == "MJ"
    assert quantity.text == "1.2 万千瓦时"


def test_a_quantity_in_its_own_unit_keeps_its_digits() -> None:
    quantity = parse_quantity("0.10 kg", where="x")

    assert convert(quantity, "公斤", where="x") is quantity


def test_metal_where_the_compound_is_meant_is_told_the_factor() -> None:
    # 1 kg of nickel is in 1 / 0.2233 = 4.4783 kg of NiSO4·6H2O.
    with pytest.raises(BadInputError) as caught:
        convert(parse_quantity("3 kg Ni", where="x"), "kg", where="x", composition=NICKEL_SULFATE)

    assert caught.value.code == "CP-UNIT-012"
    assert caught.value.findings[0].details["factor"] == "4.4783"
    assert "NiSO4·6H2O" in caught.value.findings[0].what("zh")


def test_compound_where_the_metal_is_meant_is_told_the_factor() -> None:
    with pytest.raises(BadInputError) as caught:
        convert(parse_quantity("3 t", where="x"), "kg_Ni", where="x", composition=NICKEL_SULFATE)

    assert caught.value.code == "CP-UNIT-012"
    assert caught.value.findings[0].details["factor"] == "0.2233"


@pytest.mark.parametrize("unit", ["kg_Li", "kg_cargo"])
def test_a_basis_that_the_composition_does_not_explain_is_still_refused(unit: str) -> None:
    with pytest.raises(BadInputError) as caught:
        convert(parse_quantity("3 kg", where="x"), unit, where="x", composition=NICKEL_SULFATE)

    assert caught.value.code == "CP-UNIT-008"


def test_a_denominator_is_taken_off_only_where_it_is() -> None:
    rate = parse_quantity("2 kg/kWh", where="x")

    freed = without_denominator(rate, "kWh")

    assert freed is not None
    assert (freed.value, freed.unit, freed.text) == (2, "kg", "2 kg/kWh")
    assert without_denominator(rate, "kg") is None


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=6),
    st.sampled_from(unit_names()),
)
def test_any_number_with_any_unit_is_read_back(number: object, unit: str) -> None:
    text = f"{number:f} {unit}"

    quantity = parse_quantity(text, where="x")

    assert quantity.value == float(str(number))
    assert quantity.unit == unit


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_computed_number_is_written_so_that_it_reads_back(value: float) -> None:
    quantity = plain_number(value, unit="kg")

    assert parse_quantity(quantity.text, where="x").value == value


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_code(text: str) -> None:
    try:
        quantity = parse_quantity(text, where="x")
    except BadInputError as error:
        assert error.code.startswith("CP-UNIT-")  # noqa: PT017  (both ways are right)
    else:
        assert abs(quantity.value) < float("inf")
