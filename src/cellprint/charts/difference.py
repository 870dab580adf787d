"""What lies between two footprints: their difference by life-cycle stage, or rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts import theme
from cellprint.charts.alt import described
from cellprint.charts.analysis import analysis_source
from cellprint.charts.arrange import framed
from cellprint.charts.comparison import Comparison
from cellprint.charts.comparison import Difference as Found
from cellprint.charts.drawing import Head
from cellprint.charts.numbers import percent, percent_number, signed, significant
from cellprint.charts.picture import Picture, drawn
from cellprint.charts.rows import Bar, Extras, Row, bar_drawing
from cellprint.charts.words import PART, comma_list, head, unit_words
from cellprint.i18n import Lang, Translator, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceStep:
    """A step from the running difference `start` by `value`; `stage` is empty between rules."""

    id: str
    stage: str
    label: str
    start: float
    value: float
    value_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the chart shows: steps whose last end is the difference `b` less `a`."""

    head: Head
    a: str
    b: str
    steps: tuple[DifferenceStep, ...]
    total: float
    total_label: str
    total_name: str


def difference_view(found: Comparison, number: int = 0, *, lang: Lang) -> Difference:
    """Return one difference of a comparison as the chart shows it.

    Args:
        found: the comparison.
        number: which of its differences.
        lang: language of the labels.
    """
    _ = translator(lang, PART)
    pair = found.differences[number]
    a, b = names(pair, lang)
    total = pair.last - pair.first
    ids = dict.fromkeys((pair.a.id, pair.b.id))
    books = list(dict.fromkeys((pair.a.rule_book, pair.b.rule_book)))
    study = _("studies {ids}").format(ids=comma_list(list(ids), lang))
    return Difference(
        head=head(
            title=_title(pair, lang, _),
            subtitle=_subtitle(pair, found.unit, lang, _),
            source=analysis_source(study, books, found.draws, lang),
        ),
        a=a,
        b=b,
        steps=tuple(_steps(pair, lang)),
        total=float(total),
        total_label=signed(total),
        total_name=_("Difference"),
    )


@drawn
def difference(
    view: Difference, *, lang: Lang, width: float = theme.WIDE, with_head: bool = True
) -> Picture:
    """Return the steps as floating bars and the difference from zero.

    Colour belongs to the stage in both directions: a stage that is lower is no credit.

    Args:
        view: what to show.
        lang: language of the labels.
        width: width of the drawing [px].
        with_head: draw title, unit and source line too.
    """
    rows = [_row(step) for step in view.steps]
    total = Bar(id="total", start=0.0, end=view.total, fill=theme.TOTAL_FILL.light, outlined=True)
    rows.append(
        Row(id="total", label=view.total_name, value=view.total_label, bars=(total,), strong=True)
    )
    drawing = bar_drawing(rows, width=width, extras=Extras(connectors=True))
    text = described(view.head, [(row.label, row.value) for row in rows], lang=lang)
    return Picture(framed(drawing, view.head) if with_head else drawing, description=text)


def names(pair: Found, lang: Lang) -> tuple[str, str]:
    """Return what tells the two sides apart: studies, or rule books on one study."""
    if pair.probability is None:
        return pair.a.rule_book, pair.b.rule_book
    return pair.a.name.get(lang), pair.b.name.get(lang)


def probability_words(pair: Found, lang: Lang) -> str:
    """Return the share of the paired draws in which a is lower, with its interval."""
    if pair.probability is None or pair.a.spread is None:
        return ""
    _ = translator(lang, PART)
    value, low, high = pair.probability
    return _("A is lower in {share} of the paired draws ({low}–{high}, {level})").format(
        share=percent(value),
        low=percent_number(low),
        high=percent(high),
        level=percent(pair.a.spread.level),
    )


def _title(pair: Found, lang: Lang, _: Translator) -> str:
    a, b = names(pair, lang)
    change = pair.last - pair.first
    if not change:
        return _("“{b}” has the same footprint as “{a}”").format(a=a, b=b)
    words = (
        _("“{b}” lies {share} above “{a}”") if change > 0 else _("“{b}” lies {share} below “{a}”")
    )
    share = percent(abs(change / pair.first)) if pair.first else significant(abs(change))
    finding = words.format(a=a, b=b, share=share)
    same = [step for step in pair.steps if step.value * change > 0]
    if not same:
        return finding
    largest = max(same, key=lambda step: abs(step.value))
    return _("{finding}; the largest step is {step}").format(
        finding=finding, step=_in_sentence(largest.name.get(lang))
    )


def _in_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def _subtitle(pair: Found, unit: str, lang: Lang, _: Translator) -> str:
    words = _("From A ({a}) to B ({b}), {unit}").format(
        a=significant(pair.first), b=significant(pair.last), unit=unit_words(unit, lang)
    )
    chance = probability_words(pair, lang)
    return _("{words}. {chance}").format(words=words, chance=chance) if chance else words


def _steps(pair: Found, lang: Lang) -> Iterator[DifferenceStep]:
    running = Decimal(0)
    for step in pair.steps:
        yield DifferenceStep(
            id=step.id,
            stage=step.stage,
            label=step.name.get(lang),
            start=float(running),
            value=float(step.value),
            value_label=signed(step.value),
        )
        running += step.value


def _row(step: DifferenceStep) -> Row:
    fill = theme.stage_fill(step.stage)
    bar = Bar(id=step.id, start=step.start, end=step.start + step.value, fill=fill)
    return Row(id=step.id, label=step.label, value=step.value_label, bars=(bar,))
