"""Places of the nodes and links of a chain on a surface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from cellprint.charts import theme
from cellprint.charts.text import wrapped

NODE_WIDTH = 10.0
NODE_GAP = 8.0
SMALLEST_HEIGHT = 1.5
STREAM_HEIGHT = 260.0
LABEL_LINES = 4
LAST_SLOT = 116.0
LAST_SLOT_NARROW = 92.0


class LayoutNode(Protocol):
    """What the layout needs of a node."""

    @property
    def id(self) -> str:
        """Return the id that links name."""

    @property
    def column(self) -> int:
        """Return the column, counted from the left."""

    @property
    def kind(self) -> str:
        """Return total, rest, credits or named."""

    @property
    def stage(self) -> str:
        """Return the stage of the life cycle; empty when mixed."""

    @property
    def label(self) -> str:
        """Return the text beside the node."""


class LayoutLink(Protocol):
    """What the layout needs of a link."""

    @property
    def source(self) -> str:
        """Return the id of the node on the left."""

    @property
    def target(self) -> str:
        """Return the id of the node on the right."""

    @property
    def value(self) -> float:
        """Return the width of the stream in the unit of the chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Place of a node [px]; `bottom` is where the room of node and label ends."""

    x: float
    y: float
    width: float
    height: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Places of everything; `scale` is px per unit of value.

    `starts` and `ends` are the upper edges of a link at its source and at its target; `rooms` is
    the width that the label of a node may take; `size` is the size of labels.
    """

    boxes: Mapping[str, Box]
    starts: Mapping[tuple[str, str], float]
    ends: Mapping[tuple[str, str], float]
    scale: float
    height: float
    width: float
    rooms: Mapping[str, float]
    size: float


def layout(nodes: Sequence[LayoutNode], links: Sequence[LayoutLink], *, width: float) -> Layout:
    """Return the places of `nodes` in columns and of the links between them.

    The scale is the same in all columns. A column is as high as its nodes and labels need, so
    labels of one column never touch; columns are centred on the highest one. What leaves the
    last column stands at the right edge, below the label of that column.
    """
    narrow = width < theme.COMPACT_BELOW
    size = theme.NOTE_SIZE if narrow else theme.SIZE
    slots = _slots(nodes, width, LAST_SLOT_NARROW if narrow else LAST_SLOT)
    rooms = {node.id: slots[min(node.column, max(slots))][1] for node in nodes}
    through = {node.id: _throughput(node.id, links) for node in nodes}
    scale = STREAM_HEIGHT / (max(through.values()) or 1.0)
    label_heights = {node.id: _label_height(node, rooms[node.id], size) for node in nodes}
    boxes: dict[str, Box] = {}
    stacks: list[dict[str, Box]] = []
    # From the footprint leftwards, so that a node can be put where its targets are.
    for column in sorted(slots, reverse=True):
        members = [node for node in nodes if node.column == column]
        members.sort(key=lambda node: _rank(node, links, boxes, through))
        needs = {node.id: (through[node.id] * scale, label_heights[node.id]) for node in members}
        stacks.append(_stacked(needs, slots[column][0]))
        boxes |= stacks[-1]
    height = max(_bottom(stack) for stack in stacks)
    boxes = _centred(stacks, height)
    for node in nodes:
        if node.id not in boxes:
            tail = _tail(node, links, boxes, through[node.id] * scale, width)
            boxes[node.id] = tail
            height = max(height, tail.bottom + label_heights[node.id] + 4)
    starts, ends = _edges(links, boxes, through, scale)
    return Layout(
        boxes=boxes,
        starts=starts,
        ends=ends,
        scale=scale,
        width=width,
        height=height + 2,
        rooms=rooms,
        size=size,
    )


