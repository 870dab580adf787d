"""A study with every amount as a number per one battery: what linking and counting work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cellprint.errors import CellprintError, Finding
from cellprint.model.inventory import Citation, Composition, Status
from cellprint.model.parameters import ResolvedParameter
from cellprint.model.quantity import Quantity, convert
from cellprint.model.study import Study
from cellprint.model.study_activity import Recycled
from cellprint.model.study_fields import Per, SourceRef, StageId
from cellprint.model.study_supply import Contract, SupplierFootprint
from cellprint.model.uncertainty import Spread


class AmountKind(StrEnum):
    """What a resolved amount is."""

    ITEM = "item"
    ENERGY = "energy"
    EMISSION = "emission"
    TREATMENT = "treatment"
    FREIGHT = "freight"


# A treatment or a leg counts the mass it handles, whatever that mass is of.
_HANDLED = {
    AmountKind.TREATMENT: ("kg_treated", "kg"),
    AmountKind.FREIGHT: ("kg_cargo", "kg"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """How an amount per battery follows from what is written.

    Attributes:
        written: the text in the study file.
        formula: the formula in it, empty for a plain quantity.
        uses: the names that the formula uses; `ResolvedStudy.parameters` has their values.
        stated: the value of the text, in its own unit.
        per: what the text is for.
        per_battery: by how much the stated value is multiplied to be per one battery.
        yield_: the good share that it is then divided by.
    """

    written: str
    stated: Quantity
    per: Per
    per_battery: float
    formula: str = ""
    uses: tuple[str, ...] = ()
    yield_: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedRecycled:
    """Recycled content of a line: `content` as a share, `entry` as the study states it."""

    entry: Recycled
    content: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedAmount:
    """One line of the inventory of the foreground, per one battery.

    Attributes:
        id: unique in the study: `section/line`, as in `cell/lfp_cathode`.
        kind: what the line is.
        stage: life-cycle stage it counts in.
        section: id of the component, or `manufacturing`, `distribution`, `end_of_life`.
        flow: product, carrier, treatment, freight mode or elementary flow, as written.
        amount: per one battery, in `unit`; yield included.
        unit: canonical unit.
        site: place of the activity that uses it.
        location: place it is bought from (`from:`), empty when the catalogue decides.
        route, process, supplier: how the provider is chosen; at most one is set.
        supply: contracts that cover an electricity amount, in order of claim.
        mass_kg: mass that goes along with the amount, where it is known.
        spread: uncertainty of `amount`.
        recycled: recycled content, where one is stated.
        where: `file:line`.
    """

    id: str
    kind: AmountKind
    stage: StageId
    section: str
    flow: str
    amount: float
    unit: str
    site: str
    derivation: Derivation
    where: str
    location: str = ""
    route: str = ""
    process: str = ""
    supplier: str = ""
    supply: tuple[str, ...] = ()
    mass_kg: float | None = None
    spread: Spread | None = None
    source: SourceRef | None = None
    recycled: ResolvedRecycled | None = None
    note: str = ""

    def in_unit(self, unit: str, *, composition: Composition | None = None) -> float:
        """Return the amount in the unit of its flow.

        Raises:
            CP-UNIT-001, CP-UNIT-007, CP-UNIT-008, CP-UNIT-009, CP-UNIT-012: it measures
                something else; the error names the line of the study.
        """
        handled = _HANDLED.get(self.kind, ())
        if unit in handled and self.unit != unit:
            for basis in handled:
                try:
                    return self._converted(basis, composition)
                except CellprintError:
                    continue
        return self._converted(unit, composition)

    def factor_to(self, unit: str, *, composition: Composition | None = None) -> float:
        """Return by how much `amount` (and `spread`) are multiplied to be in `unit`.

        Raises:
            CP-UNIT-…: see `in_unit`.
        """
        if self.amount == 0:
            return self._with_amount(1.0).in_unit(unit, composition=composition)
        return self.in_unit(unit, composition=composition) / self.amount

    def citation(self) -> Citation:
        """Return the source of the amount as the inventory keeps it.

        A figure without a status is the company's own; an estimate of it is `unverified`.
        """
        source = self.source
        if source is None:
            return Citation(source="", status=Status.UNVERIFIED)
        status = Status.UNVERIFIED if source.quality == "estimated" else Status.COMPANY
        return Citation(
            source=source.document,
            status=source.status or status,
            page=source.page or "",
            note=source.note or self.note,
        )

    def _converted(self, unit: str, composition: Composition | None) -> float:
        quantity = Quantity(
            text=self.derivation.written,
            number=repr(self.amount),
            value=self.amount,
            unit=self.unit,
        )
        return convert(quantity, unit, where=self.where, composition=composition).value

    def _with_amount(self, amount: float) -> ResolvedAmount:
        return replace(self, amount=amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedBattery:
    """The battery in numbers; None where the study does not say.

    Capacity and usable energy in kWh of capacity, masses in kg, back-up capability in kW·min.
    """

    capacity_kwh: float
    mass_kg: float
    usable_energy_kwh: float | None = None
    warranty_years: float | None = None
    warranty_km: float | None = None
    cycle_life: float | None = None
    energy_per_cycle_kwh: float | None = None
    backup_kw_min: float | None = None
    service_years: float | None = None
    production: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedFootprint:
    """A supplier's footprint in numbers.

    Attributes:
        entry: what the study says about it.
        value: kg CO2e per `unit` of the product.
        value_text: the number as written.
    """

    entry: SupplierFootprint
    value: float
    value_text: str
    unit: str
    where: str
    spread: Spread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedContract:
    """A claim on electricity in numbers: `amount_kwh` per one battery."""

    entry: Contract
    amount_kwh: float
    where: str
    factor_kgco2e_per_kwh: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedStudy:
    """A study with all its numbers.

    Attributes:
        study: the document.
        digest: SHA-256 of the document; overrides are not part of it.
        overrides: name → value that was set from outside.
        amounts: every line, in the order of the file.
        parameters: name → value, each after the names it uses.
        grid_factor_kgco2e_per_kwh: value of `electricity.factor`, if given.
        scrap_kg: component id → mass that does not end up in good batteries, per battery.
        bill_mass_kg: mass of the items of all components in one good battery.
        findings: warnings and notes about the study.
    """

    study: Study
    digest: str
    overrides: Mapping[str, str]
    battery: ResolvedBattery
    amounts: tuple[ResolvedAmount, ...]
    parameters: Mapping[str, ResolvedParameter]
    supplier_footprints: Mapping[str, ResolvedFootprint]
    contracts: Mapping[str, ResolvedContract]
    scrap_kg: Mapping[str, float]
    bill_mass_kg: float
    grid_factor_kgco2e_per_kwh: float | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def choices(self) -> Mapping[str, str]:
        """Return product → route, as the study chooses."""
        return self.study.choices

    @property
    def period_days(self) -> tuple[date, date]:
        """Return the first day of the period and the day after its last."""
        return self.study.period.from_, self.study.period.to
