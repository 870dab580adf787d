from __future__ import annotations

from typing import Any

import pytest

from cellprint.errors import BadInputError
from cellprint.report.build import build_statement
from cellprint.report.statement import Branch, Fact, Statement
from cellprint.report.tree import anchor
from tests.charts.example import example_document


def stated(**changes: Any) -> Statement:
    return build_statement({**example_document(), **changes}, lang="en")


def facts(statement: Statement) -> dict[str, str]:
    return {fact.label: fact.value for fact in statement.facts}


def walk(branches: tuple[Branch, ...]) -> list[Branch]:
    return [inner for branch in branches for inner in (branch, *walk(branch.children))]


def test_numbers_are_shown_with_three_digits() -> None:
    statement = stated()

    # 2 903.6 kg in the tree of the example, 100 000 kWh, 60 kWh.
    assert statement.headline.value == "0.0290"
    assert statement.headline.unit == "kg CO₂e/kWh delivered"
    assert [(number.label, number.value) for number in statement.key_numbers] == [
        ("Per kWh of capacity", "48.4"),
        ("Whole product", "2,900"),
    ]


def test_facts_name_product_plant_period_and_battery() -> None:
    found = facts(stated())

    assert found["Product"] == "pack"
    assert found["Plant"] == "Sichuan, China · CN-SC"
    assert found["Period"] == "2024-01-01 up to 2025-01-01 (excluded)"
    assert found["Usable energy"] == "57.0 kWh"
    assert found["Energy over the service life"] == "100,000 kWh"
    assert found["Rule book"] == "Example rules for traction batteries · 0.1 · draft"


def test_inputs_with_many_digits_are_rounded() -> None:
    assert facts(stated(battery={"mass_kg": "310.043394"}))["Mass"] == "310 kg"


def test_draft_rules_are_announced_and_adopted_ones_are_not() -> None:
    draft = stated()
    adopted = stated(rulebook={"id": "x", "status": "official"})

    assert [notice.kind for notice in draft.notices] == ["draft"]
    assert "It is not a declaration" in draft.notices[0].text
    assert adopted.notices == ()


def test_much_unverified_data_is_announced() -> None:
    statement = stated(unverified_share="0.58", rulebook=None)

    assert [notice.kind for notice in statement.notices] == ["unverified"]
    assert statement.notices[0].text.startswith("58 %")


def test_every_branch_has_its_number_and_leads_somewhere() -> None:
    branches = walk(stated().tree)

    assert all(branch.value and branch.share for branch in branches)
    assert len({branch.anchor for branch in branches}) == len(branches)
    nickel = next(b for b in branches if b.path == "raw_materials/cell/cathode/nickel_sulfate")
    assert nickel.anchor == anchor(nickel.path)
    assert nickel.value == "676"
    assert nickel.amount == "1.25 kg"
    assert nickel.source_anchor == f"s-{nickel.source}"
    assert nickel.licence == "CC-BY-4.0"


def test_groups_claim_no_amount_and_no_source() -> None:
    raw = stated().tree[0]

    assert (raw.amount, raw.status, raw.source) == ("", "", "")


def test_a_source_that_is_not_listed_is_named_without_a_link() -> None:
    branches = walk(stated(sources=[]).tree)

    assert {branch.source_anchor for branch in branches} == {""}
    assert any(branch.source for branch in branches)


def test_tables_show_the_same_numbers_as_the_charts() -> None:
    statement = stated()

    bars, table = statement.charts.stages, statement.tables["stages"]
    assert [row.cells[1] for row in table.rows] == [
        *(stage.value_label for stage in bars.stages),
        bars.total_label,
    ]
    steps = statement.charts.waterfall.steps
    assert [row.cells[1] for row in statement.tables["waterfall"].rows[:-1]] == [
        step.value_label for step in steps
    ]


def test_rows_lead_to_their_branches() -> None:
    statement = stated()
    anchors = {branch.anchor for branch in walk(statement.tree)}

    links = {row.anchor for table in statement.tables.values() for row in table.rows}

    assert anchor("raw_materials") in links
    assert links - {""} <= anchors


