"""Changelog fragments have a known type, say something, and assemble into a release."""

from __future__ import annotations

from pathlib import Path

from tests.health.sources import ROOT, listed
from tools import changelog

FRAGMENTS = sorted((ROOT / "changelog.d").glob("*.md"))


def test_fragments_are_named_after_a_change_and_its_type() -> None:
    odd = [
        path.name
        for path in (ROOT / "changelog.d").iterdir()
        if not changelog.FRAGMENT.fullmatch(path.name)
    ]

    assert not odd, listed(odd)


def test_fragments_say_something() -> None:
    empty = [path.name for path in FRAGMENTS if len(path.read_text(encoding="utf-8").strip()) < 20]

    assert not empty, listed(empty)


def test_a_data_fragment_holds_a_table_of_old_and_new_values() -> None:
    bare = [
        path.name
        for path in FRAGMENTS
        if changelog.kind_of(path.name) == "data" and "| --- |" not in path.read_text("utf-8")
    ]

    assert not bare, listed(bare)


def test_the_changelog_has_the_place_for_the_next_release() -> None:
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").count(changelog.MARK) == 1


def test_a_release_takes_the_fragments_in(tmp_path: Path) -> None:
    (tmp_path / "changelog.d").mkdir()
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n<!-- releases -->\n", encoding="utf-8")
    (tmp_path / "changelog.d" / "b.fixed.md").write_text("B works.\n", encoding="utf-8")
    (tmp_path / "changelog.d" / "a.added.md").write_text("A is new.\n", encoding="utf-8")

    step = changelog.assemble("0.2.0", "2027-01-31", tmp_path)

    assert step == "minor"
    assert list((tmp_path / "changelog.d").iterdir()) == []
    assert (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8") == (
        "# Changelog\n\n<!-- releases -->\n\n## 0.2.0 (2027-01-31)\n\n"
        "### Added\n\nA is new.\n\n### Fixed\n\nB works.\n"
    )


def test_a_breaking_change_asks_for_a_major_step() -> None:
    assert changelog.least_step(["a.breaking.md", "b.added.md"]) == "major"
    assert changelog.least_step(["b.data.md"]) == "minor"
    assert changelog.least_step(["c.fixed.md"]) == "patch"


def test_a_release_needs_a_version_and_a_date() -> None:
    assert changelog.main("1.0", "2027-01-31") == 2
    assert changelog.main("1.0.0", "today") == 2
