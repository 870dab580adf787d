"""Chinese pages say what their English counterparts say: the same headings, commands and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {page.stem: page for page in sorted((DOCS / "zh").glob("*.md")) if page.stem != "index"}
ENGLISH = {
    page.stem: page for folder in ("tutorials", "how-to") for page in (DOCS / folder).glob("*.md")
}
HAN = re.compile(r"[\u4e00-\u9fff]")


def headings(text: str) -> list[int]:
    """Return the levels of the headings, in order."""
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return [len(mark) for mark in re.findall(r"^(#+) ", plain, re.MULTILINE)]


def commands(text: str) -> list[str]:
    """Return the commands in order, less what asks for a language and what is searched for."""
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).splitlines()
    plain = [re.sub(r" --(?:lang|language) (?:zh|en)", "", line) for line in lines]
    return [re.sub(r"(catalogue list) \S+", r"\1", line) for line in plain]


@pytest.mark.parametrize("page", PAGES)
def test_a_chinese_page_has_an_english_one_with_the_same_headings_and_commands(page: str) -> None:
    chinese, english = (found[page].read_text("utf-8") for found in (PAGES, ENGLISH))

    assert headings(chinese) == headings(english)
    assert commands(chinese) == commands(english)
    assert all(HAN.search(line) for line in re.findall(r"^#+ .*$", chinese, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_a_chinese_page_names_the_same_codes_and_options(page: str) -> None:
    chinese, english = (found[page].read_text("utf-8") for found in (PAGES, ENGLISH))

    for pattern in (r"CP-[A-Z]+-\d{3}", r"`--[a-z-]+`"):
        assert set(re.findall(pattern, chinese)) == set(re.findall(pattern, english))
