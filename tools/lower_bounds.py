"""Print `name==version` with the lower bound of every run-time requirement of pyproject.toml."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]


def lower_bounds(requirements: Iterable[str]) -> list[str]:
    """Return the pins; a requirement without a lower bound is a `ValueError`.

    >>> lower_bounds(["numpy>=1.26,<3", "psycopg[binary]>=3.2,<4"])
    ['numpy==1.26', 'psycopg==3.2']
    """
    pins = []
    for requirement in requirements:
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?.*?>=\s*([0-9][^,;\s]*)", requirement)
        if match is None:
            message = f"no lower bound: {requirement}"
            raise ValueError(message)
        pins.append(f"{match[1]}=={match[2]}")
    return pins


def main() -> int:
    """Print the pins; return the exit code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    print("\n".join(lower_bounds(project["dependencies"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
