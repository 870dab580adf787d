"""`python -m benchmarks.engine`: both engines on the same systems, one core, ratios printed.

Each engine runs in a process of its own, bound to one core, so that peak memory is its own. The
table goes to docs/reference/benchmarks-engine.md unless `--out` says otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy import stats

from benchmarks.engine import cold, large, ours, own, peer, table
from benchmarks.engine.measure import one_core
from benchmarks.engine.systems import generator

SINGLE = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


def arguments() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine")
    parser.add_argument("--sizes", type=int, nargs="*", default=[5000, 20000, 25000, 0])
    parser.add_argument("--large", type=int, default=100_000, help="0: leave the large system out")
    parser.add_argument("--samples", type=int, default=512)
    parser.add_argument("--peer-samples", type=int, default=40)
    parser.add_argument("--out", default="docs/reference/benchmarks-engine.md")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


CHILDREN = {
    "ours": ours.rows,
    "peer": peer.rows,
    "ours-memory": ours.montecarlo_only,
    "peer-memory": peer.montecarlo_only,
    "large": large.rows,
}


def child(options: argparse.Namespace) -> None:
    """Measure one engine on one system and print its report; size 0 is the own database."""
    one_core()
    if options.child == "compare":
        print(json.dumps(own.compare()))
        return
    folder = Path(options.folder)
    data = system(options.size)
    if options.child == "store":
        cold.store(data, folder)
        (folder / "demand").write_text(str(int(data["demand"])), encoding="utf-8")
        print("{}")
        return
    print(json.dumps(CHILDREN[options.child](data, samples=options.samples, folder=folder)))


def system(size: int) -> dict[str, Any]:
    """Return a generated system, or the project's own database for size 0."""
    if not size:
        return own.data()
    generate = generator()
    assert generate is not None  # noqa: S101  (the parent has looked)
    return generate(n=size)


def measured(engine: str, *, size: int, samples: int, folder: str) -> dict[str, Any]:
    """Return the report of one engine on one system."""
    command = ["-m", "benchmarks.engine", "--child", engine, "--folder", folder]
    return _run([*command, "--size", str(size), "--samples", str(samples)])


def _run(arguments: list[str]) -> dict[str, Any]:
    """Return what a child process reports in its last line."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **SINGLE},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    report: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return report


def cold_start(folder: str, *, size: int) -> dict[str, dict[str, float]]:
    """Return the CPU time of fresh processes from data on disk to the score, median of three."""
    measured("store", size=size, samples=0, folder=folder)
    found = {}
    for kind in ("ours", "LCA", "JacobiGMRESLCA"):
        runs = [_run(["-m", "benchmarks.engine.cold", kind, folder]) for _ in range(3)]
        times = [run["cpu"] for run in runs if run]
        if times:
            found["cold" if kind == "ours" else f"cold {kind}"] = {"cpu": median(times)}
    return found


def agreement(folder: str) -> dict[str, float]:
    """Return mean, standard deviation and two-sample test of both sets of scores."""
    mine = np.load(Path(folder) / "ours.npy")
    theirs = np.load(Path(folder) / "peer.npy")
    return {
        "mean_ours": float(mine.mean()),
        "mean_peer": float(theirs.mean()),
        "sd_ours": float(mine.std(ddof=1)),
        "sd_peer": float(theirs.std(ddof=1)),
        "count_peer": int(theirs.size),
        "p": float(stats.ks_2samp(mine, theirs).pvalue),
    }


def both_engines(size: int, options: argparse.Namespace) -> dict[str, Any]:
    """Return the reports of both engines on one system."""
    with tempfile.TemporaryDirectory() as folder:
        mine = measured("ours", size=size, samples=options.samples, folder=folder)
        theirs = measured("peer", size=size, samples=options.peer_samples, folder=folder)
        both = agreement(folder) if mine and theirs else {}
        lean = measured("ours-memory", size=size, samples=32, folder=folder)
        peak = measured("peer-memory", size=size, samples=5, folder=folder)
        cold_times = cold_start(folder, size=size)
    mine |= {"cold": cold_times.pop("cold", None), "lean": lean.get("memory")}
    theirs |= {**cold_times, "lean": peak.get("memory")}
    return {"size": size, "ours": mine, "peer": theirs, "agreement": both}


def main() -> None:
    """Run the benchmark."""
    options = arguments()
    if options.child:
        child(options)
        return
    if generator() is None:
        print("skipped: ../shared/bench/gen_lci.py is not there")
        return
    results: list[dict[str, Any]] = []
    books: dict[str, Any] = {}
    big: dict[str, Any] = {}

    def write() -> None:
        # After each part: an interrupted run keeps what it measured.
        page = table.page(results, books, options.large, big)
        Path(options.out).write_text(page, encoding="utf-8")

    for size in options.sizes:
        results.append(both_engines(size, options))
        print(table.section(results[-1]), flush=True)
        write()
    if 0 in options.sizes:
        books = measured("compare", size=0, samples=0, folder=".")
        print(table.compare_section(books), flush=True)
        write()
    if options.large:
        with tempfile.TemporaryDirectory() as folder:
            big = measured("large", size=options.large, samples=64, folder=folder)
        print(table.large_section(options.large, big), flush=True)
        write()


if __name__ == "__main__":
    main()
