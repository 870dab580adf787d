"""Every worked case of every rule book and parameter set, each within its stated tolerance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import pytest

from cellprint.errors import BadInputError
from cellprint.model.located_yaml import parse_yaml
from cellprint.rules.book import book_folders, rule_book
from cellprint.rules.yaml_files import yaml_files
from tests.rules.formulas import FORMULAS, Place

KEYS = {"id", "formula", "reference", "input", "expect", "error", "tolerance", "on"}
EVIDENCE = date(2026, 8, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A worked case with the book or set that owns it."""

    owner: str
    file: str
    body: dict[str, Any]

    @property
    def id(self) -> str:
        """Owner and id, as pytest shows them."""
        return f"{self.owner}:{self.body['id']}"

    @property
    def on(self) -> date:
        """The day that parameters are read at."""
        if "on" in self.body:
            return date.fromisoformat(self.body["on"])
        return rule_book(self.owner).evidence_date if self.owner in book_folders() else EVIDENCE


def found_cases() -> Iterator[Case]:
    """Yield every case under the rules package."""
    sets = resources.files("cellprint.rules.sets")
    folders = {owner: resources.files(package) for owner, package in book_folders().items()}
    for entry in sets.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            folders[entry.name.replace("_", "-")] = entry
    for owner, folder in sorted(folders.items()):
        for file in yaml_files(folder / "cases"):
            data: Any = parse_yaml(file.read_bytes(), name=file.name).data
            for body in data["cases"]:
                yield Case(owner=owner, file=file.name, body=body)


CASES = list(found_cases())


def is_close(found: Any, wanted: str, tolerance: dict[str, str]) -> bool:
    """Return whether a number meets its expectation."""
    absolute, relative = tolerance.get("absolute", "0"), tolerance.get("relative", "0")
    allowed: float = float(absolute) + float(relative) * abs(float(wanted))
    difference: float = abs(float(found) - float(wanted))
    return difference <= allowed


def is_met(found: Any, wanted: Any, tolerance: dict[str, str]) -> bool:
    """Return whether an outcome meets its expectation: dates, words and flags exactly."""
    if isinstance(found, date):
        return bool(found.isoformat() == wanted)
    if isinstance(found, str | bool) or found is None or not isinstance(wanted, str):
        return bool(found == wanted)
    return is_close(found, wanted, tolerance)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    formula = FORMULAS[case.body["formula"]]
    place = Place(owner=case.owner, on=case.on)

    if "error" in case.body:
        with pytest.raises(BadInputError) as caught:
            formula(case.body["input"], place)
        assert caught.value.code == case.body["error"]
        return
    answer = formula(case.body["input"], place)

    tolerance = case.body.get("tolerance", {})
    wrong = {
        name: (answer.get(name), wanted)
        for name, wanted in case.body["expect"].items()
        if name not in answer or not is_met(answer[name], wanted, tolerance)
    }
    assert wrong == {}


def test_every_case_is_complete_and_cites_its_source() -> None:
    for case in CASES:
        assert set(case.body) <= KEYS, case.id
        assert case.body["reference"], case.id
        assert ("expect" in case.body) != ("error" in case.body), case.id


def test_no_case_stands_twice() -> None:
    assert [name for name, count in Counter(case.id for case in CASES).items() if count > 1] == []


def test_every_built_in_book_has_worked_cases() -> None:
    assert set(book_folders()) <= {case.owner for case in CASES}
