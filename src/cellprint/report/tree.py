"""The contribution tree as a report shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cellprint.charts.document import Footprint, Node
from cellprint.charts.numbers import percent_number, significant
from cellprint.i18n import Lang
from cellprint.model.terms import status_name
from cellprint.report.statement import Branch, SourceRow

_UNFIT = re.compile(r"[^A-Za-z0-9_.-]")
_GROUPS = frozenset({"stage", "component", "rest"})


def anchor(path: str) -> str:
    """Return the id that a branch has on the page.

    >>> anchor("raw_materials/cell")
    'n-raw_materials.cell'
    """
    return "n-" + _UNFIT.sub("-", path.replace("/", "."))


def source_anchor(source: str) -> str:
    """Return the id that a source has on the page."""
    return "s-" + _UNFIT.sub("-", source)


def branches(
    footprint: Footprint, sources: Mapping[str, SourceRow], lang: Lang
) -> tuple[Branch, ...]:
    """Return every branch of the tree with the labels of one language."""
    return tuple(_branch(node, sources, lang) for node in footprint.contributions)


def _branch(node: Node, sources: Mapping[str, SourceRow], lang: Lang) -> Branch:
    # A group of parts is no exchange; what is stated about it says nothing about its value.
    cited = node.kind not in _GROUPS
    source = sources.get(node.source) if cited else None
    return Branch(
        anchor=anchor(node.path),
        path="" if node.is_rest else node.path,
        stage=node.stage,
        name=node.name.get(lang),
        value=significant(node.value),
        share=percent_number(node.share),
        bar=f"{min(100.0, abs(float(node.share)) * 100):.1f}",
        credit=node.value < 0,
        amount=_amount(node),
        location=node.location,
        status=node.status if cited else "",
        status_name=status_name(node.status, lang) if node.status and cited else "",
        source=node.source if cited else "",
        source_anchor=source.anchor if source else "",
        licence=source.licence if source else "",
        page=node.page,
        children=tuple(_branch(child, sources, lang) for child in node.children),
    )


def _amount(node: Node) -> str:
    if node.amount is None or node.kind in _GROUPS:
        return ""
    return f"{significant(node.amount)} {node.unit.replace('_', ' ')}".strip()
