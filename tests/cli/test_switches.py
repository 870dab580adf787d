from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cellprint.cli.main import app


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "Power of aluminium smelters"), ("zh", "默认：")]
)
def test_switches_are_listed(lang: str, word: str) -> None:
    result = CliRunner().invoke(app, ["--lang", lang, "catalogue", "switches"])

    assert result.exit_code == 0
    assert word in result.stdout


def test_estimates_are_listed() -> None:
    study = "examples/lfp-ctp-yibin/study.yaml"
    told = CliRunner().invoke(app, ["--lang", "zh", "catalogue", "estimates", study])
    document = json.loads(
        CliRunner().invoke(app, ["catalogue", "estimates", study, "--json"]).stdout
    )

    assert "市场份额" in told.stdout
    assert {"process", "flow", "share", "note"} <= document["estimates"][0].keys()


def test_the_effect_on_a_study_is_shown() -> None:
    study = "examples/lfp-ctp-yibin/study.yaml"
    told = CliRunner().invoke(app, ["catalogue", "switches", study])
    rows = json.loads(CliRunner().invoke(app, ["catalogue", "switches", study, "--json"]).stdout)

    assert " %" in told.stdout
    assert all("effect" in option for row in rows for option in row["options"])
