"""Assemble the fragments of `changelog.d` into CHANGELOG.md.

Usage: python -m tools.changelog <version> <date>. A fragment is `<slug>.<type>.md`; its type
decides the heading and the least step of the version.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
MARK = "<!-- releases -->"
# type → heading, in the order of the file
HEADINGS = {
    "breaking": "Breaking",
    "added": "Added",
    "changed": "Changed",
    "fixed": "Fixed",
    "removed": "Removed",
    "data": "Data",
}
FRAGMENT = re.compile(rf"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:{'|'.join(HEADINGS)})\.md")


def kind_of(name: str) -> str:
    """Return the type of a fragment.

    >>> kind_of("nickel-sulfate.data.md")
    'data'
    """
    return name.split(".")[-2]


def least_step(names: Iterable[str]) -> str:
    """Return the least step of the version that the fragments ask for.

    >>> least_step(["a.fixed.md", "b.data.md"]), least_step(["a.fixed.md"])
    ('minor', 'patch')
    """
    kinds = {kind_of(name) for name in names}
    if kinds & {"breaking", "removed"}:
        return "major"
    return "minor" if kinds & {"added", "changed", "data"} else "patch"


def section(version: str, date: str, fragments: dict[str, str]) -> str:
    """Return the section of one release; fragments are name → text."""
    lines = [f"## {version} ({date})"]
    for kind, heading in HEADINGS.items():
        texts = [text.strip() for name, text in sorted(fragments.items()) if kind_of(name) == kind]
        if texts:
            lines += ["", f"### {heading}", "", "\n\n".join(texts)]
    return "\n".join(lines) + "\n"


def assemble(version: str, date: str, root: Path = ROOT) -> str:
    """Move the fragments into CHANGELOG.md; return the least step that they ask for."""
    paths = sorted((root / "changelog.d").glob("*.md"))
    fragments = {path.name: path.read_text(encoding="utf-8") for path in paths}
    changelog = root / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    new = f"{MARK}\n\n{section(version, date, fragments)}"
    changelog.write_text(text.replace(MARK, new, 1).rstrip() + "\n", encoding="utf-8")
    for path in paths:
        path.unlink()
    return least_step(fragments)


def main(version: str, date: str) -> int:
    """Assemble the changelog; return the exit code."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version) or not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        print("usage: make changelog VERSION=1.2.3 DATE=2026-12-31", file=sys.stderr)
        return 2
    print(f"the fragments ask for a {assemble(version, date)} step at least")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
