"""What adds up to the total: parts one after another, credits taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.arrange import framed
from cellprint.charts.branches import parts
from cellprint.charts.document import Footprint, Node, check_sum
from cellprint.charts.drawing import Head
from cellprint.charts.numbers import percent, signed, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.rows import Bar, Extras, Row, bar_drawing
from cellprint.charts.words import PART, head, source_line, tip, unit_words
from cellprint.i18n import Lang, Translator, translator

MOST_STEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step from the running sum `start` by `value`; `stage` is empty for a mixed rest."""

    id: str
    stage: str
    label: str
    start: float
    value: float
    value_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """What the chart shows: steps whose last end is the total."""

    head: Head
    steps: tuple[Step, ...]
    total: float
    total_label: str
    total_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    id: str
    stage: str
    label: str
    value: Decimal


def waterfall_view(footprint: Footprint, *, lang: Lang, most: int = MOST_STEPS) -> Waterfall:
    """Return the parts of a footprint as steps in the order of the life cycle.

    Parts that are not among the `most` largest are joined per stage and sign, so that a
    credit is never hidden in a burden.

    Raises:
        CP-CHART-003: the steps do not add up to the total.
    """
    _ = translator(lang, PART)
    whole = footprint.per_product
    unit = unit_words(whole.unit, lang)
    steps = list(_parts(footprint.contributions, lang, most, _))
    check_sum((step.value for step in steps), whole.value, "/contributions")
    return Waterfall(
        head=head(
            title=_title(steps, whole.value, _),
            subtitle=_("Parts in the order of the life cycle, {unit}").format(unit=unit),
            source=source_line(footprint, lang),
            unit=unit,
        ),
        steps=tuple(_steps(steps)),
        total=float(whole.value),
        total_label=significant(whole.value),
        total_name=_("Total"),
    )


@drawn
def waterfall(
    view: Waterfall, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return the steps as floating bars and the total from zero.

    A bar runs from the running sum before a step to the one after it, also across zero.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_row(step, view.head.unit, lang) for step in view.steps]
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
    drawing = bar_drawing(rows, width=width, extras=Extras(connectors=True))
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _title(steps: Sequence[_Part], whole: Decimal, _: Translator) -> str:
    if not whole or not steps:
        return _("What adds up to the total")
    largest = max(steps, key=lambda step: step.value)
    credit = sum((step.value for step in steps if step.value < 0), Decimal(0))
    finding = _("{name} is the largest step: {share} of the footprint")
    title = finding.format(name=largest.label, share=percent(largest.value / whole))
    if not credit:
        return title
    return _("{finding}; credits take off {credit}").format(
        finding=title, credit=percent(-credit / whole)
    )


def _row(step: Step, unit: str, lang: Lang) -> Row:
    fill = theme.stage_fill(step.stage, step.value)
    bar = Bar(id=step.id, start=step.start, end=step.start + step.value, fill=fill)
    named = tip(step.label, step.value_label, unit=unit, lang=lang)
    return Row(id=step.id, label=step.label, value=step.value_label, bars=(bar,), tip=named)


def _parts(stages: Sequence[Node], lang: Lang, most: int, _: Translator) -> Iterator[_Part]:
    named = [part for stage in stages for part in parts(stage) if not part.is_rest]
    kept = {part.path for part in sorted(named, key=lambda part: -abs(part.value))[:most]}
    for stage in stages:
        everything = [part for part in parts(stage) if part.value]
        for part in everything:
            if part.path in kept:
                yield _part(part, lang)
        for sign in (1, -1):
            group = [part for part in everything if part.path not in kept and sign * part.value > 0]
            if len(group) == 1 and (not group[0].is_rest or group[0] is stage):
                yield _part(group[0], lang)
            elif group:
                yield _joined(stage, group, whole=len(group) == len(everything), lang=lang, _=_)


def _joined(stage: Node, group: Sequence[Node], *, whole: bool, lang: Lang, _: Translator) -> _Part:
    """Return parts of one stage and sign as one."""
    value = sum((part.value for part in group), Decimal(0))
    label = _("{stage}: other") if value > 0 else _("{stage}: other credits")
    name = stage.name.get(lang)
    return _Part(
        id=f"{stage.path}/{'+' if value > 0 else '-'}",
        stage=stage.stage,
        label=name if whole else label.format(stage=name),
        value=value,
    )


def _part(node: Node, lang: Lang) -> _Part:
    return _Part(id=node.path, stage=node.stage, label=node.name.get(lang), value=node.value)


def _steps(parts: Sequence[_Part]) -> Iterator[Step]:
    running = Decimal(0)
    for part in parts:
        yield Step(
            id=part.id,
            stage=part.stage,
            label=part.label,
            start=float(running),
            value=float(part.value),
            value_label=signed(part.value),
        )
        running += part.value
