"""The catalogue that every use case works on."""

from __future__ import annotations

from functools import cache

from cellprint.app.home import cache_folder
from cellprint.catalogue.compiled import open_catalogue
from cellprint.catalogue.release import Catalogue


@cache
def shipped_catalogue() -> Catalogue:
    """Return the shipped catalogue, compiled once and kept in the user's cache folder."""
    return open_catalogue(cache_dir=cache_folder())


def newest_year(catalogue: Catalogue) -> int:
    """Return the newest year that has an electricity factor fit for a footprint."""
    return max(
        factor.year for factor in catalogue.grid_factors.values() if factor.kind == "life_cycle"
    )
