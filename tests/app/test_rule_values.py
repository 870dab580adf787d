"""What a rule book decides beside the number: allocation, climate parts, cut-off, service life."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from cellprint.app.allocating import allocation, product_shares
from cellprint.app.checking import check_document
from cellprint.app.compute import Computation, compute_study
from cellprint.app.data import shipped_catalogue
from cellprint.app.method_document import climate_parts
from cellprint.cli.rule_values import end_of_life_table, rule_lines
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study
from cellprint.i18n import Lang
from cellprint.model.inventory import Role
from cellprint.model.study_resolve import resolve_study
from cellprint.rules.book import rule_book, rule_book_ids
from tests.app import small

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = (EXAMPLES / "nmc811-xining" / "study.yaml").read_text("utf-8")


def computed(text: str = TEXT, *, rules: str = "") -> Computation:
    loaded = load_study(text.encode(), name="study.yaml")
    study = resolve_study(loaded.study, where=loaded.where)
    return compute_study(shipped_catalogue(), study, rules=rules)


def replaced(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_the_parts_add_up_to_the_total() -> None:
    found = computed()
    impact = found.document["impact"]

    assert impact["gwp_set"]["id"] == "EF3.1"
    whole = math.fsum(float(part["value"]) for part in impact["parts"])
    assert whole == pytest.approx(float(found.document["total"]["value"]), rel=1e-9)
    assert climate_parts(found).total == pytest.approx(found.linked.per_battery, rel=1e-9)
    assert impact["reported"] == ["fossil"]


def test_a_book_without_a_limit_for_parts_does_not_invent_one() -> None:
    assert computed(rules="pact-3").document["impact"]["reported"] is None


@pytest.mark.parametrize("book", [name for name in rule_book_ids() if name != "jrc-cfb-ind-2025"])
def test_every_book_prints_its_allocation(book: str) -> None:
    shown = computed(rules=book).document["allocation"]

    assert shown["order"] == list(rule_book(book).allocation.order)
    assert shown["reference"]
    for entry in shown["shared"]:
        assert math.fsum(map(float, entry["shares"].values())) == pytest.approx(1)


def test_the_price_ratio_is_named_where_the_book_asks_for_it_and_never_guessed() -> None:
    assert computed().document["allocation"]["price_ratio"] == "not assessable"
    assert computed(rules="iso-14067-2018").document["allocation"]["price_ratio"] == "not asked"
    assert not rule_book("cn-miit-551-2025").allocation.order


def sharing(unit: str) -> dict[str, float]:
    byproduct = replace(small.exchange("x", Role.BYPRODUCT, "slag", "1", unit), allocation="mass")
    return product_shares(small.process("x", "steel", "CN", "bof", byproduct), {}, {})


def test_masses_are_shared_on_one_basis_only() -> None:
    assert sharing("kg") == {"steel": 0.5, "slag": 0.5}

    with pytest.raises(BadInputError) as metal:
        sharing("kg_Ni")
    assert metal.value.code == "CP-RULE-041"

    with pytest.raises(BadInputError) as other:
        sharing("kWh")
    assert other.value.code == "CP-LINK-015"


def test_an_unknown_way_of_sharing_is_refused() -> None:
    byproduct = small.exchange("x", Role.BYPRODUCT, "slag", "1")
    with pytest.raises(BadInputError) as caught:
        allocation(byproduct, {"allocation.slag": "by colour"})

    assert caught.value.code == "CP-LINK-008"


def test_what_is_cut_off_is_listed_and_its_share_is_never_zero_by_silence() -> None:
    shown = computed().document["cut_off"]

    assert shown["items"] == shown["not_estimated"] == 2
    assert shown["estimated_share"] is None
    assert {one["id"]: one["outcome"] for one in shown["policies"]} == {
        "cut.cfb_ev_case": "not assessable",
        "cut.pef": "not assessable",
    }


def test_estimated_shares_add_up_and_are_held_against_the_limit() -> None:
    text = TEXT
    for share, what in (("1 %", "No citable amount"), ("2.5 %", "No citable inventory")):
        text = text.replace(f"{{en: {what}", f"{{zh: x, en: {what}", 1)
        line = next(one for one in text.splitlines() if what in one)
        reason = line.split("zh: x, ")[1].split(", zh:")[0].removeprefix("en: ")
        text = text.replace(line, f'    reason: "{reason}"\n    estimated_share: {share}')
    limit = "material_energy_and_impact"

    shown = computed(text, rules="pact-3").document["cut_off"]

    assert shown["estimated_share"] == "0.035"
    assert shown["not_estimated"] == 0
    policies = computed(text).document["cut_off"]["policies"]
    assert [one["outcome"] for one in policies if one["basis"] == limit] == ["fail"]


def test_the_checklist_states_the_same_as_the_footprint() -> None:
    found = computed()
    checklist = check_document(found)

    for part in ("allocation", "impact", "cut_off", "data_quality", "end_of_life"):
        assert checklist[part] == found.document[part]
    outcomes = {one["id"]: one["outcome"] for one in checklist["checks"]}
    # A = 0.2 and R2 = 0.95 of the JRC proposal, R1 = 0
    assert {outcomes[name] for name in ("EU-050", "EU-051", "EU-052", "EU-053")} == {"pass"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_names_method_parameters_and_status(lang: Lang) -> None:
    document = computed(rules="cn-miit-551-2025").document

    table = end_of_life_table(document, lang)
    lines = list(rule_lines(document, lang))

    assert table.row_count == 3
    assert len(lines) == 3
    assert "IPCC_AR6" in lines[1]


BACKUP = (
    ("category: ev", "category: industrial"),
    ("  vehicle: M1\n", "  backup_power: 30 kW*min\n"),
    ("rulebook: eu-cfb-ev-draft-2024", "rulebook: jrc-cfb-ind-2025"),
)


def test_a_back_up_battery_counts_over_its_service_life_not_its_warranty() -> None:
    text = TEXT
    for old, new in BACKUP:
        assert old in text
        text = text.replace(old, new, 1)

    with pytest.raises(BadInputError) as caught:
        computed(text)
    assert caught.value.code == "CP-LINK-006"
    assert "service_years" in str(caught.value.findings[0].details["missing"])

    lasting = computed(text.replace("backup_power:", "service_life: 15 a\n  backup_power:", 1))
    # 30 kW·min over 15 years, while the warranty is 8 years
    assert lasting.counted.amount == pytest.approx(450)
