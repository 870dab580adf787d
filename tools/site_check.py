"""Check a built site: no page loads anything from outside.

Usage: python -m tools.site_check build/docs
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

OUTSIDE = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
# Attributes that make a browser load something. A link that a person may follow is none of them.
LOADING = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
LINKS_THAT_LOAD = {
    "dns-prefetch",
    "icon",
    "manifest",
    "modulepreload",
    "preconnect",
    "prefetch",
    "preload",
    "stylesheet",
}
CSS_ADDRESS = re.compile(
    r"""(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?//[^'")\s]+)""", re.IGNORECASE
)


class _Loads(HTMLParser):
    """Collects the outside addresses that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        names = LOADING.get(tag, ())
        if tag == "link" and LINKS_THAT_LOAD & set(values.get("rel", "").lower().split()):
            names = ("href",)
        self.found += [values[name] for name in names if OUTSIDE.match(values.get(name, ""))]
        self.found += CSS_ADDRESS.findall(values.get("style", ""))


def outside_loads(text: str, *, suffix: str) -> list[str]:
    """Return the outside addresses that an HTML or CSS text makes a browser load.

    >>> outside_loads('<script src="//a.example/x.js"></script><a href="//b.example">b</a>',
    ...               suffix=".html")
    ['//a.example/x.js']
    """
    found = CSS_ADDRESS.findall(text) if suffix == ".css" else []
    if suffix in {".html", ".svg"}:
        page = _Loads()
        page.feed(text)
        found += page.found
        for style in re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL | re.IGNORECASE):
            found += CSS_ADDRESS.findall(style)
    return found


def problems(site: Path) -> Iterator[str]:
    """Yield `file: address` for each outside address that a file of `site` loads."""
    for path in sorted(site.rglob("*")):
        if path.suffix in {".html", ".svg", ".css"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            for address in outside_loads(text, suffix=path.suffix):
                yield f"{path.relative_to(site)}: {address}"


def main(folder: str) -> int:
    """Print each outside address; return the exit code."""
    site = Path(folder)
    pages = len(list(site.rglob("*.html")))
    found = list(problems(site))
    for line in found:
        print(f"loads from outside: {line}", file=sys.stderr)
    print(f"site: {pages} pages, {len(found)} outside requests")
    return 1 if found or not pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
