"""What a page states about how sure a footprint is, and which datum would make it surer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts.analysis import (
    Quantity,
    Sensitivity,
    Spread,
    Uncertainty,
    read_sensitivity,
    read_spread,
    read_uncertainty,
    stage_label,
)
from cellprint.charts.interval import Intervals, interval_view
from cellprint.charts.reading import Cursor, JsonObject
from cellprint.charts.tornado import Tornado, tornado_view
from cellprint.charts.words import unit_words
from cellprint.i18n import Lang, Translator, translator
from cellprint.model.terms import status_name
from cellprint.report.csv_link import Cell, csv_link
from cellprint.report.numbers import fixed, interval, percent, percent_number, significant
from cellprint.report.statement import Fact, KeyNumber, Notice, Table, TableRow

PART = "report"
DRAFT = "draft"
SOURCES_SHOWN = 12
WIDEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything that the page says, in one language; every number as it is shown.

    Attributes:
        headline: median with its interval.
        doubts: notices about the run itself.
        notices: these and those about the rule book.
        report: address of the report of the footprint, empty when there is none.
        tables: by the id of what they prove.
    """

    lang: Lang
    name: str
    headline: KeyNumber
    key_numbers: tuple[KeyNumber, ...]
    doubts: tuple[Notice, ...]
    notices: tuple[Notice, ...]
    facts: tuple[Fact, ...]
    intervals: Intervals
    tornado: Tornado
    tables: Mapping[str, Table]
    draws: tuple[Fact, ...]
    report: str


def build_analysis(
    uncertainty: JsonObject,
    sensitivity: JsonObject,
    *,
    lang: Lang,
    footprint: JsonObject | None = None,
    report: str = "",
) -> Analysis:
    """Return what a page states about one Monte Carlo run.

    Args:
        uncertainty: what `cellprint uncertainty STUDY --json` prints.
        sensitivity: what `cellprint sensitivity STUDY --json` prints for the same run.
        lang: language of the page.
        footprint: what `cellprint compute STUDY --json` prints: stated values of the stages and
            titles of the sources.
        report: address of the report of the footprint.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-004, CP-CHART-005: a document cannot be read.
    """
    _ = translator(lang, PART)
    found, moved = read_uncertainty(uncertainty), read_sensitivity(sensitivity)
    known = Cursor(footprint or {})
    book = found.document.at("rulebook")
    doubts = tuple(_doubts(found, _))
    return Analysis(
        lang=lang,
        name=found.name.get(lang),
        headline=KeyNumber(
            label=_("Median and interval"),
            value=_interval(found.total),
            unit=unit_words(found.unit, lang),
        ),
        key_numbers=tuple(_key_numbers(found, lang, _)),
        doubts=doubts,
        notices=(*doubts, *_draft(found, book, lang, _)),
        facts=(
            Fact(label=_("Study"), value=found.study_id),
            Fact(label=_("Rule book"), value=f"{found.rule_book} · {book.string('version')}"),
        ),
        intervals=interval_view(found, lang=lang),
        tornado=tornado_view(moved, lang=lang),
        tables=_tables(found, moved, known, lang),
        draws=tuple(_draws(found, lang, _)),
        report=report,
    )


def _interval(spread: Spread) -> str:
    return interval(spread.median, spread.low, spread.high, spread.level)


def _key_numbers(found: Uncertainty, lang: Lang, _: Translator) -> Iterator[KeyNumber]:
    unit = unit_words(found.unit, lang)
    yield KeyNumber(label=_("Stated value"), value=significant(found.baseline), unit=unit)
    capacity = found.document.get("per_kwh_capacity")
    if capacity:
        yield KeyNumber(
            label=_("Per kWh of capacity"),
            value=_interval(read_spread(capacity)),
            unit=unit_words(capacity.at("unit").text(), lang),
        )


def _doubts(found: Uncertainty, _: Translator) -> Iterator[Notice]:
    """Yield what to know about the run before its interval is used."""
    if not found.total.low <= found.baseline <= found.total.high:
        yield Notice(
            kind="doubt",
            title=_("Stated value outside the interval"),
            text=_(
                "Many stated amounts lie at the end of their ranges, so drawing from the ranges "
                "moves the footprint to one side. The stated value is the result of the rule book; "
                "the interval says where it would lie if the ranges were right."
            ),
        )
    spreads = found.document.get("default_spreads")
    if spreads:
        yield Notice(
            kind="unverified",
            title=_("Default ranges"),
            text=_(
                "{count} amounts without a stated range have one that is derived from their "
                "quality scores. The factors behind it are unverified."
            ).format(count=fixed(spreads.at("amounts").decimal(), 0)),
        )


def _draft(found: Uncertainty, book: Cursor, lang: Lang, _: Translator) -> Iterator[Notice]:
    if book.string("status") == DRAFT:
        name = book.named("name")
        yield Notice(
            kind="draft",
            title=_("Draft rules"),
            text=_(
                "The rule book “{name}” is a draft. The result may change when the rules are "
                "adopted. It is not a declaration, and nobody has verified it."
            ).format(name=name.get(lang) if name else found.rule_book),
        )


def _draws(found: Uncertainty, lang: Lang, _: Translator) -> Iterator[Fact]:
    draws = found.draws
    for label, number in (
        (_("Seed"), Decimal(draws.seed)),
        (_("Draws kept"), Decimal(draws.accepted)),
        (_("Draws rejected"), Decimal(draws.rejected)),
        (_("Quantities drawn"), Decimal(draws.quantities)),
    ):
        yield Fact(label=label, value=fixed(number, 0))
    mean = found.document.get("mean_by_control_variate")
    if mean:
        shown = _("{mean}, standard error {error} {unit}").format(
            mean=significant(mean.at("value").decimal(), 4),
            error=significant(mean.at("standard_error").decimal(), 2),
            unit=unit_words(found.unit, lang),
        )
        yield Fact(label=_("Mean, sharpened by the gradient"), value=shown)
    digest = found.document.string("footprint_digest")
    if digest:
        yield Fact(label=_("Digest of the footprint"), value=digest)


