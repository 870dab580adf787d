"""cellprint: carbon footprint of lithium batteries along their whole chain.

The functions for notebooks and scripts are loaded when they are first used:

- `load_study(path)` and `examples()` give a study: `compute()`, `uncertainty()`, `what_if()`,
  `compare(other)`, `compare_rules(...)`;
- `compare(first, second, ...)` compares studies on the same draws;
- `open_catalogue()` gives products, processes and their sources.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Name → module that holds it.
NOTEBOOK = {
    "Study": "cellprint.app.notebook",
    "compare": "cellprint.app.notebook",
    "examples": "cellprint.app.notebook",
    "load_study": "cellprint.app.notebook",
    "open_catalogue": "cellprint.app.notebook_catalogue",
}


def __getattr__(name: str) -> Any:
    """Return a function of the Python interface, loaded when it is first asked for."""
    if name in NOTEBOOK:
        return getattr(import_module(NOTEBOOK[name]), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """Return what a notebook completes."""
    return sorted((*globals(), *NOTEBOOK))
