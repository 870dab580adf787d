"""Releases by name: the shipped one, a folder of YAML, or a compiled file; and writing one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from cellprint.app.data import catalogue_folders, shipped_catalogue
from cellprint.app.home import cache_folder
from cellprint.catalogue.build import catalogue_of
from cellprint.catalogue.compiled import open_catalogue, release_bytes
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json

SHIPPED = "shipped"


def named_release(name: str) -> Catalogue:
    """Return the release that `name` means: `shipped`, a folder of YAML, or a compiled file.

    Raises:
        CP-REL-001: there is neither such a folder nor such a file.
        CP-REL-002: the file is no compiled release.
        CP-DATA, CP-YAML, CP-UNIT: the folder is no valid catalogue.
    """
    if name == SHIPPED:
        return shipped_catalogue()
    path = Path(name)
    if path.is_dir():
        return open_catalogue(cache_dir=cache_folder(), folder=path)
    if not path.is_file():
        raise BadInputError.of("CP-REL-001", where=name, found=name)
    return compiled_release(path)


def compiled_release(path: Path) -> Catalogue:
    """Return the release of a compiled file; blanks and the order of keys do not matter.

    Raises:
        CP-REL-002: the file is no compiled release.
    """
    try:
        return catalogue_of(canonical_json(json.loads(path.read_bytes())))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # Outside data: the first thing that is missing or wrong is named as Python names it.
        found = f"{type(error).__name__}: {error}"
        raise BadInputError.of("CP-REL-002", where=path.name, file=path.name, found=found) from None


def export_release(path: Path, chosen: Sequence[Path] | None = None) -> Catalogue:
    """Write the compiled release into `path` and return it.

    Nothing is written of own data whose licence forbids passing it on.

    Args:
        path: file to write; one that is there is replaced.
        chosen: folders of own data; None for those of `CELLPRINT_CATALOGUES`.

    Raises:
        CP-REL-003 to CP-REL-005, CP-DATA, CP-YAML, CP-UNIT: see `catalogue.layers.releasable`.
    """
    content = release_bytes(catalogue_folders(chosen))
    path.write_bytes(content)
    return catalogue_of(content)
