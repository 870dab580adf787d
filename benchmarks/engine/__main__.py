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
from typing import Any

import numpy as np
from scipy import stats

from benchmarks.engine import large, ours, peer, table
from benchmarks.engine.measure import one_core
from benchmarks.engine.systems import generator

SINGLE = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


def arguments() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine")
    parser.add_argument("--sizes", type=int, nargs="*", default=[5000, 20000, 25000])
    parser.add_argument("--large", type=int, default=100_000, help="0: leave the large system out")
    parser.add_argument("--samples", type=int, default=512)
    parser.add_argument("--peer-samples", type=int, default=40)
    parser.add_argument("--out", default="docs/reference/benchmarks-engine.md")
    parser.add_argument("--child", choices=["ours", "peer", "large"], help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def child(options: argparse.Namespace) -> None:
    """Measure one engine on one system and print its report."""
    one_core()
    generate = generator()
    assert generate is not None  # noqa: S101  (the parent has looked)
    data = generate(n=options.size)
    work = {"ours": ours.rows, "peer": peer.rows, "large": large.rows}[options.child]
    report = work(data, samples=options.samples, folder=Path(options.folder))
    print(json.dumps(report))


def measured(engine: str, *, size: int, samples: int, folder: str) -> dict[str, Any]:
    """Return the report of one engine on one system."""
    command = [sys.executable, "-m", "benchmarks.engine", "--child", engine, "--folder", folder]
    command += ["--size", str(size), "--samples", str(samples)]
    done = subprocess.run(
        command, env={**os.environ, **SINGLE}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    report: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return report


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


def main() -> None:
    """Run the benchmark."""
    options = arguments()
    if options.child:
        child(options)
        return
    if generator() is None:
        print("skipped: ../shared/bench/gen_lci.py is not there")
        return
    results = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            mine = measured("ours", size=size, samples=options.samples, folder=folder)
            theirs = measured("peer", size=size, samples=options.peer_samples, folder=folder)
            both = agreement(folder) if mine and theirs else {}
        results.append({"size": size, "ours": mine, "peer": theirs, "agreement": both})
        print(table.section(results[-1]), flush=True)
    big: dict[str, Any] = {}
    if options.large:
        with tempfile.TemporaryDirectory() as folder:
            big = measured("large", size=options.large, samples=64, folder=folder)
        print(table.large_section(options.large, big), flush=True)
    Path(options.out).write_text(table.page(results, options.large, big), encoding="utf-8")


if __name__ == "__main__":
    main()
