"""Damaged files: small files of each format, changed at random but the same on every run."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from cellprint.app.imported.columns import Columns
from cellprint.app.imported.importing import read_datasets
from cellprint.app.imported.linking import link_columns
from cellprint.errors import CellprintError
from cellprint.formats.ilcd.write import write_ilcd
from cellprint.formats.limits import Limits
from cellprint.formats.lookup import look_up
from cellprint.formats.openlca.read import read_openlca
from cellprint.formats.package import open_package
from cellprint.formats.recognise import recognise
from cellprint.model.loss_report import LossReport
from tests.formats.brightway_samples import workbook
from tests.formats.bw_processing_samples import package
from tests.formats.foreign_samples import ECOSPOLD_1, openlca_zip, zip_bytes
from tests.formats.simapro_samples import simapro
from tests.formats.test_ecospold2 import files
from tests.formats.test_ilcd_model import LINKED
from tests.formats.test_ilcd_model import package as model_package

TOKENS = (
    b"NaN", b"1e999", b"-1e-400", b"1,5", b'"', b"<", b">", b"&", b"{", b"}", b"[", b"]", b"null",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"0", b"-", b"true",
    b"<a><a><a>", b";", b"\r\n\r\n", b"End", b"a^", b"iff(",
    b"</exchange>", b'"@id": "p1",', "钢".encode(), "钢".encode("gbk"),
)  # fmt: skip
LIMITS = Limits(member=1 << 22, total=1 << 23)


def ilcd_zip() -> bytes:
    """Return the sample database in ILCD."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in", Path(folder) / "out"
        source.write_bytes(openlca_zip())
        with open_package(source) as package:
            found = list(read_openlca(package, recognise(package), LossReport()))
        write_ilcd(out, found, look_up(found), LossReport())
        return out.read_bytes()


def eilcd_zip() -> bytes:
    """Return a database in ILCD with a life cycle model."""
    with tempfile.TemporaryDirectory() as folder:
        return model_package(Path(folder), *LINKED)


def tidas_zip() -> bytes:
    """Return the sample database in TIDAS."""
    import json  # noqa: PLC0415

    from cellprint.formats.ilcd.read import document  # noqa: PLC0415

    files: dict[str, bytes | str] = {}
    with zipfile.ZipFile(io.BytesIO(ilcd_zip())) as archive:
        for name in archive.namelist():
            tree = document(archive.read(name), name)
            files[name.replace(".xml", ".json")] = json.dumps(tree)
    return zip_bytes(files)


SAMPLES: dict[str, Callable[[], bytes]] = {
    "openlca": openlca_zip,
    "ecospold1": ECOSPOLD_1.encode,
    "ilcd": ilcd_zip,
    "eilcd": eilcd_zip,
    "tidas": tidas_zip,
    "ecospold2": lambda: zip_bytes(files()),
    "simapro": simapro,
    "brightway": workbook,
    "bw_processing": package,
}


def mutated(content: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Yield damaged copies: the archive itself, or an entry inside it."""
    chance = random.Random(seed)  # noqa: S311  (no secret; the same files on every run)
    entries: dict[str, bytes] = {}
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(count):
        if entries and chance.random() < 0.8:
            name = chance.choice(sorted(entries))
            yield zip_bytes({**entries, name: _damaged(entries[name], chance)})
        else:
            yield _damaged(content, chance)


def _damaged(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5))):
        if not data:
            break
        place = chance.randrange(len(data))
        span = chance.randrange(1, 40)
        way = chance.randrange(6)
        if way == 0:
            data[place] = chance.randrange(256)
        elif way == 1:
            del data[place : place + span]
        elif way == 2:
            data[place:place] = data[place : place + span]
        elif way == 3:
            data[place:place] = chance.choice(TOKENS)
        elif way == 4:
            data[place : place + span] = chance.choice(TOKENS)
        else:
            del data[place:]
    return bytes(data)


def outcome(path: Path) -> str:
    """Return what reading and linking a file ends in: `read`, or the code of a refusal."""
    try:
        with open_package(path, limits=LIMITS) as package:
            columns = Columns()
            for dataset in read_datasets(package, LossReport()):
                columns.add(dataset)
        link_columns(columns)
    except CellprintError as error:
        return error.code
    return "read"


def outcomes(form: str, count: int, seed: int, folder: Path) -> Counter[str]:
    """Return how often damaged files of a format ended in what; a crash passes through."""
    found: Counter[str] = Counter()
    path = folder / "damaged"
    for content in mutated(SAMPLES[form](), count, seed):
        path.write_bytes(content)
        found[outcome(path)] += 1
    return found
