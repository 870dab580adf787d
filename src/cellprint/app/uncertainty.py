"""How sure a footprint is, and which datum would make it surer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cellprint.app.compute import Computation
from cellprint.app.documents import Json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.app.solving import problem
from cellprint.app.uncertain_study import Known, UncertainStudy, uncertain_study
from cellprint.engine import prepare, solve_forward
from cellprint.engine.montecarlo import Samples, simulate
from cellprint.engine.sensitivity import (
    elasticity,
    first_order_sobol,
    quantity_gradient,
    tornado,
    variance_contributions,
)
from cellprint.engine.statistics import Summary, controlled_mean, summary
from cellprint.engine.types import Floats, Ints
from cellprint.errors import BadInputError

DEFAULT_SAMPLES = 2000
MAX_SAMPLES = 1_000_000
DEFAULT_SEED = 1
LEVEL = 0.9
_RANKED = 20
_INDEXED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A Monte Carlo run of one study with its gradient.

    Attributes:
        samples: scores of the battery and of each stage, in this order [kg CO2e per battery].
        gradient: derivative of the footprint of one battery by each quantity, shape (k,).
        stages: ids of the stages after the battery itself.
    """

    uncertain: UncertainStudy
    samples: Samples
    gradient: Floats
    stages: tuple[str, ...]


def draw_study(
    computed: Computation,
    *,
    samples: int = DEFAULT_SAMPLES,
    seed: int = DEFAULT_SEED,
    stop: Callable[[Samples], bool] | None = None,
) -> Drawn:
    """Return a joint sample of a study's footprint and of its stages.

    Args:
        computed: the study.
        samples: number of draws, 1 to `MAX_SAMPLES`.
        seed: seed of the draws; the same seed and quantities give the same numbers anywhere.
        stop: asked after each group of draws; what is done so far is kept when it says yes.

    Raises:
        CP-UNC-001: a number of samples out of range.
        CP-ENG-013: every draw was rejected.
    """
    if not 1 <= samples <= MAX_SAMPLES:
        raise BadInputError.of("CP-UNC-001", where="--samples", found=samples, largest=MAX_SAMPLES)
    if seed < 0:
        raise BadInputError.of("CP-UNC-002", where="--seed", found=seed)
    study = uncertain_study(computed)
    links = [link for link in computed.system.links[computed.root] if link.provider is not None]
    demands = [{computed.root: 1.0}, *({link.provider or 0: link.amount} for link in links)]
    run = simulate(study.system, demands, samples=samples, seed=seed, stop=stop)
    return Drawn(
        uncertain=study,
        samples=run,
        gradient=footprint_gradient(computed, study),
        stages=tuple(link.exchange.flow for link in links),
    )


def footprint_gradient(computed: Computation, study: UncertainStudy) -> Floats:
    """Return the derivative of one battery's footprint by each quantity, shape (k,)."""
    demand = np.zeros(len(computed.system.nodes))
    demand[computed.root] = 1.0
    activity = solve_forward(prepare(problem(computed.system)), demand).values
    return quantity_gradient(study.system, computed.intensities, activity)


def uncertainty_document(computed: Computation, drawn: Drawn) -> Json:
    """Return the spread of the footprint and of its stages, per functional unit."""
    per_unit = 1 / computed.counted.amount
    per_capacity = 1 / computed.study.battery.capacity_kwh
    whole = summary(drawn.samples, level=LEVEL)
    mean = controlled_mean(drawn.uncertain.system, drawn.samples, drawn.gradient)
    total = computed.document
    return {
        "schema": "cellprint/uncertainty/1",
        "study": total["study"],
        "rulebook": total["rulebook"],
        "footprint_digest": total["digest"],
        "total": {**_summary_json(whole, per_unit), "unit": total["total"]["unit"]},
        "baseline": total["total"]["value"],
        "mean_by_control_variate": {
            "value": decimal_string(mean.mean * per_unit),
            "standard_error": decimal_string(mean.mean_error * per_unit),
            "r2": decimal_string(mean.r2),
        },
        "per_kwh_capacity": {
            **_summary_json(whole, per_capacity),
            "unit": "kg CO2e/kWh capacity",
        },
        "stages": [
            {"id": stage, **_summary_json(_stage(drawn, number), per_unit)}
            for number, stage in enumerate(drawn.stages, 1)
        ],
        "draws": {
            "seed": drawn.samples.seed,
            "drawn": drawn.samples.drawn,
            "accepted": int(drawn.samples.numbers.size),
            "rejected": int(drawn.samples.rejected.size),
            "largest_error": decimal_string(drawn.samples.error),
            "quantities": len(drawn.uncertain.known),
        },
        "improve_first": _ranking(computed, drawn)[:5],
    }


