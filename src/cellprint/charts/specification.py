"""The Vega-Lite specification of a drawing.

It is built as plain mappings: objects of Altair would each be checked and copied, which takes
longer than drawing them. All positions are pixels, so no axis or scale of Vega-Lite is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from cellprint.charts import theme
from cellprint.charts.drawing import Align, Band, Drawing, Label, Line, Rect

Json = dict[str, Any]

DASH = (3.0, 3.0)
STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def specification(drawing: Drawing, *, description: str, tips: bool = False) -> Json:
    """Return the Vega-Lite specification of a drawing, each layer with its data inside.

    Args:
        drawing: the marks, positions in px.
        description: the text alternative, in the language of the labels.
        tips: let marks that have one show their tip where a pointer rests on them.
    """
    return {
        "layer": [
            *_bands(drawing.bands, tips=tips),
            *_lines(drawing.lines),
            *_rects(drawing.rects, tips=tips),
            *_labels(drawing.labels),
        ],
        "width": round(drawing.width),
        "height": round(drawing.height),
        "description": description,
        "background": "transparent",
        "padding": 0,
        "autosize": {"type": "none"},
        "config": {"font": theme.FONT, "view": {"stroke": None}, "aria": False},
    }


def _layer(mark: Json, rows: Iterable[Json], encoding: Json) -> Json:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def _bands(bands: tuple[Band, ...], *, tips: bool) -> Iterator[Json]:
    if not bands:
        return
    yield _layer(
        {"type": "area", "interpolate": "monotone", "opacity": theme.LINK_OPACITY, "line": False},
        ({**point, **_tip(band, tips)} for band in bands for point in _band_points(band)),
        {
            "x": _position("x"),
            "y": {**_position("y0"), "stack": None},
            "y2": {"field": "y1"},
            "detail": {"field": "id", "type": "nominal"},
            "fill": _fill("fill"),
            **_tooltip(tips),
        },
    )


def _band_points(band: Band) -> Iterator[Json]:
    for step in STEPS:
        rise = step * step * (3 - 2 * step)
        top = band.y0 + (band.y1 - band.y0) * rise
        yield {
            "id": band.id,
            "value": band.value,
            "fill": band.fill,
            "x": _px(band.x0 + (band.x1 - band.x0) * step),
            "y0": _px(top),
            "y1": _px(top + band.height),
        }


def _lines(lines: tuple[Line, ...]) -> Iterator[Json]:
    for dashed in (False, True):
        rows = [
            {"x": _px(m.x0), "x2": _px(m.x1), "y": _px(m.y0), "y2": _px(m.y1), "color": m.color}
            for m in lines
            if m.dashed is dashed
        ]
        if rows:
            mark: Json = {"type": "rule", "strokeWidth": 1}
            if dashed:
                mark["strokeDash"] = list(DASH)
            yield _layer(mark, rows, {**_box(), "stroke": _stroke("color")})


def _rects(rects: tuple[Rect, ...], *, tips: bool) -> Iterator[Json]:
    for outlined in (False, True):
        rows = [{**_rect_row(m), **_tip(m, tips)} for m in rects if bool(m.stroke) is outlined]
        if rows:
            mark: Json = {"type": "rect"}
            encoding = {**_box(), "fill": _fill("fill"), **_tooltip(tips)}
            if outlined:
                mark["strokeWidth"] = 1.5
                encoding["stroke"] = _stroke("stroke")
            yield _layer(mark, rows, encoding)


def _rect_row(rect: Rect) -> Json:
    return {
        "id": rect.id,
        "value": rect.value,
        "x": _px(min(rect.x0, rect.x1)),
        "x2": _px(max(rect.x0, rect.x1)),
        "y": _px(rect.y0),
        "y2": _px(rect.y1),
        "fill": rect.fill,
        "stroke": rect.stroke,
    }


def _labels(labels: tuple[Label, ...]) -> Iterator[Json]:
    def style(label: Label) -> tuple[Align, bool, float]:
        return label.align, label.bold, label.size

    # Alignment, weight and size are properties of a layer in Vega-Lite, not of a datum.
    for (align, bold, size), group in groupby(sorted(labels, key=style), key=style):
        mark = {
            "type": "text",
            "align": align,
            "baseline": "middle",
            "fontSize": size,
            "fontWeight": "bold" if bold else "normal",
        }
        rows = ({"x": _px(m.x), "y": _px(m.y), "text": m.text, "color": m.color} for m in group)
        encoding = {
            "x": _position("x"),
            "y": _position("y"),
            "text": {"field": "text", "type": "nominal"},
            "fill": _fill("color"),
        }
        yield _layer(mark, rows, encoding)


def _box() -> Json:
    return {
        "x": _position("x"),
        "x2": {"field": "x2"},
        "y": _position("y"),
        "y2": {"field": "y2"},
    }


def _position(field: str) -> Json:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _fill(field: str) -> Json:
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _stroke(field: str) -> Json:
    return {"field": field, "type": "nominal", "scale": None}


def _tip(mark: Band | Rect, tips: bool) -> Json:  # noqa: FBT001  (both callers pass it on)
    return {"tip": mark.tip} if tips else {}


def _tooltip(tips: bool) -> Json:  # noqa: FBT001  (as above)
    return {"tooltip": {"field": "tip", "type": "nominal"}} if tips else {}


def _px(value: float) -> float:
    """Return a position to a hundredth of a pixel: the same digits on every machine."""
    return round(value, 2) if isinstance(value, float) else value
