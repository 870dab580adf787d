"""Check what a built wheel holds: every file of the package, the licences, and nothing else.

Usage: python -m tools.wheel_content dist/cellprint-<version>-py3-none-any.whl
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
LICENCES = ("LICENSE", "LICENSE-DATA")


def package_files(root: Path) -> set[str]:
    """Return the archive names that the files of the checkout must have in the wheel."""
    wanted: set[str] = set()
    for folder, inside in (("src/cellprint", "cellprint"), ("examples", "cellprint/examples")):
        for path in (root / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                wanted.add(f"{inside}/{path.relative_to(root / folder).as_posix()}")
    return wanted


def problems(names: Iterable[str], wanted: set[str]) -> list[str]:
    """Return one sentence for each file that is missing from the wheel or does not belong there."""
    packed = {name for name in names if not name.endswith("/")}
    meta = {name for name in packed if ".dist-info/" in name}
    found = [f"missing from the wheel: {name}" for name in sorted(wanted - packed)]
    found += [f"not part of the package: {name}" for name in sorted(packed - meta - wanted)]
    held = {name.rpartition("/")[2] for name in meta if "/licenses/" in name}
    found += [
        f"licence file missing from the wheel: {name}" for name in LICENCES if name not in held
    ]
    return found


def main(wheel: str) -> int:
    """Print what is wrong with `wheel`; return the exit code."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    found = problems(names, package_files(ROOT))
    for line in found:
        print(line, file=sys.stderr)
    print(f"wheel: {len(names)} files, {Path(wheel).stat().st_size // 1000} kB")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
