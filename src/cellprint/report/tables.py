"""The tables that prove the charts: rows as shown, and the exact numbers as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cellprint.charts.contributions import Contributors
from cellprint.charts.document import Footprint
from cellprint.charts.sankey import Sankey
from cellprint.charts.waterfall import Waterfall
from cellprint.charts.words import unit_words
from cellprint.i18n import Lang, translator
from cellprint.report.csv_link import Cell, csv_link
from cellprint.report.numbers import percent_number, signed_percent, significant
from cellprint.report.statement import Charts, Table, TableRow
from cellprint.report.tree import anchor

PART = "report"
ALL = "100"


def tables(footprint: Footprint, charts: Charts, lang: Lang) -> dict[str, Table]:
    """Return the table of every chart by the id of the chart."""
    found = {
        "stages": _stages(footprint, lang),
        "waterfall": _waterfall(charts.waterfall, footprint, lang),
        "contributions": _contributions(charts.contributions, footprint, lang),
        "chain": _chain(charts.chain, footprint, lang),
    }
    if charts.methods:
        found["methods"] = _methods(footprint, lang)
    return found


def _table(
    id_: str,
    caption: str,
    head: Sequence[str],
    rows: Sequence[TableRow],
    exact: tuple[Sequence[str], Sequence[Sequence[Cell]]],
) -> Table:
    return Table(id=id_, caption=caption, head=tuple(head), rows=tuple(rows), csv=csv_link(*exact))


def _stages(footprint: Footprint, lang: Lang) -> Table:
    _ = translator(lang, PART)
    total, whole = footprint.total, footprint.per_product
    rows = [
        TableRow(
            cells=(
                stage.name.get(lang),
                significant(stage.value),
                significant(stage.per_product),
                percent_number(stage.share),
            ),
            anchor=anchor(stage.id),
        )
        for stage in footprint.stages
    ]
    last = (_("Total"), significant(total.value), significant(whole.value), ALL)
    rows.append(TableRow(cells=last, strong=True))
    columns = ("stage", total.unit, whole.unit, "share")
    exact: list[Sequence[Cell]] = [
        (each.id, each.value, each.per_product, each.share) for each in footprint.stages
    ]
    exact.append(("total", total.value, whole.value, Decimal(1)))
    head = (
        _("Life-cycle stage"),
        unit_words(total.unit, lang),
        unit_words(whole.unit, lang),
        "%",
    )
    return _table("stages", _("Footprint by life-cycle stage"), head, rows, (columns, exact))


def _waterfall(view: Waterfall, footprint: Footprint, lang: Lang) -> Table:
    _ = translator(lang, PART)
    known = _anchors(footprint)
    whole = footprint.per_product
    rows = [
        TableRow(
            cells=(step.label, step.value_label, _percent(step.value, whole.value)),
            anchor=known.get(step.id, ""),
        )
        for step in view.steps
    ]
    rows.append(TableRow(cells=(view.total_name, view.total_label, ALL), strong=True))
    columns = ("part", "name", whole.unit)
    exact: list[Sequence[Cell]] = [(step.id, step.label, _exact(step.value)) for step in view.steps]
    exact.append(("total", view.total_name, whole.value))
    head = (_("Part"), unit_words(whole.unit, lang), "%")
    return _table("waterfall", _("Parts that add up to the total"), head, rows, (columns, exact))


def _contributions(view: Contributors, footprint: Footprint, lang: Lang) -> Table:
    _ = translator(lang, PART)
    known = _anchors(footprint)
    whole = footprint.per_product
    rows = [
        TableRow(
            cells=(item.label, item.value_label, _percent(item.value, whole.value)),
            note=item.note,
            anchor=known.get(item.id, ""),
        )
        for item in view.contributors
    ]
    total = (_("Total"), significant(whole.value), ALL)
    rows.append(TableRow(cells=total, strong=True))
    columns = ("item", "name", "largest use", whole.unit)
    exact: list[Sequence[Cell]] = [
        (item.id, item.label, item.note, _exact(item.value)) for item in view.contributors
    ]
    head = (_("Item and its largest use"), unit_words(whole.unit, lang), "%")
    return _table("contributions", _("Largest items"), head, rows, (columns, exact))


def _chain(view: Sankey, footprint: Footprint, lang: Lang) -> Table:
    _ = translator(lang, PART)
    names = {node.id: node.label for node in view.nodes}
    whole = footprint.per_product
    links = sorted(view.links, key=lambda link: (-link.value, link.source, link.target))
    rows = [
        TableRow(
            cells=(
                names[link.source],
                names[link.target],
                significant(_exact(link.value)),
                _percent(link.value, whole.value),
            )
        )
        for link in links
    ]
    columns = ("from", "to", whole.unit)
    exact: list[Sequence[Cell]] = [
        (names[link.source], names[link.target], _exact(link.value)) for link in links
    ]
    head = (_("From"), _("To"), unit_words(whole.unit, lang), "%")
    return _table("chain", _("Streams along the chain"), head, rows, (columns, exact))


def _methods(footprint: Footprint, lang: Lang) -> Table:
    _ = translator(lang, PART)
    unit = footprint.total.unit
    shown = list(_method_rows(footprint, lang))
    columns = ("method", "name", unit, "relative difference")
    exact: list[Sequence[Cell]] = [
        (method.id, method.name.get(lang), method.total, method.difference or Decimal(0))
        for method in footprint.methods
        if method.total is not None
    ]
    head = (_("Electricity method"), unit_words(unit, lang), _("Difference"))
    return _table("methods", _("Footprint by electricity method"), head, shown, (columns, exact))


def _method_rows(footprint: Footprint, lang: Lang) -> Iterator[TableRow]:
    _ = translator(lang, PART)
    for method in footprint.methods:
        hidden = method.counts or method.difference is None
        difference = "" if hidden else signed_percent(method.difference or Decimal(0))
        total = "" if method.total is None else significant(method.total)
        yield TableRow(
            cells=(method.name.get(lang), total, _("counts here") if method.counts else difference),
            strong=method.counts,
        )


def _anchors(footprint: Footprint) -> dict[str, str]:
    return {node.path: anchor(node.path) for top in footprint.contributions for node in top.walk()}


def _exact(value: float) -> Decimal:
    return Decimal(repr(value))


def _percent(value: float, whole: Decimal) -> str:
    return percent_number(_exact(value) / whole) if whole else "0"
