"""The book of the how-to page works as it stands there."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from cellprint.model.located_yaml import parse_yaml
from cellprint.rules.book import parameter_set
from cellprint.rules.book_files import read_book
from tests.rules.formulas import FORMULAS

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-rule-book.md"
BLOCKS: dict[str, str] = dict(
    re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
)


def test_the_book_of_the_page_can_be_read(tmp_path: Path) -> None:
    for name in ("book.yaml", "params/boundary.yaml"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(BLOCKS[name], encoding="utf-8")

    book = read_book(tmp_path, package="plant_rules.my_rules_2030", included=parameter_set)

    assert book.id == "my-rules-2030"
    assert book.parameters.number_at("my.cutoff.mass", date(2029, 12, 31)) == Decimal("0.02")
    assert book.parameters.number_at("my.cutoff.mass", date(2030, 1, 1)) == Decimal("0.01")


def test_the_case_of_the_page_names_a_formula() -> None:
    body = parse_yaml(BLOCKS["cases/functional_unit.yaml"], name="case").data

    assert isinstance(body, dict)
    cases = body["cases"]
    assert isinstance(cases, list)
    assert all(isinstance(case, dict) and case["formula"] in FORMULAS for case in cases)
