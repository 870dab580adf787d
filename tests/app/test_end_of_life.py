"""End of life of a computed study: credits as branches, sources, and what is said aloud."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import pytest

from cellprint.app.comparison import compare_books
from cellprint.app.compute import Computation, compute_study
from cellprint.app.data import shipped_catalogue
from cellprint.app.documents import Json
from cellprint.app.explain import explanation
from cellprint.app.uncertainty import draw_study
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study
from cellprint.model.study_resolve import resolve_study
from cellprint.rules.book import rule_book_ids
from cellprint.rules.compare import ORDER

EXAMPLES = Path(__file__).parents[2] / "examples"
NMC, LFP = "nmc811-xining", "lfp-ctp-yibin"
DRAFT = "eu-cfb-ev-draft-2024"
BOOKS = tuple(name for name in rule_book_ids() if name != "jrc-cfb-ind-2025")


@cache
def computed(study: str, rules: str = DRAFT) -> Computation:
    loaded = load_study(EXAMPLES / study / "study.yaml")
    resolved = resolve_study(loaded.study, where=loaded.where)
    return compute_study(shipped_catalogue(), resolved, rules=rules)


def changed(study: str, old: str, new: str, rules: str = DRAFT) -> Computation:
    text = (EXAMPLES / study / "study.yaml").read_text("utf-8")
    assert old in text
    loaded = load_study(text.replace(old, new, 1).encode(), name="study.yaml")
    resolved = resolve_study(loaded.study, where=loaded.where)
    return compute_study(shipped_catalogue(), resolved, rules=rules)


def codes(found: Computation) -> set[str]:
    return {finding["code"] for finding in found.document["findings"]}


def stage(found: Computation) -> Json:
    tree: list[Json] = found.document["contributions"]
    return next(branch for branch in tree if branch["id"] == "end_of_life")


def test_burden_and_credits_are_branches_with_names_and_add_up() -> None:
    branches = {one["id"]: one for one in stage(computed(NMC))["children"]}

    assert float(branches["recycling"]["value"]) > 0
    credit = branches["credit_nickel_sulfate_anhydrous"]
    assert float(credit["value"]) < 0
    assert credit["name"]["en"].startswith("Credit: Nickel sulfate")
    assert credit["name"]["zh"].startswith("抵扣：")
    whole = math.fsum(float(one["value"]) for one in branches.values())
    assert whole == pytest.approx(float(stage(computed(NMC))["value"]), rel=1e-9)


def test_the_credit_is_weight_times_mass_times_what_the_virgin_salt_carries() -> None:
    found = computed(NMC)
    credit = next(
        one for one in stage(found)["children"] if one["id"] == "credit_nickel_sulfate_anhydrous"
    )
    # HANNA2025: 0.197 kg NiSO4 per kg battery; 310 kg battery; Ni 0.379279 and 0.223304 kg/kg.
    salt = found.study.battery.mass_kg * 0.197 * 0.379279 / 0.223304
    virgin = next(
        float(found.intensities[node.index])
        for node in found.system.nodes
        if node.process.flow == "nickel_sulfate_hexahydrate" and node.process.route == "market"
    )
    assert float(credit["value"]) == pytest.approx(-0.8 * 0.95 * salt * virgin, rel=1e-6)


def test_no_more_of_an_element_is_credited_than_the_battery_holds() -> None:
    found = computed(NMC)
    ending = found.linked.ending
    cobalt = next(one for one, _ in ending.credits if one.exchange.flow.startswith("cobalt"))

    assert cobalt.recovered_kg == pytest.approx(found.study.battery.mass_kg * 0.2 * 0.38024)
    assert cobalt.content_kg < cobalt.recovered_kg
    credited = cobalt.per_treated * cobalt.line.exchange.amount * 0.209656
    assert credited == pytest.approx(cobalt.content_kg)
    assert "CP-LINK-014" in codes(found)


@pytest.mark.parametrize("study", [NMC, LFP])
@pytest.mark.parametrize("book", BOOKS)
def test_tree_and_stages_close_to_the_total_under_every_book(study: str, book: str) -> None:
    document = computed(study, book).document
    total = float(document["per_product"]["value"])

    assert math.fsum(float(one["value"]) for one in document["contributions"]) == pytest.approx(
        total, rel=1e-9
    )
    assert math.fsum(float(one["per_product"]) for one in document["stages"]) == pytest.approx(
        total, rel=1e-9
    )


def test_methods_beside_differ_from_the_one_that_counts_by_their_weights_alone() -> None:
    methods = {one["id"]: one for one in computed(LFP).document["end_of_life"]["methods"]}

    assert [name for name, one in methods.items() if one["counts"]] == ["cff"]
    # (1 - 0.2)·0.95 against 0.95; nothing under A = 1
    formula, closed = (float(methods[name]["end_of_life"]) for name in ("cff", "substitution"))
    assert formula == pytest.approx(0.8 * closed)
    assert float(methods["cut_off"]["end_of_life"]) == 0


def test_pef_gives_no_output_rate_so_the_burden_counts_and_it_is_said() -> None:
    found = computed(NMC, "pef-2021")

    assert "CP-LINK-007" in codes(found)
    assert [one["id"] for one in stage(found)["children"]] == ["nmc111_battery_recycling"]
    methods = {one["id"]: one for one in found.document["end_of_life"]["methods"]}
    assert methods["cff"]["missing"] == ["R2"]
    assert not methods["cff"]["assessable"]
    assert methods["substitution"]["total"] is None


def test_cut_off_gives_the_burden_away_and_says_so() -> None:
    found = computed(NMC, "iso-14067-2018")

    assert "CP-LINK-010" in codes(found)
    assert float(found.document["stages"][-1]["value"]) == 0
    beside = found.document["end_of_life"]["methods"][1:]
    assert {one["parameters_of"] for one in beside} == {"jrc-cfb-ev-2023"}


def test_an_open_method_is_called_an_option() -> None:
    found = computed(NMC, "cn-miit-551-2025")

    assert "CP-LINK-009" in codes(found)
    assert found.document["end_of_life"]["rule"] == "option"


def test_what_is_left_out_of_the_stage_is_named() -> None:
    # LFP: crude iron phosphate, 5 % not recycled, cathode powder alone of a whole battery.
    assert {"CP-LINK-011", "CP-LINK-012", "CP-LINK-013"} <= codes(computed(LFP))


def test_a_book_to_the_gate_has_no_later_stages() -> None:
    document = computed(NMC, "pact-3").document

    assert [one["id"] for one in document["stages"]] == ["raw_materials", "manufacturing"]
    assert document["end_of_life"] is None
    assert not {code for code in codes(computed(NMC, "pact-3")) if code.startswith("CP-LINK")}


def test_explain_reaches_the_article_of_the_parameter() -> None:
    branch = explanation(computed(NMC), "end_of_life/credit_nickel_sulfate_anhydrous")

    step = branch["way"][-1]["exchange"]
    assert step["formula"].startswith("-(1-A)*R2*Qsout/Qp; A = 0.2, R2 = 0.95")
    assert "Recommendation (EU) 2021/2279, Annex I, 4.4.8" in step["page"]
    assert step["source"] == DRAFT


def test_a_treatment_without_recovered_products_counts_as_it_is() -> None:
    found = changed(LFP, "route: lfp_cathode_powder_recycling", "route: wastewater_treatment")

    assert "CP-LINK-007" in codes(found)
    assert found.linked.ending.recycling is None


def test_collection_belongs_to_the_recycling_chain() -> None:
    leg = "transport: [{mode: road_freight, distance: 500 km, source: a contract}]\n  "
    found = changed(NMC, "route: nmc111", leg + "route: nmc111")

    group = next(node for node in found.system.nodes if node.process.id == "part:recycling")
    inside = {link.exchange.flow for link in found.system.links[group.index]}
    assert inside == {"nmc111_battery_recycling", "road_freight"}


def test_a_by_product_that_shares_the_burden_is_not_credited_as_well() -> None:
    text = (EXAMPLES / NMC / "study.yaml").read_text("utf-8")
    text += "\nchoices: {allocation.nickel_sulfate_anhydrous: mass}\n"
    loaded = load_study(text.encode(), name="study.yaml")
    study = resolve_study(loaded.study, where=loaded.where)
    found = compute_study(shipped_catalogue(), study)

    assert {one.exchange.flow for one, _ in found.linked.ending.credits} == {
        "cobalt_sulfate_anhydrous"
    }


def test_draws_vary_the_credit_with_the_treatment() -> None:
    scores = draw_study(computed(LFP), samples=64).samples.scores

    # Columns: the whole, then the stages; the last one is the end of life.
    assert (scores[:, 0] > 0).all()
    assert (scores[:, -1] < 0).all()
    assert len(set(scores[:, -1].tolist())) == scores.shape[0]


GROUPS = (
    ("eu-cfb-ev-draft-2024", "jrc-cfb-ev-2023", "cn-miit-551-2025"),
    ("pef-2021", "iso-14067-2018", "gb-t-24067-2024", "pact-3"),
)


@pytest.mark.parametrize("books", GROUPS)
@pytest.mark.parametrize("study", [NMC, LFP])
def test_the_steps_between_books_add_up_and_name_the_rule(
    study: str, books: tuple[str, ...]
) -> None:
    document = compare_books(computed(study, books[0]), books)

    for steps in document["waterfalls"]:
        changes = math.fsum(float(step["change"]) for step in steps["steps"])
        gap = float(steps["last"]) - float(steps["first"])
        assert changes == pytest.approx(gap, abs=1e-9 * float(steps["last"]))
        assert [step["id"] for step in steps["steps"]] == [
            name for name in ORDER if name not in ("background_data", "cut_off")
        ]


def test_the_recycling_step_is_the_difference_of_the_end_of_life_stages() -> None:
    first, second = (computed(NMC, book) for book in ("jrc-cfb-ev-2023", "cn-miit-551-2025"))
    steps = compare_books(first, (first.book.id, second.book.id))["waterfalls"][0]["steps"]

    step = next(one for one in steps if one["id"] == "recycling_method")
    ends = [float(one.document["stages"][-1]["value"]) for one in (first, second)]
    assert float(step["change"]) == pytest.approx(ends[1] - ends[0], rel=1e-6)


def test_books_that_count_other_units_are_not_compared() -> None:
    with pytest.raises(BadInputError) as caught:
        compare_books(computed(NMC), (DRAFT, "pef-2021"))

    assert caught.value.code == "CP-UNC-003"
