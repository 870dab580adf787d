"""The largest contributors, each with everything upstream of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.arrange import framed
from cellprint.charts.branches import items, parts
from cellprint.charts.document import Footprint, Node
from cellprint.charts.drawing import Head
from cellprint.charts.numbers import percent, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.rows import Bar, Row, bar_drawing
from cellprint.charts.words import PART, head, source_line, spaced, tip, unit_words
from cellprint.i18n import Lang, Translator, translator

MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """A contributor; `note` names its largest use, `stage` is empty when mixed."""

    id: str
    stage: str
    label: str
    note: str
    value: float
    value_label: str
    share_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """An item and the part or stage that uses it."""

    item: Node
    within: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributors:
    """What the chart shows; the last one is the rest, so that all add up to the total."""

    head: Head
    contributors: tuple[Contributor, ...]


def contributors_view(footprint: Footprint, *, lang: Lang, most: int = MOST) -> Contributors:
    """Return the `most` largest items of a footprint and what remains.

    Items are what the parts are made of. The same item from the same place counts once, with all
    its uses; no item lies below another one, so nothing is counted twice.
    """
    _ = translator(lang, PART)
    whole = footprint.per_product
    uses = sorted(_uses(footprint), key=lambda uses: -abs(_value(uses)))[:most]
    rows = [_contributor(group, whole.value, lang, _) for group in uses]
    covered = sum((_value(group) for group in uses), Decimal(0))
    rest = whole.value - covered
    if rest:
        rows.append(
            Contributor(
                id="rest",
                stage="",
                label=_("Everything else"),
                note="",
                value=float(rest),
                value_label=significant(rest),
                share_label=percent(_share(rest, whole.value)),
            )
        )
    title = _("The {n} largest items add up to {share} of the footprint").format(
        n=len(uses), share=percent(_share(covered, whole.value))
    )
    unit = unit_words(whole.unit, lang)
    subtitle = _("Items with everything upstream of them, {unit}").format(unit=unit)
    return Contributors(
        head=head(title=title, subtitle=subtitle, source=source_line(footprint, lang), unit=unit),
        contributors=tuple(rows),
    )


@drawn
def contributions(
    view: Contributors, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return horizontal bars, largest first, in the colours of their stages.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_row(item, view.head.unit, lang) for item in view.contributors]
    drawing = bar_drawing(rows, width=width)
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _row(item: Contributor, unit: str, lang: Lang) -> Row:
    bar = Bar(id=item.id, start=0.0, end=item.value, fill=theme.stage_fill(item.stage, item.value))
    value = f"{item.value_label} · {item.share_label}"
    named = tip(item.label, item.value_label, item.share_label, unit=unit, lang=lang)
    return Row(id=item.id, label=item.label, note=item.note, value=value, bars=(bar,), tip=named)


def _share(value: Decimal, whole: Decimal) -> Decimal:
    return value / whole if whole else Decimal(0)


def _uses(footprint: Footprint) -> list[list[_Use]]:
    """Return the uses of every item, the same thing from the same place together."""
    groups: dict[tuple[str, str], list[_Use]] = {}
    for stage in footprint.contributions:
        for part in parts(stage):
            for item in items(part):
                if not item.is_rest:
                    use = _Use(item=item, within=stage if item is part else part)
                    groups.setdefault((item.name.en, item.location), []).append(use)
    return list(groups.values())


def _value(uses: Sequence[_Use]) -> Decimal:
    return sum((use.item.value for use in uses), Decimal(0))


def _contributor(uses: Sequence[_Use], whole: Decimal, lang: Lang, _: Translator) -> Contributor:
    first = max(uses, key=lambda use: abs(use.item.value))
    within = list(dict.fromkeys(use.within.name.get(lang) for use in uses if use is not first))
    named = first.within.name.get(lang)
    more = len([name for name in within if name != named])
    stages = {use.item.stage for use in uses}
    value = _value(uses)
    return Contributor(
        id=first.item.path,
        stage=stages.pop() if len(stages) == 1 else "",
        label=first.item.name.get(lang),
        note=spaced(_("{name} and {n} more").format(name=named, n=more)) if more else named,
        value=float(value),
        value_label=significant(value),
        share_label=percent(_share(value, whole)),
    )
