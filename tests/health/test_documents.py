"""Pages are reachable, name what exists, and say the same in both languages."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.health.sources import HAN, ROOT, listed, modules, repository_files, text_of
from tools import docs_pages

DOCS = ROOT / "docs"
PAGES = [
    path.relative_to("docs")
    for path in repository_files()
    if path.parts[0] == "docs" and path.suffix == ".md" and "locale" not in path.parts
]
GUIDES = ["README.md", "README.zh.md", "CONTRIBUTING.md"]
README_LINES = 30
CALL = re.compile(
    r"(?:`|^\s*\$ |Examples?:\s*)(?:\.venv/bin/)?cellprint ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?",
    re.MULTILINE,
)
VERBS = docs_pages.verbs()


def without_code(text: str) -> str:
    """Return a Markdown text without its fenced code."""
    return re.sub(r"^(```|:::).*?^\1\s*$", "", text, flags=re.DOTALL | re.MULTILINE)


def headings(text: str) -> list[int]:
    """Return the levels of the headings of a Markdown text, in order."""
    return [len(mark) for mark in re.findall(r"^(#+) ", without_code(text), re.MULTILINE)]


def table_of_contents(page: Path) -> set[Path]:
    """Return the pages that the toctrees of `page` name, patterns resolved."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found: set[Path] = set()
    for block in re.findall(r"^```\{toctree\}\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            name = line.strip()
            if name and not name.startswith(":"):
                folder = DOCS / page.parent
                found |= {
                    path.relative_to(DOCS) for path in folder.glob(f"{name.removesuffix('.md')}.md")
                }
    return found


def reachable() -> set[Path]:
    """Return every page that the index leads to."""
    seen: set[Path] = set()
    waiting = {Path("index.md")}
    while waiting:
        page = waiting.pop()
        seen.add(page)
        waiting |= table_of_contents(page) - seen
    return seen


def named_paths(text: str) -> set[str]:
    """Return the words in backticks and the link targets that are paths of the repository."""
    words = re.findall(r"`([^`\s]+)`", text) + re.findall(r"\]\(([^)\s#]+)[^)]*\)", text)
    folders = {path.parts[0] for path in repository_files()}
    return {
        word.removeprefix("./")
        for word in words
        if not re.search(r"[<>*{}:]", word) and word.removeprefix("./").split("/")[0] in folders
    }


def unknown_calls(text: str) -> list[str]:
    """Return the calls of the program in backticks or after a prompt whose verb does not exist."""
    verbs = {verb.words for verb in VERBS}
    groups = {words[:1] for words in verbs if len(words) > 1}
    calls = CALL.findall(text)
    found = []
    for first, second in calls:
        words = (first, second) if (first,) in groups and second else (first,)
        if words not in verbs | groups:
            found.append(" ".join(("cellprint", *words)))
    return found


def test_the_index_leads_to_every_page() -> None:
    left = set(PAGES) - reachable()

    assert len(PAGES) > 5
    assert not left, listed(left)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_has_one_title_and_skips_no_level(page: Path) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    if text.startswith("```{include}"):
        pytest.skip("the page is another file")
    levels = headings(text)

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_page_with_a_mark_is_filled() -> None:
    marked = {
        page.with_suffix("").as_posix()
        for page in PAGES
        if docs_pages.MARK in (DOCS / page).read_text(encoding="utf-8")
    }

    assert marked == set(docs_pages.GENERATED)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_calls_only_verbs_that_exist(page: Path) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")

    assert not unknown_calls(text), listed(unknown_calls(text))


def test_what_the_program_tells_to_run_or_to_read_exists() -> None:
    found: list[str] = []
    for path in repository_files():
        if path.parts[:2] != ("src", "cellprint"):
            continue
        text = text_of(path) or ""
        found += [f"{path}: {call}" for call in unknown_calls(text)]
        found += [
            f"{path}: {page}"
            for page in re.findall(r"\bdocs/[A-Za-z0-9_/.-]+\.md\b", text)
            if not (ROOT / page).is_file()
        ]

    assert not found, listed(found)


def test_the_search_for_calls_has_teeth() -> None:
    assert unknown_calls("run `cellprint frobnicate x`") == ["cellprint frobnicate"]
    assert unknown_calls("$ .venv/bin/cellprint frobnicate") == ["cellprint frobnicate"]
    assert unknown_calls("`cellprint catalogue frobnicate`") == ["cellprint catalogue frobnicate"]
    assert unknown_calls("cellprint turns; `cellprint compute a.yaml`; `cellprint --help`") == []


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_only_what_exists(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", make, re.MULTILINE))

    paths = [path for path in named_paths(text) if not (ROOT / path).exists()]
    blocks = "\n".join(re.findall(r"```.*?```", text, re.DOTALL))
    code = blocks + "\n".join(re.findall(r"`[^`]+`", text))
    calls = re.findall(r"\bmake ([a-z-]+)", code)

    assert not paths, listed(paths)
    assert set(calls) <= targets
    assert not unknown_calls(re.sub(r"^(?=\.venv/bin/)", "$ ", text, flags=re.MULTILINE))


def test_the_readme_is_short_and_the_same_in_both_languages() -> None:
    english = (ROOT / "README.md").read_text(encoding="utf-8")
    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")

    assert len(english.splitlines()) <= README_LINES
    assert len(chinese.splitlines()) <= README_LINES
    assert headings(english) == headings(chinese)
    assert re.findall(r"```.*?```", english, re.DOTALL) == re.findall(
        r"```.*?```", chinese, re.DOTALL
    )
    assert not HAN.search(re.sub(r"\[[^\]]*\]\(README\.zh\.md\)", "", english))
    assert HAN.search(chinese)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb.words))
def test_a_verb_says_what_it_does_and_shows_an_example(verb: docs_pages.Verb) -> None:
    name = " ".join(("cellprint", *verb.words))
    help_text = verb.command.help or ""

    assert re.match(r"[A-Z].*\.", help_text)
    assert re.search(rf"^\s*(?:Examples?:\s*)?(?:\$ )?{name}\b", help_text, re.MULTILINE)
    assert f"\n## {name}\n" in docs_pages.command_line()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb.words))
def test_every_argument_and_option_of_a_verb_is_explained(verb: docs_pages.Verb) -> None:
    silent = [item.name for item in verb.command.params if not getattr(item, "help", None)]

    assert not silent, listed(silent)


def test_law_gaps_say_what_is_unclear_and_which_reading_is_taken() -> None:
    short = [gap for gap in docs_pages.law_gaps() if len(gap.text) < 40]
    strays = [
        module.path
        for module in modules()
        if module.text.count("LAW-GAP") != module.text.count("# LAW-GAP: ")
    ]

    assert not short, listed(short)
    assert not strays, listed(strays)


def test_law_gaps_are_collected_from_code_and_data(tmp_path: Path) -> None:
    package = tmp_path / "src"
    package.mkdir()
    (package / "a.py").write_text(
        "x = 1  # LAW-GAP: the act names no year;\n# read as the year of sale.\ny = 2\n",
        encoding="utf-8",
    )
    (package / "b.yaml").write_text("# LAW-GAP: one\n# LAW-GAP: two\na: 1\n", encoding="utf-8")

    found = [(gap.path, gap.line, gap.text) for gap in docs_pages.law_gaps(tmp_path)]

    assert found == [
        ("src/a.py", 1, "the act names no year; read as the year of sale."),
        ("src/b.yaml", 1, "one"),
        ("src/b.yaml", 2, "two"),
    ]
