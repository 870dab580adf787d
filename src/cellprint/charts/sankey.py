"""Where the footprint comes from along the chain, as streams whose widths conserve."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.arrange import framed
from cellprint.charts.document import REST, Footprint
from cellprint.charts.drawing import Align, Band, Drawing, Head, Label, Rect
from cellprint.charts.flows import CREDITS, TOTAL, Chain, Stop, Stream, chain
from cellprint.charts.numbers import percent, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.sankey_layout import LABEL_LINES, Box, Layout, layout
from cellprint.charts.text import wrapped
from cellprint.charts.words import PART, head, source_line, tip, unit_words
from cellprint.i18n import Lang, Translator, translator

WIDE = 976.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SankeyNode:
    """A node; `stage` is empty for mixed streams, `kind` tells total, rest and credits."""

    id: str
    column: int
    kind: str
    stage: str
    label: str
    value: float
    value_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SankeyLink:
    """A stream from one node to another; `value_label` is its value as shown."""

    source: str
    target: str
    stage: str
    value: float
    value_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sankey:
    """What the chart shows, columns from upstream to the footprint."""

    head: Head
    nodes: tuple[SankeyNode, ...]
    links: tuple[SankeyLink, ...]


def sankey_view(
    footprint: Footprint,
    *,
    lang: Lang,
    levels: int = 4,
    components: bool = True,
    least: Decimal = Decimal(0),
) -> Sankey:
    """Return the chain of a footprint with `levels` columns left of the total.

    `components` gives the groups of parts a column of their own; nodes of at most the share
    `least` of the footprint are not shown by name.

    Raises:
        CP-CHART-003: a node has more or less going in than going out.
    """
    _ = translator(lang, PART)
    found = chain(footprint, levels=levels, components=components, least=least)
    order = sorted(found.stops, key=lambda stop: stop.column)
    nodes = tuple(_node(stop, lang, _) for stop in order)
    links = tuple(
        SankeyLink(
            source=stream.source,
            target=stream.target,
            stage=CREDITS if stream.target.endswith(CREDITS) else stream.stage,
            value=float(stream.value),
            value_label=_stream_label(stream),
        )
        for stream in found.streams
    )
    unit = unit_words(footprint.per_product.unit, lang)
    return Sankey(
        head=head(
            title=_sentence(found, footprint, lang),
            subtitle=_("Streams from upstream to the footprint, {unit}").format(unit=unit),
            source=source_line(footprint, lang),
            unit=unit,
        ),
        nodes=nodes,
        links=links,
    )


@drawn
def sankey(view: Sankey, *, lang: Lang, width: float = WIDE, with_head: bool = True) -> Picture:
    """Return nodes in columns and the streams between them.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    placed = layout(view.nodes, view.links, width=width)
    drawing = Drawing(
        width=width,
        height=placed.height,
        bands=tuple(_bands(view, placed, lang)),
        rects=tuple(
            _rect(node, placed.boxes[node.id], view.head.unit, lang) for node in view.nodes
        ),
        labels=tuple(label for node in view.nodes for label in _node_labels(node, placed)),
    )
    text = described(view.head, [(n.label, n.value_label) for n in view.nodes], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def _sentence(found: Chain, footprint: Footprint, lang: Lang) -> str:
    _ = translator(lang, PART)
    sources = {stream.source for stream in found.streams}
    fed = {stream.target for stream in found.streams}
    starts = [stop for stop in found.stops if stop.id in sources - fed and stop.kind != REST]
    whole = footprint.per_product.value
    if not starts or not whole:
        return _("Where the footprint comes from along the chain")
    first = max(starts, key=lambda stop: stop.value)
    return _("{name} is the largest single source: {share} of the footprint").format(
        name=first.branches[0].name.get(lang), share=percent(first.value / whole)
    )


def _node(stop: Stop, lang: Lang, _: Translator) -> SankeyNode:
    fixed = {TOTAL: _("Footprint"), REST: _("Other"), CREDITS: _("Credits")}
    value = -stop.value if stop.kind == CREDITS else stop.value
    names = {branch.name.get(lang) for branch in stop.branches if not branch.is_rest}
    if stop.kind == CREDITS and len(names) == 1:
        fixed[CREDITS] = names.pop()
    return SankeyNode(
        id=stop.id,
        column=stop.column,
        kind=stop.kind,
        stage=stop.stage,
        label=fixed.get(stop.kind) or stop.branches[0].name.get(lang),
        value=float(stop.value),
        value_label=significant(value),
    )


def _fill(kind: str, stage: str) -> str:
    if kind == CREDITS:
        return theme.CREDIT.light
    return theme.REST.light if kind == REST else theme.stage_fill(stage)


def _rect(node: SankeyNode, box: Box, unit: str, lang: Lang) -> Rect:
    total = node.kind == TOTAL
    return Rect(
        id=node.id,
        value=node.value,
        x0=box.x,
        x1=box.x + box.width,
        y0=box.y,
        y1=box.y + box.height,
        fill=theme.TOTAL_FILL.light if total else _fill(node.kind, node.stage),
        stroke=theme.TOTAL_LINE.light if total else "",
        tip=tip(node.label, node.value_label, unit=unit, lang=lang),
    )


def _stream_label(stream: Stream) -> str:
    """Return the value of a stream; what leaves its source as a credit has a minus."""
    credit = stream.target.endswith(CREDITS)
    return significant(-stream.value if credit else stream.value)


def _bands(view: Sankey, placed: Layout, lang: Lang) -> list[Band]:
    names = {node.id: node.label for node in view.nodes}
    return [
        Band(
            id=f"{link.source} > {link.target}",
            value=link.value,
            x0=placed.boxes[link.source].x + placed.boxes[link.source].width,
            x1=placed.boxes[link.target].x,
            y0=placed.starts[link.source, link.target],
            y1=placed.ends[link.source, link.target],
            height=link.value * placed.scale,
            fill=_fill(link.stage, link.stage),
            tip=tip(
                f"{names[link.source]} → {names[link.target]}",
                link.value_label,
                unit=view.head.unit,
                lang=lang,
            ),
        )
        for link in view.links
    ]


def _node_labels(node: SankeyNode, placed: Layout) -> list[Label]:
    box = placed.boxes[node.id]
    room = placed.rooms[node.id]
    lines = (*wrapped(node.label, room, placed.size, LABEL_LINES), node.value_label)
    align: Align = "left"
    x, y = box.x + box.width + 5, box.y + (box.height - len(lines) * theme.LINE) / 2
    if x + room > placed.width + 1:
        # At the right edge the label stands below its node.
        align, x, y = "right", box.x + box.width, box.y + box.height + 4
    return [
        Label(
            x=x,
            y=y + (index + 0.5) * theme.LINE,
            text=line,
            align=align,
            size=placed.size,
            bold=node.kind == TOTAL or index == len(lines) - 1,
        )
        for index, line in enumerate(lines)
    ]
