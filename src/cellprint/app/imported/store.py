"""Imported databases, kept in the user's own folder and nowhere else.

One folder for each: the data sets in SQLite, the linked system as arrays, the reports as JSON. A
folder is built beside and renamed when it is whole, so that there is never half an import.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cellprint.app.home import home
from cellprint.app.imported.system import GasAmounts
from cellprint.engine.problem import Problem
from cellprint.errors import BadInputError
from cellprint.model.foreign import Dataset, ForeignProcess
from cellprint.model.foreign_json import dataset_id, dataset_kind, from_plain, to_plain
from cellprint.model.loss_report import LossReport

FOLDER = "imported"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_BATCH = 500
_DIGITS = 10
_DATA = "inventory.sqlite"
_SYSTEM = "system.npz"
_INDEX = "index.json"
_ABOUT = "about.json"
_REPORT = "report.json"
_SCHEMA = (
    "create table dataset (position integer primary key, kind text, id text, body blob,"
    " unique (kind, id))"
)
_FROZEN = ("rows", "cols", "values", "direct", "reference", "output")


def folder_of(name: str) -> Path:
    """Return where a database of this name is kept.

    Raises:
        CP-FMT-016: no name for a database.
    """
    if not _NAME.fullmatch(name):
        raise BadInputError.of("CP-FMT-016", where="--as", found=name[:80])
    return home() / FOLDER / name


def imported_names() -> list[str]:
    """Return the names of the databases that were imported."""
    folder = home() / FOLDER
    if not folder.is_dir():
        return []
    return sorted(one.name for one in folder.iterdir() if (one / _ABOUT).is_file())


def existing(name: str) -> Path:
    """Return the folder of a database that was imported.

    Raises:
        CP-FMT-015: there is none of that name.
    """
    if name not in imported_names():
        raise BadInputError.of(
            "CP-FMT-015", where="NAME", near=tuple(imported_names()[:3]), found=name[:80]
        )
    return folder_of(name)


class Writer:
    """Takes data sets while a file is read; made by `new_database`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = sqlite3.connect(folder / _DATA)
        self._database.execute("pragma synchronous = off")
        self._database.execute(_SCHEMA)
        self._waiting: list[tuple[str, str, bytes]] = []
        self._seen: dict[tuple[str, str], tuple[int, str]] = {}
        # data sets whose older version was taken before
        self.replaced = 0

    def add(self, dataset: Dataset, report: LossReport) -> bool:
        """Keep a data set; return whether it is new, not a repetition or another version.

        Of several versions of one id the newest is kept, and the others are told.

        Raises:
            CP-FMT-011: another data set has the same id and version and other content.
        """
        key = (dataset_kind(dataset), dataset_id(dataset))
        plain = json.dumps(to_plain(dataset), ensure_ascii=False, separators=(",", ":")).encode()
        check = zlib.crc32(plain)
        version = getattr(dataset, "version", "")
        known = self._seen.get(key)
        if known is not None:
            if known[0] != check:
                self._other_version(key, (check, version), plain, report)
            return False
        self._seen[key] = (check, version)
        self._waiting.append((*key, zlib.compress(plain, 1)))
        if len(self._waiting) >= _BATCH:
            self._flush()
        return True

    def _other_version(
        self, key: tuple[str, str], found: tuple[int, str], plain: bytes, report: LossReport
    ) -> None:
        """Keep the newer of two versions."""
        old, new = version_of(self._seen[key][1]), version_of(found[1])
        if not old or not new or old == new:
            raise BadInputError.of("CP-FMT-011", where=f"{key[0]} {key[1]}", id=key[1][:80])
        texts = sorted((self._seen[key][1], found[1]), key=version_of)
        report.add(
            "CP-FMT-058",
            "loss",
            path=key[0],
            action="dropped",
            dataset=key[1],
            value=texts[0],
            stored=texts[1],
        )
        if new > old:
            self._flush()
            self._database.execute(
                "update dataset set body = ? where kind = ? and id = ?",
                (zlib.compress(plain, 1), *key),
            )
            self._seen[key] = found
            self.replaced += 1

    def datasets(self) -> Iterator[Dataset]:
        """Yield what was kept so far, in order."""
        self._flush()
        for kind, body in self._database.execute(
            "select kind, body from dataset order by position"
        ):
            yield from_plain(kind, json.loads(zlib.decompress(body)))

    def close(self) -> None:
        """Write what is waiting and close the database."""
        self._flush()
        self._database.commit()
        self._database.close()

    def abandon(self) -> None:
        """Close the database as it is; the folder is not for use."""
        self._database.close()

    def system(self, problem: Problem, gases: GasAmounts, index: dict[str, Any]) -> None:
        """Keep the linked system and what its products emit."""
        arrays = {name: getattr(problem, name) for name in _FROZEN}
        np.savez(self.folder / _SYSTEM, gases=gases.amounts, complete=gases.complete, **arrays)
        self._json(_INDEX, {**index, "gases": list(gases.gases), "method": gases.method})

    def documents(self, *, about: dict[str, Any], report: dict[str, Any]) -> None:
        """Keep what the database is and what became of it."""
        self._json(_REPORT, report)
        self._json(_ABOUT, about)

    def _json(self, name: str, value: dict[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1)
        (self.folder / name).write_text(text, encoding="utf-8")

    def _flush(self) -> None:
        self._database.executemany(
            "insert into dataset (kind, id, body) values (?, ?, ?)", self._waiting
        )
        self._waiting.clear()


def version_of(text: str) -> tuple[int, ...]:
    """Return a version as numbers; nothing when it is no version.

    >>> version_of("01.10.000") > version_of("01.09")
    True
    """
    parts = text.strip().split(".")
    if not all(one.isascii() and one.isdigit() and len(one) < _DIGITS for one in parts):
        return ()
    numbers = [int(one) for one in parts]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


@contextmanager
def new_database(name: str, *, replace: bool = False) -> Iterator[Writer]:
    """Give a writer of a database that stands under its name only when all went well.

    Raises:
        CP-FMT-014: there is one of that name already, and it is not to be replaced.
        CP-FMT-016: no name for a database.
    """
    target = folder_of(name)
    if target.exists() and not replace:
        raise BadInputError.of("CP-FMT-014", where=name, name=name)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
    writer = Writer(work)
    try:
        yield writer
        writer.close()
    except BaseException:
        writer.abandon()
        shutil.rmtree(work, ignore_errors=True)
        raise
    old = None
    if target.exists():
        old = work.with_name(f"{work.name}.old")
        target.rename(old)
    work.rename(target)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDatabase:
    """A database that was imported; its data sets are read when asked for."""

    name: str
    folder: Path
    about: dict[str, Any]

    def report(self) -> dict[str, Any]:
        """Return what was lost, linked and mapped when it was imported."""
        return _read_json(self.folder / _REPORT)

    def index(self) -> dict[str, Any]:
        """Return the products in the order of the system."""
        return _read_json(self.folder / _INDEX)

    def datasets(self, *kinds: str) -> Iterator[Dataset]:
        """Yield the data sets of these kinds, or all, in the order of the file."""
        marks = ", ".join("?" for _ in kinds)
        where = f" where kind in ({marks})" if kinds else ""
        with sqlite3.connect(f"file:{self.folder / _DATA}?mode=ro", uri=True) as database:
            found = database.execute(
                f"select kind, body from dataset{where} order by position",  # noqa: S608  (marks only)
                kinds,
            )
            for kind, body in found:
                yield from_plain(kind, json.loads(zlib.decompress(body)))
        database.close()

    def process(self, identity: str) -> ForeignProcess:
        """Return a process.

        Raises:
            CP-FMT-017: there is none with that id.
        """
        with sqlite3.connect(f"file:{self.folder / _DATA}?mode=ro", uri=True) as database:
            row = database.execute(
                "select body from dataset where kind = 'process' and id = ?", (identity,)
            ).fetchone()
        database.close()
        if row is None:
            raise BadInputError.of("CP-FMT-017", where=self.name, found=identity[:80])
        found = from_plain("process", json.loads(zlib.decompress(row[0])))
        assert isinstance(found, ForeignProcess)  # noqa: S101  (asked for by kind)
        return found

    def system(self) -> tuple[Problem, GasAmounts]:
        """Return the linked system and what its products emit over their chains."""
        index = self.index()
        with np.load(self.folder / _SYSTEM, allow_pickle=False) as arrays:
            problem = Problem(**{name: arrays[name] for name in _FROZEN})
            gases = GasAmounts(
                gases=tuple(index["gases"]),
                amounts=arrays["gases"],
                complete=arrays["complete"],
                method=index["method"],
            )
        return problem, gases


def open_imported(name: str) -> ImportedDatabase:
    """Return a database that was imported.

    Raises:
        CP-FMT-015: there is none of that name.
    """
    folder = existing(name)
    return ImportedDatabase(name=name, folder=folder, about=_read_json(folder / _ABOUT))


def _read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
