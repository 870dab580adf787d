"""Read damaged files of every format; print what became of them, the slowest, and the memory.

python -m benchmarks.damaged_files --files 10000
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.formats.mutations import SAMPLES, mutated, outcome

SEED = 20261121


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--format", choices=sorted(SAMPLES), action="append")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged"
        for form in arguments.format or SAMPLES:
            found: Counter[str] = Counter()
            slowest, start = 0.0, time.perf_counter()
            for content in mutated(SAMPLES[form](), arguments.files, SEED):
                path.write_bytes(content)
                began = time.perf_counter()
                found[outcome(path)] += 1
                slowest = max(slowest, time.perf_counter() - began)
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            told = ", ".join(f"{code} {count}" for code, count in found.most_common())
            print(
                f"{form}: {sum(found.values())} files, 0 crashes, {seconds:.0f} s, "
                f"slowest {slowest * 1000:.0f} ms, peak {peak:.0f} MB; {told}"
            )


if __name__ == "__main__":
    main()
