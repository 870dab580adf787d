"""Data of an imported database never enter what is signed, exported or released without the right.

The database holds one word that stands nowhere else; every byte of every file is searched for it,
and archives are searched entry by entry.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cellprint.app.redaction import redacted
from cellprint.store.bundle import read_bundle
from tests.app.declaration.world import EXAMPLE, FILES, LATER, Desk, declared, organisation
from tests.formats.foreign_samples import openlca_zip, steel_objects

WORD = "Xylothermite"
NAME = "licensed"
FORMATS = ("bw_processing", "ilcd", "openlca", "tidas")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return an organisation that has imported a database of somebody else."""
    found = organisation(tmp_path / "home", "Example Battery")
    objects = steel_objects()
    objects["flows/steel.json"]["name"] = WORD
    objects["processes/p1.json"]["name"] = f"{WORD} making"
    path = tmp_path / "database.zip"
    path.write_bytes(openlca_zip(objects))
    found("import", path, "--as", NAME)
    assert NAME in found.done("imported").out
    return found


def contents(path: Path) -> Iterator[bytes]:
    """Yield a file and, of an archive, every entry; of text also what it reads as."""
    data = path.read_bytes()
    yield data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
            yield " ".join(archive.namelist()).encode()


def holds(path: Path, *words: str) -> bool:
    return any(word.encode() in part for part in contents(path) for word in words)


def test_a_database_that_only_lies_there_enters_no_signed_file(desk: Desk, tmp_path: Path) -> None:
    out = declared(desk, EXAMPLE, tmp_path / "out")

    found = [path.name for path in out.iterdir()]
    assert set(found) == set(FILES)
    assert not [name for name in found if holds(out / name, WORD, f"{NAME}.p1")]
    bundle = read_bundle((out / "evidence.zip").read_bytes())
    assert bundle.files
    assert not [name for name, data in bundle.files.items() if WORD.encode() in data]


@pytest.mark.parametrize("right", [(), ("--may-pass-on",)])
def test_a_study_that_is_computed_with_it_is_not_signed_at_all(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: tuple[str, ...]
) -> None:
    desk("import", tmp_path / "database.zip", "--as", NAME, "--replace", *right)
    monkeypatch.setenv("CELLPRINT_CATALOGUES", NAME)
    out = tmp_path / "out"

    desk.refused("CP-DECL-006", "declare", EXAMPLE, "--out", out, "--at", LATER)

    assert not out.exists() or not list(out.iterdir())
    journal = desk.done("journal", "show", "--json").out
    assert WORD not in journal
    assert not [path for path in (desk.home / "journal").rglob("*") if WORD in path.name]


@pytest.mark.parametrize("form", FORMATS)
def test_no_export_without_the_right(desk: Desk, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out.zip"

    desk.refused("CP-FMT-019", "export", NAME, "--format", form, "-o", out)
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []

    desk("import", tmp_path / "database.zip", "--as", NAME, "--replace", "--may-pass-on")
    desk("export", NAME, "--format", form, "-o", out)
    assert holds(out, WORD)


def test_no_release_and_no_redacted_result_holds_anything_of_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELLPRINT_CATALOGUES", NAME)
    release = tmp_path / "release.json"

    desk.done("catalogue", "export-release", release)
    whole = desk.done("product", f"{NAME}.steel", "--json").out
    shown = json.dumps(redacted(json.loads(whole)))

    assert not holds(release, WORD, f"{NAME}.p1")
    assert WORD in whole
    assert WORD not in shown
