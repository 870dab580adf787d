"""One word for one thing: variants that the glossary rules out stand nowhere."""

from __future__ import annotations

import re

import pytest

from tests.health.sources import HAN, ROOT, listed, texts

PAGE = "docs/reference/glossary.md"
SEARCHED = {".py", ".yaml", ".po", ".md", ".html", ".j2", ".typ", ".toml", ".txt"}


def rows(heading: str) -> list[list[str]]:
    """Return the table rows below the heading of the glossary page, without the head."""
    section = (
        (ROOT / PAGE).read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    )
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    return cells[2:]


RULED_OUT = {row[0]: row[1] for row in rows("Words that are not used")}
TERMS = [
    row
    for heading in ("Footprint and method", "Inventory", "Data and documents")
    for row in rows(heading)
]


@pytest.mark.parametrize("variant", RULED_OUT)
def test_a_ruled_out_variant_stands_nowhere(variant: str) -> None:
    pattern = re.compile(re.escape(variant).replace(r"\ ", r"\s+"), re.IGNORECASE)

    found = [
        f"{path}:{number}"
        for path, text in texts()
        if path.suffix in SEARCHED and path.as_posix() != PAGE
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]

    assert not found, f"write {RULED_OUT[variant]!r}; " + listed(found)


def test_every_term_has_both_languages_a_meaning_and_a_basis() -> None:
    assert len(TERMS) > 30
    for english, chinese, meaning, basis in TERMS:
        assert english
        assert not HAN.search(english)
        assert HAN.search(chinese)
        assert meaning
        assert re.fullmatch(r"usage|project|title, GB/T \d+-\d{4}", basis)


def test_a_term_stands_once_and_is_not_ruled_out() -> None:
    english = [row[0] for row in TERMS]
    chinese = [row[1] for row in TERMS]

    assert len(set(english)) == len(english)
    assert len(set(chinese)) == len(chinese)
    assert not set(english + chinese) & set(RULED_OUT)


def test_every_ruled_out_word_has_a_term_to_use() -> None:
    known = {word for row in TERMS for word in row[:2]}

    assert set(RULED_OUT.values()) <= known
