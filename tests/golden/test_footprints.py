"""Every product × place × year, so that a change of the data is always a visible difference."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cellprint.app.data import shipped_catalogue
from tests.health.sources import ROOT, listed
from tools import golden

GOLDEN = "tests/golden"
LARGEST = 400_000  # bytes of all files
HOW = "renew with `python -m tools.golden renew` and add changelog.d/<slug>.data.md; "


def git(*arguments: str) -> str:
    """Return what git answers; skip where there is no git or no history."""
    try:
        answer = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, check=True, text=True
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("no git history beside the sources")
    return answer.stdout


def changes_without_a_word(status: str) -> list[str]:
    """Return the golden files changed in `git … --name-status` lines that have no data fragment."""
    rows = [line.split("\t") for line in status.splitlines() if "\t" in line]
    changed = [
        row[-1]
        for row in rows
        if row[0].startswith("M") and row[-1].startswith(GOLDEN) and row[-1].endswith(".csv")
    ]
    # A release moves the fragments into CHANGELOG.md; a fragment that is removed explains nothing.
    said = any(
        row[-1].startswith("changelog.d/") and row[-1].endswith(".data.md") and row[0] != "D"
        for row in rows
    )
    return [] if said else changed


def test_the_shipped_data_give_the_golden_footprints() -> None:
    new = golden.snapshot(shipped_catalogue(), digits=golden.MORE_DIGITS)

    found = golden.differences(golden.kept(), new)

    assert golden.kept().keys() == new.keys()
    assert not found, HOW + listed(one.line for one in found)


def test_every_product_has_a_footprint_everywhere_and_the_files_stay_small() -> None:
    files = golden.kept()

    assert not [line for text in files.values() for line in text.splitlines() if "CP-" in line]
    assert sum(len(text.encode()) for text in files.values()) < LARGEST


def test_a_difference_names_the_cell_both_values_and_the_change() -> None:
    old = {"a.csv": "product,year,unit,CN,DE\nsteel,2023,kg,2.00000,1.50000\n"}
    new = {"a.csv": "product,year,unit,CN,DE\nsteel,2023,kg,2.000001,1.65\nzinc,2023,kg,3,4\n"}

    found = [one.line for one in golden.differences(old, new)]

    assert found == [
        "a.csv: steel 2023 DE: 1.5 → 1.65 (+10.000%)",
        "a.csv: zinc 2023 CN: absent → 3",
        "a.csv: zinc 2023 DE: absent → 4",
    ]


def test_a_value_that_becomes_an_error_is_a_difference() -> None:
    old = {"a.csv": "product,unit,CN\nsteel,kg,2.00000\n"}
    new = {"a.csv": "product,unit,CN\nsteel,kg,CP-DATA-107\n"}

    assert [one.line for one in golden.differences(old, new)] == [
        "a.csv: steel CN: 2 → CP-DATA-107"
    ]


@pytest.mark.parametrize(
    ("status", "left"),
    [
        ("M\ttests/golden/products.csv\n", ["tests/golden/products.csv"]),
        ("M\ttests/golden/products.csv\nA\tchangelog.d/zinc.data.md\n", []),
        ("M\ttests/golden/products.csv\nD\tchangelog.d/zinc.data.md\n", [GOLDEN + "/products.csv"]),
        ("A\ttests/golden/products.csv\nM\tsrc/cellprint/app/data.py\n", []),
    ],
)
def test_a_changed_file_asks_for_a_data_fragment(status: str, left: list[str]) -> None:
    assert changes_without_a_word(status) == left


def test_the_golden_files_change_only_together_with_a_data_fragment() -> None:
    git("rev-parse", "HEAD")
    here = git("diff", "--name-status", "HEAD")
    fresh = "".join(
        f"A\t{name}\n"
        for name in git("ls-files", "--others", "--exclude-standard", "changelog.d").splitlines()
    )
    last = git("log", "-1", "--format=%H", "--", f"{GOLDEN}/*.csv").strip()
    past = git("show", "--format=", "--name-status", last) if last else ""

    assert not changes_without_a_word(here + fresh), HOW
    assert not changes_without_a_word(past), HOW


def test_the_tool_writes_what_it_compares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "FOLDER", tmp_path)

    assert golden.main("renew") == 0
    assert golden.differences(golden.kept(tmp_path), golden.kept(Path(ROOT, GOLDEN))) == []
