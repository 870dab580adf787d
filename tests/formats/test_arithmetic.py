from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.formats.arithmetic import MAX_LENGTH, PYTHON, FormulaError, Values, amount_of

NUMBERS = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda one: round(one, 3))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("10 - 4 - 3", 3),
        ("2 ^ 3 ^ 2", 512),
        ("2 ** 3", 8),
        ("-2 ^ 2", -4),
        ("2 ^ -1", 0.5),
        ("7 % 4", 3),
        ("1.5e3 / 3", 500),
        ("sqrt(16) + ABS(-1)", 5),
        ("ln(exp(2)) + log10(100)", 4),
        ("min(3; max(1, 2))", 2),
        ("power(2; 10) + round(2.6)", 1027),
        ("iff(1 < 2; 5; 1 / 0)", 5),
        ("if(2 <> 2, 1, 7)", 7),
        ("1 >= 1 and 2 <= 1 or 3 == 3", 1),
        ("1 != 1", 0),
        ("Mass * share", 12),
        ("twice + 1", 9),
    ],
)
def test_formulas_have_their_values(formula: str, value: float) -> None:
    above = Values({"mass": "4", "share": "99"})
    values = Values({"SHARE": "3", "twice": "mass * 2"}, above)

    assert values.compute(formula) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "1 +",
        "1 2",
        "(1",
        "1)",
        "1 / 0",
        "sqrt(-1)",
        "1e300 * 1e300",
        "10 ^ 400",
        "unknown",
        "a",
        "f(1)",
        "log(10)",
        "sqrt(1; 2)",
        "abs",
        "__import__('os')",
        "a.b",
        "x[0]",
        "1 if 2 else 3",
        "1,5",
        "(" * 60 + "1" + ")" * 60,
        "-" * 60 + "1",
        "1+" * MAX_LENGTH + "1",
        "2^" * 60 + "1",
    ],
)
def test_what_has_no_value_is_refused(formula: str) -> None:
    values = Values({"a": "b + 1", "b": "a + 1"})

    with pytest.raises(FormulaError):
        values.compute(formula)


def test_a_chain_of_names_may_be_long_but_not_endless() -> None:
    short = {f"n{number}": f"n{number + 1} + 1" for number in range(20)} | {"n20": "1"}
    long = {f"n{number}": f"n{number + 1} + 1" for number in range(200)} | {"n200": "1"}

    assert Values(short).compute("n0") == 21
    with pytest.raises(FormulaError):
        Values(long).compute("n0")
    deep = {f"n{number}": "(" * 45 + f"n{number + 1}" + ")" * 45 for number in range(45)}
    with pytest.raises(FormulaError):
        Values(deep).compute("n0")


def test_a_tool_s_own_functions_are_added() -> None:
    assert Values({}, functions=PYTHON).compute("log(2)") == math.log(2)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (" 1.50 ", ("1.50", "")),
        ("-2E-7", ("-2E-7", "")),
        ("2 * x", ("6.0", "2 * x")),
        ("2 * y", ("", "2 * y")),
        ("", ("", "")),
    ],
)
def test_a_cell_holds_a_number_or_a_formula(cell: str, found: tuple[str, str]) -> None:
    amount, formula, reason = amount_of(cell, Values({"x": "3"}), where="cell")

    assert (amount, formula) == found
    assert bool(reason) is (amount == "")


@pytest.mark.parametrize("cell", ["1,5", "1.234,5", "1 000", "NaN", "-inf", "1e999", "1..2"])
def test_a_number_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(BadInputError) as caught:
        amount_of(cell, Values({}), where="cell")

    assert caught.value.code == "CP-FMT-010"


@given(one=NUMBERS, other=NUMBERS, third=NUMBERS)
def test_formulas_are_computed_as_python_computes_them(
    one: float, other: float, third: float
) -> None:
    values = Values({"a": repr(one), "b": repr(other), "c": repr(third)})

    assert values.compute("a - b * c + -(a + c) / 8") == one - other * third + -(one + third) / 8
    assert values.compute("iff(a < b; a; b)") == min(one, other)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        value = Values({"a": "1"}).compute(text)
    except FormulaError:
        return
    assert math.isfinite(value)
