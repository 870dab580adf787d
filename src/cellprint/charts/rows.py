"""Horizontal bars, one row per thing: the layout that all bar charts share.

Wide drawings have the labels in a gutter on the left and the value behind the bar; narrow ones
have label and value on a line of their own above the bar. Bars run along one scale that contains
zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cellprint.charts import theme
from cellprint.charts.drawing import Drawing, Label, Line, Rect
from cellprint.charts.text import width as text_width
from cellprint.charts.text import wrapped

BAR = 18.0
THIN_BAR = 12.0
GAP = 8.0
ROW_GAP = 12.0
PARTING = 1.0
GUTTER_SHARE = 0.4
LABEL_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar from `start` to `end` on the value scale; `outlined` bars are totals."""

    id: str
    start: float
    end: float
    fill: str
    outlined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: label, optional second line, bars, and the value as shown.

    `mark` is a value on the scale where a short line crosses the bars; `tip` names the bars.
    """

    id: str
    label: str
    value: str
    bars: tuple[Bar, ...]
    note: str = ""
    strong: bool = False
    mark: float | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What is drawn besides the rows.

    Attributes:
        connectors: thin lines from the end of each row's last bar to the next row.
        reference: value at which a dashed line runs through all rows.
    """

    connectors: bool = False
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A row with its place: top of the row, bar and the lines of its label."""

    row: Row
    top: float
    bar_top: float
    bar_height: float
    bottom: float
    labels: tuple[Label, ...]


def bar_drawing(rows: Sequence[Row], *, width: float, extras: Extras | None = None) -> Drawing:
    """Return the drawing of `rows` on `width` px."""
    extras = extras or Extras()
    narrow = width < theme.COMPACT_BELOW
    gutter = 0.0 if narrow else _gutter(rows, width)
    room = 1.0 if narrow else GAP + max(_value_width(row) for row in rows)
    scale = _scale(rows, left=gutter + (1.0 if narrow else GAP), right=width - room)
    place = _place_above if narrow else _place_beside
    places: list[_Place] = []
    top = 2.0
    for row in rows:
        placed = place(row, top, width, gutter, scale)
        places.append(placed)
        top = placed.bottom
    return Drawing(
        width=width,
        height=top + 2,
        lines=tuple(_lines(places, scale, extras, narrow=narrow)),
        rects=tuple(_rect(bar, at, scale) for at in places for bar in at.row.bars),
        labels=tuple(_labels(places, scale, extras, narrow=narrow)),
    )


def _value_width(row: Row) -> float:
    return text_width(row.value, theme.SIZE) * (1.05 if row.strong else 1.0)


def _gutter(rows: Sequence[Row], width: float) -> float:
    limit = width * GUTTER_SHARE
    widest = max(
        max(
            text_width(row.label, theme.SIZE) * (1.05 if row.strong else 1.0),
            text_width(row.note, theme.NOTE_SIZE),
        )
        for row in rows
    )
    return theme.INSET + min(widest, limit)


def _scale(rows: Sequence[Row], *, left: float, right: float) -> Callable[[float], float]:
    """Return the map from values to px; the scale contains zero and every bar."""
    ends = [0.0, *(end for row in rows for bar in row.bars for end in (bar.start, bar.end))]
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    return lambda value: left + (value - low) / span * (right - left)


def _texts(row: Row, limit: float) -> list[tuple[str, float, str]]:
    """Return the lines of a row's label with size and colour."""
    size = theme.SIZE * (1.05 if row.strong else 1.0)
    lines = [
        (line, theme.SIZE, theme.INK.light)
        for line in wrapped(row.label, limit / size * theme.SIZE, theme.SIZE, LABEL_LINES)
    ]
    if row.note:
        notes = wrapped(row.note, limit, theme.NOTE_SIZE, LABEL_LINES)
        lines += [(line, theme.NOTE_SIZE, theme.SECONDARY.light) for line in notes]
    return lines


