"""Weights of recycling, credits and recycled input under each end-of-life method."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.model.inventory import Text
from cellprint.rules.book import rule_book, rule_book_ids
from cellprint.rules.cff import CircularInputs, Provenance, circular_footprint
from cellprint.rules.cff_defaults import CircularDefault
from cellprint.rules.end_of_life import (
    InputWeights,
    Method,
    RecyclingWeights,
    Weight,
    counted_method,
    input_weights,
    mixed,
    recycling_weights,
    reported_methods,
)
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterStatus
from cellprint.rules.recovered_products import Replaced, no_content, replaced_by

ON = date(2026, 8, 28)
JRC = rule_book("jrc-cfb-ev-2023").parameters
PEF = rule_book("pef-2021").parameters


def weights(method: Method) -> RecyclingWeights:
    found = recycling_weights(JRC, method, material="metal", on=ON)
    assert isinstance(found, RecyclingWeights)
    return found


def content(value: str) -> CircularDefault:
    source = Provenance(status=ParameterStatus.UNVERIFIED, reference="a certificate")
    return CircularDefault(value=Decimal(value), provenance=source)


# A = 0.2, R2 = 0.95, Qsout/Qp = 1 (JRC CFB-EV): (1 - 0.2)·0.95 = 0.76; A = 0: 0.95; A = 1: 0.
@pytest.mark.parametrize(
    ("method", "recycling", "credit"),
    [("cff", 0.76, -0.76), ("substitution", 0.95, -0.95), ("cut_off", 0.0, 0.0)],
)
def test_weights_of_metals_under_each_method(
    method: Method, recycling: float, credit: float
) -> None:
    found = weights(method)

    assert found.recycling.value == pytest.approx(recycling, abs=1e-15)
    assert found.credit.value == pytest.approx(credit, abs=1e-15)
    assert found.disposal is not None
    assert found.disposal.value == pytest.approx(0.05)


def test_a_weight_names_every_input_with_its_article() -> None:
    found = weights("cff").credit

    assert set(found.inputs) == {"A", "R2", "Qsout/Qp"}
    assert "Table 10" in found.reference
    assert found.status is ParameterStatus.PUBLISHED
    assert found.written == "-(1-A)*R2*Qsout/Qp; A = 0.2, R2 = 0.95, Qsout/Qp = 1"


def test_the_weakest_input_decides_the_status() -> None:
    published = weights("cff").credit
    inputs = {**published.inputs, "R2": content("0.9")}

    assert replace(published, inputs=inputs).status is ParameterStatus.UNVERIFIED


@pytest.mark.parametrize("method", ["cff", "substitution"])
def test_pef_gives_no_output_rate_so_credits_are_not_assessable(method: Method) -> None:
    found = recycling_weights(PEF, method, material="metal", on=ON)

    assert isinstance(found, NotAssessable)
    assert found.missing == ("R2",)


def test_plastics_have_no_quality_ratio_and_get_no_credit() -> None:
    found = recycling_weights(JRC, "cff", material="plastic", on=ON)

    assert isinstance(found, NotAssessable)
    assert found.missing == ("Qsout/Qp",)


def test_before_its_publication_a_parameter_is_not_assessable() -> None:
    found = recycling_weights(JRC, "cff", material="metal", on=date(2020, 1, 1))

    assert isinstance(found, NotAssessable)


def test_without_an_output_rate_disposal_is_not_known() -> None:
    found = recycling_weights(PEF, "cut_off", material="metal", on=ON)

    assert isinstance(found, RecyclingWeights)
    assert found.disposal is None


share = st.floats(0, 1)
emission = st.floats(0, 100)


@given(r1=share, ev=emission, erec=emission, erec_eol=emission)
def test_weights_times_emissions_are_the_formula(
    r1: float, ev: float, erec: float, erec_eol: float
) -> None:
    inputs = CircularInputs(
        material="metal", a=0.2, r1=r1, r2=0.95, ev=ev, erec=erec, erec_eol=erec_eol
    )
    expected = circular_footprint(inputs)

    out = weights("cff")
    given_ = input_weights(JRC, "cff", material="metal", content=content(str(Decimal(r1))), on=ON)
    assert isinstance(given_, InputWeights)
    raw = given_.virgin.value * ev + given_.recycled.value * erec
    end = out.recycling.value * erec_eol + out.credit.value * ev
    assert raw == pytest.approx(expected.stage("raw_materials"), abs=1e-9)
    assert end == pytest.approx(expected.stage("end_of_life"), abs=1e-9)


def test_under_cut_off_recycled_input_carries_its_own_burden_only() -> None:
    found = input_weights(PEF, "cut_off", material="plastic", content=content("0.3"), on=ON)

    assert isinstance(found, InputWeights)
    # (1 - 0.3) + 0.3·(1 - 1) = 0.7 and 0.3·1 = 0.3
    assert (found.virgin.value, found.recycled.value) == pytest.approx((0.7, 0.3))


def test_recycled_plastic_without_a_quality_ratio_is_not_assessable() -> None:
    found = input_weights(JRC, "cff", material="plastic", content=content("0.3"), on=ON)

    assert isinstance(found, NotAssessable)


def test_one_treatment_of_two_materials_takes_the_mean_by_mass() -> None:
    half, whole = (Weight(value=value, formula="x", inputs={}) for value in (0.5, 1.0))

    assert mixed([(3.0, half), (1.0, whole)]).value == pytest.approx(0.625)
    assert half.status is ParameterStatus.DERIVED


def test_every_book_counts_one_method_and_reports_it_first() -> None:
    for name in rule_book_ids():
        book = rule_book(name)
        assert reported_methods(book)[0] == counted_method(book)
    assert counted_method(rule_book("cn-miit-551-2025")) == "cut_off"


def test_what_is_recovered_is_credited_refused_with_a_reason_or_no_material() -> None:
    salt = replaced_by("nickel_sulfate_anhydrous")
    crude = replaced_by("iron_phosphate_crude")

    assert isinstance(salt, Replaced)
    assert (salt.product, salt.element) == ("nickel_sulfate_hexahydrate", "Ni")
    assert isinstance(crude, Text)
    assert replaced_by("gypsum") is None
    assert "Co" in no_content("Co").get("zh")
