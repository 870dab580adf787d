"""Which quantities move a footprint most, each alone from its low to its high value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.analysis import Sensitivity, Swing, analysis_source
from cellprint.charts.arrange import below, framed
from cellprint.charts.drawing import Drawing, Head, Label, Rect
from cellprint.charts.numbers import fixed, signed, signed_percent, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.rows import Bar, Row, bar_drawing
from cellprint.charts.text import width as text_width
from cellprint.charts.words import PART, head, unit_words
from cellprint.i18n import Lang, Translator, translator
from cellprint.model.terms import status_name

MOST = 10
# The document names no level: the engine draws tornado bars between these quantiles.
LEVEL = Decimal("0.9")
SWATCH = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoBar:
    """A quantity; `low` and `high` are changes of the footprint against its stated value.

    They belong to the low and the high value of the quantity, so `low` may be the larger one.
    """

    id: str
    label: str
    note: str
    low: float
    high: float
    value_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """What the chart shows; `legend` names the two ends of a bar, low first."""

    head: Head
    legend: tuple[str, str]
    bars: tuple[TornadoBar, ...]


def tornado_view(found: Sensitivity, *, lang: Lang, most: int = MOST) -> Tornado:
    """Return the strongest quantities of a study as the chart shows them."""
    _ = translator(lang, PART)
    swings = found.swings[:most]
    subtitle = _("Change against {value} {unit}, each quantity alone, first order")
    study = _("Study {id}").format(id=found.study_id)
    ends = [f"{fixed(end * 100, 0)} %" for end in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)]
    return Tornado(
        head=head(
            title=_title(swings, found.baseline, lang, _),
            subtitle=subtitle.format(
                value=significant(found.baseline), unit=unit_words(found.unit, lang)
            ),
            source=analysis_source(study, [found.rule_book], None, lang),
        ),
        legend=(
            _("quantity at its {quantile} quantile").format(quantile=ends[0]),
            _("quantity at its {quantile} quantile").format(quantile=ends[1]),
        ),
        bars=tuple(_bar(swing, found.baseline, lang) for swing in swings),
    )


@drawn
def tornado(
    view: Tornado, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return one bar per quantity around the stated value, hollow towards its low value.

    A bar that does not reach the stated value belongs to a quantity whose stated value lies at
    the end of its range.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_row(bar) for bar in view.bars]
    drawing = _legend(view.legend, width)
    if rows:
        drawing = below(drawing, bar_drawing(rows, width=width))
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _title(swings: Sequence[Swing], baseline: Decimal, lang: Lang, _: Translator) -> str:
    if not swings:
        return _("No quantity has a stated spread")
    first = swings[0]
    return _("{name} moves the footprint most: {low} to {high}").format(
        name=first.quantity.name.get(lang),
        low=_shown(min(first.low, first.high) - baseline, baseline),
        high=_shown(max(first.low, first.high) - baseline, baseline),
    )


def _shown(change: Decimal, baseline: Decimal) -> str:
    return signed_percent(change / abs(baseline)) if baseline else signed(change)


def _bar(swing: Swing, baseline: Decimal, lang: Lang) -> TornadoBar:
    low, high = swing.low - baseline, swing.high - baseline
    quantity = swing.quantity
    known = (quantity.source, status_name(quantity.status, lang))
    return TornadoBar(
        id=quantity.id,
        label=quantity.name.get(lang),
        note=" · ".join(part for part in known if part),
        low=float(low),
        high=float(high),
        value_label=" / ".join(_shown(end, baseline) for end in sorted((low, high))),
    )


def _row(bar: TornadoBar) -> Row:
    return Row(
        id=bar.id, label=bar.label, note=bar.note, value=bar.value_label, bars=tuple(_ends(bar))
    )


def _ends(bar: TornadoBar) -> list[Bar]:
    """Return a bar on each side of the stated value, or the one that spans a one-sided range."""
    if bar.low * bar.high <= 0:
        return [_end(bar, "low", 0.0, bar.low), _end(bar, "high", 0.0, bar.high)]
    far = "low" if abs(bar.low) > abs(bar.high) else "high"
    return [_end(bar, far, bar.low, bar.high)]


def _end(bar: TornadoBar, which: str, start: float, end: float) -> Bar:
    fill = theme.TOTAL_FILL if which == "low" else theme.COUNTED
    return Bar(id=f"{bar.id}/{which}", start=start, end=end, fill=fill.light, outlined=True)


def _legend(names: tuple[str, str], width: float) -> Drawing:
    rects: list[Rect] = []
    labels: list[Label] = []
    x, y = 1.0, 2.0
    for which, name, fill in zip(
        ("low", "high"), names, (theme.TOTAL_FILL, theme.COUNTED), strict=True
    ):
        need = SWATCH + 6 + text_width(name, theme.SIZE) + 16
        if labels and x + need > width:
            x, y = 1.0, y + theme.LINE + 5
        rects.append(
            Rect(
                id=f"legend/{which}",
                value=0.0,
                x0=x,
                x1=x + SWATCH,
                y0=y,
                y1=y + SWATCH,
                fill=fill.light,
                stroke=theme.TOTAL_LINE.light,
            )
        )
        labels.append(
            Label(x=x + SWATCH + 6, y=y + SWATCH / 2, text=name, color=theme.SECONDARY.light)
        )
        x += need
    return Drawing(width=width, height=y + SWATCH + 12, rects=tuple(rects), labels=tuple(labels))
