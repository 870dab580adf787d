"""`cellprint catalogue show`: everything that is known of a process, in both languages."""

from __future__ import annotations

import json
import re

from typer.testing import CliRunner

from cellprint.cli.main import app

BRINE = "li2co3_brine_cl_atacama"
WIDE = {"COLUMNS": "200"}


def shown(*arguments: str) -> str:
    result = CliRunner(env=WIDE).invoke(app, list(arguments))
    assert result.exit_code == 0
    return result.stdout


def test_a_process_is_shown_with_all_that_is_known_of_it() -> None:
    text = shown("catalogue", "show", BRINE)

    for part in (
        "by exergy",
        "Element balance",
        "Licence",
        "Used in",
    ):
        assert part in text
    assert "li2co3_market" in text
    assert re.search(r"Footprint: \d\.\d\d kg CO2e/kg", text)


def test_the_same_stands_in_chinese() -> None:
    text = shown("--lang", "zh", "catalogue", "show", BRINE)

    for part in ("碳足迹：", "按㶲", "元素平衡", "许可", "用于："):
        assert part in text


def test_a_product_says_what_a_burden_may_be_shared_by() -> None:
    entry = json.loads(shown("catalogue", "show", "KCl", "--json"))

    assert entry["price"]["source"] == "USGS_MCS2026"
    assert entry["exergy"]["unit"] == "MJ/kg"
    assert entry["used_in"] == [BRINE]
