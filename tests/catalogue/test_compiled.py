from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from cellprint.catalogue import compiled
from cellprint.catalogue.compiled import open_catalogue
from cellprint.catalogue.load import load_catalogue

SMALL = Path(__file__).parent / "fixtures" / "small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "data"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "cache"


def kept(cache: Path) -> list[Path]:
    return sorted(cache.iterdir())


def test_cached_catalogue_equals_the_loaded_one(folder: Path, cache: Path) -> None:
    loaded = load_catalogue(folder)
    first = open_catalogue(cache_dir=cache, folder=folder)
    second = open_catalogue(cache_dir=cache, folder=folder)

    for name in ("release", "date", "digest", "flows", "processes", "providers", "grid_factors"):
        assert getattr(first, name) == getattr(loaded, name) == getattr(second, name)
    for name in ("locations", "sources", "compositions", "gwp_sets", "batteries"):
        assert getattr(second, name) == getattr(loaded, name)


def test_cache_is_one_json_file_named_by_its_digest(folder: Path, cache: Path) -> None:
    catalogue = open_catalogue(cache_dir=cache, folder=folder)

    (path,) = kept(cache)
    assert path.name.endswith(f"-{catalogue.digest}.json")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == catalogue.digest


def test_cache_is_used(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_catalogue(cache_dir=cache, folder=folder)
    monkeypatch.setattr(compiled, "_keep", _never)

    assert open_catalogue(cache_dir=cache, folder=folder).release == "0.1"


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json \xff"])
def test_damaged_cache_is_built_again(folder: Path, cache: Path, damage: bytes) -> None:
    good = open_catalogue(cache_dir=cache, folder=folder)
    (path,) = kept(cache)
    path.write_bytes(damage)

    again = open_catalogue(cache_dir=cache, folder=folder)

    assert again.digest == good.digest
    assert kept(cache) == [path]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == good.digest


def test_content_of_another_digest_is_replaced(folder: Path, cache: Path) -> None:
    open_catalogue(cache_dir=cache, folder=folder)
    (path,) = kept(cache)
    stray = path.with_name(path.name.replace(path.name[-12:-5], "0000000"))
    path.rename(stray)

    open_catalogue(cache_dir=cache, folder=folder)

    assert kept(cache) == [path]


def test_changed_files_are_compiled_anew(folder: Path, cache: Path) -> None:
    before = open_catalogue(cache_dir=cache, folder=folder)
    path = folder / "processes" / "salts.yaml"
    path.write_text(path.read_text("utf-8").replace('"0.10"', '"0.11"'), encoding="utf-8")

    after = open_catalogue(cache_dir=cache, folder=folder)

    assert after.processes["salt_mine"].exchanges[0].amount == 0.11
    assert after.digest != before.digest
    assert len(kept(cache)) == 2


def test_new_schema_version_has_a_key_of_its_own(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_catalogue(cache_dir=cache, folder=folder)
    monkeypatch.setattr(compiled, "SCHEMA_VERSION", "another")

    open_catalogue(cache_dir=cache, folder=folder)

    assert len(kept(cache)) == 2


def test_no_cache(folder: Path) -> None:
    assert open_catalogue(cache_dir=None, folder=folder).release == "0.1"


def test_cache_that_cannot_be_written_is_no_error(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")

    assert open_catalogue(cache_dir=blocked, folder=folder).release == "0.1"


def test_interrupted_writing_leaves_nothing_behind(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", _full)

    assert open_catalogue(cache_dir=cache, folder=folder).release == "0.1"
    assert kept(cache) == []


def test_files_that_are_not_yaml_are_left_alone(folder: Path) -> None:
    before = open_catalogue(cache_dir=None, folder=folder).digest
    (folder / "README.md").write_text("notes", encoding="utf-8")

    assert open_catalogue(cache_dir=None, folder=folder).digest == before


def _never(*_: object) -> None:
    pytest.fail("the cache was not used")


def _full(*_: object) -> None:
    raise OSError(28, "no space left")
