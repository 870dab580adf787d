"""Every check: passes, fails, and says "not assessable" when a fact is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cellprint.errors import BadInputError
from cellprint.rules.battery import Category
from cellprint.rules.book import rule_book, rule_book_ids
from cellprint.rules.checks import (
    CheckResult,
    check_catalogue,
    checks_of,
    coverage,
    international,
    run_checks,
)
from cellprint.rules.checks.catalogue import FUNCTIONS, _CheckShape, _CoveredShape
from cellprint.rules.checks.run import run_one
from cellprint.rules.checks.verdict import Verdict, verified_limit
from cellprint.rules.facts import Facts, SecondaryData, TraceEvent
from cellprint.rules.obligations import DutyValue, Placing
from cellprint.rules.outcome import Outcome
from cellprint.rules.pact import PactNumbers
from cellprint.rules.parameters import ParameterStatus
from tests.rules.check_rows import DRAFT, Row, left_out, material
from tests.rules.check_rows_eu import DECLARED, EU_ROWS
from tests.rules.check_rows_other import CN, JUNE_2026, OTHER_ROWS, PACT, YEAR_2027

PEF = rule_book("pef-2021")
ROWS: dict[str, Row] = EU_ROWS | OTHER_ROWS
# Checks whose pass would need what nobody knows; checks that treat absence itself as a failure;
# checks that answer "out of scope" before their time.
NEVER_PASS = {"GHG-01", "CN-020"}
FAIL_WHEN_SILENT = {"EU-003", "EU-110", "ISO-06", "ISO-07", "ISO-08"}


def outcome(check: str, facts: dict[str, Any]) -> CheckResult:
    """Return the answer of one check."""
    row = ROWS[check]
    return run_one(check_catalogue()[check], row.book, Facts(**facts), on=row.on)


def test_every_check_of_the_catalogue_has_a_row_here() -> None:
    assert set(ROWS) == set(check_catalogue())


@pytest.mark.parametrize("check", sorted(set(ROWS) - NEVER_PASS))
def test_a_check_passes(check: str) -> None:
    assert outcome(check, ROWS[check].good).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("check", "facts"), [(check, bad) for check, row in ROWS.items() for bad in row.bad]
)
def test_a_check_fails_and_says_what_that_means(check: str, facts: dict[str, Any]) -> None:
    result = outcome(check, facts)

    assert result.outcome is Outcome.FAIL
    assert result.failing is not None
    assert result.failing.zh
    assert all(detail.get("zh") for detail in result.details)


@pytest.mark.parametrize("check", sorted(ROWS))
def test_a_check_without_facts_never_passes(check: str) -> None:
    result = outcome(check, {})

    wanted = Outcome.FAIL if check in FAIL_WHEN_SILENT else Outcome.NOT_ASSESSABLE
    assert result.outcome is wanted
    assert result.missing or check in FAIL_WHEN_SILENT


@pytest.mark.parametrize(
    ("check", "left"),
    [(check, name) for check, row in ROWS.items() for name in row.good if len(row.good) > 1],
)
def test_a_missing_fact_never_turns_into_a_pass_by_itself(check: str, left: str) -> None:
    facts = {name: value for name, value in ROWS[check].good.items() if name != left}

    result = outcome(check, facts)

    optional = {
        ("EU-034", "last_change"),  # nothing has changed
        ("EU-050", "cradle_to_gate"),
        ("EU-090", "conformity_assessed"),  # all seven fields are there
        ("PACT-05", "validity"),  # none given: three years from the period
    }
    if (check, left) not in optional:
        assert result.outcome is not Outcome.PASS


def test_a_limit_that_nobody_knows_decides_nothing() -> None:
    found = verified_limit(CN.parameters, "cn.551.cutoff", JUNE_2026)

    assert isinstance(found, Verdict)
    assert found.missing == ("cn.551.cutoff",)


def test_completeness_counts_once_its_limit_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(international, "verified_limit", lambda *_: Decimal("0.95"))

    assert outcome("GHG-01", {"completeness": Decimal("0.95")}).outcome is Outcome.PASS
    assert outcome("GHG-01", {"completeness": Decimal("0.94")}).outcome is Outcome.FAIL


def test_an_unverified_limit_decides_nothing() -> None:
    answer = outcome("GHG-01", {"completeness": Decimal("0.99")})
    own = run_one(
        check_catalogue()["PACT-07"],
        PACT,
        Facts(methodology="pact-3", exempted_share=Decimal("0.01")),
    )

    assert answer.outcome is own.outcome is Outcome.NOT_ASSESSABLE
    assert "not verified" in answer.details[0].get("en")


def test_a_draft_norm_row_decides_nothing() -> None:
    answer = outcome("CN-070", {"norm_values": {"cn.li2024.storage.cell": Decimal(200)}})

    assert answer.outcome is Outcome.NOT_ASSESSABLE
    assert answer.missing == ("cn.li2024.storage.cell",)


def test_the_trial_and_the_regular_phase_each_have_their_time() -> None:
    trial, regular = check_catalogue()["CN-002"], check_catalogue()["CN-003"]

    assert run_one(trial, CN, Facts(), on=YEAR_2027).outcome is Outcome.OUT_OF_SCOPE
    assert run_one(regular, CN, Facts(), on=JUNE_2026).outcome is Outcome.OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("check", "facts", "wanted"),
    [
        ("EU-022", {"end_of_life_steps": frozenset(), "end_of_life_reason": "own route"}, "pass"),
        ("EU-022", {"recycling_route": ""}, "not assessable"),
        ("EU-012", {"units_provided": 0.0}, "not assessable"),
        ("EU-010", {"functional_unit": "kw_min_year", "is_backup": True}, "pass"),
        ("EU-030", {"company_specific": {"anode": "company_specific"}}, "not assessable"),
        ("EU-033", {"secondary_data": (SecondaryData(name="x"),)}, "not assessable"),
        (
            "EU-033",
            {"secondary_data": (SecondaryData(name="x", compliance="", licence="l"),)},
            "pass",
        ),
        ("EU-034", {"last_change": None}, "pass"),
        ("EU-034", {"declared_on": None}, "not assessable"),
        ("EU-035", {"left_out": ()}, "pass"),
        ("EU-035", {"left_out": left_out(None)}, "not assessable"),
        ("EU-040", {"grid_factor_missing": True}, "not assessable"),
        ("EU-041", {"claims_evidence_missing": ("c",)}, "not assessable"),
        ("EU-050", {"circular": material(a=1.0), "cradle_to_gate": True}, "pass"),
        ("EU-051", {"circular": material(r1=0.3)}, "not assessable"),
        ("EU-051", {"circular": material()}, "pass"),
        ("EU-054", {"cradle_to_gate": False}, "out of scope"),
        ("EU-062", {"parts": {"not_split": 5.0}}, "not assessable"),
        ("EU-070", {"company_scores": ()}, "not assessable"),
        ("EU-080", {"allocation_price_years": 5}, "not assessable"),
        (
            "EU-090",
            {"contents": DECLARED - {"public_study"}, "conformity_assessed": False},
            "not assessable",
        ),
        ("EU-092", {"class_printed": None, "class_act_in_force": False}, "not assessable"),
        ("EU-100", {"recycled_method_in_force": False}, "not assessable"),
        ("EU-100", {"recycled_shares": {}}, "not assessable"),
        (
            "EU-100",
            {"placing": Placing(placed_on_market=date(2036, 9, 1), category=Category.EV)},
            "not assessable",
        ),
        (
            "EU-100",
            {
                "placing": Placing(
                    placed_on_market=date(2030, 1, 1),
                    category=Category.EV,
                    metals=frozenset({"Ni"}),
                )
            },
            "out of scope",
        ),
        ("EU-101", {"recycled_documentation": DutyValue.UNDETERMINED}, "not assessable"),
        ("EU-101", {"recycled_documentation": DutyValue.NOT_YET_DUE}, "out of scope"),
        ("ISO-01", {"parts": {"not_split": 5.0}}, "not assessable"),
        ("ISO-04", {"claims_evidence_missing": ("c",)}, "not assessable"),
        ("ISO-05", {"allocation_reason": ""}, "not assessable"),
        (
            "PACT-03",
            {
                "pact": PactNumbers(
                    excluding_uptake=Decimal("0.384"),
                    including_uptake=Decimal("0.384"),
                    fossil=Decimal("0.356"),
                    lm_fossil=Decimal("0.03"),
                )
            },
            "pass",
        ),
        ("PACT-07", {"methodology": "house rule"}, "not assessable"),
        ("CX-01", {"methodology": "pact-2"}, "not assessable"),
        ("CN-001", {"rated_energy_kwh": Decimal(2)}, "out of scope"),
        ("CN-001", {"category": Category.IND}, "out of scope"),
        ("CN-003", {"verifier_statement": False}, "not assessable"),
        ("CN-033", {"prefecture": None}, "not assessable"),
        ("CN-033", {"in_inner_mongolia": False, "prefecture": None}, "pass"),
        ("CN-040", {"registry_extract": False}, "not assessable"),
        ("CN-041", {"other_registries_declared": False}, "not assessable"),
        ("CN-050", {"battery_code": "ambiguous"}, "not assessable"),
        ("CN-050", {"battery_code": "unknown_year"}, "not assessable"),
        (
            "CN-060",
            {"trace_events": (TraceEvent(kind="repair", day=date(2026, 4, 1), working_days=1),)},
            "not assessable",
        ),
    ],
)
def test_special_situations(check: str, facts: dict[str, Any], wanted: str) -> None:
    assert outcome(check, ROWS[check].good | facts).outcome.value == wanted


@pytest.mark.parametrize("book", rule_book_ids())
def test_a_book_runs_all_its_checks_in_order(book: str) -> None:
    found = rule_book(book)

    results = run_checks(found, Facts())

    assert [result.id for result in results] == list(found.checks)
    assert {result.outcome for result in results}.isdisjoint({Outcome.PASS})
    assert all(result.status is found.status for result in results)
    assert all(result.evidence.zh and result.reference for result in results)


def test_the_vehicle_book_runs_every_european_check() -> None:
    assert set(DRAFT.checks) == {check for check in ROWS if check.startswith("EU-")}


def test_the_functional_check_names_the_units_it_saw() -> None:
    result = outcome("EU-010", {"functional_unit": "kwh_capacity"})

    assert result.details[0].get("en") == "stated per kwh_capacity; asked for: kwh_delivered"
    assert result.status is ParameterStatus.DRAFT


def test_a_book_may_not_name_an_unknown_check() -> None:
    from dataclasses import replace  # noqa: PLC0415  (this test only)

    with pytest.raises(BadInputError) as caught:
        checks_of(replace(PEF, checks=("EU-999",)))

    assert caught.value.code == "CP-RULE-120"


def test_every_demand_has_checks_that_exist_or_a_reason() -> None:
    for demand in coverage():
        assert set(demand.checks) <= set(check_catalogue())
        assert bool(demand.checks) != (demand.not_applicable is not None)
        assert demand.text.zh
        assert demand.reference


def test_every_part_of_annex_ii_is_covered() -> None:
    references = {demand.reference for demand in coverage()}

    for number in (1, 3, 4, 5, 6, 7, 8):
        assert any(f"Annex II({number})" in reference for reference in references)


def test_every_function_decides_some_check() -> None:
    used = {check.decide for check in check_catalogue().values()}

    assert set(FUNCTIONS.values()) <= used


@pytest.mark.parametrize(
    "rule",
    [
        {"function": "wishful"},
        {"is_true": "offsets_in_total", "is_false": "offsets_in_total"},
        {},
        {"is_true": "no_such_fact"},
    ],
)
def test_a_defective_entry_is_refused(rule: dict[str, str]) -> None:
    label = {"en": "x", "zh": "x"}
    entry = {
        "title": label,
        "failing": label,
        "evidence": label,
        "reference": "x",
        "needs": [],
        "rule": rule,
    }

    with pytest.raises(ValueError, match="validation error"):
        _CheckShape.model_validate(entry)


def test_a_demand_without_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="has checks or a reason"):
        _CoveredShape.model_validate({"text": {"en": "x", "zh": "x"}, "reference": "x"})


BEFORE_EVERYTHING = date(1999, 1, 1)
# Answered from the facts alone, or from limits without a start date.
TIMELESS = {
    check
    for check in ROWS
    if check
    not in {
        "EU-035",
        "EU-050",
        "EU-062",
        "EU-070",
        "EU-071",
        "EU-080",
        "EU-110",
        "PACT-05",
        "PACT-06",
        "CX-01",
        "GBA-01",
        "CN-001",
        "CN-002",
        "CN-003",
        "CN-011",
        "CN-043",
        "CN-070",
    }
}


@pytest.mark.parametrize("check", sorted(set(ROWS) - TIMELESS))
def test_before_its_limits_were_published_a_check_decides_nothing(check: str) -> None:
    row = ROWS[check]

    result = run_one(check_catalogue()[check], row.book, Facts(**row.good), on=BEFORE_EVERYTHING)

    assert result.outcome in (Outcome.NOT_ASSESSABLE, Outcome.OUT_OF_SCOPE)


@pytest.mark.parametrize("check", sorted(TIMELESS - NEVER_PASS))
def test_a_check_without_dated_limits_does_not_depend_on_the_day(check: str) -> None:
    row = ROWS[check]

    result = run_one(check_catalogue()[check], row.book, Facts(**row.good), on=BEFORE_EVERYTHING)

    assert result.outcome is Outcome.PASS


def test_the_open_rules_of_551_stay_open_before_their_notice() -> None:
    answer = run_one(check_catalogue()["CN-020"], CN, Facts(), on=BEFORE_EVERYTHING)

    assert answer.outcome is Outcome.NOT_ASSESSABLE
