"""What a page states about footprints that were compared: on the same draws, or rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts.comparison import Comparison, Difference, Side, read_comparison
from cellprint.charts.difference import Difference as DifferenceView
from cellprint.charts.difference import difference_view, names, probability_words
from cellprint.charts.interval import Intervals, compared_intervals_view
from cellprint.charts.reading import JsonObject
from cellprint.charts.words import unit_words
from cellprint.i18n import Lang, translator
from cellprint.report.csv_link import Cell, csv_link
from cellprint.report.numbers import signed, signed_percent, significant
from cellprint.report.statement import Table, TableRow

PART = "report"
DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencePart:
    """One difference: its name, what the draws say about it, its chart and its table."""

    name: str
    chance: str
    view: DifferenceView
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Everything that the page says, in one language.

    Attributes:
        drawn: whether studies were drawn together; rule books on one study are not.
        drafts: rule books of the page that are drafts.
        intervals: None without draws.
    """

    lang: Lang
    title: str
    drawn: bool
    drafts: tuple[str, ...]
    results: Table
    intervals: Intervals | None
    parts: tuple[DifferencePart, ...]


def build_differences(document: JsonObject, *, lang: Lang) -> Differences:
    """Return what a page states about a comparison.

    Args:
        document: what `cellprint compare … --json` prints.
        lang: language of the page.

    Raises:
        CP-CHART-001 … CP-CHART-005, CP-CHART-007: the document cannot be read or does not add up.
    """
    _ = translator(lang, PART)
    found = read_comparison(document)
    drawn = found.draws is not None
    studies = list(dict.fromkeys(side.name.get(lang) for side in found.sides))
    title = _("Footprints compared") if drawn else _("Rule books compared: {name}")
    drafts = (side.rule_book for side in found.sides if side.status == DRAFT)
    return Differences(
        lang=lang,
        title=title.format(name=studies[0]),
        drawn=drawn,
        drafts=tuple(dict.fromkeys(drafts)),
        results=_results(found, lang),
        intervals=compared_intervals_view(found, lang=lang) if drawn else None,
        parts=tuple(
            DifferencePart(
                name=_("{b} against {a}").format(**dict(zip("ab", names(pair, lang), strict=True))),
                chance=probability_words(pair, lang),
                view=difference_view(found, number, lang=lang),
                table=_table(pair, found.unit, number, lang),
            )
            for number, pair in enumerate(found.differences)
        ),
    )


def _results(found: Comparison, lang: Lang) -> Table:
    _ = translator(lang, PART)
    head = [_("Study"), _("Rule book"), _("Stated")]
    columns = ["study", "rule book", "stated"]
    if found.draws:
        head += [_("Median"), _("Lower end"), _("Upper end")]
        columns += ["median", "low", "high"]
    exact = [_exact(side) for side in found.sides]
    return Table(
        id="results",
        caption=_("Results, {unit}").format(unit=unit_words(found.unit, lang)),
        head=tuple(head),
        rows=tuple(_result_row(side, lang) for side in found.sides),
        csv=csv_link(columns, exact),
    )


def _result_row(side: Side, lang: Lang) -> TableRow:
    cells = [side.name.get(lang), side.rule_book, significant(side.total)]
    if side.spread:
        ends = (side.spread.median, side.spread.low, side.spread.high)
        cells += [significant(value) for value in ends]
    return TableRow(cells=tuple(cells))


def _exact(side: Side) -> Sequence[Cell]:
    cells: list[Cell] = [side.id, side.rule_book, side.total]
    if side.spread:
        cells += [side.spread.median, side.spread.low, side.spread.high]
    return cells


def _table(pair: Difference, unit: str, number: int, lang: Lang) -> Table:
    _ = translator(lang, PART)
    whole = pair.last - pair.first

    def share(value: Decimal) -> str:
        return signed_percent(value / abs(pair.first)) if pair.first else ""

    rows = [
        TableRow(cells=(step.name.get(lang), signed(step.value), share(step.value)))
        for step in pair.steps
    ]
    rows.append(TableRow(cells=(_("Difference"), signed(whole), share(whole)), strong=True))
    exact: list[Sequence[Cell]] = [(step.id, step.value) for step in pair.steps]
    first = _("Rule") if pair.probability is None else _("Life-cycle stage")
    return Table(
        id=f"difference-{number + 1}",
        caption=_("Difference in steps that add up"),
        head=(first, unit_words(unit, lang), _("Relative to A")),
        rows=tuple(rows),
        csv=csv_link(("step", f"difference {unit}"), [*exact, ("difference", whole)]),
    )
