"""Several footprints side by side, stacked by life-cycle stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.arrange import below, framed
from cellprint.charts.document import Footprint
from cellprint.charts.drawing import Drawing, Head, Label, Rect
from cellprint.charts.numbers import percent, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.rows import Bar, Row, bar_drawing
from cellprint.charts.text import width as text_width
from cellprint.charts.words import PART, comma_list, head, unit_words
from cellprint.errors import BadInputError
from cellprint.i18n import Lang, translator

SWATCH = 12.0
CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stage of one study."""

    stage: str
    value: float
    value_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyBar:
    """One study with its stages and its total."""

    id: str
    label: str
    segments: tuple[Segment, ...]
    total: float
    total_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareBars:
    """What the chart shows; `legend` names the stages and, where there are any, credits."""

    head: Head
    legend: tuple[tuple[str, str], ...]
    studies: tuple[StudyBar, ...]


def compare_bars_view(footprints: Sequence[Footprint], *, lang: Lang) -> CompareBars:
    """Return several footprints as the chart shows them.

    Raises:
        CP-CHART-006: they are not stated per the same unit.
        CP-CHART-007: there is none.
    """
    _ = translator(lang, PART)
    check_comparable(footprints)
    with_credits = any(stage.value < 0 for each in footprints for stage in each.stages)
    legend = {stage.id: stage.name.get(lang) for each in footprints for stage in each.stages}
    ordered = [(stage, legend[stage]) for stage in theme.STAGES if stage in legend]
    if with_credits:
        ordered.append((CREDIT, _("Credit")))
    ids = comma_list([each.study_id for each in footprints], lang)
    return CompareBars(
        head=head(
            title=_comparison_title(footprints, lang),
            subtitle=_("Life-cycle stages, {unit}").format(
                unit=unit_words(footprints[0].total.unit, lang)
            ),
            source=_("Source: {parts}").format(parts=_("studies {ids}").format(ids=ids)),
        ),
        legend=tuple(ordered),
        studies=tuple(_study(each, lang) for each in footprints),
    )


def check_comparable(footprints: Sequence[Footprint]) -> None:
    """Refuse footprints that cannot stand in one chart.

    Raises:
        CP-CHART-006: they are not stated per the same unit.
        CP-CHART-007: there is none.
    """
    if not footprints:
        raise BadInputError.of("CP-CHART-007", where="/")
    first = footprints[0]
    for other in footprints[1:]:
        same = (first.functional_unit_id, first.total.unit)
        if (other.functional_unit_id, other.total.unit) != same:
            raise BadInputError.of(
                "CP-CHART-006",
                where=other.study_id,
                found=f"{other.total.unit} ({other.functional_unit_id})",
                expected=f"{first.total.unit} ({first.functional_unit_id})",
            )


@drawn
def compare_bars(
    view: CompareBars, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return one stacked bar per study; credits stand left of zero, the total on the right.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_row(study) for study in view.studies]
    drawing = below(_legend(view.legend, width), bar_drawing(rows, width=width))
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _comparison_title(footprints: Sequence[Footprint], lang: Lang) -> str:
    _ = translator(lang, PART)
    lowest = min(footprints, key=lambda each: each.total.value)
    highest = max(footprints, key=lambda each: each.total.value)
    low, high = lowest.total.value, highest.total.value
    if len(footprints) == 1 or low == high or high <= 0:
        return _("Footprint of {name}: {value} {unit}").format(
            name=lowest.name.get(lang),
            value=significant(low),
            unit=unit_words(lowest.total.unit, lang),
        )
    return _("{low} has the lowest footprint, {share} below {high}").format(
        low=lowest.name.get(lang),
        high=highest.name.get(lang),
        share=percent((high - low) / high),
    )


def _study(footprint: Footprint, lang: Lang) -> StudyBar:
    return StudyBar(
        id=footprint.study_id,
        label=footprint.name.get(lang),
        segments=tuple(
            Segment(stage=stage.id, value=float(stage.value), value_label=significant(stage.value))
            for stage in sorted(footprint.stages, key=lambda stage: theme.STAGES.index(stage.id))
        ),
        total=float(footprint.total.value),
        total_label=significant(footprint.total.value),
    )


def _row(study: StudyBar) -> Row:
    return Row(
        id=study.id,
        label=study.label,
        value=study.total_label,
        bars=tuple(_stack(study)),
        mark=study.total,
    )


def _stack(study: StudyBar) -> Iterator[Bar]:
    up = down = 0.0
    for segment in study.segments:
        start = up if segment.value >= 0 else down
        end = start + segment.value
        fill = theme.stage_fill(segment.stage, segment.value)
        yield Bar(id=f"{study.id}/{segment.stage}", start=start, end=end, fill=fill)
        up, down = (end, down) if segment.value >= 0 else (up, end)


def _legend(entries: Sequence[tuple[str, str]], width: float) -> Drawing:
    rects: list[Rect] = []
    labels: list[Label] = []
    x, y = 0.0, 2.0
    for stage, name in entries:
        need = SWATCH + 6 + text_width(name, theme.SIZE) + 16
        if x and x + need > width:
            x, y = 0.0, y + theme.LINE + 5
        fill = theme.CREDIT.light if stage == CREDIT else theme.stage_fill(stage)
        box = Rect(
            id=f"legend/{stage}", value=0.0, x0=x, x1=x + SWATCH, y0=y, y1=y + SWATCH, fill=fill
        )
        rects.append(box)
        labels.append(Label(x=x + SWATCH + 6, y=y + SWATCH / 2, text=name))
        x += need
    labels = [replace(label, color=theme.SECONDARY.light) for label in labels]
    return Drawing(width=width, height=y + SWATCH + 12, rects=tuple(rects), labels=tuple(labels))