def _slots(
    nodes: Sequence[LayoutNode], width: float, last_slot: float
) -> dict[int, tuple[float, float]]:
    """Return column → left edge and room for labels [px]; credits after the last have none."""
    last = max(node.column for node in nodes if node.kind != "credits")
    columns = sorted({node.column for node in nodes if node.column <= last})
    slot = (width - last_slot) / max(1, len(columns) - 1)
    around = NODE_WIDTH + 7.0
    slots = {column: (index * slot, slot - around) for index, column in enumerate(columns)}
    return slots | {last: (width - last_slot, last_slot - around)}


def _stacked(needs: Mapping[str, tuple[float, float]], x: float) -> dict[str, Box]:
    """Return boxes below each other, each centred in the room that it or its label needs."""
    boxes = {}
    y = 0.0
    for id_, (stream, label) in needs.items():
        own = max(stream, SMALLEST_HEIGHT)
        need = max(own, label)
        top = y + (need - own) / 2
        boxes[id_] = Box(x=x, y=top, width=NODE_WIDTH, height=own, bottom=y + need)
        y += need + NODE_GAP
    return boxes


def _bottom(stack: Mapping[str, Box]) -> float:
    return max(box.bottom for box in stack.values())


def _centred(stacks: Sequence[Mapping[str, Box]], height: float) -> dict[str, Box]:
    return {
        id_: _moved(box, (height - _bottom(stack)) / 2)
        for stack in stacks
        for id_, box in stack.items()
    }


def _moved(box: Box, down: float) -> Box:
    return replace(box, y=box.y + down, bottom=box.bottom + down)


def _tail(
    node: LayoutNode,
    links: Sequence[LayoutLink],
    boxes: Mapping[str, Box],
    height: float,
    width: float,
) -> Box:
    """Return the box of what leaves the last column: level with the lower end of its source."""
    source = next(boxes[link.source] for link in links if link.target == node.id)
    bottom = source.y + source.height
    return Box(
        x=width - NODE_WIDTH, y=bottom - height, width=NODE_WIDTH, height=height, bottom=bottom
    )


def _throughput(node: str, links: Sequence[LayoutLink]) -> float:
    inflow = sum(link.value for link in links if link.target == node)
    outflow = sum(link.value for link in links if link.source == node)
    return max(inflow, outflow)


def _label_height(node: LayoutNode, room: float, size: float) -> float:
    return (len(wrapped(node.label, room, size, LABEL_LINES)) + 1) * theme.LINE


def _rank(
    node: LayoutNode,
    links: Sequence[LayoutLink],
    boxes: Mapping[str, Box],
    through: Mapping[str, float],
) -> tuple[int, float, int, float, str]:
    """Return where a node belongs in its column: beside its targets, rest and credits last."""
    group = {"rest": 1, "credits": 2}.get(node.kind, 0)
    targets = [
        (link.value, boxes[link.target])
        for link in links
        if link.source == node.id and link.target in boxes
    ]
    weight = sum(value for value, _box in targets)
    middle = (
        sum(value * (box.y + box.height / 2) for value, box in targets) / weight if weight else 0.0
    )
    stage = theme.STAGES.index(node.stage) if node.stage in theme.STAGES else len(theme.STAGES)
    return group, round(middle, 6), stage, -through[node.id], node.id


def _edges(
    links: Sequence[LayoutLink],
    boxes: Mapping[str, Box],
    through: Mapping[str, float],
    scale: float,
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Return where links touch their nodes; what only partly leaves a node leaves at its foot."""
    starts: dict[tuple[str, str], float] = {}
    ends: dict[tuple[str, str], float] = {}
    for id_, box in boxes.items():
        outgoing = [link for link in links if link.source == id_]
        y = box.y + (through[id_] - sum(link.value for link in outgoing)) * scale
        for link in sorted(outgoing, key=lambda link: boxes[link.target].y):
            starts[link.source, link.target] = y
            y += link.value * scale
        y = box.y
        incoming = [link for link in links if link.target == id_]
        for link in sorted(incoming, key=lambda link: boxes[link.source].y):
            ends[link.source, link.target] = y
            y += link.value * scale
    return starts, ends
