"""Static SVG of a chart, drawn offline.

The renderer measures every text with the fonts it finds, at up to ten milliseconds each, although
no position in these drawings depends on it. So it is given empty texts, and the texts are put in
afterwards, in the order of the marks: many times faster, and the same bytes on every machine.

Vega-Lite is translated to Vega before it is drawn, which takes as long again. The translation does
not depend on the data, and all drawings together have few structures: each is translated once.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from cellprint.charts import theme
from cellprint.charts.picture import Picture

if TYPE_CHECKING:
    import altair as alt

_NOISE = re.compile(
    r" (?:class|role|aria-roledescription|aria-hidden|pointer-events|xmlns:xlink|version"
    r'|stroke-miterlimit|font-weight="normal"|text-anchor="start"|display)(?:="[^"]*")?'
    r"(?=[ />])"
)
_EMPTY = re.compile(r'<path d=""/>')
_BACKGROUND = re.compile(r'<rect width="[^"]*" height="[^"]*" fill="transparent"/>')
_FRAME = re.compile(r'<path d="M[^"]*"/>')
_HOLLOW = re.compile(r"<g(?: transform=\"translate\(0,0\)\")?></g>|<g/>")
_LONG = re.compile(r"(\.\d\d)\d+")
_TEXT = re.compile(r"<text([^>]*)/>")
_STAND_IN = "monospace"
_LAYER = "layer"
# What each drawing has of its own besides the data of its layers.
_OWN = ("width", "height")


def static_svg(
    chart: Picture | alt.LayerChart,
    *,
    title: str,
    description: str,
    id_: str,
    page_font: bool = False,
) -> str:
    """Return the chart as one SVG element with its text alternative.

    Args:
        chart: the chart; as a picture it is drawn without Altair.
        title: name of the image.
        description: what it shows, in words.
        id_: prefix of the two ids inside; unique on its page.
        page_font: leave the font family to the page that the element is put into.

    The element has no other ids, no references and no script, so several may share a page.
    """
    import vl_convert  # noqa: PLC0415  (a renderer that only those who draw should load)

    # The specification is made of our own constants; validating it costs more than drawing it.
    specification: dict[str, Any] = (
        chart.specification() if isinstance(chart, Picture) else chart.to_dict(validate=False)
    )
    texts = iter(_take_texts(specification))
    svg: str = vl_convert.vega_to_svg(vega(specification))
    for noise in (_NOISE, _EMPTY, _BACKGROUND, _FRAME, _HOLLOW):
        svg = noise.sub("", svg)
    svg = _LONG.sub(r"\1", svg)
    svg = _TEXT.sub(lambda m: f"<text{m[1]}>{escape(next(texts), quote=False)}</text>", svg)
    family = "" if page_font else f' font-family="{theme.FONT}"'
    svg = svg.replace(f' font-family="{_STAND_IN}"', family)
    start = f'<svg role="img" aria-labelledby="{id_}-t" aria-describedby="{id_}-d"'
    head, body = svg.replace("<svg", start, 1).split(">", 1)
    names = f'<title id="{id_}-t">{escape(title)}</title>'
    names += f'<desc id="{id_}-d">{escape(description)}</desc>'
    return f"{head}>{names}{body}"


def vega(specification: dict[str, Any]) -> dict[str, Any]:
    """Return the Vega specification of a Vega-Lite one whose layers have their data inside."""
    layers = specification["layer"]
    # Data in which the layer can be told; equal data would be merged into one source.
    emptied = [
        {**layer, "data": {"values": [{_LAYER: place}]}} for place, layer in enumerate(layers)
    ]
    own = {name: specification[name] for name in _OWN if name in specification}
    structure = {**specification, "layer": emptied, **dict.fromkeys(own, 1), "description": ""}
    found: dict[str, Any] = json.loads(_translated(json.dumps(structure, sort_keys=True)))
    for source in found["data"]:
        if "values" in source:
            source["values"] = layers[source["values"][0][_LAYER]]["data"]["values"]
    return {**found, **own}


@lru_cache(maxsize=256)
def _translated(structure: str) -> str:
    """Return the Vega specification of a Vega-Lite one, both as JSON."""
    import vl_convert  # noqa: PLC0415  (as above)

    return json.dumps(vl_convert.vegalite_to_vega(structure))


def _take_texts(specification: dict[str, Any]) -> list[str]:
    """Replace every text of a specification by an empty one; return the texts in their order."""
    specification["config"]["font"] = _STAND_IN
    texts: list[str] = []
    for layer in specification["layer"]:
        if layer["mark"]["type"] != "text":
            continue
        rows = layer["data"]["values"]
        texts += [row["text"] for row in rows]
        layer["data"] = {"values": [{**row, "text": ""} for row in rows]}
    return texts
