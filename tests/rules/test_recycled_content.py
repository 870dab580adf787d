"""Recycled content: verdicts by metal and phase; what is not declared is never zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cellprint.errors import BadInputError
from cellprint.rules import recycled_content as module
from cellprint.rules.battery import Category
from cellprint.rules.book import parameter_set
from cellprint.rules.obligations import DutyValue, Placing, ScopeKind, register
from cellprint.rules.outcome import Outcome
from cellprint.rules.parameters import ParameterSet
from cellprint.rules.recycled_content import recycled_content

EU = register("eu-2023-1542")
METALS = frozenset({"Co", "Li", "Ni", "Pb"})


def placed(day: date, metals: frozenset[str] | None = METALS) -> Placing:
    """Return a vehicle battery placed on `day`."""
    return Placing(placed_on_market=day, category=Category.EV, metals=metals)


def test_a_metal_that_is_not_contained_has_no_minimum() -> None:
    found = recycled_content(
        placed(date(2032, 1, 1), frozenset({"Li"})), {"Li": Decimal("0.06")}, EU
    )

    outcomes = {entry.metal: entry.outcome for entry in found.metals}
    assert outcomes == {
        "Co": Outcome.OUT_OF_SCOPE,
        "Li": Outcome.PASS,
        "Ni": Outcome.OUT_OF_SCOPE,
        "Pb": Outcome.OUT_OF_SCOPE,
    }


def test_a_battery_keeps_the_phase_of_its_placing_date() -> None:
    found = recycled_content(placed(date(2036, 8, 17)), {"Co": Decimal("0.16")}, EU)

    cobalt = next(entry for entry in found.metals if entry.metal == "Co")
    assert found.duty.cell == "eu.art8.min1"
    assert (cobalt.minimum, cobalt.outcome) == (Decimal("0.16"), Outcome.PASS)


def test_nothing_declared_says_so_by_metal() -> None:
    found = recycled_content(placed(date(2036, 8, 18)), {"Co": None}, EU)

    assert {entry.outcome for entry in found.metals} == {Outcome.NOT_ASSESSABLE}
    assert all(entry.share is None for entry in found.metals)
    assert found.metals[0].reason is not None
    assert found.metals[0].reason.get("zh") == "未申报 Co 的再生材料比例"


@pytest.mark.parametrize(
    ("placing", "kind", "value"),
    [
        (placed(date(2030, 1, 1)), ScopeKind.IN, DutyValue.NOT_YET_DUE),
        (placed(date(2037, 1, 1), None), ScopeKind.UNKNOWN, None),
        (
            Placing(placed_on_market=date(2037, 1, 1), category=Category.PORT),
            ScopeKind.OUT,
            None,
        ),
    ],
)
def test_without_a_phase_there_is_no_verdict(
    placing: Placing, kind: ScopeKind, value: DutyValue | None
) -> None:
    found = recycled_content(placing, {}, EU)

    assert found.metals == ()
    assert found.duty.scope.kind is kind
    assert found.duty.value is value


@pytest.mark.parametrize(
    "shares", [{"Co": Decimal(16)}, {"Co": Decimal("-0.1")}, {"Co": Decimal("NaN")}, {"Cu": None}]
)
def test_percentages_and_unknown_metals_are_refused(shares: dict[str, Decimal | None]) -> None:
    with pytest.raises(BadInputError) as caught:
        recycled_content(placed(date(2032, 1, 1)), shares, EU)

    assert caught.value.code == "CP-RULE-110"


def test_a_minimum_without_value_is_not_assessable(monkeypatch: pytest.MonkeyPatch) -> None:
    law = parameter_set("eu-2023-1542")
    later = {
        name: tuple(v for v in law.history(name) if v.start and v.start.year > 2035)
        for name in law
        if name.startswith("eu.art8.min")
    }
    monkeypatch.setattr(module, "parameter_set", lambda _: ParameterSet(id="x", values=later))

    found = recycled_content(placed(date(2032, 1, 1)), {"Co": Decimal("0.2")}, EU)

    assert {entry.outcome for entry in found.metals} == {Outcome.NOT_ASSESSABLE}
