"""Time of a full comparison of all rule books on each example: `python -m benchmarks.rule_books`.

Books of one functional unit are compared with each other; other units are never compared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from cellprint.app.comparison import compare_books
from cellprint.app.compute import Computation, compute_study, compute_study_file
from cellprint.app.data import working_catalogue
from cellprint.app.demo import example_studies

GROUPS = (
    ("eu-cfb-ev-draft-2024", "jrc-cfb-ev-2023", "cn-miit-551-2025"),
    ("pef-2021", "iso-14067-2018", "gb-t-24067-2024", "pact-3"),
)
REPEATS = 3


def compared(study: Computation, groups: Sequence[Sequence[str]] = GROUPS) -> int:
    """Compare all books on one study; return the number of steps between them."""
    steps = 0
    for books in groups:
        first = compute_study(study.catalogue, study.study, rules=books[0])
        document = compare_books(first, books)
        steps += sum(len(one["steps"]) for one in document["waterfalls"])
    return steps


def main() -> None:
    """Print CPU and wall time of a full comparison, the shortest of the repeats."""
    catalogue = working_catalogue(None)
    for path in example_studies():
        study = compute_study_file(path, catalogue=catalogue)
        times = []
        for _ in range(REPEATS):
            start, wall = time.process_time(), time.perf_counter()
            steps = compared(study)
            times.append((time.process_time() - start, time.perf_counter() - wall))
        cpu, wall = (min(column) for column in zip(*times, strict=True))
        name = study.study.study.id
        sys.stdout.write(f"{name}: {steps} steps, {cpu:.2f} s CPU, {wall:.2f} s wall\n")


if __name__ == "__main__":
    main()
