"""Weights that an end-of-life method gives to recycling, credits and recycled input, with sources.

The Circular Footprint Formula (`rules/cff.py`) is linear in the emissions that enter it. A weight
is what stands before one of them:

| weight | stands before | from |
|---|---|---|
| `recycling` | ErecEoL, recycling at end of life | (1-A)·R2 |
| `credit` | Evs, the virgin material that is replaced | -(1-A)·R2·Qsout/Qp |
| `disposal` | ED | 1-R2-R3 |
| `virgin` | Ev, the virgin material that goes in | (1-R1) + R1·(1-A)·Qsin/Qp |
| `recycled` | Erec, the recycled material that goes in | R1·A |

Cut-off is the formula with A = 1, substitution with A = 0 (GHG Protocol Product Standard, 2011,
recycled content and closed loop approximation). A value that a book does not give is not assessable
and never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from cellprint.rules.book_types import RuleBook
from cellprint.rules.cff import CircularInputs, Provenance, circular_footprint
from cellprint.rules.cff_defaults import CircularDefault, MaterialClass, circular_defaults
from cellprint.rules.messages import message
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet, ParameterStatus

Method = Literal["cff", "cut_off", "substitution"]
METHODS: tuple[Method, ...] = ("cff", "cut_off", "substitution")
_LIMITS: Mapping[str, tuple[str, str]] = {
    "cut_off": ("1", "formula with A = 1; GHG Protocol Product Standard (2011), recycled content"),
    "substitution": ("0", "formula with A = 0; GHG Protocol Product Standard (2011), closed loop"),
}
# From best to least supported.
_SUPPORT = (
    ParameterStatus.OFFICIAL,
    ParameterStatus.PUBLISHED,
    ParameterStatus.DERIVED,
    ParameterStatus.DRAFT,
    ParameterStatus.UNVERIFIED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A number before a term of the formula, with the parameters it is made of.

    Attributes:
        formula: the expression in symbols; `inputs`: symbol → value with its source.
    """

    value: float
    formula: str
    inputs: Mapping[str, CircularDefault]

    @property
    def status(self) -> ParameterStatus:
        """Return the status of the least supported input."""
        statuses = [one.provenance.status for one in self.inputs.values()]
        return max(statuses, key=_SUPPORT.index, default=ParameterStatus.DERIVED)

    @property
    def reference(self) -> str:
        """Return the source of each input, `A: …; R2: …`."""
        return "; ".join(f"{name}: {one.provenance.reference}" for name, one in self.inputs.items())

    @property
    def written(self) -> str:
        """Return the formula with the values of its inputs."""
        values = ", ".join(f"{name} = {one.value}" for name, one in self.inputs.items())
        return f"{self.formula}; {values}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecyclingWeights:
    """Weights of the end of life of one class of material."""

    recycling: Weight
    credit: Weight
    disposal: Weight | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputWeights:
    """Weights of virgin and recycled input."""

    virgin: Weight
    recycled: Weight


def counted_method(book: RuleBook) -> Method:
    """Return the method that counts; for a book that leaves it open, the first of its options."""
    if book.end_of_life != "open":
        return book.end_of_life
    options = (option for option in book.end_of_life_reported if option != "open")
    return next(options)


def reported_methods(book: RuleBook) -> tuple[Method, ...]:
    """Return the methods of the book, the one that counts first."""
    first = counted_method(book)
    others = tuple(one for one in METHODS if one in book.end_of_life_reported and one != first)
    return (first, *others)


def recycling_weights(
    parameters: ParameterSet, method: Method, *, material: MaterialClass, on: date
) -> RecyclingWeights | NotAssessable:
    """Return the weights of recycling, credit and disposal of one class of material.

    Under cut-off the recycling belongs to whoever uses the recycled material, whatever R2 is; the
    weight of disposal is None where R2 or R3 is not given.

    References:
        Recommendation (EU) 2021/2279, Annex I, 4.4.8, Equation 3.
    """
    found = _inputs(parameters, method, material, on)
    needed = ("a",) if method == "cut_off" else ("a", "r2", "quality_out")
    missing = _missing(found, needed, parameters, material)
    if missing is not None:
        return missing
    given = {name: one for name, one in found.items() if isinstance(one, CircularDefault)}
    unit = _zero(material, given)
    recycling = circular_footprint(replace(unit, erec_eol=1.0)).term("credit")
    credit = circular_footprint(replace(unit, ev=1.0)).term("credit")
    return RecyclingWeights(
        recycling=_weight(recycling, "(1-A)*R2", given, ("a", "r2")),
        credit=_weight(credit, "-(1-A)*R2*Qsout/Qp", given, ("a", "r2", "quality_out")),
        disposal=_disposal(given, material),
    )


