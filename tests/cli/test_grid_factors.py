from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cellprint.cli.main import app


@pytest.mark.parametrize(("lang", "kind"), [("en", "direct"), ("zh", "直接排放")])
def test_electricity_factors_are_listed(lang: str, kind: str) -> None:
    asked = ["--lang", lang, "catalogue", "electricity", "--location", "CN-NM"]

    told = CliRunner().invoke(app, asked)

    assert told.exit_code == 0
    assert kind in told.stdout
    assert "0.6479" in told.stdout, "announcement 2025 No. 47, table 3, Inner Mongolia"


def test_they_are_there_for_programs() -> None:
    told = CliRunner().invoke(app, ["catalogue", "electricity", "--year", "2024", "--json"])

    assert {row["year"] for row in json.loads(told.stdout)} == {2024}


def test_electricity_as_a_product_leads_to_its_factors() -> None:
    told = CliRunner().invoke(app, ["catalogue", "show", "electricity"])

    assert "cellprint catalogue electricity" in told.stdout
