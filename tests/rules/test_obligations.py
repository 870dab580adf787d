"""Duties: invariants over all cells and states, and the register itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.rules import obligation_data
from cellprint.rules.battery import Category, PriorLife
from cellprint.rules.book import parameter_set
from cellprint.rules.dates import add_months
from cellprint.rules.obligation_data import Act, Cell, _RegisterShape
from cellprint.rules.obligation_scope import CONDITIONS, out_of_scope, unknown
from cellprint.rules.obligations import (
    Duty,
    DutyValue,
    Placing,
    ScopeKind,
    all_duties,
    any_duty,
    duties,
    duty,
    earliest_start,
    register,
    start_of,
)
from cellprint.rules.yaml_files import read_yaml

EU = register("eu-2023-1542")
CN = register("cn-law")
CELLS = [(EU, cell) for cell in EU.cells.values()] + [(CN, cell) for cell in CN.cells.values()]
days = st.dates(date(2023, 1, 1), date(2040, 12, 31))


def battery(category: Category, placed: date | None) -> Placing:
    """Return a battery that meets the further conditions of every cell of its category."""
    return Placing(
        placed_on_market=placed,
        category=category,
        energy_kwh=Decimal(50),
        rechargeable=True,
        metals=frozenset({"Ni", "Li"}),
        stationary_storage=True,
        general_use=True,
        button_cell=False,
        cadmium=Decimal("0.001"),
        lead=Decimal(0),
        above_turnover_limit=True,
        exports_controlled_technology=True,
        exports_controlled_goods=True,
    )


@given(st.sampled_from(CELLS), days, st.lists(st.tuples(st.sampled_from(sorted(EU.acts)), days)))
def test_a_result_with_a_missing_act_carries_no_date(
    entry: tuple[obligation_data.Register, Cell], placed: date, adopted: list[tuple[str, date]]
) -> None:
    acts, cell = entry
    for act, day in adopted:
        if act in acts.acts:
            acts = acts.with_act(act, in_force=day, celex="test")

    answer = duty(cell, battery(cell.categories[0], placed), acts)

    if answer.missing_acts:
        assert answer.applies_from is None
        assert answer.value is not DutyValue.DUE
    elif answer.value is not None:
        assert answer.applies_from is not None
        assert (answer.value is DutyValue.DUE) == (placed >= answer.applies_from)


@given(st.sampled_from(CELLS), days, st.integers(0, 4000))
def test_a_later_placing_never_leaves_a_duty_that_was_due(
    entry: tuple[obligation_data.Register, Cell], placed: date, more: int
) -> None:
    acts, cell = entry
    first = duty(cell, battery(cell.categories[0], placed), acts)
    later = duty(cell, battery(cell.categories[0], placed + timedelta(days=more)), acts)

    if first.value is DutyValue.DUE:
        is_closed = later.scope.kind is ScopeKind.OUT and cell.end is not None
        assert later.value is DutyValue.DUE or is_closed


@given(st.sampled_from(sorted(EU.cells)), days, st.sampled_from(sorted(EU.acts)), days)
def test_one_more_act_never_turns_due_into_undetermined(
    cell_id: str, placed: date, act: str, in_force: date
) -> None:
    cell = EU.cell(cell_id)
    before = duty(cell, battery(cell.categories[0], placed), EU)
    after = duty(
        cell,
        battery(cell.categories[0], placed),
        EU.with_act(act, in_force=in_force, celex="test"),
    )

    if before.value is DutyValue.DUE:
        assert after.value is not DutyValue.UNDETERMINED
    if before.value is DutyValue.NOT_YET_DUE and before.applies_from is None:
        assert after.value is not DutyValue.DUE or placed >= cell.calendar


@given(st.sampled_from(sorted(EU.cells)), days)
def test_the_bound_proves_nothing_more_than_a_bound(cell_id: str, placed: date) -> None:
    cell = EU.cell(cell_id)

    answer = duty(cell, battery(cell.categories[0], placed), EU)

    if answer.not_before is not None:
        assert answer.applies_from is None
        assert answer.value in (DutyValue.UNDETERMINED, DutyValue.NOT_YET_DUE)
        assert answer.not_before >= cell.calendar


def test_an_act_in_force_moves_the_bound_of_the_other() -> None:
    cell = EU.cell("eu.art7.decl.EV")
    one = EU.with_act("DA-7-1-EV", in_force=date(2027, 3, 1), celex="test")

    assert earliest_start(cell, EU) == date(2027, 8, 28)
    assert earliest_start(cell, one) == date(2028, 3, 1)
    assert earliest_start(EU.cell("eu.art13.label"), EU) is None
    assert start_of(cell, one) is None


def test_an_act_of_unknown_state_is_named_and_behaves_like_a_missing_one() -> None:
    answer = duty(EU.cell("eu.art13.label"), battery(Category.EV, date(2027, 1, 1)), EU)

    assert answer.value is DutyValue.UNDETERMINED
    assert answer.unknown_acts == answer.missing_acts == ("IA-13-10",)
    assert answer.empowerment == ("32023R1542 Art. 13(10)",)


def test_all_duties_of_a_vehicle_battery_are_answered() -> None:
    answers = duties(battery(Category.EV, date(2027, 3, 1)), EU)

    assert [answer.cell for answer in answers] == list(EU.cells)
    due = {answer.cell for answer in answers if answer.value is DutyValue.DUE}
    assert due == {
        "eu.art10.doc",
        "eu.art13.symbol",
        "eu.art13.cdpb",
        "eu.art13.qr",
        "eu.art14.bms",
        "eu.art77.passport",
    }
    open_points = {a.cell for a in answers if a.value is DutyValue.UNDETERMINED}
    assert open_points == {
        "eu.art7.decl.EV",
        "eu.art7.class.EV",
        "eu.art13.label",
        "eu.art17.nb",
    }


@given(days)
def test_at_most_one_phase_of_recycled_content_is_in_force(placed: date) -> None:
    answers = [
        duty(EU.cell(cell), battery(Category.EV, placed), EU)
        for cell in ("eu.art8.min1", "eu.art8.min2")
    ]

    in_force = [answer for answer in answers if answer.value is DutyValue.DUE]

    assert len(in_force) == (1 if placed >= date(2031, 8, 18) else 0)


@pytest.mark.parametrize(
    ("values", "any_of", "all_of"),
    [
        ([DutyValue.DUE, DutyValue.UNDETERMINED], DutyValue.DUE, DutyValue.UNDETERMINED),
        ([DutyValue.DUE, DutyValue.NOT_YET_DUE], DutyValue.DUE, DutyValue.NOT_YET_DUE),
        (
            [DutyValue.NOT_YET_DUE, DutyValue.UNDETERMINED],
            DutyValue.UNDETERMINED,
            DutyValue.NOT_YET_DUE,
        ),
        ([DutyValue.NOT_YET_DUE], DutyValue.NOT_YET_DUE, DutyValue.NOT_YET_DUE),
        ([DutyValue.DUE], DutyValue.DUE, DutyValue.DUE),
    ],
)
def test_duties_combine_by_strong_three_valued_logic(
    values: list[DutyValue], any_of: DutyValue, all_of: DutyValue
) -> None:
    assert any_duty(values) is any_of
    assert all_duties(values) is all_of


def unknown_conditions() -> Iterator[tuple[obligation_data.Register, Cell]]:
    """Yield each cell that has a further condition on the battery."""
    for acts, cell in CELLS:
        if cell.scope and cell.id != "eu.art13.capacity":
            yield acts, cell


@pytest.mark.parametrize(
    ("acts", "cell"), list(unknown_conditions()), ids=lambda x: getattr(x, "id", "")
)
def test_a_condition_that_is_not_known_leaves_the_scope_open(
    acts: obligation_data.Register, cell: Cell
) -> None:
    category = next(
        (c for c in (Category.IND, Category.IND_EXT) if c in cell.categories),
        cell.categories[0],
    )

    answer = duty(cell, Placing(placed_on_market=cell.calendar, category=category), acts)

    assert answer.scope.kind is ScopeKind.UNKNOWN
    assert answer.scope.missing
    assert answer.value is None


@pytest.mark.parametrize(
    ("cell", "change"),
    [
        ("eu.art9.min", {"general_use": False}),
        ("eu.art9.min", {"button_cell": True}),
        ("eu.art11", {"category": Category.EV}),
        ("eu.art12.file", {"stationary_storage": False}),
        ("eu.art13.capacity", {"category": Category.PORT, "rechargeable": False}),
        ("eu.art13.duration", {"rechargeable": True}),
        ("eu.art13.cdpb", {"cadmium": Decimal("0.00002"), "lead": Decimal("0.00004")}),
        ("eu.art14.bms", {"category": Category.IND, "stationary_storage": False}),
        ("eu.art48.dd", {"above_turnover_limit": False}),
        ("eu.art8.min1", {"metals": frozenset({"Mn"})}),
    ],
)
def test_a_condition_that_is_not_met_puts_the_battery_out_of_scope(
    cell: str, change: dict[str, object]
) -> None:
    found = EU.cell(cell)
    placing = replace(battery(found.categories[0], found.calendar), **change)  # type: ignore[arg-type]

    answer = duty(found, placing, EU)

    assert answer.scope.kind is ScopeKind.OUT
    assert answer.scope.reason is not None
    assert answer.scope.reason.get("zh") != answer.scope.reason.get("en")


def test_one_unknown_content_leaves_the_metal_symbols_open() -> None:
    cell = EU.cell("eu.art13.cdpb")
    placing = replace(battery(Category.PORT, cell.calendar), cadmium=Decimal(0), lead=None)

    assert duty(cell, placing, EU).scope.kind is ScopeKind.UNKNOWN


def test_a_battery_first_placed_after_its_operation_is_a_new_one() -> None:
    placing = replace(
        battery(Category.IND, date(2029, 3, 1)),
        prior_life=PriorLife.REMANUFACTURED,
        first_placed=date(2029, 3, 1),
    )

    assert duty(EU.cell("eu.art7.decl.IND"), placing, EU).scope.kind is ScopeKind.IN


def test_every_cell_cites_its_article_and_has_both_labels() -> None:
    for _, cell in CELLS:
        assert cell.reference
        assert cell.label.zh
        assert set(cell.scope) <= set(CONDITIONS)


def test_unknown_names_are_refused() -> None:
    for code, run in (
        ("CP-RULE-100", lambda: EU.with_act("DA-7-9", in_force=date(2027, 1, 1))),
        ("CP-RULE-101", lambda: EU.cell("eu.art99")),
        ("CP-RULE-102", lambda: register("pact-2")),
    ):
        with pytest.raises(BadInputError) as caught:
            run()
        assert caught.value.code == code


HEAD = 'evidence_date: "2026-08-28"\nmarket: EU\nexemptions: []\n'
ACT = "acts: [{id: A, state: STATE, empowerment: x}]\n"
CELL = (
    'cells: [{id: c, label: {en: x, zh: x}, categories: [EV], calendar: "2027-01-01", '
    "status: official, reference: x MORE}]\n"
)


@pytest.mark.parametrize(
    "text",
    [
        ACT.replace("STATE", "in_force") + "cells: []\n",
        ACT.replace("STATE", 'in_force, in_force: "2027-01-01"') + "cells: []\n",
        ACT.replace("STATE", 'not_adopted, in_force: "2027-01-01"') + "cells: []\n",
        "acts: []\n" + CELL.replace(" MORE", ", months: 12"),
        "acts: []\n" + CELL.replace(" MORE", ", acts: [A], months: 12"),
    ],
)
def test_a_defective_register_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "obligations.yaml").write_text(HEAD + text, encoding="utf-8")

    with pytest.raises(BadInputError) as caught:
        read_yaml(tmp_path / "obligations.yaml", _RegisterShape)

    assert caught.value.code == "CP-RULE-002"


def test_an_adopted_act_is_one_row(tmp_path: Path) -> None:
    row = ACT.replace("STATE", 'in_force, in_force: "2027-01-01", celex: 32027R0001')
    (tmp_path / "obligations.yaml").write_text(
        HEAD + row + CELL.replace(" MORE", ", acts: [A], months: 12"), encoding="utf-8"
    )

    shape = read_yaml(tmp_path / "obligations.yaml", _RegisterShape)

    assert Act(**dict(shape.acts[0])).celex == "32027R0001"


def test_an_unknown_scope_says_what_is_missing() -> None:
    from cellprint.rules.messages import message  # noqa: PLC0415  (this test only)

    assert unknown("mass").missing == ("mass",)
    assert out_of_scope(message("button cells are excepted"), reference="x").reference == "x"


@given(days, st.integers(0, 60))
def test_months_are_added_without_skipping_one(start: date, months: int) -> None:
    found = add_months(start, months)

    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    assert found.day <= start.day


def test_limits_of_the_scope_are_official() -> None:
    law = parameter_set("eu-2023-1542")

    for name in ("eu.scope.industrial_energy", "eu.scope.lmt_mass", "eu.scope.portable_mass"):
        assert law.history(name)[-1].status.value == "official"
        assert isinstance(law.history(name)[-1].number(), Decimal)


def answers_in_words(answer: Duty) -> str:
    """Return the value of an answer, or its scope."""
    return answer.value.value if answer.value else answer.scope.kind.value


def test_the_day_of_the_calculation_is_no_input() -> None:
    assert "as_of" not in Placing.__dataclass_fields__
    assert (
        answers_in_words(duty(EU.cell("eu.art13.qr"), battery(Category.EV, date(2027, 2, 18)), EU))
        == "Due"
    )
