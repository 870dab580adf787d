"""Formulas: what can be written, what it is worth, and what is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.model.evaluation import evaluate, evaluation_order
from cellprint.model.formula import is_formula, parse_formula
from cellprint.model.quantity import Quantity, parse_quantity

NAMES = {
    "capacity": parse_quantity("60 kWh_capacity", where="x"),
    "steel": parse_quantity("2 t", where="x"),
    "share": parse_quantity("5 %", where="x"),
    "count": parse_quantity("112", where="x", unit="1"),
    "面积": parse_quantity("3 m2", where="x"),
}


def worth(text: str) -> Quantity:
    return evaluate(parse_formula(text, where="x"), NAMES, where="x")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("= 2.05 kg/kWh_capacity * capacity", 123, "kg"),
        ("=2.05kg/kWh*3kWh", 6.15, "kg"),
        ("0.5 t/GWh_capacity * capacity", 0.03, "kg"),
        ("= 5 % * steel", 100, "kg"),
        ("= share * steel", 100, "kg"),
        ("= 面积 * 12 g/m2", 36, "g"),
        ("280 Ah * 3.2 V * count", 100.352, "kWh"),
        ("1 t * 100 km", 100, "tkm"),
        ("10 kg / 5 kg", 2, "1"),
        ("10 kg / 5 kg/kWh", 2, "1/kWh"),
        ("(10 kg) / (5 kg/kWh)", 2, "kWh"),
        ("8 - 2 * 3 + 1", 3, "1"),
        ("2 ^ 3 * 1 kg", 8, "kg"),
        ("2 ** -1", 0.5, "1"),
        ("2 ^ (0.5)", math.sqrt(2), "1"),
        ("-2^2", -4, "1"),
        ("- -3 kg", 3, "kg"),
        ("+3 kg", 3, "kg"),
        ("1 kg + 1 t", 1001, "kg"),
        ("sqrt(4 m2)", 2, "m"),
        ("min(3 t, 5 kg)", 5, "kg"),
        ("max(1 kg, steel)", 2, "t"),
        ("abs(-3 kg)", 3, "kg"),
        ("exp(ln(7))", 7, "1"),
        ("ln(steel / 1 kg)", math.log(2000), "1"),
        ("round(2.7 kg)", 3, "kg"),
        ("round(2.345 kg, 1)", 2.3, "kg"),
        ("29.94 kWh/kWh_capacity", 29.94, "kWh/kWh_capacity"),
        ("2 kg/a * 3", 6, "kg/a"),
        ("1 度 × 2", 2, "kWh"),
        ("（1 ＋ 2） * kg", 3, "kg"),
    ],
)
def test_a_formula_is_worth_what_it_says(text: str, value: float, unit: str) -> None:
    quantity = worth(text)

    assert quantity.value == pytest.approx(value, rel=1e-12)
    assert quantity.unit == unit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2 kgg", "CP-UNIT-001"),
        ("", "CP-UNIT-020"),
        ("=", "CP-UNIT-020"),
        ("2 2", "CP-UNIT-020"),
        ("(1", "CP-UNIT-020"),
        ("1)", "CP-UNIT-020"),
        ("3,5 kg", "CP-UNIT-020"),
        ("min()", "CP-UNIT-020"),
        ("min(1", "CP-UNIT-020"),
        ("2 max(1)", "CP-UNIT-020"),
        ("(2", "CP-UNIT-020"),
        ("2 ^ (3", "CP-UNIT-020"),
        ("a.b", "CP-UNIT-020"),
        ("1 == 1", "CP-UNIT-020"),
        ("[1]", "CP-UNIT-020"),
        ("lambda: 1", "CP-UNIT-020"),
        ("__import__('os')", "CP-UNIT-020"),
        ("1 if 1 else 2", "CP-UNIT-001"),
        ("steels * 2", "CP-UNIT-021"),
        ("__class__", "CP-UNIT-021"),
        ("1 / 0", "CP-UNIT-023"),
        ("1 / (steel - steel)", "CP-UNIT-023"),
        ("0 ^ -1", "CP-UNIT-023"),
        ("9e300 * 9e300", "CP-UNIT-024"),
        ("exp(1000)", "CP-UNIT-024"),
        ("ln(0)", "CP-UNIT-024"),
        ("sqrt(-1)", "CP-UNIT-024"),
        ("9e99 ^ 10", "CP-UNIT-024"),
        ("1 kg + 1 m", "CP-UNIT-025"),
        ("1 kg - 1", "CP-UNIT-025"),
        ("max(1 kg, 1 kg_Ni)", "CP-UNIT-025"),
        ("capacity + 1 kWh", "CP-UNIT-025"),
        ("2 ^ 11", "CP-UNIT-026"),
        ("2 ^ share", "CP-UNIT-026"),
        ("2 ^ -", "CP-UNIT-026"),
        ("1+" * 130 + "1", "CP-UNIT-027"),
        ("1" * 501, "CP-UNIT-027"),
        ("(" * 41 + "1" + ")" * 41, "CP-UNIT-027"),
        ("sqrt(1, 2)", "CP-UNIT-028"),
        ("round(1.5, share)", "CP-UNIT-028"),
        ("ln(2 kg)", "CP-UNIT-030"),
        ("pow(2)", "CP-UNIT-029"),
        ("eval(1)", "CP-UNIT-029"),
    ],
)
def test_what_is_no_formula_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        worth(text)

    assert caught.value.code == code
    assert caught.value.findings[0].line("zh")


def test_an_unknown_name_is_told_the_nearest_ones() -> None:
    with pytest.raises(BadInputError) as caught:
        worth("= 2 * capasity")

    assert caught.value.findings[0].near == ("capacity",)


def test_a_formula_knows_the_names_it_uses_but_not_units() -> None:
    formula = parse_formula("= y * 2 kg/kWh + x / y * t", where="x")

    assert formula.names == ("y", "x")


def test_a_formula_begins_with_an_equals_sign_of_either_width() -> None:
    assert is_formula("= 1")
    assert is_formula(" ＝ 1")
    assert not is_formula("1 kg")


def test_names_are_evaluated_after_what_they_use() -> None:
    order = evaluation_order({"c": ("b", "a"), "b": ("a",), "a": (), "d": ("x",)}, where=str)

    assert order == ("a", "b", "c", "d")


def test_a_circle_is_named() -> None:
    with pytest.raises(BadInputError) as caught:
        evaluation_order({"z": ("a",), "a": ("b",), "b": ("c",), "c": ("a",)}, where=str)

    assert caught.value.code == "CP-UNIT-022"
    assert caught.value.findings[0].details["found"] == "a → b → c → a"


def test_a_name_that_uses_itself_is_a_circle() -> None:
    with pytest.raises(BadInputError) as caught:
        evaluation_order({"a": ("a",)}, where=str)

    assert caught.value.findings[0].details["found"] == "a → a"


def test_a_long_chain_of_names_is_no_problem() -> None:
    formulas = {f"n{number}": (f"n{number + 1}",) for number in range(5000)}

    assert evaluation_order(formulas, where=str)[0] == "n4999"


@given(
    st.floats(min_value=-1e6, max_value=1e6),
    st.floats(min_value=-1e6, max_value=1e6),
    st.floats(min_value=1e-6, max_value=1e6),
)
def test_arithmetic_is_that_of_numbers(one: float, two: float, three: float) -> None:
    text = f"({one!r} - {two!r}) * 2 kg / {three!r}".replace("e-0", "e-")

    assert worth(text).value == pytest.approx((one - two) * 2 / three, rel=1e-12, abs=1e-300)


@given(st.text(alphabet="0123456789.+-*/^(), abkgehm%=", max_size=60))
def test_any_text_is_computed_or_refused_with_a_code(text: str) -> None:
    try:
        quantity = worth(text)
    except BadInputError as error:
        assert error.code.startswith("CP-UNIT-")  # noqa: PT017  (both ways are right)
    else:
        assert math.isfinite(quantity.value)
