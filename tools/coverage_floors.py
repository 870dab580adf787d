"""Check branch coverage package by package.

Usage: python -m tools.coverage_floors build/coverage.json
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# What computes or decides is covered whole; what reads, writes and shows nearly so.
WHOLE = {"charts", "engine", "model", "rules", "units"}
WHOLE_FLOOR = 100.0
FLOOR = 95.0


def coverage_of(files: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Return package → covered lines and branches [%] from the files of a coverage report."""
    covered: dict[str, int] = defaultdict(int)
    whole: dict[str, int] = defaultdict(int)
    for name, entry in files.items():
        parts = Path(name).parts
        package = parts[parts.index("cellprint") + 1].removesuffix(".py")
        summary = entry["summary"]
        covered[package] += summary["covered_lines"] + summary["covered_branches"]
        whole[package] += summary["num_statements"] + summary["num_branches"]
    return {name: 100.0 * covered[name] / whole[name] if whole[name] else 100.0 for name in whole}


def below_floor(shares: Mapping[str, float]) -> list[str]:
    """Return one line for each package below its floor.

    >>> below_floor({"engine": 99.9, "cli": 95.0, "web": 94.0})
    ['engine: 99.9 %, floor 100 %', 'web: 94.0 %, floor 95 %']
    """
    floors = {name: WHOLE_FLOOR if name in WHOLE else FLOOR for name in shares}
    return [
        f"{name}: {share:.1f} %, floor {floors[name]:.0f} %"
        for name, share in sorted(shares.items())
        if share < floors[name]
    ]


def main(report: str) -> int:
    """Print the coverage of each package; return the exit code."""
    shares = coverage_of(json.loads(Path(report).read_text(encoding="utf-8"))["files"])
    for name, share in sorted(shares.items()):
        print(f"coverage {name:12} {share:6.1f} %")
    found = below_floor(shares)
    for line in found:
        print(f"below its floor: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
