"""What notebooks show of each kind of result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cellprint.charts.difference import difference
from cellprint.charts.interval import intervals
from cellprint.charts.ranked import levers_view, product_parts_view, ranked
from cellprint.charts.reading import Cursor, JsonObject
from cellprint.charts.stage_bars import stage_bars
from cellprint.charts.tornado import tornado
from cellprint.charts.words import unit_words
from cellprint.i18n import Lang, translator
from cellprint.model.terms import status_name
from cellprint.report.analysis import build_analysis
from cellprint.report.build import build_statement
from cellprint.report.differences import build_differences
from cellprint.report.fragment import Fragment, figured
from cellprint.report.numbers import as_stated, percent, signed_percent, significant
from cellprint.report.statement import Notice, Table, TableRow

PART = "report"
MOST = 20


def footprint_fragment(document: JsonObject, *, lang: Lang) -> Fragment:
    """Return what a notebook shows of a footprint: the number, its stages, what to know."""
    _ = translator(lang, PART)
    stated = build_statement(document, lang=lang)
    return Fragment(
        lang=lang,
        kicker=_("Carbon footprint"),
        title=stated.name,
        value=stated.headline.value,
        unit=stated.headline.unit,
        notices=stated.notices,
        figures=(
            figured(stated.charts.stages.head, stage_bars.picture, stated.charts.stages, lang),
        ),
        tables=((stated.tables["stages"], 1),),
    )


def analysis_fragment(uncertainty: JsonObject, sensitivity: JsonObject, *, lang: Lang) -> Fragment:
    """Return what a notebook shows of a Monte Carlo run: interval, tornado, what to improve."""
    _ = translator(lang, PART)
    stated = build_analysis(uncertainty, sensitivity, lang=lang)
    return Fragment(
        lang=lang,
        kicker=_("How sure the footprint is"),
        title=stated.name,
        value=stated.headline.value,
        unit=stated.headline.unit,
        notices=stated.doubts,
        figures=(
            figured(stated.intervals.head, intervals.picture, stated.intervals, lang),
            figured(stated.tornado.head, tornado.picture, stated.tornado, lang),
        ),
        tables=((stated.tables["ranking"], 3),),
    )


def comparison_fragment(document: JsonObject, *, lang: Lang) -> Fragment:
    """Return what a notebook shows of a comparison: results, intervals, each difference."""
    _ = translator(lang, PART)
    stated = build_differences(document, lang=lang)
    figures = [
        figured(part.view.head, difference.picture, part.view, lang) for part in stated.parts
    ]
    if stated.intervals:
        first = figured(stated.intervals.head, intervals.picture, stated.intervals, lang)
        figures.insert(0, first)
    return Fragment(
        lang=lang,
        kicker=_("Comparison"),
        title=stated.title,
        notices=tuple(Notice(kind="chance", title=p.name, text=p.chance) for p in stated.parts),
        figures=tuple(figures),
        tables=((stated.results, 2),),
    )


def levers_fragment(document: JsonObject, *, lang: Lang) -> Fragment:
    """Return what a notebook shows of a what-if: the levers by effect, and the number set."""
    _ = translator(lang, PART)
    root = Cursor(document)
    view = levers_view(document, lang=lang)
    value = root.get("value") or root.at("baseline")
    ranking = sorted(
        root.at("levers").items(), key=lambda item: -abs(item.at("difference").decimal())
    )
    rows = (
        TableRow(
            cells=(
                item.at("id").text(),
                significant(item.at("base").decimal()),
                significant(item.at("at").decimal()),
                signed_percent(item.at("difference").decimal()),
            ),
            note=item.at("name").label().get(lang),
        )
        for item in ranking[:MOST]
    )
    head = (_("Lever"), _("Now"), _("Set to"), _("Difference"))
    return Fragment(
        lang=lang,
        kicker=_("What if"),
        title=root.at("study").at("name").label().get(lang),
        value=significant(value.decimal()),
        unit=unit_words(root.at("unit").text(), lang),
        figures=(figured(view.head, ranked.picture, view, lang),),
        tables=((_table(_("Levers, each alone at its far end"), head, rows), 1),),
    )


def product_fragment(document: JsonObject, *, lang: Lang) -> Fragment:
    """Return what a notebook shows of a product: its number and its direct parts."""
    _ = translator(lang, PART)
    root = Cursor(document)
    view = product_parts_view(document, lang=lang)
    unit = unit_words(root.at("unit").text(), lang)
    rows = (
        TableRow(
            cells=(
                item.at("name").label().get(lang),
                item.string("location"),
                status_name(item.string("status"), lang),
                item.string("source"),
                significant(item.at("value").decimal()),
                percent(item.at("share").decimal()),
            )
        )
        for item in root.at("contributions").items()
    )
    head = (_("Part"), _("Place"), _("Status"), _("Source"), unit, "%")
    place = root.at("location").at("name").label().get(lang)
    name = root.at("product").at("name").label().get(lang)
    return Fragment(
        lang=lang,
        kicker=_("Carbon footprint"),
        title=f"{name} · {place}",
        value=significant(root.at("value").decimal()),
        unit=unit,
        figures=(figured(view.head, ranked.picture, view, lang),),
        tables=((_table(_("Direct parts with everything upstream of them"), head, rows), 4),),
    )


def entry_fragment(document: JsonObject, *, lang: Lang) -> Fragment:
    """Return what a notebook shows of a process or a product of the catalogue."""
    _ = translator(lang, PART)
    root = Cursor(document)
    process = root.string("kind") == "process"
    place = root.get("location")
    words = [root.at("id").text(), place.at("name").label().get(lang) if place else ""]
    return Fragment(
        lang=lang,
        kicker=" · ".join(word for word in (*words, root.string("unit")) if word),
        title=root.at("name").label().get(lang),
        notices=(Notice(kind="technology", title="", text=root.string("technology")),)
        if root.string("technology")
        else (),
        tables=((_exchanges(root, lang), 5),) if process else ((_processes(root, lang), 4),),
    )


def entries_fragment(rows: Sequence[JsonObject], *, lang: Lang) -> Fragment:
    """Return what a notebook shows of a search in the catalogue: at most twenty products."""
    _ = translator(lang, PART)
    found = [Cursor(row) for row in rows]
    shown = (
        TableRow(
            cells=(
                item.at("id").text(),
                item.string("family"),
                item.string("unit"),
                str(len(list(item.each("processes")))),
            ),
            note=item.at("name").label().get(lang),
        )
        for item in found[:MOST]
    )
    head = (_("Product"), _("Family"), _("Unit"), _("Processes"))
    return Fragment(
        lang=lang,
        kicker=_("Catalogue"),
        title=_("{shown} of {count} products").format(
            shown=min(MOST, len(found)), count=len(found)
        ),
        tables=((_table(_("Products"), head, shown), 3),),
    )


def _exchanges(root: Cursor, lang: Lang) -> Table:
    _ = translator(lang, PART)
    roles = {
        "input": _("input"),
        "emission": _("emission"),
        "resource": _("resource"),
        "byproduct": _("by-product"),
        "loss": _("loss"),
    }
    rows = (
        TableRow(
            cells=(
                item.at("name").label().get(lang),
                roles.get(item.string("role"), ""),
                status_name(item.string("status"), lang),
                " · ".join(w for w in (item.string("source"), item.string("page")) if w),
                item.string("unit"),
                as_stated(Decimal(item.at("amount").text())),
            ),
        )
        for item in root.at("exchanges").items()
    )
    head = (_("Exchange"), _("Role"), _("Status"), _("Source"), _("Unit"), _("Amount"))
    return _table(_("Exchanges per unit of the product"), head, rows)


def _processes(root: Cursor, lang: Lang) -> Table:
    _ = translator(lang, PART)
    rows = (
        TableRow(
            cells=(
                item.at("id").text(),
                item.string("route"),
                item.string("location"),
                item.at("name").label().get(lang),
            )
        )
        for item in root.at("processes").items()
    )
    return _table(_("Processes"), (_("Process"), _("Route"), _("Place"), _("Name")), rows)


def _table(caption: str, head: tuple[str, ...], rows: Iterable[TableRow]) -> Table:
    return Table(id="", caption=caption, head=head, rows=tuple(rows), csv="")
