"""Where the user's data live: `CELLPRINT_HOME`, else the platform's user folders."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Return the folder of the user's databases and keys; it need not exist yet."""
    chosen = os.environ.get("CELLPRINT_HOME")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path  # noqa: PLC0415  (not needed when the user chose)

    return user_data_path("cellprint", appauthor=False)


def cache_folder() -> Path:
    """Return the folder of files that can be made again at any time."""
    chosen = os.environ.get("CELLPRINT_HOME")
    if chosen:
        return Path(chosen) / "cache"
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("cellprint", appauthor=False)
