"""The page of named switches shows what the program computes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.app.data import shipped_catalogue
from cellprint.app.switches import switch_list, switches
from tools.switch_page import switch_page

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def page() -> str:
    return switch_page()


def test_every_switch_and_option_is_on_the_page(page: str) -> None:
    for switch in switches(shipped_catalogue()):
        assert f"`{switch.key}`, default `{switch.default}`" in page
        for option in switch.options:
            assert f"| `{option}` |" in page


def test_the_effect_on_the_page_is_that_of_the_command(page: str) -> None:
    rows = switch_list(shipped_catalogue(), ROOT / "examples" / "lfp-ctp-yibin" / "study.yaml")
    hydro = next(
        option
        for row in rows
        if row["key"] == "primary_aluminium"
        for option in row["options"]
        if option["id"] == "hydro"
    )

    shown = f"{100 * float(hydro['effect']):+.1f} %".replace("-", "−")
    assert f"| `hydro` | {shown} |" in page