def sensitivity_document(computed: Computation, drawn: Drawn) -> Json:
    """Return what the footprint depends on: ranking, elasticities, indices, tornado data."""
    study, slopes = drawn.uncertain, drawn.gradient
    total = computed.document
    return {
        "schema": "cellprint/sensitivity/1",
        "study": total["study"],
        "rulebook": total["rulebook"],
        "footprint_digest": total["digest"],
        "unit": total["total"]["unit"],
        "baseline": total["total"]["value"],
        "ranking": _ranking(computed, drawn),
        "by_source": _by_source(computed, study, slopes),
        "tornado": _tornado(computed, drawn),
        "sobol_first_order": _sobol(drawn),
        "draws": {"seed": drawn.samples.seed, "accepted": int(drawn.samples.numbers.size)},
    }


def _stage(drawn: Drawn, number: int) -> Summary:
    return summary(drawn.samples, demand=number, level=LEVEL)


def _summary_json(found: Summary, per: float) -> Json:
    names = ("median", "mean", "mean_error", "sd", "low", "high")
    return {
        **{name: decimal_string(getattr(found, name) * per) for name in names},
        "level": decimal_string(found.level),
    }


def _known_json(known: Known) -> Json:
    return {
        "id": known.name,
        "kind": known.kind,
        "name": text_json(known.label),
        "unit": known.unit,
        "source": known.source,
        "status": known.status,
    }


def _ranking(computed: Computation, drawn: Drawn) -> list[Json]:
    study, slopes = drawn.uncertain, drawn.gradient
    parts = variance_contributions(study.system, slopes)
    score = computed.linked.per_battery
    rows = []
    for position, share in zip(parts.quantity[:_RANKED], parts.share[:_RANKED], strict=True):
        group = np.array([position])
        effect = elasticity(study.system, slopes, score=score, group=group)
        rows.append(
            {
                **_known_json(study.known[position]),
                "share_of_variance": decimal_string(float(share)),
                "elasticity": decimal_string(effect),
            }
        )
    return rows


def _by_source(computed: Computation, study: UncertainStudy, slopes: Floats) -> list[Json]:
    """Return how much of the variance and of the footprint moves with each source."""
    parts = variance_contributions(study.system, slopes)
    share = dict(zip(parts.quantity.tolist(), parts.share.tolist(), strict=True))
    groups: dict[str, list[int]] = {}
    for number, known in enumerate(study.known):
        groups.setdefault(known.source, []).append(number)
    score = computed.linked.per_battery
    rows = [
        {
            "source": source,
            "quantities": len(members),
            "share_of_variance": decimal_string(sum(share[one] for one in members)),
            "elasticity": decimal_string(_joint(study, slopes, score, np.array(members))),
        }
        for source, members in groups.items()
    ]
    return sorted(rows, key=lambda row: -float(str(row["share_of_variance"])))


def _joint(study: UncertainStudy, slopes: Floats, score: float, group: Ints) -> float:
    return elasticity(study.system, slopes, score=score, group=group)


def _tornado(computed: Computation, drawn: Drawn) -> list[Json]:
    score, per_unit = computed.linked.per_battery, 1 / computed.counted.amount
    bars = tornado(drawn.uncertain.system, drawn.gradient, score=score, level=LEVEL, count=10)
    return [
        {
            **_known_json(drawn.uncertain.known[position]),
            "low": decimal_string(low * per_unit),
            "high": decimal_string(high * per_unit),
        }
        for position, low, high in zip(bars.quantity, bars.low, bars.high, strict=True)
    ]


def _sobol(drawn: Drawn) -> list[Json]:
    parts = variance_contributions(drawn.uncertain.system, drawn.gradient)
    which = parts.quantity[:_INDEXED]
    found = first_order_sobol(drawn.uncertain.system, drawn.samples, which, level=LEVEL)
    return [
        {
            **_known_json(drawn.uncertain.known[position]),
            "index": decimal_string(index),
            "low": decimal_string(low),
            "high": decimal_string(high),
        }
        for position, index, low, high in zip(
            found.quantity, found.index, found.low, found.high, strict=True
        )
    ]
