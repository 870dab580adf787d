"""Documents of uncertainty and sensitivity as far as charts need them.

They are the JSON that `cellprint uncertainty` and `cellprint sensitivity` print with `--json`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts.numbers import fixed
from cellprint.charts.reading import Cursor, JsonObject
from cellprint.charts.theme import STAGES
from cellprint.errors import BadInputError
from cellprint.i18n import Lang, translator
from cellprint.model.inventory import Text

PART = "charts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Median and central interval of a value; `level` is the share of the draws inside."""

    median: Decimal
    low: Decimal
    high: Decimal
    level: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """A Monte Carlo run: its seed, and how many draws it kept and rejected."""

    seed: int
    accepted: int
    rejected: int = 0
    quantities: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """An uncertainty document, read; values per functional unit.

    Attributes:
        baseline: the footprint as stated, with every amount at its stated value.
        stages: id → spread, in the order of the document.
        document: the whole document, for readers of its optional parts.
    """

    study_id: str
    name: Text
    rule_book: str
    unit: str
    baseline: Decimal
    total: Spread
    stages: tuple[tuple[str, Spread], ...]
    draws: Draws
    document: Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What is known about a drawn quantity."""

    id: str
    name: Text
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """The footprint when one quantity alone takes its low and its high value."""

    quantity: Quantity
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A quantity's share of the variance, and the change per change of it (both relative)."""

    quantity: Quantity
    share: Decimal
    elasticity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRank:
    """The quantities that rest on one source, taken together."""

    source: str
    quantities: int
    share: Decimal
    elasticity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """A sensitivity document, read; `swings` and `ranking` start with the largest."""

    study_id: str
    name: Text
    rule_book: str
    unit: str
    baseline: Decimal
    swings: tuple[Swing, ...]
    ranking: tuple[Rank, ...]
    by_source: tuple[SourceRank, ...]
    draws: Draws


def read_uncertainty(document: JsonObject) -> Uncertainty:
    """Return an uncertainty document, read.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-004, CP-CHART-005: it cannot be read.
    """
    root = Cursor(document)
    study, total = root.at("study"), root.at("total")
    return Uncertainty(
        study_id=study.at("id").text(),
        name=study.at("name").label(),
        rule_book=root.at("rulebook").at("id").text(),
        unit=total.at("unit").text(),
        baseline=root.at("baseline").decimal(),
        total=read_spread(total),
        stages=tuple(
            (read_stage_id(item), read_spread(item)) for item in root.at("stages").items()
        ),
        draws=read_draws(root.at("draws"), "accepted"),
        document=root,
    )


def read_sensitivity(document: JsonObject) -> Sensitivity:
    """Return a sensitivity document, read.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-005: it cannot be read.
    """
    root = Cursor(document)
    study = root.at("study")
    return Sensitivity(
        study_id=study.at("id").text(),
        name=study.at("name").label(),
        rule_book=root.at("rulebook").at("id").text(),
        unit=root.at("unit").text(),
        baseline=root.at("baseline").decimal(),
        swings=tuple(
            Swing(
                quantity=_quantity(item),
                low=item.at("low").decimal(),
                high=item.at("high").decimal(),
            )
            for item in root.at("tornado").items()
        ),
        ranking=tuple(_rank(item) for item in root.at("ranking").items()),
        by_source=tuple(_source_rank(item) for item in root.at("by_source").items()),
        draws=read_draws(root.at("draws"), "accepted"),
    )


def stage_label(stage: str, lang: Lang) -> str:
    """Return the name of a life-cycle stage."""
    _ = translator(lang, PART)
    names = {
        "raw_materials": _("Raw material acquisition and pre-processing"),
        "manufacturing": _("Main product production"),
        "distribution": _("Distribution"),
        "end_of_life": _("End of life and recycling"),
    }
    return names[stage]


def draws_words(draws: Draws, lang: Lang) -> str:
    """Return how a result was drawn: `2,000 draws, seed 1`."""
    _ = translator(lang, PART)
    count = fixed(Decimal(draws.accepted), 0)
    return _("{count} draws, seed {seed}").format(count=count, seed=draws.seed)


def analysis_source(study: str, books: Sequence[str], draws: Draws | None, lang: Lang) -> str:
    """Return the source line of a chart of an analysis."""
    _ = translator(lang, PART)
    parts = [study, *(_("rules {id}").format(id=book) for book in books)]
    if draws:
        parts.append(draws_words(draws, lang))
    return _("Source: {parts}").format(parts=" · ".join(parts))


def read_spread(cursor: Cursor) -> Spread:
    """Return a median with its interval."""
    return Spread(
        median=cursor.at("median").decimal(),
        low=cursor.at("low").decimal(),
        high=cursor.at("high").decimal(),
        level=cursor.at("level").decimal(),
    )


def read_draws(cursor: Cursor, counted: str) -> Draws:
    """Return how a run was drawn; `counted` is the key of the draws that count."""
    return Draws(
        seed=int(cursor.at("seed").decimal()),
        accepted=int(cursor.at(counted).decimal()),
        rejected=int(cursor.number("rejected") or 0),
        quantities=int(cursor.number("quantities") or 0),
    )


def read_stage_id(cursor: Cursor) -> str:
    """Return the id of a life-cycle stage.

    Raises:
        CP-CHART-004: it is none.
    """
    found = cursor.at("id").text()
    if found not in STAGES:
        raise BadInputError.of("CP-CHART-004", where=f"{cursor.where}/id", found=found)
    return found


def _quantity(cursor: Cursor) -> Quantity:
    return Quantity(
        id=cursor.at("id").text(),
        name=cursor.at("name").label(),
        source=cursor.string("source"),
        status=cursor.string("status"),
    )


def _rank(cursor: Cursor) -> Rank:
    return Rank(
        quantity=_quantity(cursor),
        share=cursor.at("share_of_variance").decimal(),
        elasticity=cursor.at("elasticity").decimal(),
    )


def _source_rank(cursor: Cursor) -> SourceRank:
    return SourceRank(
        source=cursor.at("source").text(),
        quantities=int(cursor.at("quantities").decimal()),
        share=cursor.at("share_of_variance").decimal(),
        elasticity=cursor.at("elasticity").decimal(),
    )