def _label_block(row: Row, top: float, limit: float) -> tuple[list[Label], float]:
    labels = []
    y = top
    for text, size, color in _texts(row, limit):
        labels.append(
            Label(
                x=theme.INSET,
                y=y + theme.LINE / 2,
                text=text,
                size=size,
                color=color,
                bold=row.strong,
            )
        )
        y += theme.LINE
    return labels, y


def _place_beside(
    row: Row, top: float, _width: float, gutter: float, scale: Callable[[float], float]
) -> _Place:
    lines = len(_texts(row, gutter - theme.INSET))
    height = max(BAR, lines * theme.LINE)
    labels, _ = _label_block(row, top + (height - lines * theme.LINE) / 2, gutter - theme.INSET)
    middle = top + height / 2
    end = max(scale(0.0), *(max(scale(bar.start), scale(bar.end)) for bar in row.bars))
    value = Label(x=end + GAP, y=middle, text=row.value, bold=row.strong)
    return _Place(row, top, middle - BAR / 2, BAR, top + height + ROW_GAP, (*labels, value))


def _place_above(
    row: Row, top: float, width: float, _gutter: float, _scale: Callable[[float], float]
) -> _Place:
    limit = width - _value_width(row) - 2 * GAP
    labels, bottom = _label_block(row, top, limit)
    value = Label(x=width, y=top + theme.LINE / 2, text=row.value, align="right", bold=row.strong)
    bar_top = bottom + 3
    return _Place(row, top, bar_top, THIN_BAR, bar_top + THIN_BAR + ROW_GAP, (*labels, value))


def _rect(bar: Bar, at: _Place, scale: Callable[[float], float]) -> Rect:
    # Neighbours in a stack are parted by a line of the ground, not by colour alone.
    x0, x1 = sorted((scale(bar.start), scale(bar.end)))
    parted = PARTING if len(at.row.bars) > 1 and x1 - x0 > 2 * PARTING else 0.0
    return Rect(
        id=bar.id,
        value=bar.end - bar.start,
        x0=x0,
        x1=x1 - parted,
        y0=at.bar_top,
        y1=at.bar_top + at.bar_height,
        fill=bar.fill,
        stroke=theme.TOTAL_LINE.light if bar.outlined else "",
        tip=at.row.tip,
    )


def _labels(
    places: Sequence[_Place], scale: Callable[[float], float], extras: Extras, *, narrow: bool
) -> Iterator[Label]:
    """Yield the labels; a value that the reference line would cross stands behind the line."""
    line = None if narrow or extras.reference is None else scale(extras.reference)
    for label in (label for at in places for label in at.labels):
        crossed = line is not None and label.x < line < label.x + text_width(label.text, label.size)
        yield replace(label, x=line + GAP) if line is not None and crossed else label


def _lines(
    places: Sequence[_Place], scale: Callable[[float], float], extras: Extras, *, narrow: bool
) -> Iterator[Line]:
    zero = scale(0.0)
    below_zero = any(
        end < 0 for at in places for bar in at.row.bars for end in (bar.start, bar.end)
    )
    if narrow and below_zero:
        for at in places:
            yield Line(x0=zero, x1=zero, y0=at.bar_top - 1, y1=at.bar_top + at.bar_height + 1)
    elif not narrow:
        yield Line(x0=zero, x1=zero, y0=places[0].top - 2, y1=places[-1].bottom - ROW_GAP + 4)
    for at in places:
        top, bottom = at.bar_top - 3, at.bar_top + at.bar_height + 3
        if extras.reference is not None:
            x, color = scale(extras.reference), theme.SECONDARY.light
            yield Line(x0=x, x1=x, y0=top, y1=bottom, color=color, dashed=True)
        if at.row.mark is not None:
            x = scale(at.row.mark)
            yield Line(x0=x, x1=x, y0=top, y1=bottom, color=theme.INK.light)
    if extras.connectors and not narrow:
        for upper, lower in pairwise(places):
            x = scale(upper.row.bars[-1].end)
            yield Line(x0=x, x1=x, y0=upper.bar_top + BAR, y1=lower.bar_top)
