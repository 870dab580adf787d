"""Spreads: as written, in the unit of the amount, per battery."""

from __future__ import annotations

from typing import Any

import pytest

from cellprint.errors import BadInputError
from cellprint.model.uncertainty import Spread
from tests.model.study_text import codes, line, resolved, study_of, with_item


def spread_of(uncertainty: dict[str, Any], **item: Any) -> Spread | None:
    data = with_item({"per": "kWh"}, uncertainty=uncertainty, **item)
    return line(resolved(data), "cell/lfp_cathode").spread


def test_a_triangle_takes_the_amount_as_its_mode_and_scales_with_the_battery() -> None:
    spread = spread_of({"distribution": "triangular", "low": "1900 g", "high": "2.3"})

    # per kWh · 60 kWh: 1.9, 2 and 2.3 kg become 114, 120 and 138 kg.
    assert spread is not None
    assert (spread.low, spread.mode, spread.high) == pytest.approx((114, 120, 138))


def test_shares_are_changes_of_the_amount() -> None:
    spread = spread_of({"distribution": "uniform", "low": "-10 %", "high": "+20 %"})

    assert spread is not None
    assert (spread.low, spread.high) == pytest.approx((108, 144))


def test_a_standard_deviation_may_be_a_share() -> None:
    spread = spread_of({"distribution": "normal", "sd": "5 %"})

    assert spread is not None
    assert spread.sd == pytest.approx(6)


def test_a_geometric_standard_deviation_does_not_scale() -> None:
    spread = spread_of({"distribution": "lognormal", "gsd": 1.1})

    assert spread == Spread(distribution="lognormal", gsd=1.1)


def test_no_spread_is_no_spread() -> None:
    assert spread_of({"distribution": "none"}) is None


@pytest.mark.parametrize(
    "uncertainty",
    [
        {"distribution": "lognormal"},
        {"distribution": "lognormal", "gsd": 1.1, "sd": "1 kg"},
        {"distribution": "normal", "low": "1 kg"},
        {"distribution": "uniform", "low": "1 kg"},
        {"distribution": "uniform", "low": "1 kg", "mode": "2 kg", "high": "3 kg"},
        {"distribution": "none", "sd": "1 kg"},
    ],
)
def test_each_distribution_needs_its_own_figures(uncertainty: dict[str, Any]) -> None:
    with pytest.raises(BadInputError) as caught:
        study_of(with_item(uncertainty=uncertainty))

    assert codes(caught.value) == ["CP-STUDY-011"]


@pytest.mark.parametrize(
    "uncertainty",
    [
        {"distribution": "lognormal", "gsd": 0.9},
        {"distribution": "normal", "sd": "0 kg"},
        {"distribution": "uniform", "low": "3 kg", "high": "1 kg"},
        {"distribution": "uniform", "low": "3 kg", "high": "4 kg"},
        {"distribution": "triangular", "low": "1 kg", "mode": "9 kg", "high": "3 kg"},
    ],
)
def test_a_spread_has_to_hold_the_amount(uncertainty: dict[str, Any]) -> None:
    with pytest.raises(BadInputError) as caught:
        resolved(with_item(uncertainty=uncertainty))

    assert codes(caught.value) == ["CP-STUDY-012"]


def test_a_spread_in_another_kind_of_unit_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        resolved(with_item(uncertainty={"distribution": "normal", "sd": "1 m"}))

    assert codes(caught.value) == ["CP-UNIT-007"]
