"""The salt lake of the page on sharing: one process of five products, shared in every way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cellprint.cli.main import app

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "share-a-burden.md"
BLOCK = re.compile(r"```yaml\n# (?P<file>\S+\.yaml)\n(?P<body>.*?)```", re.DOTALL)


def blocks() -> dict[str, str]:
    page = PAGE.read_text(encoding="utf-8")
    return {block["file"]: block["body"] for block in BLOCK.finditer(page)}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    for name, body in blocks().items():
        if name != "study.yaml":
            file = folder / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(body, encoding="utf-8")
    return folder


def asked(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def footprint(lake: Path, *choices: str) -> float:
    options = [part for choice in choices for part in ("--choose", choice)]
    text = asked("product", "lake_lithium_carbonate", "--catalogue", str(lake), "--json", *options)
    return float(json.loads(text)["value"])


def test_every_way_of_sharing_is_open_for_the_lake_of_the_page(lake: Path) -> None:
    entry = json.loads(asked("catalogue", "show", "lake_brine", "--catalogue", str(lake), "--json"))

    ways = {way["method"]: way for way in entry["allocations"]}
    assert set(ways) == {"none", "mass", "economic", "exergy", "substitution"}
    assert all(way["value"] for way in ways.values())
    for method in ("mass", "economic", "exergy"):
        assert len(ways[method]["shares"]) == 5
        assert sum(float(share) for share in ways[method]["shares"].values()) == pytest.approx(1)


def test_the_choices_of_the_page_share_by_value(lake: Path) -> None:
    choices = yaml.safe_load(blocks()["study.yaml"])["choices"]
    shown = json.loads(asked("catalogue", "show", "lake_brine", "--catalogue", str(lake), "--json"))
    by_value = next(way["value"] for way in shown["allocations"] if way["method"] == "economic")

    chosen = footprint(lake, *(f"{name}={way}" for name, way in choices.items()))

    assert chosen == pytest.approx(float(by_value))
    assert footprint(lake) < chosen


def test_the_lint_has_nothing_against_the_page(lake: Path) -> None:
    assert "0 errors, 0 warnings" in asked("catalogue", "lint", str(lake))
