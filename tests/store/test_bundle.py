"""Bundles are the same bytes for the same files; hostile ones end in a coded error."""

from __future__ import annotations

import io
import json
import random
import stat
import struct
import tracemalloc
import zipfile
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import CellprintError
from cellprint.store.bundle import MANIFEST, Limits, read_bundle, write_bundle
from tests.store.helpers import refused

FILES = {
    "study.json": b'{"a":1}',
    "evidence/meter 2025.csv": b"hour,kwh\n1,2\n",
    "evidence/\u7535\u8868.csv": b"",
}
FUZZ = 3000
LISTED = b'{"about":{},"files":[{"path":"%s","sha256":"","size":1}],"format":"cellprint-bundle-1"}'


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes], manifest: bool = True) -> bytes:
    """Return a zip as somebody else might write it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        if manifest:
            archive.writestr(MANIFEST, manifest_of(entries))
        for name, data in entries:
            archive.writestr(name, data)
    return target.getvalue()


def manifest_of(entries: tuple[tuple[zipfile.ZipInfo | str, bytes], ...]) -> bytes:
    rows = [
        {
            "path": name.filename if isinstance(name, zipfile.ZipInfo) else name,
            "sha256": sha256(data).hexdigest(),
            "size": len(data),
        }
        for name, data in entries
    ]
    return json.dumps({"about": {}, "files": rows, "format": "cellprint-bundle-1"}).encode()


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def test_what_goes_in_comes_out() -> None:
    found = read_bundle(write_bundle(FILES, about={"declaration": "d-1"}))

    assert found.files == FILES
    assert found.about == {"declaration": "d-1"}
    assert found.canonical


def test_the_order_of_files_does_not_matter() -> None:
    assert write_bundle(FILES) == write_bundle(dict(reversed(FILES.items())))


def test_the_bytes_hold_no_time_and_no_machine() -> None:
    data = write_bundle(FILES)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in archive.infolist()} == {3}
        assert archive.namelist() == [MANIFEST, *sorted(FILES)]


def test_the_digest_is_that_of_the_manifest() -> None:
    found = read_bundle(write_bundle(FILES))
    with zipfile.ZipFile(io.BytesIO(write_bundle(FILES))) as archive:
        manifest = archive.read(MANIFEST)

    assert found.digest == sha256(manifest).hexdigest()


def test_a_bundle_packed_again_is_read_but_not_canonical() -> None:
    found = read_bundle(zipped(*FILES.items()))

    assert found.files == FILES
    assert not found.canonical


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:/x",
        "a\\b",
        "a//b",
        "./a",
        "a/",
        "a\x00b",
        "a\nb",
        "con",
        "a/NUL.txt",
        "a ",
        "a.",
        " a",
        "a\u202eb",
        "a\u200bb",
        "e\u0301",
        "x" * 201,
        'a"b',
        "a*b",
    ],
)
def test_unsafe_names_are_neither_written_nor_read(name: str) -> None:
    with refused("CP-STORE-042"):
        write_bundle({name: b"x"})
    # The library cuts a name at a zero byte when it writes; an attacker does not.
    packed = zipped((name.replace("\x00", "#"), b"x")).replace(b"a#b", b"a\x00b")
    with pytest.raises(CellprintError) as caught:
        read_bundle(packed)
    assert caught.value.code in {"CP-STORE-042", "CP-STORE-049"}


def test_an_empty_name_is_unsafe() -> None:
    with refused("CP-STORE-042"):
        write_bundle({"": b"x"})


def test_names_that_some_system_takes_for_one_are_refused() -> None:
    with refused("CP-STORE-043"):
        write_bundle({"a.csv": b"1", "A.CSV": b"2"})
    with refused("CP-STORE-043"):
        write_bundle({MANIFEST: b"1"})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused() -> None:
    with refused("CP-STORE-043"):
        read_bundle(zipped(("a", b"1"), ("a", b"2")))


def test_sizes_and_numbers_are_limited() -> None:
    data = write_bundle({"a": b"x" * 100, "b": b"y" * 100})

    with refused("CP-STORE-040"):
        read_bundle(data, limits=Limits(archive=50))
    with refused("CP-STORE-040"):
        read_bundle(data, limits=Limits(file=99))
    with refused("CP-STORE-040"):
        read_bundle(data, limits=Limits(total=150))
    with refused("CP-STORE-041"):
        read_bundle(data, limits=Limits(files=1))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(("zeros", bytes(50_000_000)))

    assert len(bomb) < 100_000
    with refused("CP-STORE-048"):
        read_bundle(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    """The directory says 10 bytes; ten megabytes would come out."""
    bomb = bytearray(zipped(("zeros", bytes(10_000_000))))
    real = struct.pack("<I", 10_000_000)
    while (at := bomb.find(real)) >= 0:
        bomb[at : at + 4] = struct.pack("<I", 10)

    tracemalloc.start()
    with pytest.raises(CellprintError) as caught:
        read_bundle(bytes(bomb))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert caught.value.code == "CP-STORE-044"
    assert peak < 1_000_000


@pytest.mark.parametrize(
    "info",
    [
        entry("link", stat.S_IFLNK | 0o777),
        entry("pipe", stat.S_IFIFO | 0o644),
        entry("device", stat.S_IFCHR | 0o644),
    ],
)
def test_what_is_no_plain_file_is_refused(info: zipfile.ZipInfo) -> None:
    with refused("CP-STORE-049"):
        read_bundle(zipped((info, b"/etc/passwd")))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(method: int) -> None:
    info = entry("a")
    info.compress_type = method

    with refused("CP-STORE-049"):
        read_bundle(zipped((info, b"x")))


def test_an_encrypted_file_is_refused() -> None:
    data = bytearray(write_bundle({"a": b"x"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.rfind(signature)
        data[at + offset] |= 1

    with refused("CP-STORE-049"):
        read_bundle(bytes(data))


def test_bytes_before_after_or_missing_are_refused() -> None:
    data = write_bundle(FILES)

    for changed in (
        b"#!/bin/sh\n" + data,
        data + b"x",
        data[:-1],
        data[: len(data) // 2],
        b"",
        b"PK",
    ):
        with refused("CP-STORE-044"):
            read_bundle(changed)


def test_every_truncation_is_refused() -> None:
    data = write_bundle({"a": b"x"})

    for size in range(len(data)):
        with pytest.raises(CellprintError):
            read_bundle(data[:size])


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        (None, "CP-STORE-045"),
        (b"[]", "CP-STORE-001"),
        (b"{}", "CP-STORE-045"),
        (b'{"about":{},"files":[],"format":"other"}', "CP-STORE-045"),
        (b'{"about":[],"files":[],"format":"cellprint-bundle-1"}', "CP-STORE-045"),
        (b'{"about":{},"files":["a"],"format":"cellprint-bundle-1"}', "CP-STORE-045"),
        (b'{"about":{},"files":[],"format":"cellprint-bundle-1"}', "CP-STORE-047"),
        (LISTED % b"b", "CP-STORE-047"),
        (LISTED % b"a", "CP-STORE-046"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(manifest: bytes | None, code: str) -> None:
    rows = [("a", b"x")] if manifest is None else [(MANIFEST, manifest), ("a", b"x")]

    with refused(code):
        read_bundle(zipped(*rows, manifest=False))


def test_random_damage_ends_in_a_coded_error_or_changes_nothing() -> None:
    """Bytes that zip leaves open (times, attributes) may change: then it is not canonical."""
    chance = random.Random(11)  # noqa: S311  (repeatable on purpose)
    whole = write_bundle(FILES, about={"x": "y"})
    packed = zipped(*FILES.items())
    accepted = 0
    for _ in range(FUZZ):
        source = chance.choice([whole, packed])
        data = bytearray(source)
        for _ in range(chance.choice([1, 1, 1, 2, 8])):
            kind, at = chance.randrange(4), chance.randrange(len(data))
            if kind == 0:
                data[at] ^= 1 << chance.randrange(8)
            elif kind == 1:
                data[at] = chance.randrange(256)
            elif kind == 2:
                del data[at : at + chance.randrange(1, 9)]
            else:
                data[at:at] = chance.randbytes(chance.randrange(1, 9))
        if bytes(data) == source:
            continue
        try:
            found = read_bundle(bytes(data))
        except CellprintError:
            continue
        accepted += 1
        assert found.files == FILES
        assert not found.canonical

    assert accepted < FUZZ / 2


@given(st.binary(max_size=200))
def test_arbitrary_bytes_end_in_a_coded_error(data: bytes) -> None:
    for candidate in (data, b"PK\x03\x04" + data, data + b"PK\x05\x06" + bytes(18)):
        with pytest.raises(CellprintError):
            read_bundle(candidate)
