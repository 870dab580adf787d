"""The catalogue from a cache of its compiled content.

The cache is one file of canonical JSON. Its name holds the key (what it was compiled from) and the
SHA-256 of its bytes, which is also the digest of the release: a file that was damaged or cut off
does not fit its name and is compiled again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from cellprint.catalogue.build import catalogue_of
from cellprint.catalogue.files import Folder, file_bytes, files_digest
from cellprint.catalogue.release import Catalogue

# Raise it when the same files compile to other content: a new key, a new default, another sum.
SCHEMA_VERSION = "4"
_KEY_LENGTH = 16


def open_catalogue(*, cache_dir: Path | None, folder: Folder | None = None) -> Catalogue:
    """Return the catalogue of `folder`, from the cache where it holds the same files compiled.

    Args:
        cache_dir: folder of the cache, made when missing; None compiles every time. A cache that
            cannot be written is no error.
        folder: catalogue files; None means those that ship with cellprint.

    Raises:
        CP-DATA-001 to CP-DATA-024, CP-YAML and CP-UNIT: the files are not a valid catalogue.
    """
    files = file_bytes(folder if folder is not None else shipped_folder())
    key = hashlib.sha256(f"{SCHEMA_VERSION}\0{files_digest(files)}".encode()).hexdigest()
    if cache_dir is not None:
        cached = _cached(cache_dir, key[:_KEY_LENGTH])
        if cached is not None:
            return catalogue_of(cached)
    from cellprint.catalogue.load import compile_files  # noqa: PLC0415  (pydantic takes 0.15 s)

    canonical = compile_files(files)
    if cache_dir is not None:
        with contextlib.suppress(OSError):
            _keep(cache_dir, key[:_KEY_LENGTH], canonical)
    return catalogue_of(canonical)


def open_layered(
    folders: Sequence[Folder], *, cache_dir: Path | None, folder: Folder | None = None
) -> Catalogue:
    """Return a release with layers of own data over it, from the cache where it holds them.

    Args:
        folders: layers, lowest first; none gives the release itself.
        cache_dir: as in `open_catalogue`.
        folder: catalogue files below the layers; None means those that ship with cellprint.

    Raises:
        CP-REL-003, CP-REL-004: a folder is no layer; two have the same id.
        CP-DATA, CP-YAML, CP-UNIT: the files are no valid catalogue together.
    """
    if not folders:
        return open_catalogue(cache_dir=cache_dir, folder=folder)
    base = file_bytes(folder if folder is not None else shipped_folder())
    parts = [file_bytes(one) if one.is_dir() else {} for one in folders]
    digests = "\0".join(files_digest(files) for files in (base, *parts))
    key = hashlib.sha256(f"{SCHEMA_VERSION}\0layers\0{digests}".encode()).hexdigest()
    if cache_dir is not None:
        cached = _cached(cache_dir, key[:_KEY_LENGTH])
        if cached is not None:
            return catalogue_of(cached)
    from cellprint.catalogue.layers import compile_layers, read_layer  # noqa: PLC0415  (pydantic)
    from cellprint.model.canonical import canonical_json  # noqa: PLC0415  (pydantic)

    canonical = canonical_json(compile_layers(base, [read_layer(one) for one in folders]))
    if cache_dir is not None:
        with contextlib.suppress(OSError):
            _keep(cache_dir, key[:_KEY_LENGTH], canonical)
    return catalogue_of(canonical)


def release_bytes(folders: Sequence[Folder], *, folder: Folder | None = None) -> bytes:
    """Return the compiled release with layers as canonical JSON, without what is not for others.

    Args:
        folders: layers, lowest first.
        folder: as in `open_layered`.

    Raises:
        CP-REL-003 to CP-REL-005, CP-DATA, CP-YAML, CP-UNIT: see `layers.releasable`.
    """
    from cellprint.catalogue.layers import read_layer, releasable  # noqa: PLC0415  (pydantic)
    from cellprint.model.canonical import canonical_json  # noqa: PLC0415  (pydantic)

    base = file_bytes(folder if folder is not None else shipped_folder())
    return canonical_json(releasable(base, [read_layer(one) for one in folders]))


def shipped_folder() -> Folder:
    """Return the folder of the data that ship with cellprint."""
    return resources.files("cellprint") / "data"


def _cached(cache_dir: Path, key: str) -> bytes | None:
    """Return the content kept under `key`, or None when there is none that is whole."""
    for path in sorted(cache_dir.glob(f"catalogue-{key}-*.json")):
        with contextlib.suppress(OSError):
            content = path.read_bytes()
            if path == _path(cache_dir, key, content):
                return content
    return None


def _keep(cache_dir: Path, key: str, content: bytes) -> None:
    """Write `content` so that no reader ever sees a part of it."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    target = _path(cache_dir, key, content)
    for other in cache_dir.glob(f"catalogue-{key}-*.json"):
        if other != target:
            other.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=cache_dir, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _path(cache_dir: Path, key: str, content: bytes) -> Path:
    return cache_dir / f"catalogue-{key}-{hashlib.sha256(content).hexdigest()}.json"
