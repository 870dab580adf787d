"""One line of a resolved study, put together from where it stands, what it is and its amount."""

from __future__ import annotations

from dataclasses import dataclass

from cellprint.errors import Finding
from cellprint.model.parameters import Path
from cellprint.model.study_fields import Per, SourceRef, StageId
from cellprint.model.study_resolved import AmountKind, Derivation, ResolvedAmount, ResolvedRecycled
from cellprint.model.uncertainty import Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class LineContext:
    """The section that a line stands in."""

    section: str
    stage: StageId
    site: str
    per: Per
    path: Path
    yield_: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHead:
    """What a line is, and how its provider is chosen."""

    kind: AmountKind
    name: str
    flow: str
    location: str = ""
    route: str = ""
    process: str = ""
    supplier: str = ""
    supply: tuple[str, ...] = ()
    source: SourceRef | None = None
    recycled: ResolvedRecycled | None = None
    note: str = ""


def resolved_line(
    head: LineHead,
    context: LineContext,
    derivation: Derivation,
    *,
    where: str,
    spread: Spread | None = None,
    mass_kg: float | None = None,
) -> ResolvedAmount:
    """Return the line; amount and spread per battery, the yield included.

    Args:
        head: what the line is.
        context: the section it stands in.
        derivation: its amount as stated, with the factors to one battery.
        where: the place that errors name.
        spread: uncertainty of the stated amount.
        mass_kg: mass that goes along, per battery.
    """
    factor = derivation.per_battery / derivation.yield_
    return ResolvedAmount(
        id=f"{context.section}/{head.name}",
        kind=head.kind,
        stage=context.stage,
        section=context.section,
        flow=head.flow,
        amount=derivation.stated.value * factor,
        unit=derivation.stated.unit,
        site=context.site,
        location=head.location,
        route=head.route,
        process=head.process,
        supplier=head.supplier,
        supply=head.supply,
        mass_kg=mass_kg,
        spread=spread.scaled(factor) if spread else None,
        derivation=derivation,
        source=head.source,
        recycled=head.recycled,
        note=head.note,
        where=where,
    )


def unweighed(line: ResolvedAmount) -> Finding:
    """Return the warning that the scrap of a line is not weighed."""
    return Finding(
        code="CP-STUDY-030",
        where=line.where,
        details={"found": line.id, "unit": line.unit},
        severity="warning",
    )
