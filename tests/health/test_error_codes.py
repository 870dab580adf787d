"""Every code is raised, explained in both languages, asserted in a test, and given its details."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest
import yaml

from cellprint.errors import CodeText, code_texts
from tests.health.sources import (
    CODE,
    HAN,
    PACKAGE,
    ROOT,
    called_name,
    listed,
    literal_strings,
    modules,
    repository_files,
    text_of,
)

AREA_FILES = sorted((PACKAGE / "errors" / "codes").glob("*.yaml"))
LIVE = {code: text for code, text in code_texts().items() if not text.retired}
# Arguments of `of` and fields of `Finding` that are no placeholders.
OWN_ARGUMENTS = {"where", "near", "rule", "severity", "code", "details"}


def placeholders(text: str) -> set[str]:
    """Return the names in braces of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def used_codes() -> dict[str, str]:
    """Return code → first module in which it stands as a whole string."""
    found: dict[str, str] = {}
    for module in modules():
        for text in literal_strings(module.tree):
            if CODE.fullmatch(text):
                found.setdefault(text, module.path)
    return found


def raising_calls() -> Iterator[tuple[str, str, set[str]]]:
    """Yield (place, code, names of the given details) of calls that write their details out."""
    for module in modules():
        for call in ast.walk(module.tree):
            if not isinstance(call, ast.Call):
                continue
            given = {word.arg: word.value for word in call.keywords if word.arg}
            first = call.args[0] if call.args else given.get("code")
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            if not CODE.fullmatch(first.value) or any(word.arg is None for word in call.keywords):
                continue
            place = f"{module.path}:{call.lineno}"
            if called_name(call) == "of":
                yield place, first.value, set(given) - OWN_ARGUMENTS
            elif called_name(call) == "Finding":
                details = given.get("details", ast.Dict(keys=[], values=[]))
                if isinstance(details, ast.Dict) and all(
                    isinstance(key, ast.Constant) for key in details.keys
                ):
                    names = {
                        str(key.value) for key in details.keys if isinstance(key, ast.Constant)
                    }
                    yield place, first.value, names


def test_the_catalogue_and_the_code_were_found() -> None:
    assert AREA_FILES
    assert LIVE
    assert len(modules()) > 10


@pytest.mark.parametrize("path", AREA_FILES, ids=lambda path: path.stem)
def test_a_code_stands_in_one_file_once(path: object) -> None:
    text = (PACKAGE / "errors" / "codes" / str(path)).read_text(encoding="utf-8")

    times = Counter(re.findall(r"^[\"']?(CP-[A-Z]+-\d{3})", text, re.MULTILINE))
    elsewhere = {
        code
        for other in AREA_FILES
        if other != path
        for code in yaml.safe_load(other.read_text(encoding="utf-8"))
    }

    assert [code for code, count in times.items() if count > 1] == []
    left = set(times) & elsewhere

    assert not left, listed(left)
    assert set(times) == set(yaml.safe_load(text))


def test_every_used_code_is_in_the_catalogue() -> None:
    unknown = {code: path for code, path in used_codes().items() if code not in LIVE}

    assert not unknown, listed(unknown)


def test_every_code_named_in_a_docstring_or_comment_is_in_the_catalogue() -> None:
    unknown = {
        f"{module.path}: {code}"
        for module in modules()
        for code in CODE.findall(module.text)
        if code not in code_texts()
    }

    assert not unknown, listed(unknown)


def test_every_code_of_the_catalogue_is_used() -> None:
    left = set(LIVE) - set(used_codes())

    assert not left, listed(left)


def test_every_code_of_the_catalogue_is_asserted_in_a_test() -> None:
    asserted: set[str] = set()
    for path in repository_files():
        if path.parts[0] == "tests" and path.parts[1] != "health":
            asserted |= set(CODE.findall(text_of(path) or ""))

    left = set(LIVE) - asserted

    assert not left, listed(left)


@pytest.mark.parametrize("text", LIVE.values(), ids=LIVE.keys())
def test_both_languages_say_the_same(text: CodeText) -> None:
    for texts in (text.what, text.fix):
        assert set(texts) == {"en", "zh"}
        assert placeholders(texts["en"]) == placeholders(texts["zh"])
        assert not HAN.search(texts["en"])
        assert HAN.search(texts["zh"])


def test_every_placeholder_is_given_where_the_code_is_raised() -> None:
    wanted = {
        code: placeholders(text.what["en"]) | placeholders(text.fix["en"])
        for code, text in LIVE.items()
    }

    lacking = {
        f"{place} {code}": sorted(wanted[code] - names)
        for place, code, names in raising_calls()
        if code in wanted and wanted[code] - names
    }

    assert not lacking, listed(lacking)


def test_the_page_of_the_codes_names_every_area() -> None:
    from tools.docs_pages import AREAS  # noqa: PLC0415  (only this test looks at the page)

    assert (ROOT / "docs" / "reference" / "error-codes.md").is_file()
    left = {code.split("-")[1] for code in code_texts()} - set(AREAS)

    assert not left, listed(left)
