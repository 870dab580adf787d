"""Putting drawings together: below each other, and into their frame of title and source."""

from __future__ import annotations

from dataclasses import replace

from cellprint.charts import theme
from cellprint.charts.drawing import Drawing, Head, Label
from cellprint.charts.text import wrapped


def framed(drawing: Drawing, head: Head) -> Drawing:
    """Return the drawing below its title and unit and above its source line."""
    labels: list[Label] = []
    y = 0.0
    for text, size, bold, color in (
        (head.title, theme.TITLE_SIZE, True, theme.INK.light),
        (head.subtitle, theme.SIZE, False, theme.SECONDARY.light),
    ):
        for line in wrapped(text, drawing.width - theme.INSET, size):
            y += size + 5
            labels.append(
                Label(
                    x=theme.INSET, y=y - size / 2 - 2, text=line, size=size, bold=bold, color=color
                )
            )
    top = y + 10
    body = _shifted(drawing, top)
    y = top + drawing.height + 4
    for line in wrapped(head.source, drawing.width - theme.INSET, theme.NOTE_SIZE):
        y += theme.NOTE_SIZE + 4
        label = Label(
            x=theme.INSET,
            y=y - theme.NOTE_SIZE / 2,
            text=line,
            size=theme.NOTE_SIZE,
            color=theme.SECONDARY.light,
        )
        labels.append(label)
    return replace(body, height=y + 4, labels=(*labels, *body.labels))


def below(upper: Drawing, lower: Drawing) -> Drawing:
    """Return one drawing with `lower` under `upper`."""
    body = _shifted(lower, upper.height)
    return Drawing(
        width=max(upper.width, lower.width),
        height=upper.height + lower.height,
        bands=(*upper.bands, *body.bands),
        lines=(*upper.lines, *body.lines),
        rects=(*upper.rects, *body.rects),
        labels=(*upper.labels, *body.labels),
    )


def _shifted(drawing: Drawing, down: float) -> Drawing:
    return replace(
        drawing,
        bands=tuple(replace(m, y0=m.y0 + down, y1=m.y1 + down) for m in drawing.bands),
        lines=tuple(replace(m, y0=m.y0 + down, y1=m.y1 + down) for m in drawing.lines),
        rects=tuple(replace(m, y0=m.y0 + down, y1=m.y1 + down) for m in drawing.rects),
        labels=tuple(replace(m, y=m.y + down) for m in drawing.labels),
    )
