"""Parameters: resolved in order, overridden from outside, refused with their place."""

from __future__ import annotations

from typing import Any

import pytest

from cellprint.errors import BadInputError
from tests.model.study_text import codes, resolved, small, study_of


def sourced(value: object, **more: object) -> dict[str, Any]:
    return {"value": value, "source": "data sheet", **more}


def test_a_parameter_may_use_the_battery_and_other_parameters_in_any_order() -> None:
    study = resolved(
        small(
            parameters={
                "cathode": "= rate * capacity",
                "rate": sourced("2.05 kg/kWh_capacity"),
                "share": "= cathode / mass",
            }
        )
    )

    # 2.05 kg/kWh · 60 kWh = 123 kg; 123 / 400 = 0.3075.
    assert study.parameters["cathode"].quantity.value == pytest.approx(123)
    assert study.parameters["cathode"].quantity.unit == "kg"
    assert study.parameters["share"].quantity.value == pytest.approx(0.3075)
    assert study.parameters["cathode"].uses == ("rate", "capacity")
    names = list(study.parameters)
    assert names.index("rate") < names.index("cathode") < names.index("share")


def test_a_plain_number_is_a_number_or_takes_the_unit_beside_it() -> None:
    study = resolved(
        small(parameters={"count": sourced(112), "mass_of_one": sourced(3.1, unit="kg")})
    )

    assert study.parameters["count"].quantity.unit == "1"
    assert study.parameters["mass_of_one"].quantity.unit == "kg"
    assert study.parameters["mass_of_one"].quantity.number == "3.1"


def test_a_unit_states_what_a_formula_has_to_give() -> None:
    study = resolved(small(parameters={"area": {"value": "= 2 m * 3 m", "unit": "cm2"}}))

    assert study.parameters["area"].quantity.value == pytest.approx(60_000)


def test_a_formula_of_another_kind_than_its_unit_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        resolved(small(parameters={"area": {"value": "= 2 m * 3", "unit": "m2"}}))

    assert codes(caught.value) == ["CP-UNIT-007"]
    assert caught.value.findings[0].where == "parameters/area/value"


def test_plain_kwh_of_the_battery_are_kwh_of_capacity() -> None:
    study = resolved(small())

    assert study.parameters["capacity"].quantity.unit == "kWh_capacity"
    assert study.battery.capacity_kwh == 60


def test_the_battery_may_be_computed_from_parameters() -> None:
    data = small(parameters={"cells": sourced(104), "cell": "= 280 Ah * 3.2 V"})
    data["battery"]["capacity"] = "= cells * cell"

    # 104 · 280 Ah · 3.2 V = 93.184 kWh.
    assert resolved(data).battery.capacity_kwh == pytest.approx(93.184)


def test_an_override_replaces_a_value_and_drops_its_spread() -> None:
    spread = {"distribution": "uniform", "low": "1 kg", "high": "3 kg"}
    data = small(parameters={"x": sourced("2 kg", uncertainty=spread), "y": "= 2 * x"})

    study = resolved(data, x="2.5")

    assert study.parameters["y"].quantity.value == 5
    assert study.parameters["x"].overridden
    assert study.parameters["x"].spread is None
    assert study.overrides == {"x": "2.5"}


def test_an_override_may_be_in_another_unit_or_a_formula() -> None:
    data = small(parameters={"x": sourced("2 kg")})

    assert resolved(data, x="3 t").parameters["x"].quantity.value == 3000
    assert resolved(data, x="= mass / 100").parameters["x"].quantity.value == 4
    assert resolved(data, capacity="80").battery.capacity_kwh == 80


def test_an_override_leaves_the_digest_of_the_study_alone() -> None:
    data = small(parameters={"x": sourced("2 kg")})

    assert resolved(data, x="3 kg").digest == resolved(data).digest


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ({"rat": "3 kg"}, "CP-STUDY-013"),
        ({"rate": "3 m"}, "CP-UNIT-007"),
        ({"rate": "much"}, "CP-UNIT-003"),
        ({"capacity": "-1"}, "CP-STUDY-009"),
    ],
)
def test_an_override_that_does_not_fit_is_refused(overrides: dict[str, str], code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        resolved(small(parameters={"rate": sourced("2 kg")}), **overrides)

    assert codes(caught.value) == [code]


def test_an_unknown_override_is_told_the_nearest_names() -> None:
    with pytest.raises(BadInputError) as caught:
        resolved(small(parameters={"rate": sourced("2 kg")}), rat="3 kg")

    assert "rate" in caught.value.findings[0].near


@pytest.mark.parametrize("name", ["kg", "a", "min", "2x", "a b", "mass", "production", "度"])
def test_a_name_that_means_something_else_is_refused(name: str) -> None:
    with pytest.raises(BadInputError) as caught:
        resolved(small(parameters={name: sourced("2 kg")}))

    assert codes(caught.value) == ["CP-STUDY-014"]


def test_parameters_in_a_circle_are_named() -> None:
    with pytest.raises(BadInputError) as caught:
        resolved(small(parameters={"x": "= y", "y": "= x"}))

    assert codes(caught.value) == ["CP-UNIT-022"]
    assert caught.value.findings[0].where == "parameters/x/value"


def test_every_bad_parameter_is_reported_but_not_what_follows_from_it() -> None:
    with pytest.raises(BadInputError) as caught:
        resolved(small(parameters={"x": "= 1 kg + 1 m", "y": "= x * 2", "z": "= nothing"}))

    assert codes(caught.value) == ["CP-UNIT-025", "CP-UNIT-021"]


def test_a_figure_without_a_source_is_refused_but_a_formula_needs_none() -> None:
    with pytest.raises(BadInputError) as caught:
        study_of(small(parameters={"x": {"value": "2 kg"}, "y": "= 2 kg", "z": "3 kg"}))

    assert codes(caught.value) == ["CP-STUDY-008", "CP-STUDY-008"]


def test_a_unit_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(BadInputError) as caught:
        study_of(small(parameters={"x": sourced("2", unit="furlong")}))

    assert codes(caught.value) == ["CP-UNIT-001"]
