"""Dated parameters: what a file may hold, and what a look-up at a date answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cellprint.errors import BadInputError
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet, ParameterStatus, read_parameters

HEAD = 'parameters:\n  p.limit:\n    label: {en: "Limit", zh: "限值"}\n    unit: "1"\n    values:\n'


def read(folder: Path, *rows: str, head: str = HEAD) -> ParameterSet:
    """Return the parameters of one file with the given rows."""
    text = head + "".join(f"      - {{{row}}}\n" for row in rows)
    (folder / "limits.yaml").write_text(text, encoding="utf-8")
    return read_parameters(folder, set_id="test-book")


def refused(folder: Path, *rows: str, head: str = HEAD) -> str:
    """Return the code that a file with the given rows is refused with."""
    with pytest.raises(BadInputError) as caught:
        read(folder, *rows, head=head)
    return caught.value.code


TWO = (
    'value: "0.16", from: 2031-08-18, to: 2036-08-18, status: official, reference: "Art. 8(2)"',
    'value: "0.26", from: 2036-08-18, status: official, reference: "Art. 8(3)"',
)


@pytest.mark.parametrize(
    ("day", "value"),
    [(date(2031, 8, 18), "0.16"), (date(2036, 8, 17), "0.16"), (date(2036, 8, 18), "0.26")],
)
def test_an_interval_holds_its_first_day_and_not_its_last(
    tmp_path: Path, day: date, value: str
) -> None:
    parameters = read(tmp_path, *TWO)

    assert parameters.value_at("p.limit", day).value == value
    assert parameters.number_at("p.limit", day) == Decimal(value)


def test_a_value_keeps_its_status_reference_and_origin(tmp_path: Path) -> None:
    value = read(tmp_path, *TWO).value_at("p.limit", date(2032, 1, 1))

    assert value.status is ParameterStatus.OFFICIAL
    assert value.reference == "Art. 8(2)"
    assert value.origin == "test-book"
    assert value.label.get("zh") == "限值"


def test_before_the_first_value_the_look_up_refuses_and_the_number_is_open(tmp_path: Path) -> None:
    parameters = read(tmp_path, *TWO)

    with pytest.raises(BadInputError) as caught:
        parameters.value_at("p.limit", date(2030, 1, 1))
    number = parameters.number_at("p.limit", date(2030, 1, 1))

    assert caught.value.code == "CP-RULE-006"
    assert isinstance(number, NotAssessable)
    assert number.missing == ("p.limit",)


def test_an_unknown_parameter_names_the_nearest(tmp_path: Path) -> None:
    parameters = read(tmp_path, *TWO)

    with pytest.raises(BadInputError) as caught:
        parameters.value_at("p.limits", date(2032, 1, 1))

    assert caught.value.code == "CP-RULE-005"
    assert caught.value.findings[0].near == ("p.limit",)


def test_a_value_that_nobody_knows_is_not_assessable_and_never_zero(tmp_path: Path) -> None:
    parameters = read(tmp_path, 'value: null, status: unverified, reference: "not read"')

    number = parameters.number_at("p.limit", date(2026, 1, 1))

    assert isinstance(number, NotAssessable)
    assert number.because.get("zh") == "限值的取值未知"
    assert number.reference == "not read"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((TWO[0].replace("2036-08-18", "2036-08-19"), TWO[1]), "CP-RULE-003"),
        ((TWO[0].replace(", to: 2036-08-18", ""), TWO[1]), "CP-RULE-003"),
        ((TWO[0], TWO[1].replace("from: 2036-08-18, ", "")), "CP-RULE-003"),
        ((TWO[0].replace("to: 2036-08-18", "to: 2031-08-18"),), "CP-RULE-003"),
        ((TWO[0].replace('reference: "Art. 8(2)"', 'reference: ""'),), "CP-RULE-002"),
        ((TWO[0].replace(', reference: "Art. 8(2)"', ""),), "CP-RULE-002"),
        ((TWO[0].replace("status: official, ", ""),), "CP-RULE-002"),
        ((TWO[0].replace("official", "binding"),), "CP-RULE-002"),
        ((TWO[0].replace('"0.16"', "0.16"),), "CP-RULE-002"),
        ((TWO[0] + ", colour: red",), "CP-RULE-002"),
        ((TWO[0].replace('"Art. 8(2)"', '"a website"'),), "CP-RULE-004"),
        ((TWO[0].replace('"0.16"', '"16 %"'),), "CP-RULE-004"),
        ((TWO[0].replace('"0.16"', '"NaN"'),), "CP-RULE-004"),
        ((TWO[0].replace('"0.16"', "null"),), "CP-RULE-004"),
    ],
)
def test_a_defective_file_is_refused(tmp_path: Path, rows: tuple[str, ...], code: str) -> None:
    assert refused(tmp_path, *rows) == code


def test_a_parameter_in_two_files_is_refused(tmp_path: Path) -> None:
    read(tmp_path, *TWO)
    (tmp_path / "again.yaml").write_text(
        (tmp_path / "limits.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )

    with pytest.raises(BadInputError) as caught:
        read_parameters(tmp_path, set_id="test-book")

    assert caught.value.code == "CP-RULE-008"


def test_a_text_or_flag_is_no_number(tmp_path: Path) -> None:
    head = HEAD.replace('unit: "1"', 'unit: "1"\n    kind: flag')
    parameters = read(tmp_path, 'value: "true", status: published, reference: "x"', head=head)

    with pytest.raises(BadInputError) as caught:
        parameters.number_at("p.limit", date(2026, 1, 1))

    assert caught.value.code == "CP-RULE-007"
    assert (
        refused(tmp_path, 'value: "yes", status: published, reference: "x"', head=head)
        == "CP-RULE-004"
    )


def test_own_values_replace_those_of_the_set_a_book_stands_on(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    base = read(tmp_path / "a", *TWO)
    own = read(tmp_path / "b", 'value: "0.5", status: published, reference: "x"')

    merged = own.over(base)

    assert merged.number_at("p.limit", date(2032, 1, 1)) == Decimal("0.5")
    assert list(merged) == ["p.limit"]
    assert "p.limit" in merged


def test_a_folder_without_files_has_no_parameters(tmp_path: Path) -> None:
    assert list(read_parameters(tmp_path / "absent", set_id="x")) == []
