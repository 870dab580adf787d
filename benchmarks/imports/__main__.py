"""The same files read by cellprint and by bw2io, each in a process of its own.

    python -m benchmarks.imports --peer PYTHON

`PYTHON` is an interpreter that has bw2io (BSD-3), for instance of an environment made for it; the
program itself never needs bw2io. Without the option only cellprint is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.large_database import generate
from cellprint.app.imported.importing import import_file
from tests.formats.brightway_samples import workbook
from tests.formats.foreign_samples import USLCI_JSON, USLCI_XML
from tests.formats.simapro_samples import BLOCKS, simapro

PEER = Path(__file__).with_name("peer.py")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", type=Path, help="interpreter that has bw2io")
    parser.add_argument("--only", default="", help="files whose title holds this text")
    parser.add_argument("--processes", type=int, default=2000)
    parser.add_argument("--ours", nargs=1, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.ours:
        print(json.dumps(ours(arguments.ours[0])))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, form, path in files(Path(folder), arguments.processes):
            if arguments.only not in name:
                continue
            show(name, "cellprint", own(path))
            if arguments.peer:
                show(name, "bw2io", peer(arguments.peer, form, path))


def files(folder: Path, processes: int) -> list[tuple[str, str, Path]]:
    """Return title, format and path of each file; the shared ones where they are."""
    steel, sheet, large = folder / "steel.csv", folder / "steel.xlsx", folder / "large.zip"
    # the peer knows no conditions
    steel.write_bytes(simapro(BLOCKS.replace('"Iff(a > 1; 100; 1 / 0)"', "100")))
    sheet.write_bytes(workbook())
    generate(large, processes, processes * 25)
    found = [
        ("SimaPro CSV sample", "simapro", steel),
        ("Brightway workbook sample", "brightway", sheet),
        (f"openLCA, {processes} generated processes", "openlca", large),
        ("US LCI, EcoSpold 1", "ecospold1", USLCI_XML),
        ("US LCI, openLCA JSON-LD", "openlca", USLCI_JSON),
    ]
    return [one for one in found if one[2].is_file()]


def ours(path: Path) -> dict[str, Any]:
    """Import a file in this process and return what became of it."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["CELLPRINT_HOME"] = home
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
        report = import_file(path, "ours")
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "seconds": time.perf_counter() - start,
            "cpu": used.ru_utime - before,
            "peak_mb": used.ru_maxrss / 1024,
            "processes": report["processes"],
            "exchanges": report["exchanges"],
            "linked": report["linking"]["classes"]["linked"],
            "kinds": report["linking"]["classes"],
            "solved": report["computing"]["solved"],
        }


def own(path: Path) -> dict[str, Any]:
    return answer([sys.executable, "-m", "benchmarks.imports", "--ours", str(path)])


def peer(python: Path, form: str, path: Path) -> dict[str, Any]:
    return answer([str(python), str(PEER), form, str(path)])


def answer(command: list[str]) -> dict[str, Any]:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    last = ran.stdout.strip().splitlines()[-1:] or ["{}"]
    found: dict[str, Any] = json.loads(last[0])
    return found or {"failed": ran.stderr.strip().splitlines()[-1:]}


def show(name: str, tool: str, found: dict[str, Any]) -> None:
    if "failed" in found:
        print(f"{name}: {tool}: not read: {found['failed']}")
        return
    print(
        f"{name}: {tool}: {found['processes']} processes, {found['exchanges']} exchanges, "
        f"{found['cpu']:.1f} s CPU, {found['seconds']:.1f} s, peak {found['peak_mb']:.0f} MB, "
        f"linked {found['linked']}, {found['kinds']}"
    )


if __name__ == "__main__":
    main()
