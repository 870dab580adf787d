"""Circular footprint formula: properties that hold for all inputs, provenance, published tables."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.rules.book import rule_book
from cellprint.rules.cff import (
    CircularInputs,
    Provenance,
    circular_footprint,
    compared,
    cradle_to_gate_variants,
    cut_off_footprint,
    substitution_footprint,
    summed,
)
from cellprint.rules.cff_defaults import CircularDefault, circular_defaults
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet, ParameterStatus
from cellprint.rules.published_table import PublishedTable, table_findings

ON = date(2026, 8, 28)
COBALT = CircularInputs(
    material="cobalt sulfate",
    a=0.2,
    r1=0.12,
    r2=0.694,
    erec=0.352,
    erec_eol=0.352,
    ev=2.60,
    ed=1.21e-4,
)
share = st.floats(0, 1)
emission = st.floats(0, 100)
inputs = st.builds(
    CircularInputs,
    material=st.just("x"),
    a=share,
    b=share,
    r1=share,
    r2=st.floats(0, 0.5),
    r3=st.floats(0, 0.5),
    ev=emission,
    erec=emission,
    erec_eol=emission,
    ed=emission,
    eer=emission,
    quality_in=share,
    quality_out=share,
)


@given(inputs)
def test_stages_and_terms_sum_to_the_total(x: CircularInputs) -> None:
    result = circular_footprint(x)

    stages = result.stage("raw_materials") + result.stage("end_of_life")
    assert stages == pytest.approx(result.total, abs=1e-9)
    assert len(result.terms) == 5


@given(inputs)
def test_the_total_is_linear_in_the_allocation_factor(x: CircularInputs) -> None:
    low, high = substitution_footprint(x).total, cut_off_footprint(x).total

    assert circular_footprint(x).total == pytest.approx(
        (1 - x.a) * low + x.a * high, abs=1e-9, rel=1e-9
    )


@given(inputs)
def test_nothing_recycled_leaves_virgin_material_and_disposal(x: CircularInputs) -> None:
    plain = replace(x, r1=0.0, r2=0.0, r3=0.0)

    assert circular_footprint(plain).total == pytest.approx(x.ev + x.ed)


@given(inputs)
def test_recycling_that_is_worse_than_virgin_material_is_a_burden(x: CircularInputs) -> None:
    dear = replace(x, erec_eol=x.ev * x.quality_out + 1.0)

    assert circular_footprint(dear).term("credit") >= 0.0


def test_the_end_of_life_of_copper_is_a_burden_and_that_of_cobalt_a_credit() -> None:
    copper = CircularInputs(material="copper", a=0.2, r2=0.405, erec_eol=0.211, ev=0.0689)

    # 0.8 · 0.405 · (0.211 - 0.0689) and 0.8 · 0.694 · (0.352 - 2.60)
    assert circular_footprint(copper).term("credit") == pytest.approx(0.0460404, abs=1e-9)
    assert circular_footprint(COBALT).term("credit") == pytest.approx(-1.2480896, abs=1e-9)


def test_the_limits_stand_beside_the_formula() -> None:
    found = compared(COBALT)

    assert found.cut_off.term("credit") == 0.0
    assert found.substitution.total < found.cff.total < found.cut_off.total


def test_cradle_to_gate_has_two_variants_without_end_of_life() -> None:
    recycled_content, default = cradle_to_gate_variants(COBALT)

    # 0.88 · 2.6 + 0.12 · 0.352, and with A = 0.2: + 0.12 · (0.0704 + 2.08)
    assert recycled_content.total == pytest.approx(2.33024)
    assert default.total == pytest.approx(2.546048)
    for result in (recycled_content, default):
        assert result.stage("end_of_life") == 0.0


def test_each_term_keeps_the_inputs_it_read_and_their_sources() -> None:
    source = Provenance(status=ParameterStatus.PUBLISHED, reference="Table 10")
    result = circular_footprint(replace(COBALT, provenance={"a": source}))

    recycled = next(term for term in result.terms if term.id == "recycled_input")
    disposal = next(term for term in result.terms if term.id == "disposal")
    assert recycled.provenance == {"a": source}
    assert recycled.inputs["r1"] == 0.12
    assert recycled.equation == "R1·(A·Erec + (1-A)·Ev·Qsin/Qp)"
    assert disposal.provenance == {}


def test_materials_add_up() -> None:
    both = summed([circular_footprint(COBALT), circular_footprint(COBALT)], material="salts")

    assert both.total == pytest.approx(2 * circular_footprint(COBALT).total)
    assert both.material == "salts"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"a": 20.0}, "CP-RULE-030"),
        ({"r1": -0.1}, "CP-RULE-030"),
        ({"r2": 95.0}, "CP-RULE-030"),
        ({"b": 1.5}, "CP-RULE-030"),
        ({"heat_efficiency": 30.0}, "CP-RULE-030"),
        ({"ev": math.nan}, "CP-RULE-030"),
        ({"ed": math.inf}, "CP-RULE-030"),
        ({"r2": 0.6, "r3": 0.5}, "CP-RULE-031"),
        ({"evs": 1.0, "quality_out": 0.9}, "CP-RULE-032"),
    ],
)
def test_impossible_inputs_are_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        circular_footprint(replace(COBALT, **change))

    assert caught.value.code == code


def test_a_different_substituted_material_alone_is_fine() -> None:
    other = circular_footprint(replace(COBALT, evs=2.0))

    assert other.term("credit") == pytest.approx(0.8 * 0.694 * (0.352 - 2.0))


def test_defaults_come_with_their_sources() -> None:
    found = circular_defaults(rule_book("eu-cfb-ev-draft-2024").parameters, material="metal", on=ON)

    values = {n: d.value for n, d in found.items() if isinstance(d, CircularDefault)}
    assert values == {
        "a": Decimal("0.2"),
        "b": Decimal(0),
        "r1": Decimal(0),
        "r2": Decimal("0.95"),
        "r3": Decimal(0),
        "quality": Decimal(1),
    }
    a = found["a"]
    assert isinstance(a, CircularDefault)
    assert a.provenance.status is ParameterStatus.PUBLISHED
    assert "Table 10" in a.provenance.reference


def test_a_book_without_listed_materials_takes_the_unknown_value() -> None:
    found = circular_defaults(rule_book("pef-2021").parameters, material="metal", on=ON)

    a = found["a"]
    assert isinstance(a, CircularDefault)
    assert a.value == Decimal("0.5")
    assert "r2" not in found


def test_defaults_before_their_publication_are_not_assessable() -> None:
    found = circular_defaults(
        rule_book("pef-2021").parameters, material="metal", on=date(2020, 1, 1)
    )

    assert all(isinstance(value, NotAssessable) for value in found.values())
    assert circular_defaults(ParameterSet(id="x"), material="metal", on=ON) == {}


def table(**changes: Any) -> PublishedTable:
    """Return a table of one row whose rows and total follow from A = 0.2."""
    total = circular_footprint(COBALT).total
    known: dict[str, Any] = {
        "rows": [COBALT],
        "printed": {"cobalt sulfate": total},
        "unchanged": 1.0,
        "printed_total": 1.0 + total,
        "table_a": 0.2,
        "text_a": 0.2,
    }
    return PublishedTable(**(known | changes))


def test_a_table_that_agrees_with_itself_gives_no_finding() -> None:
    assert table_findings(table(), where="t", tolerance=1e-6) == ()
    assert table_findings(table(text_a=0.5), where="t", tolerance=1e-6) == ()


def test_a_table_that_contradicts_its_text_is_named() -> None:
    total_of_text = 1.0 + circular_footprint(replace(COBALT, a=0.5)).total

    findings = table_findings(
        table(text_a=0.5, printed_total=total_of_text), where="Table 7", tolerance=1e-6
    )

    assert [finding.code for finding in findings] == ["CP-RULE-033"]
    assert findings[0].severity == "warning"
    assert "A = 0.2" in findings[0].what("en")