def test_methods_say_what_they_rest_on() -> None:
    methods = {method.name: method for method in stated().methods}

    assert methods["Residual mix"].basis == "Invented document, clause 1 · published"
    assert "An invented flag." in methods["Residual mix"].notes
    assert methods["Corporate accounts, direct emissions"].notes == (
        "Not a method for product footprints; named for completeness.",
    )
    table = stated().tables["methods"]
    assert [row.cells[2] for row in table.rows] == [
        "counts here",
        "\u22124.0 %",
        "+7.0 %",
        "\u221222 %",
        "",
    ]


def test_links_are_counted_with_reasons_and_distances() -> None:
    links = stated().links

    assert links is not None
    assert [(fact.label, fact.value) for fact in links.counts] == [
        ("Linked", "214"),
        ("Cut off", "9"),
        ("Errors", "0"),
    ]
    assert links.reasons[0].label == "by-product without burden or credit"
    assert [(fact.label, fact.value) for fact in links.fallbacks] == [
        ("Place: country → wider region → world", "1"),
        ("Data of another year", "1"),
    ]


def test_borrowed_technology_is_counted() -> None:
    links = stated(
        links={
            "linked": 1,
            "cut_off": 0,
            "errors": 0,
            "fallbacks": [{"steps": [], "technology_borrowed": True}],
        }
    ).links

    assert links is not None
    assert [fact.label for fact in links.fallbacks] == [
        "Technology of another place, run with local energy"
    ]


def test_statuses_without_a_share_are_left_out() -> None:
    data = {"by_status": [{"status": "company", "share": "0"}, {"status": "derived", "share": "1"}]}

    assert [(row.name, row.share) for row in stated(data=data).statuses] == [("derived", "100")]


def test_findings_and_cut_offs_are_told() -> None:
    what = {"en": "Packaging", "zh": "包装"}
    statement = stated(
        cut_offs=[{"what": what, "reason": "No citable amount", "estimated_share": "0.01"}]
    )

    assert statement.findings[0].severity_name == "Warning"
    assert [(fact.label, fact.value) for fact in statement.cut_offs] == [
        ("Packaging", "No citable amount · 1.0 %")
    ]


def test_electricity_factors_keep_their_digits() -> None:
    factor = {
        "id": "el_CN",
        "location": "CN",
        "value": "0.6205",
        "unit": "kg CO2e/kWh",
        "status": "official",
        "issuer": "MEE",
        "document": "table 1",
    }

    row = stated(electricity_factors=[factor]).factors[0]

    assert (row.value, row.unit, row.document) == ("0.6205", "kg CO₂e/kWh", "MEE, table 1")


def test_the_study_and_its_factors_are_named_where_the_document_does() -> None:
    study = {"id": "s", "digest": "ef" * 32}

    statement = stated(gwp_set="EF3.1", study=study)

    assert facts(statement)["Characterisation factors"] == "EF3.1"
    assert Fact(label="Study digest", value="ef" * 32) in statement.recipe


def test_the_recipe_holds_what_makes_it_computable_again() -> None:
    recipe = {fact.label: fact.value for fact in stated().recipe}

    assert recipe["Digest of this result"] == "sha256:" + "cd" * 32
    assert recipe["Catalogue release"] == "0.0-example"


def test_a_document_with_nothing_but_the_required_is_stated() -> None:
    document = example_document()
    keys = ("product", "study", "total", "per_product", "stages", "contributions")
    minimal = {key: document[key] for key in keys} | {"study": {"id": "s"}}

    statement = build_statement(minimal, lang="zh")

    assert statement.links is None
    assert statement.charts.methods is None
    assert statement.notices == ()
    assert statement.unverified_share == ""


def test_a_document_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(BadInputError, match="CP-CHART-003"):
        stated(per_product={"value": "1", "unit": "kg CO2e/battery"})
