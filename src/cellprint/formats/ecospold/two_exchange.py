"""Exchanges of EcoSpold 2."""

from __future__ import annotations

from dataclasses import dataclass

from cellprint.formats.ecospold.xml_object import XmlObject, local_name
from cellprint.formats.made_ids import made_id
from cellprint.formats.spreads import gsd_of_variance, root, spread
from cellprint.model.foreign import (
    ForeignExchange,
    ForeignFlow,
    ForeignKind,
    ForeignRole,
    Pairs,
    PropertyFactor,
    Spread,
)

PREFIX = "es2:"
_SCORES = (
    "reliability",
    "completeness",
    "temporalCorrelation",
    "geographicalCorrelation",
    "furtherTechnologyCorrelation",
)


@dataclass(frozen=True, slots=True)
class Found:
    """An exchange and the flow that it names."""

    flow: ForeignFlow
    exchange: ForeignExchange


def exchange(found: XmlObject, position: int, *, elementary: bool) -> Found:
    """Return an exchange and its flow.

    Args:
        found: the element.
        position: number among those of its kind; elementary ones count from 100,000.
        elementary: whether it is an exchange with nature.

    Raises:
        CP-FMT-010, CP-FMT-012: an amount that is no number or is missing; no flow, no unit.
    """
    key = "elementaryExchangeId" if elementary else "intermediateExchangeId"
    flow_id, amount = found.needed(key), found.number("amount")
    unit = found.content("unitName") or found.text("unitId")
    measure = made_id("property", unit)
    group = found.content("inputGroup")
    output = found.content("outputGroup")
    seq = position + (100_000 if elementary else 0)
    link = found.text("activityLinkId")
    flow = ForeignFlow(
        id=flow_id,
        name=found.words("name"),
        kind=ForeignKind.ELEMENTARY if elementary else ForeignKind.PRODUCT,
        properties=(PropertyFactor(property=measure, factor="1"),),
        category=_compartment(found),
        cas=found.text("casNumber"),
        formula=found.text("formula"),
    )
    uncertainty, quality = _uncertainty(found, amount, seq)
    made = ForeignExchange(
        seq=seq,
        flow=flow_id,
        is_input=bool(group),
        role=_role(output, float(amount), elementary=elementary),
        amount=amount,
        unit=unit,
        property=measure,
        formula=found.text("mathematicalRelation"),
        spread=uncertainty,
        provider=f"{link}_{flow_id}" if link else "",
        quality=quality,
        comment=found.words("comment"),
        fields=(*_properties(found), *found.rest(PREFIX, known=("id", "unitId"), path="exchange/")),
    )
    return Found(flow, made)


def _role(output: str, amount: float, *, elementary: bool) -> ForeignRole:
    """Return the role; a reference product with the amount 0 is a by-product of another file."""
    if elementary:
        return ForeignRole.ELEMENTARY
    if output == "0":
        return ForeignRole.REFERENCE if amount else ForeignRole.REMINDER
    if output:
        return ForeignRole.COPRODUCT if amount else ForeignRole.REMINDER
    return ForeignRole.INPUT


def _compartment(found: XmlObject) -> tuple[str, ...]:
    inner = found.first("compartment")
    if inner is None:
        return ()
    parts = (inner.content("compartment"), inner.content("subcompartment"))
    return tuple(one for one in parts if one)


def _properties(found: XmlObject) -> Pairs:
    """Return contents and other properties of a product as `name = amount unit`."""
    pairs = []
    for one in found.all("property"):
        name, unit = one.content("name"), one.content("unitName")
        pairs.append((f"{PREFIX}property", f"{name} = {one.text('amount')} {unit}".strip()))
    return tuple(pairs)


def _uncertainty(found: XmlObject, amount: str, seq: int) -> tuple[Spread | None, str]:
    """Return the spread and the pedigree scores of an exchange."""
    record = found.first("uncertainty")
    if record is None:
        return None, ""
    pedigree = record.first("pedigreeMatrix")
    quality = ""
    if pedigree:
        scores = [pedigree.text(name) or "n.a." for name in _SCORES]
        quality = f"({';'.join(scores)})"
    element = next((items[0] for items in record.children.values() if items), None)
    if element is None:
        return None, quality
    kind = local_name(element)
    raw = {"type": kind, **{str(key): str(value) for key, value in element.attrib.items()}}
    total = raw.get("varianceWithPedigreeUncertainty") or raw.get("variance", "")
    given: dict[str, str] = {}
    if kind == "lognormal":
        given = {"gsd": gsd_of_variance(total)}
    elif kind == "normal":
        given = {"sd": root(total)}
    elif kind in ("triangular", "uniform"):
        given = {"low": raw.get("minValue", ""), "high": raw.get("maxValue", "")}
        if kind == "triangular":
            given = {
                "low": given["low"],
                "mode": raw.get("mostLikelyValue", ""),
                "high": given["high"],
            }
    made, reason = spread(kind, given, amount=amount, raw=raw, convention="ecospold2")
    if reason:
        found.report.add(
            "CP-FMT-033", "warning", path=f"uncertainty ({reason})", dataset=found.where, seq=seq
        )
    return made, quality
