"""The run over all checks: waivers, choice of checks, the shipped data, the rules themselves."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from cellprint.catalogue.lint import (
    CHECKS,
    extended,
    lint,
    load_rules,
    shipped_rules,
    view_of,
    view_over,
)
from cellprint.catalogue.lint.rules import Waiver
from cellprint.errors import BadInputError
from tests.catalogue.lint.harness import edit
from tests.catalogue.lint.judging import CATALOGUE, process_of

# Five seconds are the aim; a shared machine gets leeway.
LONGEST = 15.0


def test_the_shipped_data_have_no_error() -> None:
    report = lint(view_of(CATALOGUE()), shipped_rules())

    assert [item.finding.line() for item in report.of("error")] == []
    assert report.passed


def test_every_waiver_is_needed_and_explained() -> None:
    report = lint(view_of(CATALOGUE()), shipped_rules())

    assert report.of("note") == ()
    assert len(report.waived) == len(shipped_rules().waivers)
    assert all(item.waiver.reason and item.waiver.source for item in report.waived)


def test_the_whole_catalogue_takes_seconds() -> None:
    start = time.perf_counter()

    lint(view_of(CATALOGUE()), shipped_rules())

    assert time.perf_counter() - start < LONGEST


def test_a_waiver_holds_for_its_value_only() -> None:
    view = view_over(CATALOGUE(), processes=[process_of("soda_ash_hou")])
    less = edit.scaled(process_of("soda_ash_hou"), 0.9, "steam")
    other = edit.set_to(process_of("eol_hydro_nmc"), "lithium_carbonate_crude", 0.16)

    assert lint(view, shipped_rules()).passed
    assert lint(view_over(CATALOGUE(), processes=[less]), shipped_rules()).passed
    assert not lint(view_over(CATALOGUE(), processes=[other]), shipped_rules()).passed


def test_a_waiver_that_nothing_needs_is_told() -> None:
    waiver = Waiver(
        code="CP-LINT-001", subject="cell_lfp", about="Li", found="1", reason="r", source="s"
    )
    rules = replace(shipped_rules(), waivers=(*shipped_rules().waivers, waiver))

    notes = lint(view_of(CATALOGUE()), rules).of("note")

    assert [(item.subject, item.finding.code) for item in notes] == [("cell_lfp", "CP-LINT-041")]


def test_only_chosen_checks_run() -> None:
    report = lint(view_of(CATALOGUE()), shipped_rules(), only=("hydrate", "dimension"))

    assert report.checks == ("dimension", "hydrate")


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        lint(view_of(CATALOGUE()), shipped_rules(), only=("balance",))

    assert caught.value.code == "CP-LINT-040"


def test_checks_have_one_id_and_ask_in_both_languages() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert all(check.asks.en.endswith("?") and check.asks.zh.endswith("？") for check in CHECKS)


def test_a_report_is_plain_json() -> None:
    process = edit.without(process_of("quicklime"), "co2_geogenic")

    document = lint(view_over(CATALOGUE(), processes=[process]), shipped_rules()).to_json("zh")

    first = document["findings"][0]
    assert document["passed"] is False
    assert (first["check"], first["subject"], first["severity"]) == (
        "carbon_balance",
        "quicklime",
        "error",
    )
    assert "碳酸盐" in first["what"]
    assert first["rule"] == "STOICH"


def test_the_rules_cite_sources_and_flows_that_exist() -> None:
    rules, catalogue = shipped_rules(), CATALOGUE()
    figures = rules.cited - {waiver.source for waiver in rules.waivers}
    named = {flow for rule in rules.ranges for flow in (rule.product, *rule.inputs)}
    named |= {flow for stage in rules.stages for flow in stage.products}
    named |= {carrier.flow for carrier in rules.carriers} | set(rules.contents)
    named |= {flow for rule in rules.assembled for flow in rule.products}

    assert figures <= set(catalogue.sources)
    assert named <= set(catalogue.flows)


def test_own_rules_add_to_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "# own\nwaivers:\n  - {code: CP-LINT-009, subject: quicklime, about: limestone, "
        'found: "0", reason: captured, source: permit}\n',
        encoding="utf-8",
    )
    rules = extended(shipped_rules(), load_rules(tmp_path))
    process = edit.without(process_of("quicklime"), "co2_geogenic")

    report = lint(view_over(CATALOGUE(), processes=[process]), rules, only=("carbon_balance",))

    assert report.findings == ()
    assert [item.waiver.reason for item in report.waived] == ["captured"]


@pytest.mark.parametrize(
    "text",
    [
        "ranges: {}\n",
        "- a\n",
        "rangs: [a]\n",
        "ranges:\n  - {product: steam}\n",
        "waivers:\n  - {cod: x}\n",
    ],
)
def test_rules_that_are_wrong_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.yaml").write_text(f"# own\n{text}", encoding="utf-8")

    with pytest.raises(BadInputError) as caught:
        load_rules(tmp_path)

    assert caught.value.code == "CP-LINT-030"
