"""The pages about the lint say what it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cellprint.catalogue.lint import CHECKS
from cellprint.cli.main import run

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "docs" / "reference" / "lint-checks.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "docs" / "how-to" / "lint-your-data.md").read_text(encoding="utf-8")
CODES = ROOT / "src" / "cellprint" / "errors" / "codes" / "lint.yaml"
RULES = ROOT / "src" / "cellprint" / "data" / "lint" / "rules"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", HOW_TO, re.DOTALL)


def test_every_check_code_and_rule_stands_in_the_reference() -> None:
    codes = yaml.safe_load(CODES.read_text(encoding="utf-8"))
    kinds = {
        kind
        for path in RULES.glob("*.yaml")
        for kind in yaml.safe_load(path.read_text(encoding="utf-8"))
    }

    assert [check.id for check in CHECKS if f"`{check.id}`" not in REFERENCE] == []
    assert [code for code in codes if code not in REFERENCE] == []
    assert [path.name for path in RULES.glob("*.yaml") if f"`{path.name}`" not in REFERENCE] == []
    assert [kind for kind in kinds if f"`{kind}`" not in REFERENCE] == []


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    for block in blocks("yaml"):
        named = re.match(r"# my-data/(\S+)\n", block)
        if named:
            path = tmp_path / named.group(1)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")
    return tmp_path


def test_the_example_of_the_guide_gives_the_answer_it_shows(
    plant: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = blocks("text")[1]

    assert run(["catalogue", "lint", str(plant)]) == 1
    assert capsys.readouterr().out == shown


def test_the_mended_example_passes(plant: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = plant / "processes" / "cathodes.yaml"
    mended = next(block for block in blocks("yaml") if "0.2365" in block)
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if '"0.2"' not in line]
    path.write_text("\n".join(kept) + "\n" + mended, encoding="utf-8")

    assert run(["catalogue", "lint", str(plant)]) == 0
    assert "0 errors, 0 warnings" in capsys.readouterr().out


def test_the_program_of_the_guide_runs() -> None:
    exec(compile(blocks("python")[0], "lint-your-data.md", "exec"), {})  # noqa: S102  (the page's own code)
