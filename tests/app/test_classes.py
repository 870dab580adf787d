"""Class of a footprint: bounds with intervals, probability, threshold; never a declared class."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cellprint.app.classes import class_settings, classes_document
from cellprint.app.compute import Computation, compute_study
from cellprint.app.data import shipped_catalogue
from cellprint.app.documents import Json
from cellprint.cli.main import run
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study
from cellprint.model.study_resolve import resolve_study

EXAMPLES = Path(__file__).parents[2] / "examples"
NMC = EXAMPLES / "nmc811-xining" / "study.yaml"


@cache
def computed(name: str, rules: str = "") -> Computation:
    loaded = load_study(EXAMPLES / name / "study.yaml")
    study = resolve_study(loaded.study, where=loaded.where)
    return compute_study(shipped_catalogue(), study, rules=rules)


def value(found: Computation) -> float:
    return found.linked.per_battery / found.counted.amount


def graded(by: str, *names: str, threshold: float | None = None) -> Json:
    settings = class_settings(by, threshold=threshold, samples=64)
    population = [computed(name) for name in names]
    return classes_document(computed("nmc811-xining"), population, settings)


def test_two_classes_part_at_the_median_of_the_population() -> None:
    names = ("lfp-ctp-yibin", "nmc811-japan", "nmc811-xining")
    found = graded("quantiles=2", *names)

    middle = sorted(value(computed(name)) for name in names)[1]
    assert float(found["classes"][0]["upper_bound"]) == pytest.approx(middle)
    assert found["class"] == "B"
    low, high = (float(found["classes"][0][end]) for end in ("low", "high"))
    assert low <= middle <= high
    assert low < high


def test_probabilities_are_those_of_the_draws_and_add_up() -> None:
    found = graded("bounds=0.2,0.3")

    assert sum(float(row["probability"]) for row in found["classes"]) == pytest.approx(1)
    assert found["class"] == "B"
    assert [row["low"] for row in found["classes"]] == [None, None, None]


def test_a_threshold_is_kept_or_not_with_its_probability() -> None:
    kept, missed = (graded("bounds=0.2", threshold=limit) for limit in (1.0, 0.01))

    assert kept["threshold"]["kept"]
    assert float(kept["threshold"]["probability_kept"]) == 1
    assert not missed["threshold"]["kept"]
    assert float(missed["threshold"]["probability_kept"]) == 0
    assert graded("bounds=0.2")["threshold"] is None


def test_it_is_never_called_a_declared_class() -> None:
    found = graded("top=0.3", "lfp-ctp-yibin", "nmc811-xining")

    assert "not a declared class" in found["statement"]["en"]
    assert "不是声明的等级" in found["statement"]["zh"]


@pytest.mark.parametrize("by", ["quantiles=2.5", "median=3", "top=a,b", "", "quantiles=2,3"])
def test_a_rule_of_another_form_is_refused(by: str) -> None:
    with pytest.raises(BadInputError) as caught:
        class_settings(by)

    assert caught.value.code == "CP-UNC-009"


def test_no_classes_are_drawn_from_nothing() -> None:
    with pytest.raises(BadInputError) as caught:
        graded("quantiles=3")

    assert caught.value.code == "CP-RULE-085"


def test_a_population_of_another_functional_unit_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        classes_document(
            computed("nmc811-xining"),
            [computed("lfp-ctp-yibin", "pef-2021")],
            class_settings("quantiles=2"),
        )

    assert caught.value.code == "CP-UNC-003"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_verb_prints_class_and_statement(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--lang", lang, "classes", str(NMC), "--by", "bounds=0.2,0.3"]

    assert run([*arguments, "--threshold", "0.3", "--samples", "32"]) == 0
    assert f"{value(computed('nmc811-xining')):.3f}" in capsys.readouterr().out
    assert run([*arguments, "--samples", "32", "--json"]) == 0
    assert '"cellprint/classes/1"' in capsys.readouterr().out
