from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cellprint.errors import BadInputError
from cellprint.formats.limits import DEFAULT_LIMITS, Limits
from cellprint.formats.package import open_package
from cellprint.formats.recognise import recognise
from cellprint.formats.safe_json import NumberText, read_json
from cellprint.formats.safe_xml import xml_elements, xml_root
from tests.formats.foreign_samples import ECOSPOLD_1, openlca_zip, zip_bytes


def written(folder: Path, content: bytes, name: str = "file.bin") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(path: Path, limits: Limits = DEFAULT_LIMITS) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        read_all(path, limits)
    return caught.value


def read_all(path: Path, limits: Limits) -> None:
    with open_package(path, limits=limits) as package:
        for name in package.names:
            package.read(name)


def test_a_format_is_told_by_content_and_not_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, openlca_zip(), "data.xml.zip.zip")
    with open_package(path) as package:
        assert recognise(package).id == "openlca"
        assert recognise(package).version == "2"
    with open_package(written(tmp_path, ECOSPOLD_1.encode(), "data.json")) as package:
        assert recognise(package).id == "ecospold1"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06" + 18 * b"\0", b"\x00\x01\x02"])
def test_what_is_no_known_format_is_refused(tmp_path: Path, content: bytes) -> None:
    with (
        pytest.raises(BadInputError) as caught,
        open_package(written(tmp_path, content)) as package,
    ):
        recognise(package)

    assert caught.value.code == "CP-FMT-001"


def test_a_missing_file_and_a_truncated_archive_are_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing").code == "CP-FMT-002"
    assert refused(written(tmp_path, openlca_zip()[:-40])).code == "CP-FMT-002"


@pytest.mark.parametrize("name", ["../a.json", "/a.json", "C:a.json", "a\\b.json", "a/../../b"])
def test_a_name_that_leaves_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "{}")

    assert refused(written(tmp_path, out.getvalue())).code == "CP-FMT-003"


def test_names_that_are_the_same_but_for_case_are_refused(tmp_path: Path) -> None:
    content = zip_bytes({"a/B.json": "{}", "a/b.json": "{}"})

    assert refused(written(tmp_path, content)).code == "CP-FMT-003"


def test_a_bomb_is_stopped_while_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, zip_bytes({"a.json": b"0" * 30_000_000}))

    error = refused(path)

    assert error.code == "CP-FMT-004"
    assert error.findings[0].details["limit"] == "ratio"


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        (replace(DEFAULT_LIMITS, archive=10), "archive"),
        (replace(DEFAULT_LIMITS, members=1), "members"),
        (replace(DEFAULT_LIMITS, member=10), "member"),
        (replace(DEFAULT_LIMITS, total=30), "total"),
    ],
)
def test_every_limit_is_named_when_it_is_hit(tmp_path: Path, limits: Limits, name: str) -> None:
    path = written(tmp_path, zip_bytes({"a.json": b"1" * 25, "b.json": b"2" * 25}))

    error = refused(path, limits)

    assert (error.code, error.findings[0].details["limit"]) == ("CP-FMT-004", name)


def test_numbers_of_json_stay_text() -> None:
    value = read_json(b'{"a": 0.1234567890123456789, "b": [1, "1"]}', where="x")

    assert value["a"] == "0.1234567890123456789"
    assert isinstance(value["b"][0], NumberText)
    assert not isinstance(value["b"][1], NumberText)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"a": 1', "CP-FMT-007"),
        (b'{"a": "\xff"}', "CP-FMT-007"),
        (b'{"a": 1, "a": 2}', "CP-FMT-008"),
        (b'{"a": NaN}', "CP-FMT-010"),
        (b"[" * 120 + b"]" * 120, "CP-FMT-004"),
        (b"[" * 200_000, "CP-FMT-004"),
    ],
)
def test_json_that_must_not_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_json(content, where="x")

    assert caught.value.code == code


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>"""
OUTSIDE = (
    b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>"""
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB, "CP-FMT-006"),
        (OUTSIDE, "CP-FMT-006"),
        (BOMB.decode().encode("utf-16"), "CP-FMT-006"),
        (b" " * 5000 + BOMB, "CP-FMT-005"),
        (b"<a>" + b" " * 5000 + b"<b></a>", "CP-FMT-005"),
        (b"<a><b>1</b>", "CP-FMT-005"),
        (b"<a>\xff\xfe</a>", "CP-FMT-005"),
        (b"<a>" * 400 + b"</a>" * 400, "CP-FMT-005"),
        (b"<!--" + b"x" * 5000 + b"-->" + BOMB[21:], "CP-FMT-006"),
    ],
)
def test_xml_that_must_not_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadInputError) as streamed:
        list(xml_elements(io.BytesIO(content), tags=("a", "b"), where="x"))
    with pytest.raises(BadInputError) as whole:
        xml_root(content, where="x")

    assert (streamed.value.code, whole.value.code) == (code, code)


def test_elements_are_given_one_by_one_and_forgotten() -> None:
    content = b"<a>" + b"<b>1</b>" * 3 + b"</a>"

    found = [one.text for one in xml_elements(io.BytesIO(content), tags=("b",), where="x")]

    assert found == ["1", "1", "1"]