def input_weights(
    parameters: ParameterSet,
    method: Method,
    *,
    material: MaterialClass,
    content: CircularDefault,
    on: date,
) -> InputWeights | NotAssessable:
    """Return the weights of virgin and recycled input for a recycled content R1.

    Args:
        parameters: of the book that gives A and Qsin/Qp.
        method: end-of-life method.
        material: class of the material.
        content: R1 with the evidence for it.
        on: day that the parameters are read at.

    References:
        Recommendation (EU) 2021/2279, Annex I, 4.4.8, Equation 3; R1 > 0 needs traceability.
    """
    found = {**_inputs(parameters, method, material, on), "r1": content}
    needed = ("a",) if method == "cut_off" else ("a", "quality_in")
    missing = _missing(found, needed, parameters, material)
    if missing is not None:
        return missing
    given = {name: one for name, one in found.items() if isinstance(one, CircularDefault)}
    unit = _zero(material, given)
    virgin = circular_footprint(replace(unit, ev=1.0, evs=0.0)).stage("raw_materials")
    recycled = circular_footprint(replace(unit, erec=1.0)).stage("raw_materials")
    return InputWeights(
        virgin=_weight(virgin, "(1-R1)+R1*(1-A)*Qsin/Qp", given, ("r1", "a", "quality_in")),
        recycled=_weight(recycled, "R1*A", given, ("r1", "a")),
    )


def mixed(parts: Sequence[tuple[float, Weight]]) -> Weight:
    """Return the weight of one treatment that recovers several materials, by their masses."""
    # LAW-GAP: no rule says which A holds for a treatment that gives back materials of different A.
    # Reading: the mean by mass of what is recovered. Consequence: none where all have one A.
    whole = sum(mass for mass, _ in parts)
    value = sum(mass * weight.value for mass, weight in parts) / whole
    return replace(parts[0][1], value=value)


def _zero(material: MaterialClass, given: Mapping[str, CircularDefault]) -> CircularInputs:
    """Return the formula's inputs with all emissions 0; a share that is not needed is 0 as well."""

    def value(name: str, absent: float) -> float:
        return float(given[name].value) if name in given else absent

    return CircularInputs(
        material=material,
        ev=0.0,
        a=value("a", 0.0),
        r1=value("r1", 0.0),
        r2=value("r2", 0.0),
        r3=value("r3", 0.0),
        quality_in=value("quality_in", 1.0),
        quality_out=value("quality_out", 1.0),
    )


def _inputs(
    parameters: ParameterSet, method: Method, material: MaterialClass, on: date
) -> dict[str, CircularDefault | NotAssessable]:
    found = circular_defaults(parameters, material=material, on=on)
    quality = found.pop("quality", None)
    if quality is not None:
        found |= {"quality_in": quality, "quality_out": quality}
    if method in _LIMITS:
        value, reference = _LIMITS[method]
        found["a"] = CircularDefault(
            value=Decimal(value),
            provenance=Provenance(status=ParameterStatus.DERIVED, reference=reference),
        )
    return found


def _missing(
    found: Mapping[str, CircularDefault | NotAssessable],
    needed: tuple[str, ...],
    parameters: ParameterSet,
    material: MaterialClass,
) -> NotAssessable | None:
    absent = []
    for name in needed:
        value = found.get(name)
        if isinstance(value, NotAssessable):
            return value
        if value is None:
            absent.append(_SYMBOLS[name])
    if not absent:
        return None
    return NotAssessable(
        because=message(
            "{book} gives no value of {symbols} for {material}",
            book=parameters.id,
            symbols=tuple(absent),
            material=material,
        ),
        missing=tuple(absent),
        reference="Recommendation (EU) 2021/2279, Annex I, 4.4.8",
    )


def _disposal(given: Mapping[str, CircularDefault], material: MaterialClass) -> Weight | None:
    if "r2" not in given or "r3" not in given:
        return None
    unit = replace(_zero(material, given), ed=1.0)
    value = circular_footprint(unit).term("disposal")
    return _weight(value, "1-R2-R3", given, ("r2", "r3"))


_SYMBOLS = {
    "a": "A",
    "r1": "R1",
    "r2": "R2",
    "r3": "R3",
    "quality_in": "Qsin/Qp",
    "quality_out": "Qsout/Qp",
}


def _weight(
    value: float, formula: str, given: Mapping[str, CircularDefault], names: tuple[str, ...]
) -> Weight:
    inputs = {_SYMBOLS[name]: given[name] for name in names if name in given}
    # A product with a zero share may come out as -0.0.
    return Weight(value=value + 0.0, formula=formula, inputs=inputs)
