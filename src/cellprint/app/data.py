"""The catalogue that every use case works on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cellprint.app.home import cache_folder
from cellprint.catalogue.compiled import open_catalogue, open_layered
from cellprint.catalogue.release import Catalogue


@cache
def shipped_catalogue() -> Catalogue:
    """Return the shipped catalogue, compiled once and kept in the user's cache folder."""
    return open_catalogue(cache_dir=cache_folder())


def catalogue_folders(chosen: Sequence[Path] | None = None) -> tuple[Path, ...]:
    """Return the folders of own data: those chosen, else those of `CELLPRINT_CATALOGUES`.

    The variable lists folders as PATH does, lowest first. The name of an imported database stands
    for its folder.
    """
    if chosen:
        return tuple(_folder(one) for one in chosen)
    named = os.environ.get("CELLPRINT_CATALOGUES", "")
    return tuple(_folder(Path(name)) for name in named.split(os.pathsep) if name)


def _folder(chosen: Path) -> Path:
    """Return the folder that is meant: itself, or that of an imported database."""
    if chosen.is_dir() or chosen.name != str(chosen):
        return chosen
    from cellprint.app.imported.layer import layer_folder  # noqa: PLC0415  (it needs this module)
    from cellprint.app.imported.store import imported_names, open_imported  # noqa: PLC0415

    return layer_folder(open_imported(str(chosen))) if str(chosen) in imported_names() else chosen


def working_catalogue(chosen: Sequence[Path] | None = None) -> Catalogue:
    """Return the shipped catalogue with the user's own data over it; see `catalogue_folders`.

    Raises:
        CP-REL-003, CP-REL-004: a folder is no layer; two have the same id.
        CP-DATA, CP-YAML, CP-UNIT: the files are no valid catalogue together.
    """
    folders = catalogue_folders(chosen)
    if not folders:
        return shipped_catalogue()
    return open_layered(folders, cache_dir=cache_folder())


def newest_year(catalogue: Catalogue) -> int:
    """Return the newest year that has an electricity factor fit for a footprint."""
    return max(
        factor.year for factor in catalogue.grid_factors.values() if factor.kind == "life_cycle"
    )
