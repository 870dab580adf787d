"""The footprint under every way of counting electricity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.arrange import framed
from cellprint.charts.document import Footprint, Method
from cellprint.charts.drawing import Head
from cellprint.charts.numbers import signed_percent, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.rows import Bar, Extras, Row, bar_drawing
from cellprint.charts.words import PART, head, source_line, tip, unit_words
from cellprint.i18n import Lang, Translator, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodBar:
    """The footprint under one method and how far it is from the one that counts."""

    id: str
    label: str
    note: str
    counts: bool
    total: float
    total_label: str
    difference_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityMethods:
    """What the chart shows; `counted` is the total under the method that counts."""

    head: Head
    methods: tuple[MethodBar, ...]
    counted: float


def electricity_methods_view(footprint: Footprint, *, lang: Lang) -> ElectricityMethods:
    """Return the electricity methods of a footprint as the chart shows them.

    Methods without a total (direct emissions of corporate accounts) are left to the table.
    """
    _ = translator(lang, PART)
    whole = footprint.total
    unit = unit_words(whole.unit, lang)
    return ElectricityMethods(
        head=head(
            title=_title(footprint.methods, _),
            subtitle=_("Footprint under each method, {unit}").format(unit=unit),
            source=source_line(footprint, lang),
            unit=unit,
        ),
        methods=tuple(_bars(footprint.methods, lang, _)),
        counted=float(whole.value),
    )


@drawn
def electricity_methods(
    view: ElectricityMethods, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return bars from zero, the counted one filled, with a line at its value.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_row(method, view.head.unit, lang) for method in view.methods]
    drawing = bar_drawing(rows, width=width, extras=Extras(reference=view.counted))
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _title(methods: Sequence[Method], _: Translator) -> str:
    differences = [method.difference or Decimal(0) for method in methods]
    low, high = min(differences, default=Decimal(0)), max(differences, default=Decimal(0))
    if low == high:
        return _("All ways of counting electricity give the same footprint")
    return _("The way electricity is counted moves the footprint by {low} to {high}").format(
        low=signed_percent(low), high=signed_percent(high)
    )


def _bars(methods: Sequence[Method], lang: Lang, _: Translator) -> Iterator[MethodBar]:
    for method in methods:
        if method.total is None:
            continue
        difference = method.difference
        hidden = method.counts or difference is None
        yield MethodBar(
            id=method.id,
            label=method.name.get(lang),
            note=_("counts here") if method.counts else "",
            counts=method.counts,
            total=float(method.total),
            total_label=significant(method.total),
            difference_label="" if hidden else signed_percent(difference or Decimal(0)),
        )


def _row(method: MethodBar, unit: str, lang: Lang) -> Row:
    value = " · ".join(part for part in (method.total_label, method.difference_label) if part)
    bar = Bar(
        id=method.id,
        start=0.0,
        end=method.total,
        fill=theme.COUNTED.light if method.counts else theme.TOTAL_FILL.light,
        outlined=True,
    )
    return Row(
        id=method.id,
        label=method.label,
        note=method.note,
        value=value,
        bars=(bar,),
        strong=method.counts,
        tip=tip(method.label, method.total_label, method.difference_label, unit=unit, lang=lang),
    )
