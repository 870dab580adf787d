"""Every sentence that the program shows has its Chinese, and no translation is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.health.sources import (
    HAN,
    PACKAGE,
    Module,
    called_name,
    folded,
    listed,
    literal_strings,
    modules,
)

CATALOGUES = sorted((PACKAGE / "locale" / "zh").glob("*.po"))
# Names under which code holds a translator, and functions that build a sentence to be translated.
TRANSLATORS = {"_", "t", "message", "Message"}
TEMPLATE_CALL = re.compile(r"""(?<![\w.])(?:_|t)\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
TEMPLATE_SUFFIXES = {".html", ".j2", ".jinja", ".typ", ".xml"}


def part_of(module: Module) -> str:
    """Return the part whose catalogue the module uses: named in it, else its package."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and called_name(node) == "translator":
            named = [folded(argument) for argument in node.args[1:2]]
            if named and named[0]:
                return named[0]
    return module.part


def messages_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, message) of each sentence that is handed to a translator as it stands."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or called_name(call) not in TRANSLATORS:
            continue
        candidates = list(call.args[:1])
        candidates += [word.value for word in call.keywords if word.arg == "template"]
        for candidate in candidates:
            for branch in branches(candidate):
                text = folded(branch)
                if text is not None:
                    yield call.lineno, text


def branches(node: ast.expr) -> Iterator[ast.expr]:
    """Yield both sides of `a if x else b`, and any other expression as it is."""
    if isinstance(node, ast.IfExp):
        yield from branches(node.body)
        yield from branches(node.orelse)
    else:
        yield node


def template_messages(path: Path) -> Iterator[str]:
    """Yield the sentences that a page template hands to `_` or `t`."""
    for double, single in TEMPLATE_CALL.findall(path.read_text(encoding="utf-8")):
        yield (double or single).replace('\\"', '"').replace("\\'", "'")


def wanted() -> dict[str, dict[str, str]]:
    """Return part → message → place where it is used."""
    found: dict[str, dict[str, str]] = {}
    for module in modules():
        part = part_of(module)
        for line, text in messages_of(module.tree):
            found.setdefault(part, {}).setdefault(text, f"{module.path}:{line}")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in TEMPLATE_SUFFIXES:
            inside = path.relative_to(PACKAGE)
            for text in template_messages(path):
                found.setdefault(inside.parts[0], {}).setdefault(text, inside.as_posix())
    return found


def catalogue(path: Path) -> Catalog:
    """Return one catalogue."""
    with path.open("rb") as handle:
        return read_po(handle, locale="zh")


def entries(path: Path) -> dict[str, str]:
    """Return message → translation of one catalogue, fuzzy and obsolete entries left out."""
    return {
        str(entry.id): str(entry.string)
        for entry in catalogue(path)
        if entry.id and not entry.fuzzy
    }


def known_texts() -> set[str]:
    """Return every string of code and every word of the data: what a variable may hold."""
    found = {text for module in modules() for text in literal_strings(module.tree)}
    for path in PACKAGE.rglob("*.yaml"):
        if "data" not in path.relative_to(PACKAGE).parts:
            for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
                found |= set(scalars(document))
    return found


def scalars(value: object) -> Iterator[str]:
    """Yield the strings of a YAML document, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from scalars(key)
            yield from scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)


def names(text: str) -> set[str]:
    """Return the names in braces of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_search_finds_literal_and_chosen_messages() -> None:
    tree = ast.parse('_("A")\nt("B" if x else "C")\nmessage("D " "e", x=1)\nother("F")\n_(name)\n')

    assert [text for _, text in messages_of(tree)] == ["A", "B", "C", "D e"]


def test_every_message_has_its_chinese() -> None:
    untranslated = {}
    for part, texts in wanted().items():
        path = PACKAGE / "locale" / "zh" / f"{part}.po"
        have = entries(path) if path.is_file() else {}
        for text, place in texts.items():
            if text.strip() and not have.get(text):
                untranslated[f"{part}: {text}"] = place

    assert not untranslated, listed(untranslated)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_translation_is_left_over(path: Path) -> None:
    used = set(wanted().get(path.stem, {})) | known_texts()

    left = set(entries(path)) - used

    assert not left, listed(left)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_keeps_the_places_and_the_space_around(path: Path) -> None:
    for text, chinese in entries(path).items():
        assert names(text) == names(chinese), text
        assert not HAN.search(text), text


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_names_a_part_and_holds_a_message_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ids = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)

    assert len(ids) == len(set(ids))
    assert {module.part for module in modules()} >= {path.stem}
