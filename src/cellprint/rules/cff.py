"""Circular Footprint Formula, term by term and by life-cycle stage, with the source of each input.

Source: Commission Recommendation (EU) 2021/2279, Annex I, 4.4.8, Equation 3; stage split after the
Battery Carbon Footprint Rules v1.1 (2023), Fig. 18.

Equation (per kg of material):
    material = (1-R1)·Ev + R1·(A·Erec + (1-A)·Ev·Qsin/Qp) + (1-A)·R2·(ErecEoL - Evs·Qsout/Qp)
    energy   = (1-B)·R3·(EER - LHV·Xheat·ESEheat - LHV·Xelec·ESEelec)
    disposal = (1-R2-R3)·ED

The end-of-life stage may be negative or positive: where recycling costs more than virgin material
the "credit" is a burden, and nothing here asserts a sign.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from cellprint.errors import BadInputError
from cellprint.rules.parameters import ParameterStatus

RAW = "raw_materials"
END_OF_LIFE = "end_of_life"

TermId = Literal["virgin_input", "recycled_input", "credit", "energy", "disposal"]
_SHARES = ("a", "b", "r1", "r2", "r3", "heat_efficiency", "electricity_efficiency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where one input of the formula comes from."""

    status: ParameterStatus
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularInputs:
    """Inputs of the formula for one material; shares 0 to 1, emissions per kg of material.

    Attributes:
        a: allocation factor of burdens and credits; b: the same for energy recovery.
        r1: recycled content; r2: recycling output rate; r3: share to energy recovery.
        ev, evs: virgin material, and the virgin material that is substituted (`ev` when None).
        erec, erec_eol: recycling that makes the recycled input; recycling at end of life.
        ed, eer: disposal; energy recovery.
        quality_in, quality_out: Qsin/Qp and Qsout/Qp.
        lhv: lower heating value; heat_efficiency, electricity_efficiency: Xheat, Xelec;
            heat_credit, electricity_credit: ESEheat, ESEelec.
        provenance: input name → source.
    """

    material: str
    a: float
    ev: float
    b: float = 0.0
    r1: float = 0.0
    r2: float = 0.0
    r3: float = 0.0
    erec: float = 0.0
    erec_eol: float = 0.0
    evs: float | None = None
    ed: float = 0.0
    eer: float = 0.0
    quality_in: float = 1.0
    quality_out: float = 1.0
    lhv: float = 0.0
    heat_efficiency: float = 0.0
    electricity_efficiency: float = 0.0
    heat_credit: float = 0.0
    electricity_credit: float = 0.0
    provenance: Mapping[str, Provenance] = field(default_factory=dict)

    @property
    def substituted(self) -> float:
        """Return the emissions of the substituted virgin material [kg CO2e/kg]."""
        return self.ev if self.evs is None else self.evs


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularTerm:
    """One term of the formula: its stage, value, equation and the inputs that it reads."""

    id: TermId
    stage: str
    kgco2e: float
    equation: str
    inputs: Mapping[str, float]
    provenance: Mapping[str, Provenance]


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularResult:
    """The terms of one material; they sum to the total."""

    material: str
    terms: tuple[CircularTerm, ...]

    def term(self, term_id: TermId) -> float:
        """Return the value of one term [kg CO2e/kg]."""
        return math.fsum(term.kgco2e for term in self.terms if term.id == term_id)

    def stage(self, stage: str) -> float:
        """Return what one life-cycle stage carries [kg CO2e/kg]."""
        return math.fsum(term.kgco2e for term in self.terms if term.stage == stage)

    @property
    def total(self) -> float:
        """Return the sum of all terms [kg CO2e/kg]."""
        return math.fsum(term.kgco2e for term in self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfLifeComparison:
    """The same material under the formula and under its two limits."""

    cff: CircularResult
    cut_off: CircularResult
    substitution: CircularResult


def circular_footprint(inputs: CircularInputs) -> CircularResult:
    """Return the Circular Footprint Formula of one material, term by term [kg CO2e/kg].

    Raises:
        CP-RULE-030: a share outside 0 to 1 (a percentage, for example), or a value not finite.
        CP-RULE-031: R2 and R3 together exceed 1.
        CP-RULE-032: the substituted material differs from the virgin one and a quality ratio is
            applied as well; the difference already holds the quality.

    References:
        Recommendation (EU) 2021/2279, Annex I, 4.4.8, Equation 3.
    """
    _require_sound(inputs)
    return CircularResult(
        material=inputs.material, terms=(*_input_terms(inputs), *_end_of_life_terms(inputs))
    )


def cut_off_footprint(inputs: CircularInputs) -> CircularResult:
    """Return the recycled-content (cut-off, 100:0) limit: the formula with A = 1.

    Source: derived; GHG Protocol Product Standard (2011), recycled content method.
    """
    return circular_footprint(replace(inputs, a=1.0))


def substitution_footprint(inputs: CircularInputs) -> CircularResult:
    """Return the closed-loop substitution (0:100) limit: the formula with A = 0.

    Source: derived; GHG Protocol Product Standard (2011), closed loop approximation.
    """
    return circular_footprint(replace(inputs, a=0.0))


def compared(inputs: CircularInputs) -> EndOfLifeComparison:
    """Return the formula with both of its limits beside it."""
    return EndOfLifeComparison(
        cff=circular_footprint(inputs),
        cut_off=cut_off_footprint(inputs),
        substitution=substitution_footprint(inputs),
    )


def cradle_to_gate_variants(inputs: CircularInputs) -> tuple[CircularResult, CircularResult]:
    """Return the two cradle-to-gate results that PEF asks for: A = 1, and A as given.

    References:
        Recommendation (EU) 2021/2279, Annex I, 4.4.8.13: R2 = R3 = ED = 0.
    """
    gate = replace(inputs, r2=0.0, r3=0.0, ed=0.0)
    return circular_footprint(replace(gate, a=1.0)), circular_footprint(gate)


def summed(results: Iterable[CircularResult], *, material: str = "") -> CircularResult:
    """Return the sum over materials whose terms are already per the same reference amount."""
    return CircularResult(
        material=material, terms=tuple(term for result in results for term in result.terms)
    )


def _input_terms(x: CircularInputs) -> tuple[CircularTerm, ...]:
    return (
        _term(x, "virgin_input", RAW, (1 - x.r1) * x.ev, "(1-R1)·Ev", ("r1", "ev")),
        _term(
            x,
            "recycled_input",
            RAW,
            x.r1 * (x.a * x.erec + (1 - x.a) * x.ev * x.quality_in),
            "R1·(A·Erec + (1-A)·Ev·Qsin/Qp)",
            ("r1", "a", "erec", "ev", "quality_in"),
        ),
    )


def _end_of_life_terms(x: CircularInputs) -> tuple[CircularTerm, ...]:
    recovered = x.heat_efficiency * x.heat_credit + x.electricity_efficiency * x.electricity_credit
    return (
        _term(
            x,
            "credit",
            END_OF_LIFE,
            (1 - x.a) * x.r2 * (x.erec_eol - x.substituted * x.quality_out),
            "(1-A)·R2·(ErecEoL - Evs·Qsout/Qp)",
            ("a", "r2", "erec_eol", "substituted", "quality_out"),
        ),
        _term(
            x,
            "energy",
            END_OF_LIFE,
            (1 - x.b) * x.r3 * (x.eer - x.lhv * recovered),
            "(1-B)·R3·(EER - LHV·Xheat·ESEheat - LHV·Xelec·ESEelec)",
            ("b", "r3", "eer", "lhv", "heat_efficiency", "electricity_efficiency"),
        ),
        _term(
            x,
            "disposal",
            END_OF_LIFE,
            (1 - x.r2 - x.r3) * x.ed,
            "(1-R2-R3)·ED",
            ("r2", "r3", "ed"),
        ),
    )


def _term(
    x: CircularInputs,
    term_id: TermId,
    stage: str,
    value: float,
    equation: str,
    read: tuple[str, ...],
) -> CircularTerm:
    return CircularTerm(
        id=term_id,
        stage=stage,
        kgco2e=value,
        equation=equation,
        inputs={name: float(getattr(x, name)) for name in read},
        provenance={name: x.provenance[name] for name in read if name in x.provenance},
    )


def _require_sound(x: CircularInputs) -> None:
    for entry in fields(x):
        value = getattr(x, entry.name)
        if isinstance(value, float | int) and not math.isfinite(value):
            _refuse_value(x, entry.name, value)
    for name in _SHARES:
        if not 0 <= getattr(x, name) <= 1:
            _refuse_value(x, name, getattr(x, name))
    # A rounding of the inputs must not refuse shares that sum to one.
    if x.r2 + x.r3 > 1 + 1e-12:
        raise BadInputError.of(
            "CP-RULE-031", where=x.material, r2=x.r2, r3=x.r3, rule="CFF, Equation 3"
        )
    if x.evs is not None and x.evs != x.ev and x.quality_out != 1:
        raise BadInputError.of("CP-RULE-032", where=x.material, quality=x.quality_out)


def _refuse_value(x: CircularInputs, name: str, value: float) -> None:
    raise BadInputError.of("CP-RULE-030", where=x.material, name=name, found=value)
