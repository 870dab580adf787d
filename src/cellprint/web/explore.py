"""Charts to explore: their specifications, and the program of the browser that draws them.

Pages show static drawings. The program is fetched only when somebody asks to explore one, so it is
no part of a page's weight.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from cellprint.app.documents import Json
from cellprint.app.home import cache_folder
from cellprint.errors import BadInputError
from cellprint.i18n import Lang, translator
from cellprint.report.build import build_statement
from cellprint.report.figures import explorable
from cellprint.web.rendering import address

CHARTS = ("stages", "waterfall", "contributions", "methods", "chain")
WidthName = Literal["narrow", "middle", "full"]
# What app.js imports from the program.
_EXPORTED = "export const embed = vegaEmbed;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explore:
    """What the page needs to offer it: addresses and the two texts of the button."""

    charts: tuple[str, ...]
    at: Callable[[str], str]
    program: str
    show: str
    back: str


def explore(ref: str, *, lang: Lang, rules: str) -> Explore:
    """Return what the result page of a study needs; `at` gives the address of a chart."""
    _ = translator(lang, "web")
    return Explore(
        charts=CHARTS,
        at=lambda chart: address(
            "api", "v1", "studies", ref, "charts", chart, lang=lang, rules=rules
        ),
        program=f"/static/{program_file()}",
        show=_("Explore"),
        back=_("Back to the drawing"),
    )


def chart_specification(
    document: Json, chart: str, *, lang: Lang, width: WidthName, least: Decimal
) -> Json:
    """Return the Vega-Lite specification of a chart of the result page, with a tip at each mark.

    Args:
        document: the footprint.
        chart: one of `CHARTS`.
        lang: language of its texts.
        width: drawn for this width of the page; the widest there is where it has no wider one.
        least: cut-off of the chain, share of the footprint.

    Raises:
        CP-WEB-007: the footprint has no such chart.
    """
    found = explorable(build_statement(document, lang=lang, least=least).charts, lang=lang)
    if chart not in found:
        raise BadInputError.of("CP-WEB-007", where="charts", found=chart[:80], near=tuple(found))
    widths = found[chart]
    return widths.get(width, widths["middle"]).explorable()


@cache
def program_file() -> str:
    """Return the file name of the program; it changes with what the program is made from."""
    made_from = f"{version('vl-convert-python')}\0{_EXPORTED}"
    return f"vega.{sha256(made_from.encode()).hexdigest()[:12]}.js"


@cache
def program() -> bytes:
    """Return the program (an ES module): from the cache, else made, which takes two seconds."""
    kept = cache_folder() / program_file()
    with contextlib.suppress(OSError):
        digest, _, content = kept.read_bytes().partition(b"\n")
        if digest == _mark(content):
            return content
    import vl_convert  # noqa: PLC0415  (a renderer that only those who draw should load)

    made: bytes = vl_convert.javascript_bundle(_EXPORTED).encode("utf-8")
    with contextlib.suppress(OSError):  # a cache that cannot be written is no error
        _keep(kept, made)
    return made


def _mark(content: bytes) -> bytes:
    """Return the first line of the kept file: a file that was cut off does not fit it."""
    return b"// " + sha256(content).hexdigest().encode()


def _keep(target: Path, content: bytes) -> None:
    """Write `content` so that no reader ever sees a part of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_mark(content) + b"\n" + content)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
