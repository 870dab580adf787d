"""Writing what a verb makes: to a file, or to standard output for `-`."""

from __future__ import annotations

from pathlib import Path

import typer


def write_out(path: Path, data: bytes) -> None:
    """Write bytes to a file, or to standard output where the path is `-`."""
    if str(path) == "-":
        typer.echo(data.decode("utf-8"))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
