"""Compare footprints: studies on the same draws, rule books rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from cellprint.app.compute import (
    Computation,
    compute_study,
    compute_study_file,
    link_study,
    study_lines,
)
from cellprint.app.counting import unit_label
from cellprint.app.documents import Json, text_json
from cellprint.app.electricity import Supplied, supplied
from cellprint.app.numbers import decimal_string
from cellprint.app.uncertainty import DEFAULT_SAMPLES, DEFAULT_SEED, Drawn, draw_study
from cellprint.app.variants import variant_file
from cellprint.engine.compiled import LANES
from cellprint.engine.montecarlo import Samples
from cellprint.engine.statistics import Comparison, paired, summary
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study
from cellprint.model.inventory import Text
from cellprint.model.study_resolve import resolve_study
from cellprint.rules.book import RuleBook, rule_book
from cellprint.rules.cff_defaults import MATERIALS, CircularDefault, circular_defaults
from cellprint.rules.compare import RuleTotal, Waterfall, waterfall
from cellprint.rules.electricity import electricity_resolver
from cellprint.rules.end_of_life import counted_method

STEP_NAMES: dict[str, Text] = {
    "electricity": Text(en="Electricity rule", zh="电力核算规则"),
    "stage_boundary": Text(en="Life-cycle stages that count", zh="计入的生命周期阶段"),
    "recycling_method": Text(en="End-of-life method and its parameters", zh="寿命终止方法及其参数"),
    "gwp_set": Text(en="Set of characterisation factors", zh="特征化因子集"),
    "lifetime_energy": Text(en="Functional units per battery", zh="每个电池的功能单位数"),
}


def compare_files(
    paths: Sequence[Path],
    *,
    rules: Sequence[str] = (),
    changes: Sequence[str] = (),
    overrides: Mapping[str, str] | None = None,
    samples: int = DEFAULT_SAMPLES,
    seed: int = DEFAULT_SEED,
    stop: Callable[[Samples], bool] | None = None,
) -> Json:
    """Return the comparison of study files, or of rule books on one study.

    Args:
        paths: study files; one is enough when several rule books or a change are given.
        rules: rule books; with several studies at most one.
        changes: places and years; the first study is compared with itself there and then.
        overrides: parameter → value, for every study.
        samples: draws of the paired comparison.
        seed: their seed.
        stop: as in `compare_studies`.

    Raises:
        CP-UNC-006: nothing to compare.
        CP-UNC-003: different functional units.
        CP-UNC-010: a change is neither a place nor a year.
    """
    if len(paths) == 1 and len(rules) > 1 and not changes:
        base = compute_study_file(paths[0], rules=rules[0], overrides=overrides)
        return compare_books(base, rules)
    sides = len(paths) + len(changes)
    if sides < 2 or len(rules) > 1:  # noqa: PLR2004  (a comparison has two sides)
        raise BadInputError.of("CP-UNC-006", where="compare", found=min(sides, 1))
    book = rules[0] if rules else ""
    computed = [compute_study_file(path, rules=book, overrides=overrides) for path in paths]
    computed += [_changed(computed[0], change, overrides=overrides) for change in changes]
    return compare_studies(computed, samples=samples, seed=seed, stop=stop)


def _changed(base: Computation, change: str, *, overrides: Mapping[str, str] | None) -> Computation:
    """Return a computed study with its plant in another place, or in another year."""
    content = variant_file(base.study.study, change, base.catalogue.locations)
    loaded = load_study(content, name=f"{base.study.study.id}@{change}")
    resolved = resolve_study(loaded.study, overrides=overrides, where=loaded.where)
    return compute_study(base.catalogue, resolved, rules=base.book.id)


def compare_studies(
    computed: Sequence[Computation],
    *,
    samples: int = DEFAULT_SAMPLES,
    seed: int = DEFAULT_SEED,
    stop: Callable[[Samples], bool] | None = None,
) -> Json:
    """Return studies side by side, each against the first on the same draws.

    Equal quantities (a catalogue exchange, a parameter of the same name) take equal values in all
    studies of one draw, so what is common to two studies cancels in their difference.

    Args:
        computed: two studies or more; the first is the reference.
        samples: draws of each study.
        seed: their seed.
        stop: asked after each group of draws; when it says yes in one study, the studies after it
            get as many draws as that one has.

    Raises:
        CP-UNC-003: different functional units.
    """
    first = computed[0]
    for other in computed[1:]:
        _require_same_unit(first, other)
    drawn = _drawn_together(computed, samples=samples, seed=seed, stop=stop)
    return {
        "schema": "cellprint/comparison/1",
        "kind": "studies",
        "unit": first.document["total"]["unit"],
        "results": [_result(one, run) for one, run in zip(computed, drawn, strict=True)],
        "pairs": [
            _pair(first, drawn[0], other, run)
            for other, run in zip(computed[1:], drawn[1:], strict=True)
        ],
        "draws": {"seed": seed, "drawn": drawn[0].samples.drawn},
    }


def _drawn_together(
    computed: Sequence[Computation],
    *,
    samples: int,
    seed: int,
    stop: Callable[[Samples], bool] | None,
) -> list[Drawn]:
    """Return a run of each study, all with the same draws: as many as the shortest has."""
    drawn: list[Drawn] = []
    for one in computed:
        run = draw_study(one, samples=samples, seed=seed, stop=stop)
        drawn.append(run)
        if run.samples.drawn < samples:
            samples, stop = run.samples.drawn, None
    groups = min(run.samples.groups for run in drawn)
    return [replace(run, samples=_first_groups(run.samples, groups)) for run in drawn]


def _first_groups(samples: Samples, groups: int) -> Samples:
    """Return the scores of the first groups of a run."""
    end = groups * LANES
    kept = samples.numbers < end
    return replace(
        samples,
        groups=groups,
        numbers=samples.numbers[kept],
        scores=samples.scores[kept],
        rejected=samples.rejected[samples.rejected < end],
    )


def compare_books(base: Computation, rules: Sequence[str]) -> Json:
    """Return one study under several rule books, with the steps from each to the next.

    Raises:
        CP-UNC-003: the books state different functional units.
        CP-RULE-080: the steps do not close.
    """
    books = [rule_book(name) for name in rules]
    results = [
        base
        if base.book.id == book.id
        else compute_study(base.catalogue, base.study, rules=book.id)
        for book in books
    ]
    for one, other in pairwise(results):
        _require_same_unit(one, other)
    known: dict[object, float] = {}
    return {
        "schema": "cellprint/comparison/1",
        "kind": "rule_books",
        "unit": unit_label(base.counted),
        "results": [_result(one) for one in results],
        "waterfalls": [
            _waterfall_json(one.book, other.book, _steps(one, other, known))
            for one, other in pairwise(results)
        ],
    }


def _steps(one: Computation, other: Computation, known: dict[object, float]) -> Waterfall:
    """Return the steps from one book to the other, one rule after another as `ORDER` lists them.

    The book's own cut-off and background data change nothing: the study is one inventory. `known`
    holds the footprints of one battery that were computed before, by what decides them.
    """
    catalogue, study = one.catalogue, one.study
    lines = study_lines(catalogue, study)
    supply = supplied(catalogue, study, lines, electricity_resolver(other.book.electricity))
    for computed in (one, other):
        known[_deciding(computed.book, computed.linked.supplied)] = computed.linked.per_battery
    mixed = one.book
    totals = []
    for rule, changes in _replaced(other.book).items():
        mixed = replace(mixed, **changes)
        counted = other.counted if rule in _AFTER_UNITS else one.counted
        key = _deciding(mixed, supply)
        if key not in known:
            known[key] = link_study(catalogue, study, mixed, supply).per_battery
        totals.append(RuleTotal(step=rule, total=known[key] / counted.amount))
    return waterfall(
        first=one.linked.per_battery / one.counted.amount,
        totals=totals,
        last=other.linked.per_battery / other.counted.amount,
        units=(one.counted.provided.unit, other.counted.provided.unit),
    )


def _deciding(book: RuleBook, supply: Supplied) -> tuple[object, ...]:
    """Return all that decides the footprint of one battery of a study under a book."""
    values = tuple(
        (material, name, one.value)
        for material in MATERIALS
        for name, one in circular_defaults(
            book.parameters, material=material, on=book.evidence_date
        ).items()
        if isinstance(one, CircularDefault)
    )
    method = counted_method(book)
    return (supply.geography, supply.resolution.supplies, book.stages, method, values, book.gwp_set)


# Rules from whose replacement on the functional units are those of the other book.
_AFTER_UNITS = ("lifetime_energy", "gwp_set")


def _replaced(other: RuleBook) -> dict[str, dict[str, Any]]:
    """Return rule → fields of a book that are taken from the other one, in order."""
    return {
        "electricity": {},
        "stage_boundary": {"stages": other.stages},
        "recycling_method": {
            "end_of_life": other.end_of_life,
            "end_of_life_reported": other.end_of_life_reported,
            "parameters": other.parameters,
            "evidence_date": other.evidence_date,
        },
        "lifetime_energy": {},
        "gwp_set": {"gwp_set": other.gwp_set},
    }


def _waterfall_json(one: RuleBook, other: RuleBook, steps: Waterfall) -> Json:
    return {
        "from": one.id,
        "to": other.id,
        "first": decimal_string(steps.first),
        "last": decimal_string(steps.last),
        "steps": [
            {
                "id": step.rule,
                "name": text_json(STEP_NAMES[step.rule]),
                "change": decimal_string(step.change),
            }
            for step in steps.steps
        ],
    }


def _result(computed: Computation, drawn: Drawn | None = None) -> Json:
    document = computed.document
    result: Json = {
        key: document[key]
        for key in (
            "study",
            "plant_location",
            "rulebook",
            "functional_unit",
            "total",
            "per_kwh_capacity",
            "per_product",
            "stages",
            "unverified_share",
            "digest",
        )
    }
    if drawn is not None:
        found = summary(drawn.samples)
        per = 1 / computed.counted.amount
        result["interval"] = {
            "median": decimal_string(found.median * per),
            "low": decimal_string(found.low * per),
            "high": decimal_string(found.high * per),
            "level": decimal_string(found.level),
        }
    return result


def _pair(one: Computation, run: Drawn, other: Computation, other_run: Drawn) -> Json:
    scaled = (_per_unit(run, one), _per_unit(other_run, other))
    found: Comparison = paired(scaled[0].samples, scaled[1].samples)
    total, other_total = one.document["total"]["value"], other.document["total"]["value"]
    return {
        "a": one.study.study.id,
        "b": other.study.study.id,
        "difference": decimal_string(float(other_total) - float(total)),
        "relative": decimal_string(float(other_total) / float(total) - 1),
        "probability_a_below_b": {
            "value": decimal_string(found.share),
            "low": decimal_string(found.share_low),
            "high": decimal_string(found.share_high),
        },
        "stages": [
            {
                "id": a["id"],
                "name": a["name"],
                "difference": decimal_string(float(b["value"]) - float(a["value"])),
            }
            for a, b in zip(one.document["stages"], other.document["stages"], strict=True)
        ],
    }


def _per_unit(run: Drawn, computed: Computation) -> Drawn:
    """Return the run with its scores per functional unit instead of per battery."""
    scores = run.samples.scores / computed.counted.amount
    return replace(run, samples=replace(run.samples, scores=scores))


def _require_same_unit(one: Computation, other: Computation) -> None:
    units = one.counted.provided.unit, other.counted.provided.unit
    if units[0].dimension != units[1].dimension:
        raise BadInputError.of(
            "CP-UNC-003",
            where=f"{other.study.study.id} ({other.book.id})",
            found=text_json(units[1].text),
            expected=text_json(units[0].text),
        )
