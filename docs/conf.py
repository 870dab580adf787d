"""Sphinx configuration. Build with `make docs`: a warning is an error."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tools import docs_pages  # noqa: E402  (the checkout has to be on the path first)

project = "cellprint"
author = "The cellprint authors"
release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
version = release
# no date and no year: the same sources build the same pages

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["locale"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# a part of the index may still be empty
suppress_warnings = ["toc.empty_glob"]

language = "en"
locale_dirs = ["locale"]
gettext_compact = False

html_theme = "furo"
html_title = f"cellprint {release}"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False


def fill(_app: Sphinx, page: str, source: list[str]) -> None:
    """Put what the code knows into the pages that leave room for it."""
    source[0] = docs_pages.fill(page, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the generated parts of the reference."""
    app.connect("source-read", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
