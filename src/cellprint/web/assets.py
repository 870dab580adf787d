"""Style and script of the pages, under names that hold the hash of their content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

from cellprint.report.colours import chart_colours

FOREVER = "public, max-age=31536000, immutable"
SCRIPT = "text/javascript; charset=utf-8"
_TYPES = {"css": "text/css; charset=utf-8", "js": SCRIPT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A static file; `address` changes whenever the content does."""

    name: str
    content: bytes

    @property
    def file(self) -> str:
        """Return the file name with the hash in it."""
        stem, dot, suffix = self.name.rpartition(".")
        return f"{stem}.{sha256(self.content).hexdigest()[:12]}{dot}{suffix}"

    @property
    def address(self) -> str:
        """Return the path under which the file is served."""
        return f"/static/{self.file}"

    @property
    def media_type(self) -> str:
        """Return what the file is."""
        return _TYPES[self.name.rpartition(".")[2]]


@cache
def assets() -> dict[str, Asset]:
    """Return the static files by name: one style sheet, shared with the reports, and one module."""
    style = _text("cellprint.report", "assets/report.css") + chart_colours()
    style += _text("cellprint.web", "static/app.css")
    script = _text("cellprint.web", "static/app.js")
    return {
        name: Asset(name=name, content=text.encode("utf-8"))
        for name, text in (("app.css", style), ("app.js", script))
    }


def _text(package: str, name: str) -> str:
    return (resources.files(package) / name).read_text(encoding="utf-8")
