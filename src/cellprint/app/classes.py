"""Performance class of a footprint among others, with how sure it is.

The act that fixes the classes of Regulation (EU) 2023/1542, Art. 7(2), is not adopted. So rule and
population are the user's, and the result says that it is no declared class. The same holds for the
maximum threshold of Art. 7(3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cellprint.app.compute import Computation, compute_study_file
from cellprint.app.counting import unit_label
from cellprint.app.documents import Json
from cellprint.app.numbers import decimal_string
from cellprint.app.uncertainty import DEFAULT_SAMPLES, DEFAULT_SEED, draw_study
from cellprint.errors import BadInputError
from cellprint.rules.classes import (
    ClassRule,
    ClassTable,
    FixedClasses,
    QuantileClasses,
    TopShareClasses,
    class_of,
    class_probabilities,
    class_table,
)

BOOTSTRAP = 1000
TABLE = "bounds"
REFERENCE = "32023R1542 Art. 7(2), 7(3), Annex II(8)"
STATEMENT = {
    "en": "The act that fixes classes and thresholds is not adopted. Rule and population are the "
    "user's; this is not a declared class.",
    "zh": "规定等级与限值的法案尚未通过。规则与总体由使用者给定；本结果不是声明的等级。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSettings:
    """How classes are drawn.

    Attributes:
        name: `quantiles`, `top` (shares of the best) or `bounds` (a table).
        threshold: a maximum [kg CO2e per functional unit].
    """

    name: str
    rule: ClassRule
    threshold: float | None = None
    samples: int = DEFAULT_SAMPLES
    seed: int = DEFAULT_SEED


def class_settings(
    by: str, *, threshold: float | None = None, samples: int = DEFAULT_SAMPLES
) -> ClassSettings:
    """Return the settings that a text asks for: `quantiles=3`, `top=0.1,0.3`, `bounds=0.2,0.25`.

    Raises:
        CP-UNC-009: the text is of no such form.
    """
    name, _, text = by.partition("=")
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise BadInputError.of("CP-UNC-009", where="--by", found=by) from error
    rule: ClassRule
    if name == "quantiles" and len(numbers) == 1 and numbers[0].is_integer():
        rule = QuantileClasses(count=int(numbers[0]))
    elif name == "top":
        rule = TopShareClasses(shares=numbers)
    elif name == TABLE:
        rule = FixedClasses(upper_bounds=numbers)
    else:
        raise BadInputError.of("CP-UNC-009", where="--by", found=by)
    return ClassSettings(name=name, rule=rule, threshold=threshold, samples=samples)


def classes_of_file(
    path: Path,
    population: Sequence[Path],
    settings: ClassSettings,
    *,
    rules: str = "",
    overrides: Mapping[str, str] | None = None,
) -> Json:
    """Return the class of a study among the studies of a population; see `classes_document`."""
    computed = compute_study_file(path, rules=rules, overrides=overrides)
    others = [compute_study_file(one, rules=computed.book.id) for one in population]
    return classes_document(computed, others, settings)


def classes_document(
    computed: Computation, population: Sequence[Computation], settings: ClassSettings
) -> Json:
    """Return class, bounds with bootstrap intervals, and probabilities of classes.

    Args:
        computed: the study whose class is asked for.
        population: studies of the reference period; may be empty for a table of bounds.
        settings: rule, threshold and draws.

    Raises:
        CP-RULE-085: no proper classes can be drawn.
        CP-UNC-003: a study of the population states another functional unit.
    """
    is_table = settings.name == TABLE
    for other in population:
        _require_same_unit(computed, other)
    values = [_value(one) for one in population]
    table = class_table(
        values or [_value(computed)] if is_table else values,
        settings.rule,
        draws=0 if is_table else BOOTSTRAP,
        seed=settings.seed,
    )
    drawn = draw_study(computed, samples=settings.samples, seed=settings.seed)
    scores = (drawn.samples.scores[:, 0] / computed.counted.amount).tolist()
    value = _value(computed)
    return {
        "schema": "cellprint/classes/1",
        "study": computed.document["study"],
        "rulebook": computed.document["rulebook"],
        "unit": unit_label(computed.counted),
        "reference": REFERENCE,
        "statement": STATEMENT,
        "rule": settings.name,
        "value": decimal_string(value),
        "class": class_of(value, table),
        "population": len(values),
        "level": decimal_string(table.level),
        "classes": _classes(table, class_probabilities(scores, table), drawn=not is_table),
        "threshold": _threshold(settings.threshold, value, scores),
        "draws": {"seed": settings.seed, "drawn": len(scores), "bootstrap": BOOTSTRAP},
    }


def _value(computed: Computation) -> float:
    return computed.linked.per_battery / computed.counted.amount


def _classes(table: ClassTable, probabilities: Mapping[str, float], *, drawn: bool) -> list[Json]:
    """Return each class with its upper bound; the last has none, a table no interval."""
    rows: list[Json] = []
    for number, label in enumerate(table.labels):
        bounded = number < len(table.bounds)
        rows.append(
            {
                "class": label,
                "upper_bound": decimal_string(table.bounds[number]) if bounded else None,
                "low": decimal_string(table.low[number]) if bounded and drawn else None,
                "high": decimal_string(table.high[number]) if bounded and drawn else None,
                "probability": decimal_string(probabilities[label]),
            }
        )
    return rows


def _threshold(limit: float | None, value: float, scores: Sequence[float]) -> Json | None:
    """Return whether the value keeps a maximum, and how likely under its own uncertainty."""
    if limit is None:
        return None
    below = float(np.mean(np.asarray(scores) <= limit))
    return {
        "value": decimal_string(limit),
        "kept": value <= limit,
        "probability_kept": decimal_string(below),
    }


def _require_same_unit(one: Computation, other: Computation) -> None:
    units = one.counted.provided.unit, other.counted.provided.unit
    if units[0].dimension != units[1].dimension:
        raise BadInputError.of(
            "CP-UNC-003",
            where=f"{other.study.study.id} ({other.book.id})",
            found=units[1].text.en,
            expected=units[0].text.en,
        )
