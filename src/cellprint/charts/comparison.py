"""A comparison document as far as charts need it: what `cellprint compare --json` prints."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts.analysis import Draws, Spread, read_draws, read_spread, read_stage_id
from cellprint.charts.document import check_sum
from cellprint.charts.reading import Cursor, JsonObject
from cellprint.errors import BadInputError
from cellprint.model.inventory import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One result of a comparison, per functional unit; `spread` is None without draws."""

    id: str
    name: Text
    rule_book: str
    status: str
    total: Decimal
    spread: Spread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A step from one result to another; `stage` is empty for a step between rule books."""

    id: str
    stage: str
    name: Text
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """From `a` to `b` in steps that add up.

    `probability` is the share of the paired draws in which a is lower, with its interval; None
    between rule books, which are not drawn.
    """

    a: Side
    b: Side
    first: Decimal
    last: Decimal
    steps: tuple[Change, ...]
    probability: tuple[Decimal, Decimal, Decimal] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A comparison document, read; `draws` is None for rule books."""

    unit: str
    kind: str
    sides: tuple[Side, ...]
    differences: tuple[Difference, ...]
    draws: Draws | None


def read_comparison(document: JsonObject) -> Comparison:
    """Return a comparison document, read and checked.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-004, CP-CHART-005: it cannot be read.
        CP-CHART-003: the steps do not lead from one result to the other.
        CP-CHART-007: there is no result.
    """
    root = Cursor(document)
    sides = tuple(_side(item) for item in root.at("results").items())
    if not sides:
        raise BadInputError.of("CP-CHART-007", where="/results")
    drawn = root.get("draws")
    pairs = zip(sides[1:], root.each("pairs"), strict=False)
    steps = zip(sides, sides[1:], root.each("waterfalls"), strict=False)
    return Comparison(
        unit=root.at("unit").text(),
        kind=root.at("kind").text(),
        sides=sides,
        differences=(
            *(_paired(sides[0], other, pair) for other, pair in pairs),
            *(_between_books(one, other, pair) for one, other, pair in steps),
        ),
        draws=read_draws(drawn, "drawn") if drawn else None,
    )


def _side(cursor: Cursor) -> Side:
    study, book, found = cursor.at("study"), cursor.at("rulebook"), cursor.get("interval")
    return Side(
        id=study.at("id").text(),
        name=study.at("name").label(),
        rule_book=book.at("id").text(),
        status=book.string("status"),
        total=cursor.at("total").at("value").decimal(),
        spread=read_spread(found) if found else None,
    )


def _paired(a: Side, b: Side, cursor: Cursor) -> Difference:
    chance = cursor.at("probability_a_below_b")
    steps = tuple(
        Change(
            id=read_stage_id(item),
            stage=read_stage_id(item),
            name=item.at("name").label(),
            value=item.at("difference").decimal(),
        )
        for item in cursor.at("stages").items()
    )
    return _checked(
        Difference(
            a=a,
            b=b,
            first=a.total,
            last=b.total,
            steps=steps,
            probability=(
                chance.at("value").decimal(),
                chance.at("low").decimal(),
                chance.at("high").decimal(),
            ),
        ),
        cursor,
    )


def _between_books(a: Side, b: Side, cursor: Cursor) -> Difference:
    steps = tuple(
        Change(
            id=item.at("id").text(),
            stage="",
            name=item.at("name").label(),
            value=item.at("change").decimal(),
        )
        for item in cursor.at("steps").items()
    )
    first, last = cursor.at("first").decimal(), cursor.at("last").decimal()
    return _checked(
        Difference(a=a, b=b, first=first, last=last, steps=steps, probability=None), cursor
    )


def _checked(found: Difference, cursor: Cursor) -> Difference:
    # The steps are compared with the totals: between near-equal results they are rounding alone.
    parts = (found.first, *(step.value for step in found.steps))
    check_sum(parts, found.last, cursor.where)
    return found
