"""Named values as bars from zero, in the order given: parts of a product, effects of levers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.arrange import framed
from cellprint.charts.drawing import Drawing, Head
from cellprint.charts.numbers import percent, signed_percent, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.reading import Cursor, JsonObject
from cellprint.charts.rows import Bar, Row, bar_drawing
from cellprint.charts.words import PART, head, unit_words
from cellprint.i18n import Lang, translator

MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedBar:
    """A value and its labels."""

    id: str
    label: str
    value: float
    value_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What the chart shows, in order."""

    head: Head
    bars: tuple[RankedBar, ...]


def product_parts_view(document: JsonObject, *, lang: Lang, most: int = MOST) -> Ranked:
    """Return the largest direct parts of a product, from what `product --json` prints.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-005: the document cannot be read.
    """
    _ = translator(lang, PART)
    root = Cursor(document)
    unit = unit_words(root.at("unit").text(), lang)
    bars = [
        _part(item, item.at("name").label().get(lang)) for item in root.at("contributions").items()
    ]
    title = _("{name}, {place}: {value} {unit}").format(
        name=root.at("product").at("name").label().get(lang),
        place=root.at("location").at("name").label().get(lang),
        value=significant(root.at("value").decimal()),
        unit=unit,
    )
    subtitle = _("Direct parts with everything upstream of them, {unit}").format(unit=unit)
    release = root.at("catalogue").at("release").text()
    source = _("catalogue {release}").format(release=release)
    return Ranked(
        head=head(title, subtitle, _("Source: {parts}").format(parts=source)),
        bars=_largest(bars, most),
    )


def explained_parts_view(document: JsonObject, *, lang: Lang, most: int = MOST) -> Ranked:
    """Return the largest parts of one branch, from what `explain --json` prints.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-005: the document cannot be read.
    """
    _ = translator(lang, PART)
    root = Cursor(document)
    bars = [_part(item, item.at("id").text()) for item in root.each("parts")]
    way = list(root.each("way"))
    name = way[-1].at("name").label().get(lang) if way else _("Whole product")
    title = _("{name}: {value} kg CO₂e, {share} of the footprint").format(
        name=name,
        value=significant(root.at("value").decimal()),
        share=percent(root.at("share").decimal()),
    )
    subtitle = _("Parts of this branch, kg CO₂e per product")
    return Ranked(
        head=head(title, subtitle, root.string("path")),
        bars=_largest(bars, most),
    )


def levers_view(document: JsonObject, *, lang: Lang, most: int = MOST) -> Ranked:
    """Return the levers with the largest effect, from what `whatif --json` prints.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-005: the document cannot be read.
    """
    _ = translator(lang, PART)
    root = Cursor(document)
    baseline = root.at("baseline").decimal()
    unit = unit_words(root.at("unit").text(), lang)
    found = _("{name}: {value} {unit}").format(
        name=root.at("study").at("name").label().get(lang), value=significant(baseline), unit=unit
    )
    settings = root.get("value")
    if settings:
        found = _("{finding} becomes {value} ({change})").format(
            finding=found,
            value=significant(settings.decimal()),
            change=signed_percent(root.at("difference").decimal()),
        )
    bars = [
        RankedBar(
            id=item.at("id").text(),
            label=item.at("name").label().get(lang),
            value=float(item.at("difference").decimal() * 100),
            value_label=signed_percent(item.at("difference").decimal()),
        )
        for item in root.at("levers").items()
    ]
    study = root.at("study").at("id").text()
    source = " · ".join(
        (
            _("Study {id}").format(id=study),
            _("rules {id}").format(id=root.at("rulebook").at("id").text()),
        )
    )
    return Ranked(
        head=head(
            found,
            _("Effect of each lever alone at its far end, % of the footprint"),
            _("Source: {parts}").format(parts=source),
        ),
        bars=_largest(bars, most),
    )


def direct_view(document: JsonObject, *, lang: Lang, most: int = MOST) -> Ranked:
    """Return the processes that emit most themselves, from a document of direct emissions.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-005: the document cannot be read.
    """
    _ = translator(lang, PART)
    root = Cursor(document)
    shown = list(root.each("processes"))[:most]
    names = [item.at("name").label().get(lang) for item in shown]
    bars = [
        RankedBar(
            id=f"{item.at('id').text()}@{item.at('location').at('code').text()}",
            label=_with_place(item, name, lang) if names.count(name) > 1 else name,
            value=float(item.at("direct").decimal()),
            value_label=_with_share(item.at("direct").decimal(), item.at("share").decimal()),
        )
        for item, name in zip(shown, names, strict=True)
    ]
    covered = sum((item.at("share").decimal() for item in shown), Decimal(0))
    title = _("The {n} processes that emit most themselves add up to {share}").format(
        n=len(bars), share=percent(covered)
    )
    subtitle = _("Direct emissions, without anything upstream, {unit}").format(
        unit=unit_words(root.at("total").at("unit").text(), lang)
    )
    source = " · ".join(
        (
            _("Study {id}").format(id=root.at("study").at("id").text()),
            _("rules {id}").format(id=root.at("rulebook").at("id").text()),
        )
    )
    return Ranked(
        head=head(title, subtitle, _("Source: {parts}").format(parts=source)),
        bars=_largest(bars, most),
    )


@drawn
def ranked(
    view: Ranked, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return one bar per value, from zero to the right or, below zero, to the left.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_row(bar) for bar in view.bars]
    drawing = bar_drawing(rows, width=width) if rows else Drawing(width=width, height=1.0)
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _part(item: Cursor, label: str) -> RankedBar:
    value, share = item.at("value").decimal(), item.at("share").decimal()
    return RankedBar(
        id=item.at("id").text(),
        label=label,
        value=float(value),
        value_label=_with_share(value, share),
    )


def _with_place(item: Cursor, name: str, lang: Lang) -> str:
    """Return the name of a process that runs at several places."""
    return f"{name} · {item.at('location').at('name').label().get(lang)}"


def _with_share(value: Decimal, share: Decimal) -> str:
    return f"{significant(value)} · {percent(share)}"


def _largest(bars: Sequence[RankedBar], most: int) -> tuple[RankedBar, ...]:
    moving = (bar for bar in bars if bar.value)
    return tuple(sorted(moving, key=lambda bar: -abs(bar.value))[:most])


def _row(bar: RankedBar) -> Row:
    drawn = Bar(id=bar.id, start=0.0, end=bar.value, fill=theme.COUNTED.light)
    return Row(id=bar.id, label=bar.label, value=bar.value_label, bars=(drawn,))
