"""What bw2io makes of a file; run by an interpreter that has it. Prints one JSON object.

    PYTHON benchmarks/imports/peer.py FORMAT FILE

Counts are taken after the importer's own strategies. The file is unpacked before the clock starts,
since the importers read folders.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
import tempfile
import time
import warnings
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any


def main() -> None:
    form, path = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BRIGHTWAY2_DIR"] = folder
        warnings.simplefilter("ignore")
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            found = read(form, path, Path(folder))
    print(json.dumps(found))


def read(form: str, path: Path, folder: Path) -> dict[str, Any]:
    data, bw2io = import_module("bw2data"), import_module("bw2io")
    data.projects.set_current("peer")
    data.Database("biosphere3").write({})
    bw2io.create_core_migrations()
    source = folder / "source"
    if form in ("ecospold1", "openlca"):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(source)
        prepare(form, source)
    else:
        source = path
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
    try:
        importer = importer_of(bw2io, form, source)
        importer.apply_strategies()
        if form == "brightway":
            importer.match_database(fields=("name", "unit", "location"))
    except Exception as error:  # noqa: BLE001  (what the peer cannot read is a row of the table)
        return {"failed": f"{type(error).__name__}: {error}"[:200]}
    exchanges = [one for process in importer.data for one in process.get("exchanges", [])]
    return {
        "version": ".".join(str(one) for one in bw2io.__version__)
        if isinstance(bw2io.__version__, tuple)
        else str(bw2io.__version__),
        "seconds": time.perf_counter() - start,
        "cpu": resource.getrusage(resource.RUSAGE_SELF).ru_utime - before,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "processes": len([one for one in importer.data if one.get("type") != "product"]),
        "exchanges": len(exchanges),
        "linked": sum(1 for one in exchanges if one.get("input")),
        "kinds": kinds(exchanges),
        "spreads": sum(1 for one in exchanges if one.get("uncertainty type", 0) > 1),
    }


def prepare(form: str, source: Path) -> None:
    """Help the peer over what only stands in its way: files and folders that it does not expect."""
    if form == "ecospold1":
        for one in source.rglob("categories.xml"):
            one.unlink()
    else:
        (source / "locations").mkdir(exist_ok=True)


def kinds(exchanges: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in exchanges:
        kind = str(one.get("type"))
        found[kind] = found.get(kind, 0) + 1
    return dict(sorted(found.items()))


def importer_of(bw2io: Any, form: str, source: Path) -> Any:
    if form == "ecospold1":
        files = next(one.parent for one in source.rglob("*.xml"))
        return bw2io.SingleOutputEcospold1Importer(str(files), "peer", use_mp=False)
    if form == "openlca":
        module = import_module("bw2io.importers.json_ld")
        return module.JSONLDImporter(str(source), "peer")
    if form == "simapro":
        return bw2io.SimaProCSVImporter(str(source), "peer")
    if form == "brightway":
        return bw2io.ExcelImporter(str(source))
    message = f"no importer for {form}"
    raise ValueError(message)


if __name__ == "__main__":
    main()