def _tables(found: Uncertainty, moved: Sensitivity, known: Cursor, lang: Lang) -> dict[str, Table]:
    return {
        "intervals": _interval_table(found, known, lang),
        "tornado": _tornado_table(moved, lang),
        "ranking": _ranking_table(moved, lang),
        "widest": _widest_table(moved, lang),
        "sources": _source_table(moved, known, lang),
    }


def _interval_table(found: Uncertainty, known: Cursor, lang: Lang) -> Table:
    _ = translator(lang, PART)
    stated = {item.at("id").text(): item.at("value").decimal() for item in known.each("stages")}
    rows: list[TableRow] = []
    exact: list[Sequence[Cell]] = []
    for id_, spread in found.stages:
        value = stated.get(id_)
        shown = significant(value) if value is not None else ""
        rows.append(TableRow(cells=(stage_label(id_, lang), shown, *_cells(spread))))
        exact.append((id_, "" if value is None else value, spread.median, spread.low, spread.high))
    whole = found.total
    last = (_("Total"), significant(found.baseline), *_cells(whole))
    rows.append(TableRow(cells=last, strong=True))
    exact.append(("total", found.baseline, whole.median, whole.low, whole.high))
    return Table(
        id="intervals",
        caption=_("Stated value, median and interval of {level}, {unit}").format(
            level=percent(whole.level), unit=unit_words(found.unit, lang)
        ),
        head=(_("Life-cycle stage"), _("Stated"), _("Median"), _("Lower end"), _("Upper end")),
        rows=tuple(rows),
        csv=csv_link(("stage", "stated", "median", "low", "high"), exact),
    )


def _cells(spread: Spread) -> tuple[str, str, str]:
    return significant(spread.median), significant(spread.low), significant(spread.high)


def _tornado_table(moved: Sensitivity, lang: Lang) -> Table:
    _ = translator(lang, PART)
    columns = ("id", "name", "footprint at low value", "footprint at high value")
    return Table(
        id="tornado",
        caption=_("Footprint when one quantity alone takes its low or high value, {unit}").format(
            unit=unit_words(moved.unit, lang)
        ),
        head=(_("Quantity"), _("At its low value"), _("At its high value")),
        rows=tuple(
            TableRow(
                cells=(
                    swing.quantity.name.get(lang),
                    significant(swing.low),
                    significant(swing.high),
                )
            )
            for swing in moved.swings
        ),
        csv=csv_link(
            columns,
            [(s.quantity.id, s.quantity.name.get(lang), s.low, s.high) for s in moved.swings],
        ),
    )


def _widest_table(moved: Sensitivity, lang: Lang) -> Table:
    """Return the head of the ranking, narrow enough to stand beside a chart."""
    _ = translator(lang, PART)
    return Table(
        id="widest",
        caption=_("Which datum to improve first"),
        head=(_("Quantity"), _("% of variance"), _("Elasticity")),
        rows=tuple(
            TableRow(
                cells=(
                    row.quantity.name.get(lang),
                    percent_number(row.share),
                    significant(row.elasticity, 2),
                ),
                note=" · ".join(
                    (row.quantity.source, status_name(row.quantity.status, lang))
                ).strip(" ·"),
            )
            for row in moved.ranking[:WIDEST]
        ),
        csv=_ranking_csv(moved, lang),
    )


def _ranking_csv(moved: Sensitivity, lang: Lang) -> str:
    columns = ("id", "name", "source", "status", "share of variance", "elasticity")
    return csv_link(
        columns,
        [(*_named(row.quantity, lang), row.share, row.elasticity) for row in moved.ranking],
    )


def _ranking_table(moved: Sensitivity, lang: Lang) -> Table:
    _ = translator(lang, PART)
    return Table(
        id="ranking",
        caption=_("Which datum to improve first"),
        head=(_("Quantity"), _("Source"), _("Status"), _("% of variance"), _("Elasticity")),
        rows=tuple(
            TableRow(
                cells=(
                    row.quantity.name.get(lang),
                    row.quantity.source,
                    status_name(row.quantity.status, lang),
                    percent_number(row.share),
                    significant(row.elasticity, 2),
                )
            )
            for row in moved.ranking
        ),
        csv=_ranking_csv(moved, lang),
    )


def _named(quantity: Quantity, lang: Lang) -> tuple[Cell, ...]:
    return quantity.id, quantity.name.get(lang), quantity.source, quantity.status


def _source_table(moved: Sensitivity, known: Cursor, lang: Lang) -> Table:
    _ = translator(lang, PART)
    titles = {item.at("id").text(): item.string("title") for item in known.each("sources")}
    columns = ("source", "title", "quantities", "share of variance", "elasticity")
    return Table(
        id="sources",
        caption=_("What rests on each source"),
        head=(_("Source"), _("Quantities"), _("% of variance"), _("Elasticity")),
        rows=tuple(
            TableRow(
                cells=(
                    row.source,
                    str(row.quantities),
                    percent_number(row.share),
                    significant(row.elasticity, 2),
                ),
                note=titles.get(row.source, ""),
            )
            for row in moved.by_source[:SOURCES_SHOWN]
        ),
        csv=csv_link(
            columns,
            [
                (
                    row.source,
                    titles.get(row.source, ""),
                    Decimal(row.quantities),
                    row.share,
                    row.elasticity,
                )
                for row in moved.by_source
            ],
        ),
    )
