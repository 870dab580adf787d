"""Which branches of a contribution tree are shown by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cellprint.charts.document import Node


def opened(node: Node) -> tuple[Node, ...]:
    """Return the branches below `node` that say more than its own name does.

    None, where at least half of it are emissions of its own: burning gas is not explained by
    the carbon dioxide that it gives off.
    """
    direct = sum((abs(child.value) for child in node.children if child.kind == "emission"), 0)
    return () if 2 * direct >= abs(node.value) else node.children


def ungrouped(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield nodes, a component (a group of parts) replaced by its parts."""
    for node in nodes:
        if node.kind == "component" and node.children:
            yield from node.children
        else:
            yield node


def parts(stage: Node) -> tuple[Node, ...]:
    """Return what a stage is made of, or the stage itself where nothing lies below it."""
    return tuple(ungrouped(stage.children)) or (stage,)


def items(part: Node) -> tuple[Node, ...]:
    """Return what a part is made of, or the part itself where there is nothing to open."""
    below = opened(part)
    return below if any(not node.is_rest for node in below) else (part,)
