"""The examples of the page on adding a factor are entries of the shipped data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cellprint.catalogue.compiled import shipped_folder
from cellprint.catalogue.files import file_bytes
from cellprint.model.located_yaml import Plain, parse_yaml

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-factor.md"
BLOCK = re.compile(
    r"```yaml\n# (?P<file>\S+\.yaml)(?:, (?P<key>\w+))?\n(?P<body>.*?)```", re.DOTALL
)


def examples() -> Iterator[tuple[str, str, Plain]]:
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        body = parse_yaml(block["body"], name=PAGE.name).data
        assert isinstance(body, list)
        for entry in body:
            yield block["file"], block["key"] or "", entry


def shipped(file: str, key: str, name: str) -> Plain:
    data: Plain = parse_yaml(file_bytes(shipped_folder())[file], name=file).data
    if isinstance(data, dict):
        data = data[key]
    assert isinstance(data, list)
    return next(item for item in data if isinstance(item, dict) and item["id"] == name)


def is_part(example: Plain, whole: Plain) -> bool:
    if isinstance(example, dict) and isinstance(whole, dict):
        return all(key in whole and is_part(value, whole[key]) for key, value in example.items())
    if isinstance(example, list) and isinstance(whole, list):
        pairs = zip(example, whole, strict=False)
        return len(example) == len(whole) and all(is_part(one, two) for one, two in pairs)
    return example == whole


@pytest.mark.parametrize(("file", "key", "entry"), list(examples()))
def test_example_is_part_of_the_shipped_entry(file: str, key: str, entry: dict[str, Plain]) -> None:
    assert is_part(entry, shipped(file, key, str(entry["id"])))


def test_the_page_has_its_examples() -> None:
    assert len(list(examples())) == 3
