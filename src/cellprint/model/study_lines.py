"""The amounts of a study, line by line, per one battery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.model.parameters import Path
from cellprint.model.quantity import Quantity, convert, plain_number
from cellprint.model.study_activity import (
    NO_TREATMENT,
    Component,
    DistributionStage,
    Emission,
    EndOfLife,
    Energy,
    Item,
    Manufacturing,
    Section,
    Transport,
)
from cellprint.model.study_amounts import AmountReader, derived
from cellprint.model.study_fields import SourceRef
from cellprint.model.study_line import LineContext, LineHead, resolved_line, unweighed
from cellprint.model.study_resolved import AmountKind, Derivation, ResolvedAmount
from cellprint.model.uncertainty import Spread, resolved_spread


@dataclass(slots=True, kw_only=True)
class StudyLines:
    """Turns the sections of one study into lines; gathers what is wrong on the way.

    Attributes:
        read: reads amounts.
        plant: place of the plant.
        amounts: the lines so far.
        scrap_kg: component → mass that does not end up in good batteries, per battery.
        bill_mass_kg: mass of the components' items in one good battery.
        findings: what is wrong.
        notes: what is worth knowing but does not stop the result.
    """

    read: AmountReader
    plant: str
    amounts: list[ResolvedAmount] = field(default_factory=list)
    scrap_kg: dict[str, float] = field(default_factory=dict)
    bill_mass_kg: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def component(self, component: Component, number: int) -> None:
        """Add the lines of one component, its freight and the treatment of its scrap."""
        context = LineContext(
            section=component.id,
            stage=component.stage,
            site=component.location or self.plant,
            per=component.per,
            path=("components", number),
            yield_=component.yield_,
        )
        first = len(self.amounts)
        self._items(component.items, context, "items", AmountKind.ITEM)
        items = [line for line in self.amounts[first:] if line.kind is AmountKind.ITEM]
        self._activities(component, context)
        with self._gathering():
            self._weigh(component, context, items)

    def manufacturing(self, section: Manufacturing) -> None:
        """Add what the plant uses and emits."""
        context = LineContext(
            section="manufacturing",
            stage="manufacturing",
            site=section.location or self.plant,
            per=section.per,
            path=("manufacturing",),
        )
        self._items(section.materials, context, "materials", AmountKind.ITEM)
        self._activities(section, context)

    def distribution(self, section: DistributionStage) -> None:
        """Add the freight of the battery to the place of sale."""
        for number, leg in enumerate(section.legs):
            path: Path = ("distribution", "legs", number)
            context = LineContext(
                section="distribution",
                stage="distribution",
                site=leg.from_ or self.plant,
                per="battery",
                path=path,
            )
            with self._gathering():
                where = self.read.where((*path, "mass"))
                mass = None if leg.mass is None else self.read.number(leg.mass, "kg", where=where)
                self._freight(leg, context, f"leg/{number + 1}", path, mass_kg=mass)

    def end_of_life(self, section: EndOfLife) -> None:
        """Add collection, treatment and whatever else end of life takes."""
        context = LineContext(
            section="end_of_life",
            stage="end_of_life",
            site=section.location or self.plant,
            per=section.per,
            path=("end_of_life",),
        )
        for number, leg in enumerate(section.transport):
            path = (*context.path, "transport", number)
            with self._gathering():
                self._freight(leg, context, f"transport/{number + 1}", path)
        if section.route not in (None, NO_TREATMENT):
            with self._gathering():
                self._treatment(section, context)
        self._items(section.items, context, "items", AmountKind.TREATMENT)
        self._activities(section, context)

    def _activities(self, section: Section, context: LineContext) -> None:
        for number, energy in enumerate(section.energy):
            with self._gathering():
                self._energy(energy, context, (*context.path, "energy", number))
        for number, emission in enumerate(section.emissions):
            with self._gathering():
                self._emission(emission, context, (*context.path, "emissions", number))
        self._items(section.waste, context, "waste", AmountKind.TREATMENT)

    def _items(
        self, items: Sequence[Item], context: LineContext, name: str, kind: AmountKind
    ) -> None:
        for number, item in enumerate(items):
            path = (*context.path, name, number)
            with self._gathering():
                added = self._item(item, context, path, kind)
                for leg_number, leg in enumerate(item.transport):
                    with self._gathering():
                        self._item_freight(leg, leg_number, context, path, added)

    def _item(
        self, item: Item, context: LineContext, path: Path, kind: AmountKind
    ) -> ResolvedAmount:
        own_yield = (item.yield_, path) if item.yield_ else (context.yield_, context.path)
        derivation = self.read.derivation(
            item.amount,
            per=item.per or context.per,
            path=path,
            yield_=self.read.yield_(*own_yield) if kind is AmountKind.ITEM else 1.0,
        )
        line = LineHead(
            kind=kind,
            name=item.id or item.product,
            flow=item.product,
            location=item.from_ or "",
            route=item.route or "",
            process=item.process or "",
            supplier=item.supplier or "",
            source=item.source,
            recycled=self.read.recycled(item.recycled, path),
            note=item.note or "",
        )
        mass = self.read.mass(item.mass, derivation, path)
        where = self.read.where((*path, "amount"))
        spread = resolved_spread(item.uncertainty, derivation.stated, where=where)
        return self._add(line, context, derivation, where=where, spread=spread, mass_kg=mass)

    def _energy(self, energy: Energy, context: LineContext, path: Path) -> None:
        derivation = self.read.derivation(energy.amount, per=energy.per or context.per, path=path)
        line = LineHead(
            kind=AmountKind.ENERGY,
            name=energy.id or energy.carrier,
            flow=energy.carrier,
            location=energy.from_ or "",
            route=energy.route or "",
            supply=energy.supply,
            source=energy.source,
            note=energy.note or "",
        )
        where = self.read.where((*path, "amount"))
        spread = resolved_spread(energy.uncertainty, derivation.stated, where=where)
        self._add(line, context, derivation, where=where, spread=spread)

    def _emission(self, emission: Emission, context: LineContext, path: Path) -> None:
        per = emission.per or context.per
        derivation = self.read.derivation(emission.amount, per=per, path=path)
        line = LineHead(
            kind=AmountKind.EMISSION,
            name=emission.id or emission.flow,
            flow=emission.flow,
            source=emission.source,
            note=emission.note or "",
        )
        where = self.read.where((*path, "amount"))
        spread = resolved_spread(emission.uncertainty, derivation.stated, where=where)
        self._add(line, context, derivation, where=where, spread=spread)

    def _item_freight(
        self, leg: Transport, number: int, context: LineContext, path: Path, item: ResolvedAmount
    ) -> None:
        leg_path = (*path, "transport", number)
        if item.mass_kg is None:
            raise BadInputError.of(
                "CP-STUDY-028", where=self.read.where(leg_path), found=item.derivation.written
            )
        name = f"{item.id.partition('/')[2]}/transport/{number + 1}"
        source = leg.source or item.source
        self._freight(leg, context, name, leg_path, mass_kg=item.mass_kg, source=source)

    def _freight(
        self,
        leg: Transport,
        context: LineContext,
        name: str,
        path: Path,
        *,
        mass_kg: float | None = None,
        source: SourceRef | None = None,
    ) -> None:
        """Add one leg: the mass carried [t], the battery's by default, times the distance [km]."""
        where = self.read.where((*path, "distance"))
        mass = self.read.battery.mass_kg if mass_kg is None else mass_kg
        distance = convert(self.read.value(leg.distance, where=where), "km", where=where)
        stated = plain_number(mass / 1000 * distance.value, unit="tkm")
        spread = resolved_spread(leg.uncertainty, distance, where=where)
        line = LineHead(
            kind=AmountKind.FREIGHT,
            name=name,
            flow=leg.mode,
            location=leg.from_ or "",
            source=source or leg.source,
            note=leg.note or "",
        )
        self._add(
            line,
            context,
            derived(leg.distance, stated),
            where=where,
            spread=spread.scaled(mass / 1000) if spread else None,
            mass_kg=mass,
        )

    def _treatment(self, section: EndOfLife, context: LineContext) -> None:
        """Add the treatment of the battery; its whole mass unless an amount is given."""
        if section.amount is None:
            stated = plain_number(self.read.battery.mass_kg, unit="kg")
            derivation = Derivation(
                written="mass", stated=stated, per="battery", per_battery=1.0, uses=("mass",)
            )
        else:
            derivation = self.read.derivation(section.amount, per=section.per, path=context.path)
        line = LineHead(
            kind=AmountKind.TREATMENT,
            name=str(section.route),
            flow=str(section.route),
            process=section.process or "",
            source=section.source,
            note=section.note or "",
        )
        mass = self.read.mass(None, derivation, context.path)
        where = self.read.where((*context.path, "amount"))
        self._add(line, context, derivation, where=where, mass_kg=mass)

    def _weigh(
        self, component: Component, context: LineContext, items: Sequence[ResolvedAmount]
    ) -> None:
        """Add up the masses of a component, and the treatment of what its yields leave over."""
        self.bill_mass_kg += sum((line.mass_kg or 0.0) * line.derivation.yield_ for line in items)
        lossy = [line for line in items if line.derivation.yield_ < 1]
        if not lossy:
            return
        if component.scrap is None:
            where = self.read.where((*context.path, "yield"))
            raise BadInputError.of("CP-STUDY-029", where=where, found=component.id)
        self.notes.extend(unweighed(line) for line in lossy if line.mass_kg is None)
        scrap = sum((line.mass_kg or 0.0) * (1 - line.derivation.yield_) for line in lossy)
        self.scrap_kg[component.id] = scrap
        if component.scrap.route == NO_TREATMENT:
            return
        line = LineHead(
            kind=AmountKind.TREATMENT,
            name="scrap",
            flow=component.scrap.route,
            location=component.scrap.from_ or "",
            source=lossy[0].source,
        )
        stated: Quantity = plain_number(scrap, unit="kg")
        where = self.read.where((*context.path, "scrap"))
        self._add(line, context, derived("scrap", stated), where=where, mass_kg=scrap)

    def _add(
        self,
        head: LineHead,
        context: LineContext,
        derivation: Derivation,
        *,
        where: str,
        spread: Spread | None = None,
        mass_kg: float | None = None,
    ) -> ResolvedAmount:
        added = resolved_line(
            head, context, derivation, where=where, spread=spread, mass_kg=mass_kg
        )
        self.amounts.append(added)
        return added

    @contextmanager
    def _gathering(self) -> Iterator[None]:
        """Gather findings instead of stopping at the first."""
        try:
            yield
        except CellprintError as error:
            self.findings.extend(error.findings)

    def repeated_ids(self) -> list[Finding]:
        """Return a finding for every line whose id another line has already."""
        counts = Counter(line.id for line in self.amounts)
        return [
            Finding(
                code="CP-STUDY-021",
                where=line.where,
                details={"section": line.section, "found": line.id},
            )
            for line in self.amounts
            if counts[line.id] > 1
        ]
