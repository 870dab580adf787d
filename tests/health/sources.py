"""What the health tests look at: the files of the repository and the syntax trees of the code."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "cellprint"
CODE = re.compile(r"CP-[A-Z]+-\d{3}")
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of the package: its path from the root, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def part(self) -> str:
        """The top-level package that it belongs to (`cli`, `rules` …)."""
        return Path(self.path).relative_to("src/cellprint").parts[0].removesuffix(".py")


@cache
def modules() -> tuple[Module, ...]:
    """Return all modules of the package."""
    return tuple(
        Module(
            path=path.relative_to(ROOT).as_posix(),
            text=(text := path.read_text(encoding="utf-8")),
            tree=ast.parse(text, filename=str(path)),
        )
        for path in sorted(PACKAGE.rglob("*.py"))
    )


@cache
def repository_files() -> tuple[Path, ...]:
    """Return every file that git tracks or would track, as paths from the root.

    Outside a git checkout (an unpacked source archive) all files are taken, less the folders that
    the tools make.
    """
    answer = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if answer.returncode == 0:
        names = [Path(name) for name in answer.stdout.decode().split("\0") if name]
    else:
        made = {".venv", "build", "dist", "artefacts"}
        every = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        names = [
            path
            for path in every
            if path.parts[0] not in made
            and not any(p.startswith(".") and p.endswith("_cache") for p in path.parts)
            and "__pycache__" not in path.parts
        ]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


@cache
def text_of(path: Path) -> str | None:
    """Return the text of a repository file, or None for a binary one."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file of the repository with its text."""
    for path in repository_files():
        text = text_of(path)
        if text is not None:
            yield path, text


def literal_strings(tree: ast.AST) -> Iterator[str]:
    """Yield the string constants below `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def called_name(call: ast.Call) -> str:
    """Return the last name of what is called: `of` for `BadInputError.of(...)`."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def folded(node: ast.AST) -> str | None:
    """Return a literal string, put together where it is written in pieces; None when it is not one.

    >>> folded(ast.parse("'a' + 'b'", mode="eval").body)
    'ab'
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = folded(node.left), folded(node.right)
        return None if left is None or right is None else left + right
    return None


def listed(found: Iterable[object]) -> str:
    """Return what was found, one a line: the message of a failed check names every case."""
    if isinstance(found, Mapping):
        found = [f"{key}: {value}" for key, value in found.items()]
    return "\n".join(["found:", *sorted(str(item) for item in found)])
