"""Footprint by life-cycle stage."""

from __future__ import annotations

from dataclasses import dataclass

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.arrange import framed
from cellprint.charts.document import Footprint
from cellprint.charts.drawing import Head
from cellprint.charts.numbers import percent, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.rows import Bar, Row, bar_drawing
from cellprint.charts.words import PART, head, source_line, tip, unit_words
from cellprint.i18n import Lang, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class StageBar:
    """A stage: value per functional unit and its labels."""

    id: str
    label: str
    value: float
    value_label: str
    share_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageBars:
    """What the chart shows; the total closes it."""

    head: Head
    stages: tuple[StageBar, ...]
    total: float
    total_label: str
    total_name: str


def stage_bars_view(footprint: Footprint, *, lang: Lang) -> StageBars:
    """Return the stages of a footprint as the chart shows them."""
    _ = translator(lang, PART)
    largest = max(footprint.stages, key=lambda stage: stage.value)
    title = _("{stage} accounts for {share} of the footprint").format(
        stage=largest.name.get(lang), share=percent(largest.share)
    )
    unit = unit_words(footprint.total.unit, lang)
    return StageBars(
        head=head(
            title=title,
            subtitle=_("Life-cycle stages, {unit}").format(unit=unit),
            source=source_line(footprint, lang),
            unit=unit,
        ),
        stages=tuple(
            StageBar(
                id=stage.id,
                label=stage.name.get(lang),
                value=float(stage.value),
                value_label=significant(stage.value),
                share_label=percent(stage.share),
            )
            for stage in footprint.stages
        ),
        total=float(footprint.total.value),
        total_label=significant(footprint.total.value),
        total_name=_("Total"),
    )


@drawn
def stage_bars(
    view: StageBars, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return horizontal bars, one per stage, and the total.

    A stage below zero runs to the left in the colour of credits, with a minus at its value.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_stage_row(stage, view.head.unit, lang) for stage in view.stages]
    total = Bar(id="total", start=0.0, end=view.total, fill=theme.TOTAL_FILL.light, outlined=True)
    rows.append(
        Row(
            id="total",
            label=view.total_name,
            value=view.total_label,
            bars=(total,),
            strong=True,
            tip=tip(view.total_name, view.total_label, unit=view.head.unit, lang=lang),
        )
    )
    drawing = bar_drawing(rows, width=width)
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _stage_row(stage: StageBar, unit: str, lang: Lang) -> Row:
    fill = theme.stage_fill(stage.id, stage.value)
    return Row(
        id=stage.id,
        label=stage.label,
        value=f"{stage.value_label} · {stage.share_label}",
        bars=(Bar(id=stage.id, start=0.0, end=stage.value, fill=fill),),
        tip=tip(stage.label, stage.value_label, stage.share_label, unit=unit, lang=lang),
    )
