"""A drawing in pixels and the Altair chart of it.

All geometry is computed here in Python, so that no mark depends on the fonts of the machine that
draws it. Every mark carries the id and the value [unit of the chart] of what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from cellprint.charts import theme

if TYPE_CHECKING:
    import altair as alt

Align = Literal["left", "right"]
DASH = (3.0, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands around a chart: the finding as a sentence, the unit, the source line."""

    title: str
    subtitle: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A filled box; `stroke` outlines it."""

    id: str
    value: float
    x0: float
    x1: float
    y0: float
    y1: float
    fill: str
    stroke: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A thin line."""

    x0: float
    x1: float
    y0: float
    y1: float
    color: str = theme.GRID.light
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One line of text, centred on `y`."""

    x: float
    y: float
    text: str
    align: Align = "left"
    bold: bool = False
    size: float = theme.SIZE
    color: str = theme.INK.light


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stream of constant height between two boxes, drawn as a smooth curve."""

    id: str
    value: float
    x0: float
    x1: float
    y0: float
    y1: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Marks on a surface of `width` x `height` px; later kinds lie above earlier ones."""

    width: float
    height: float
    bands: tuple[Band, ...] = ()
    lines: tuple[Line, ...] = ()
    rects: tuple[Rect, ...] = ()
    labels: tuple[Label, ...] = ()


def chart(drawing: Drawing, *, description: str) -> alt.LayerChart:
    """Return the Altair chart of a drawing.

    Args:
        drawing: the marks, positions in px.
        description: the text alternative, in the language of the labels.
    """
    import altair as alt  # noqa: PLC0415  (0.3 s that only those who draw should pay)

    layers = [*_bands(drawing.bands), *_lines(drawing.lines), *_rects(drawing.rects)]
    layers += _labels(drawing.labels)
    return alt.LayerChart(
        layer=layers,
        width=round(drawing.width),
        height=round(drawing.height),
        description=description,
        background="transparent",
        padding=0,
        autosize=alt.AutoSizeParams(type="none"),
        config=alt.Config(font=theme.FONT, view=alt.ViewConfig(stroke=None), aria=False),
    )


def _rows(rows: Iterable[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    # A plain mapping: Altair would check every value of a data object against the schema.
    return {"values": list(rows)}


def _bands(bands: tuple[Band, ...]) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    if not bands:
        return []
    data = _rows(point for band in bands for point in _band_points(band))
    return [
        alt.Chart(data)
        .mark_area(interpolate="monotone", opacity=theme.LINK_OPACITY, line=False)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y0:Q", scale=None, axis=None, stack=None),
            y2=alt.Y2("y1:Q"),
            detail=alt.Detail("id:N"),
            fill=alt.Fill("fill:N", scale=None, legend=None),
        )
    ]


def _band_points(band: Band) -> Iterable[dict[str, object]]:
    for step in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
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


def _lines(lines: tuple[Line, ...]) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    charts = []
    for dashed in (False, True):
        rows = [
            {"x": m.x0, "x2": m.x1, "y": m.y0, "y2": m.y1, "color": m.color}
            for m in lines
            if m.dashed is dashed
        ]
        if rows:
            mark = alt.Chart(_rows(_rounded(rows))).mark_rule(
                strokeWidth=1, strokeDash=list(DASH) if dashed else alt.Undefined
            )
            charts.append(mark.encode(**_box(), stroke=alt.Stroke("color:N", scale=None)))
    return charts


def _rects(rects: tuple[Rect, ...]) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    charts = []
    for outlined in (False, True):
        rows: list[dict[str, object]] = [
            {
                "id": m.id,
                "value": m.value,
                "x": min(m.x0, m.x1),
                "x2": max(m.x0, m.x1),
                "y": m.y0,
                "y2": m.y1,
                "fill": m.fill,
                "stroke": m.stroke,
            }
            for m in rects
            if bool(m.stroke) is outlined
        ]
        if rows:
            mark = alt.Chart(_rows(_rounded(rows))).mark_rect(
                strokeWidth=1.5 if outlined else alt.Undefined
            )
            fill = alt.Fill("fill:N", scale=None, legend=None)
            edge = {"stroke": alt.Stroke("stroke:N", scale=None)} if outlined else {}
            charts.append(mark.encode(**_box(), fill=fill, **edge))
    return charts


def _box() -> dict[str, alt.X | alt.X2 | alt.Y | alt.Y2]:
    import altair as alt  # noqa: PLC0415

    return {
        "x": alt.X("x:Q", scale=None, axis=None),
        "x2": alt.X2("x2:Q"),
        "y": alt.Y("y:Q", scale=None, axis=None),
        "y2": alt.Y2("y2:Q"),
    }


def _labels(labels: tuple[Label, ...]) -> list[alt.Chart]:
    import altair as alt  # noqa: PLC0415

    def style(label: Label) -> tuple[Align, bool, float]:
        return label.align, label.bold, label.size

    charts = []
    # Alignment, weight and size are properties of a layer in Vega-Lite, not of a datum.
    for (align, bold, size), group in groupby(sorted(labels, key=style), key=style):
        rows: list[dict[str, object]] = [
            {"x": m.x, "y": m.y, "text": m.text, "color": m.color} for m in group
        ]
        mark = alt.Chart(_rows(_rounded(rows))).mark_text(
            align=align,
            baseline="middle",
            fontSize=size,
            fontWeight="bold" if bold else "normal",
        )
        charts.append(
            mark.encode(
                x=alt.X("x:Q", scale=None, axis=None),
                y=alt.Y("y:Q", scale=None, axis=None),
                text=alt.Text("text:N"),
                fill=alt.Fill("color:N", scale=None, legend=None),
            )
        )
    return charts


def _rounded(rows: Iterable[dict[str, object]]) -> Iterable[dict[str, object]]:
    for row in rows:
        yield {
            key: _px(value) if key in ("x", "x2", "y", "y2") and isinstance(value, float) else value
            for key, value in row.items()
        }


def _px(value: float) -> float:
    """Return a position to a hundredth of a pixel: the same digits on every machine."""
    return round(value, 2)
