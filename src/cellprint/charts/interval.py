"""How sure a footprint is: stated value, median and interval, for the whole and its stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.analysis import Spread, Uncertainty, analysis_source, stage_label
from cellprint.charts.arrange import framed
from cellprint.charts.comparison import Comparison, Side
from cellprint.charts.drawing import Head
from cellprint.charts.numbers import EN_DASH, interval, percent, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.rows import Bar, Row, bar_drawing
from cellprint.charts.words import PART, comma_list, head, unit_words
from cellprint.errors import BadInputError
from cellprint.i18n import Lang, Translator, translator

TOTAL = "total"
STATED = "stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalBar:
    """A median with its interval; `stage` is empty for a whole footprint."""

    id: str
    stage: str
    label: str
    note: str
    low: float
    median: float
    high: float
    value_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """What the chart shows; `stated` is the footprint without draws, None in a comparison."""

    head: Head
    stated: float | None
    stated_label: str
    stated_name: str
    bars: tuple[IntervalBar, ...]


def interval_view(found: Uncertainty, *, lang: Lang) -> Intervals:
    """Return the spread of a footprint and of its stages as the chart shows them."""
    _ = translator(lang, PART)
    whole = found.total
    first = _bar(TOTAL, "", _("Median and interval"), "", whole)
    stages = (_bar(id_, id_, stage_label(id_, lang), "", spread) for id_, spread in found.stages)
    study = _("Study {id}").format(id=found.study_id)
    return Intervals(
        head=head(
            title=_title(found, lang, _),
            subtitle=_subtitle(found.unit, whole.level, lang, _),
            source=analysis_source(study, [found.rule_book], found.draws, lang),
        ),
        stated=float(found.baseline),
        stated_label=significant(found.baseline),
        stated_name=_("Stated value"),
        bars=(first, *stages),
    )


def compared_intervals_view(found: Comparison, *, lang: Lang) -> Intervals:
    """Return the spreads of several studies, drawn together, as the chart shows them.

    Raises:
        CP-CHART-007: no result has an interval.
    """
    _ = translator(lang, PART)
    sides = [(side, side.spread) for side in found.sides if side.spread]
    if not sides:
        raise BadInputError.of("CP-CHART-007", where="/results")
    ids = comma_list([side.id for side, _spread in sides], lang)
    books = list(dict.fromkeys(side.rule_book for side, _spread in sides))
    study = _("studies {ids}").format(ids=ids)
    return Intervals(
        head=head(
            title=_compared_title([side for side, _spread in sides], lang, _),
            subtitle=_subtitle(found.unit, sides[0][1].level, lang, _),
            source=analysis_source(study, books, found.draws, lang),
        ),
        stated=None,
        stated_label="",
        stated_name="",
        bars=tuple(
            _bar(
                f"{number}/{side.id}",
                "",
                side.name.get(lang),
                _("stated {value}").format(value=significant(side.total)),
                spread,
            )
            for number, (side, spread) in enumerate(sides)
        ),
    )


@drawn
def intervals(
    view: Intervals, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return the stated value as a bar from zero and each interval as a bar parted at its median.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_row(bar) for bar in view.bars]
    if view.stated is not None:
        rows.insert(0, _stated_row(view, view.stated))
    drawing = bar_drawing(rows, width=width)
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _title(found: Uncertainty, lang: Lang, _: Translator) -> str:
    whole = found.total
    shown = interval(whole.median, whole.low, whole.high, whole.level)
    title = _("{name}: {interval}").format(name=found.name.get(lang), interval=shown)
    if whole.low <= found.baseline <= whole.high:
        return title
    outside = _("{finding}; the stated {value} lies below") if found.baseline < whole.low else ""
    outside = outside or _("{finding}; the stated {value} lies above")
    return outside.format(finding=title, value=significant(found.baseline))


def _compared_title(sides: Sequence[Side], lang: Lang, _: Translator) -> str:
    spreads = {side.name.get(lang): side.spread for side in sides if side.spread}
    low = min(spreads, key=lambda name: spreads[name].median)
    rest = [spread for name, spread in spreads.items() if name != low]
    # Overlapping intervals decide nothing: what is common to two studies moves them together.
    if all(spreads[low].high < spread.low for spread in rest) and rest:
        return _("“{name}” is lowest; its interval lies below all others").format(name=low)
    return _("“{name}” has the lowest median").format(name=low)


def _subtitle(unit: str, level: Decimal, lang: Lang, _: Translator) -> str:
    return _("{unit}; a bar holds {level} of the draws and is parted at the median").format(
        unit=unit_words(unit, lang), level=percent(level)
    )


def _bar(id_: str, stage: str, label: str, note: str, spread: Spread) -> IntervalBar:
    return IntervalBar(
        id=id_,
        stage=stage,
        label=label,
        note=note,
        low=float(spread.low),
        median=float(spread.median),
        high=float(spread.high),
        value_label=_shown(spread),
    )


def _shown(spread: Spread) -> str:
    """Return `median (low–high)`; the level stands in the subtitle."""
    text = interval(spread.median, spread.low, spread.high, spread.level)
    return text[: text.rindex(")") + 1] if EN_DASH in text else text


def _stated_row(view: Intervals, value: float) -> Row:
    bar = Bar(id=STATED, start=0.0, end=value, fill=theme.TOTAL_FILL.light, outlined=True)
    return Row(id=STATED, label=view.stated_name, value=view.stated_label, bars=(bar,))


def _row(bar: IntervalBar) -> Row:
    fill = theme.stage_fill(bar.stage) if bar.stage else theme.COUNTED.light
    halves = ((bar.low, bar.median, "low"), (bar.median, bar.high, "high"))
    return Row(
        id=bar.id,
        label=bar.label,
        note=bar.note,
        value=bar.value_label,
        bars=tuple(
            Bar(id=f"{bar.id}/{half}", start=start, end=end, fill=fill)
            for start, end, half in halves
        ),
        strong=not bar.stage,
        mark=bar.median,
    )
