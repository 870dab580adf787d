"""A drawing in pixels.

All geometry is computed here in Python, so that no mark depends on the fonts of the machine that
draws it. Every mark carries the id and the value [unit of the chart] of what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cellprint.charts import theme

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands around a chart: the finding as a sentence, the unit, the source line.

    `unit` is that of the values, alone, for what names single marks.
    """

    title: str
    subtitle: str
    source: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A filled box; `stroke` outlines it, `tip` names it where a pointer rests on it."""

    id: str
    value: float
    x0: float
    x1: float
    y0: float
    y1: float
    fill: str
    stroke: str = ""
    tip: str = ""


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
    """A stream of constant height between two boxes, drawn as a smooth curve; `tip` as above."""

    id: str
    value: float
    x0: float
    x1: float
    y0: float
    y1: float
    height: float
    fill: str
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Marks on a surface of `width` x `height` px; later kinds lie above earlier ones."""

    width: float
    height: float
    bands: tuple[Band, ...] = ()
    lines: tuple[Line, ...] = ()
    rects: tuple[Rect, ...] = ()
    labels: tuple[Label, ...] = ()
