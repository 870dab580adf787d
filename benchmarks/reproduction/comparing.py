"""Deviations, verdicts and hit rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.reproduction.computing import computed, parts_of
from benchmarks.reproduction.figures import Figure, Figures, Group
from cellprint.catalogue.release import Catalogue
from cellprint.errors import CellprintError

CLOSE = 0.10
FAIR = 0.20


class Verdict(StrEnum):
    """How near a figure is met: a single value by its deviation, a band by inside or not."""

    WITHIN_10 = "within 10 %"
    WITHIN_20 = "within 20 %"
    OFF = "off"
    INSIDE = "inside"
    OUTSIDE = "outside"


HITS = frozenset({Verdict.WITHIN_10, Verdict.INSIDE})
FAIR_HITS = HITS | {Verdict.WITHIN_20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One compared figure.

    Attributes:
        figure: the figure.
        low, high: our smallest and largest value; equal for one product.
        deviation: the largest relative deviation from the value, or from the nearest bound of
            the band (0 inside).
        verdict: how near that is.
        as_shipped: the same deviation without any setting; None where no settings change
            anything or the product has no place of its own.
        parts: our values for the parts of the source's breakdown.
    """

    figure: Figure
    low: float
    high: float
    deviation: float
    verdict: Verdict
    as_shipped: float | None
    parts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRate:
    """How many figures of a group are met."""

    group: Group
    compared: int
    hits: int
    fair: int


def compared(catalogue: Catalogue, figures: Figures) -> tuple[Row, ...]:
    """Return a row for every comparable figure, in the order of the files."""
    return tuple(
        _row(catalogue, figure, figures) for figure in figures.figures if figure.ours is not None
    )


def _row(catalogue: Catalogue, figure: Figure, figures: Figures) -> Row:
    low, high = computed(catalogue, figure, figures.inventories)
    deviation = largest_deviation(figure, low, high)
    return Row(
        figure=figure,
        low=low,
        high=high,
        deviation=deviation,
        verdict=verdict(figure, deviation),
        as_shipped=_as_shipped(catalogue, figure, figures) if figure.settings else None,
        parts=parts_of(catalogue, figure, figures.inventories),
    )


def _as_shipped(catalogue: Catalogue, figure: Figure, figures: Figures) -> float | None:
    try:
        low, high = computed(catalogue, figure, figures.inventories, with_settings=False)
    except CellprintError:
        return None
    return largest_deviation(figure, low, high)


def largest_deviation(figure: Figure, *ours: float) -> float:
    """Return the deviation of the value that lies farthest off, 0 for a band that holds all.

    >>> from decimal import Decimal
    >>> band = Figure(id="A", quantity="q", group="cathode", unit="kg", citation="c",
    ...               boundary="b", low=Decimal(40), high=Decimal(70), not_comparable="x")
    >>> round(largest_deviation(band, 77.0, 50.0), 3)
    0.1
    """
    low, high = figure.theirs
    return max((_off(value, low, high) for value in ours), key=abs)


def _off(value: float, low: float | None, high: float | None) -> float:
    if low is not None and value < low:
        return (value - low) / abs(low) if low else value
    if high is not None and value > high:
        return (value - high) / abs(high) if high else value
    return 0.0


def verdict(figure: Figure, deviation: float) -> Verdict:
    """Return how near a deviation is, for a single value or a band."""
    low, high = figure.theirs
    if low != high:
        return Verdict.INSIDE if deviation == 0 else Verdict.OUTSIDE
    if abs(deviation) <= CLOSE:
        return Verdict.WITHIN_10
    return Verdict.WITHIN_20 if abs(deviation) <= FAIR else Verdict.OFF


def hit_rates(rows: Iterable[Row]) -> tuple[HitRate, ...]:
    """Return how many figures of each group are met."""
    listed = list(rows)
    return tuple(
        _rate(group, [row.verdict for row in listed if row.figure.group is group])
        for group in Group
    )


def _rate(group: Group, counted: Sequence[Verdict]) -> HitRate:
    return HitRate(
        group=group,
        compared=len(counted),
        hits=sum(verdict in HITS for verdict in counted),
        fair=sum(verdict in FAIR_HITS for verdict in counted),
    )
