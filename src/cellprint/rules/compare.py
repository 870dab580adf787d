"""Why two rule books give two numbers: a waterfall whose steps are rules and close exactly.

The caller applies one rule after another to the same inventory and hands over the total after each;
this module turns the totals into steps and refuses what does not close. The order of substitution
changes the rows, so it is part of the result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cellprint.errors import BadInputError
from cellprint.rules.functional_unit import FunctionalUnit, require_same_unit

# Order in which rules are replaced when the caller has no reason for another one.
ORDER = (
    "electricity",
    "stage_boundary",
    "recycling_method",
    "lifetime_energy",
    "background_data",
    "gwp_set",
    "cut_off",
)
CLOSURE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTotal:
    """The total [kg CO2e per functional unit] after the rule `step` has been replaced."""

    step: str
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What replacing one rule changes, from `start` to `end` [kg CO2e per functional unit]."""

    rule: str
    start: float
    end: float

    @property
    def change(self) -> float:
        """Return end - start."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """The steps from one book's total to the other's, in the order of substitution."""

    first: float
    last: float
    steps: tuple[Step, ...]

    @property
    def gap(self) -> float:
        """Return last - first."""
        return self.last - self.first


def waterfall(
    *,
    first: float,
    totals: Sequence[RuleTotal],
    last: float,
    units: tuple[FunctionalUnit, FunctionalUnit] | None = None,
) -> Waterfall:
    """Return the steps that lead from one book's total to another's.

    Args:
        first: total under the first book [kg CO2e per functional unit].
        totals: total after each rule is replaced, in order; the last one is the other book's.
        last: total under the other book.
        units: functional units of both, checked when given.

    Raises:
        CP-RULE-013: the totals are stated per different functional units.
        CP-RULE-080: the last total differs from the other book's by more than 1e-9 relative.
        CP-RULE-081: a rule stands twice, or a total is not finite.
    """
    if units is not None:
        require_same_unit(*units)
    names = [total.step for total in totals]
    values = [first, *(total.total for total in totals), last]
    if len(names) != len(set(names)) or not all(map(math.isfinite, values)):
        raise BadInputError.of("CP-RULE-081", where="waterfall", steps=", ".join(names))
    reached = totals[-1].total if totals else first
    if not _closes(reached, last):
        raise BadInputError.of("CP-RULE-080", where="waterfall", reached=reached, last=last)
    path = [("", first), *((total.step, total.total) for total in totals)]
    return Waterfall(
        first=first,
        last=last,
        steps=tuple(
            Step(rule=rule, start=start, end=end) for (_, start), (rule, end) in pairwise(path)
        ),
    )


def closure_error(result: Waterfall) -> float:
    """Return the difference between the gap and the sum of the steps, relative to the totals."""
    scale = max(abs(result.first), abs(result.last)) or 1.0
    return abs(math.fsum(step.change for step in result.steps) - result.gap) / scale


def averaged(results: Sequence[Waterfall]) -> Mapping[str, float]:
    """Return the mean change of each rule over several orders of substitution.

    The mean over orders does not depend on any one of them; its sum is still the gap.

    Raises:
        CP-RULE-082: the waterfalls do not hold the same rules, or there are none.
    """
    names = {frozenset(step.rule for step in result.steps) for result in results}
    if len(names) != 1:
        raise BadInputError.of("CP-RULE-082", where="waterfall", count=len(results))
    changes: dict[str, list[float]] = {rule: [] for rule in sorted(names.pop())}
    for result in results:
        for step in result.steps:
            changes[step.rule].append(step.change)
    return {rule: math.fsum(values) / len(results) for rule, values in changes.items()}


def _closes(reached: float, last: float) -> bool:
    return abs(reached - last) <= CLOSURE * max(abs(reached), abs(last), 1e-300)
