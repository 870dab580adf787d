"""Recycled content of the bill of materials: weights, proof, what is said when it cannot count."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cellprint.app.checking import check_document
from cellprint.app.comparison import compare_books
from cellprint.app.compute import Computation, compute_study
from cellprint.app.data import shipped_catalogue
from cellprint.app.explain import explanation
from cellprint.app.uncertainty import draw_study
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study
from cellprint.model.study_resolve import resolve_study

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = (EXAMPLES / "nmc811-xining" / "study.yaml").read_text("utf-8")
HOUSING = "product: aluminium_extrusion\n"
PROOF = "recycled: {content: 30 %, material: metal, product: secondary_aluminium, source: proof 7}"


@cache
def computed(recycled: str = PROOF, rules: str = "jrc-cfb-ev-2023") -> Computation:
    assert HOUSING in TEXT
    text = TEXT.replace(HOUSING, f"{HOUSING}        {recycled}\n" if recycled else HOUSING, 1)
    loaded = load_study(text.encode(), name="study.yaml")
    study = resolve_study(loaded.study, where=loaded.where)
    return compute_study(shipped_catalogue(), study, rules=rules)


def unit(found: Computation, product: str) -> float:
    """Return the footprint of one kg of a product as it is used there."""
    return next(
        float(found.intensities[node.index])
        for node in found.system.nodes
        if node.process.flow == product and not node.process.id.startswith("input:")
    )


# 30 % recycled: under the formula with A = 0.2 and Q = 1 a weight of 0.3·0.2 = 0.06 on the recycled
# and (1 - 0.3) + 0.3·0.8 = 0.94 on the virgin metal; under cut-off 0.3 and 0.7.
@pytest.mark.parametrize(("book", "recycled"), [("jrc-cfb-ev-2023", 0.06), ("iso-14067-2018", 0.3)])
def test_recycled_content_replaces_virgin_metal_by_its_weight(book: str, recycled: float) -> None:
    without, found = computed("", book), computed(PROOF, book)

    line = next(one for one in found.study.amounts if one.id == "pack/housing")
    difference = unit(found, "secondary_aluminium") - unit(found, "aluminium_extrusion")
    changed = found.linked.per_battery - without.linked.per_battery
    assert changed == pytest.approx(line.amount * recycled * difference, rel=1e-6)
    assert changed < 0


def test_explain_reaches_proof_and_article() -> None:
    document = explanation(computed(), "raw_materials/pack/aluminium_extrusion/secondary_aluminium")

    exchange = document["way"][-1]["exchange"]
    assert exchange["formula"] == "R1*A; R1 = 0.3, A = 0.2"
    assert "proof 7" in exchange["page"]
    assert "Table 10" in exchange["page"]


def test_recycled_content_without_a_quality_ratio_counts_as_virgin_and_it_is_said() -> None:
    found = computed(PROOF.replace("metal", "plastic"))

    assert "CP-LINK-016" in {one["code"] for one in found.document["findings"]}
    without = computed("")
    assert found.linked.per_battery == pytest.approx(without.linked.per_battery)


def test_the_check_asks_for_proof() -> None:
    proved = {one["id"]: one["outcome"] for one in check_document(computed())["checks"]}
    estimated = PROOF.replace("proof 7", "{document: guess, quality: estimated}")
    guessed = {one["id"]: one["outcome"] for one in check_document(computed(estimated))["checks"]}

    assert proved["EU-051"] == "pass"
    assert guessed["EU-051"] != "pass"


@pytest.mark.parametrize("content", ["0 %", "30", "-5 %"])
def test_a_content_outside_zero_to_one_is_refused(content: str) -> None:
    with pytest.raises(BadInputError) as caught:
        computed(PROOF.replace("30 %", content))

    assert caught.value.code == "CP-RULE-030"


def test_a_recycled_product_in_another_unit_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        computed(PROOF.replace("secondary_aluminium", "natural_gas_burned"))

    assert caught.value.code == "CP-LINK-002"


def test_draws_and_comparisons_see_the_line_once() -> None:
    found = computed()
    scores = draw_study(found, samples=32).samples.scores[:, 0]
    steps = compare_books(found, (found.book.id, "cn-miit-551-2025"))["waterfalls"][0]

    assert 0.8 < scores.mean() / found.linked.per_battery < 1.25
    gap = float(steps["last"]) - float(steps["first"])
    assert sum(float(one["change"]) for one in steps["steps"]) == pytest.approx(gap, abs=1e-9)
