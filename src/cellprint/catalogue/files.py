"""The files of a catalogue folder, before anything is read from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

Folder = Traversable | Path


def file_bytes(folder: Folder) -> dict[str, bytes]:
    """Return the bytes of every YAML file of a catalogue folder by relative name, sorted."""
    found = {name: item.read_bytes() for name, item in _yaml_files(folder, "", depth=2)}
    return dict(sorted(found.items()))


def files_digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 (hex) over names and bytes of all files."""
    total = hashlib.sha256()
    for name, content in files.items():
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _yaml_files(folder: Folder, prefix: str, *, depth: int) -> Iterator[tuple[str, Folder]]:
    for item in folder.iterdir():
        if item.is_dir() and depth > 1:
            yield from _yaml_files(item, f"{prefix}{item.name}/", depth=depth - 1)
        elif item.name.endswith(".yaml"):
            yield f"{prefix}{item.name}", item
