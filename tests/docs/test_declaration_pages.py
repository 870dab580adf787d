"""The tutorial of declarations runs as it is written, and its commands are commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.app.declaration.world import Desk

PAGES = Path(__file__).parents[2] / "docs"
TUTORIALS = ("tutorials/verify-a-declaration.md", "zh/verify-a-declaration.md")


@pytest.mark.parametrize("page", TUTORIALS)
def test_the_tutorial_runs_from_top_to_bottom(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^\$ (.+)$", (PAGES / page).read_text("utf-8"), re.MULTILINE)
    desk = maker = Desk(home=tmp_path / "maker")
    ran = 0

    for line in lines:
        name, *words = shlex.split(line.replace("<first key>", "FIRST"))
        if name == "export":
            homes = [word.partition("=")[2] for word in words if word.startswith("CELLPRINT_HOME")]
            desk = Desk(home=tmp_path / homes[0])
            continue
        assert name == "cellprint"
        desk.done(*(maker.first if word == "FIRST" else word for word in words))
        ran += 1

    assert ran > 8
    assert (tmp_path / "declared" / "declaration.pdf").is_file()
