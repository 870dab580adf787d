"""A written amount of a study as a number per one battery, with its derivation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cellprint.errors import BadInputError
from cellprint.model.evaluation import evaluate
from cellprint.model.formula import is_formula, parse_formula
from cellprint.model.parameters import Path, Where
from cellprint.model.quantity import Quantity, convert, parse_quantity, without_denominator
from cellprint.model.study_activity import Recycled
from cellprint.model.study_fields import Per
from cellprint.model.study_resolved import Derivation, ResolvedBattery, ResolvedRecycled
from cellprint.units import mass_basis, unit_powers

# Denominators that say again what `per` says: `2 kg/kWh` with `per: kWh`.
_SAME_AS_PER: Mapping[Per, tuple[str, ...]] = {
    "battery": ("item",),
    "kWh": ("kWh_capacity", "kWh"),
    "kg": ("kg",),
    "period": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountReader:
    """Reads the amounts of one study.

    Attributes:
        battery: the battery in numbers.
        values: name → value for formulas.
        where: path → place that errors name.
    """

    battery: ResolvedBattery
    values: Mapping[str, Quantity]
    where: Where

    def value(self, text: str, *, where: str, unit: str = "") -> Quantity:
        """Return the value of a quantity or formula.

        Raises:
            CP-UNIT-…: it cannot be read or computed.
        """
        if is_formula(text):
            return evaluate(parse_formula(text, where=where), self.values, where=where)
        return parse_quantity(text, where=where, unit=unit)

    def number(self, text: str, unit: str, *, where: str) -> float:
        """Return the value of a quantity or formula in `unit`.

        Raises:
            CP-UNIT-…: it cannot be read or computed, or measures something else.
        """
        return convert(self.value(text, where=where), unit, where=where).value

    def derivation(
        self, text: str, *, per: Per, path: Path, yield_: float = 1.0, key: str = "amount"
    ) -> Derivation:
        """Return how the amount at `path` becomes an amount per battery.

        Raises:
            CP-STUDY-024: the unit is a rate that `per` does not explain.
            CP-STUDY-025: negative.
            CP-STUDY-026: per period without a production number.
            CP-UNIT-…: see `value`.
        """
        where = self.where((*path, key))
        quantity = self.value(text, where=where)
        for unit in _SAME_AS_PER[per]:
            quantity = without_denominator(quantity, unit) or quantity
        if any(power < 0 for power in unit_powers(quantity.unit).values()):
            raise BadInputError.of("CP-STUDY-024", where=where, found=text, per=per)
        if quantity.value < 0:
            raise BadInputError.of("CP-STUDY-025", where=where, found=text)
        return derived(
            text, quantity, per=per, per_battery=self.per_battery(per, where=where), yield_=yield_
        )

    def per_battery(self, per: Per, *, where: str) -> float:
        """Return by how much an amount per `per` is multiplied to be per battery.

        Raises:
            CP-STUDY-026: per period without a production number.
        """
        if per == "battery":
            return 1.0
        if per == "kWh":
            return self.battery.capacity_kwh
        if per == "kg":
            return self.battery.mass_kg
        if not self.battery.production:
            raise BadInputError.of("CP-STUDY-026", where=where)
        return 1.0 / self.battery.production

    def yield_(self, text: str | None, path: Path) -> float:
        """Return the good share that is stated at `path`; 1 where nothing is stated.

        Raises:
            CP-STUDY-027: not above 0 and at most 1.
            CP-UNIT-…: see `value`.
        """
        if text is None:
            return 1.0
        where = self.where((*path, "yield"))
        found = convert(self.value(text, where=where, unit="1"), "1", where=where).value
        if not 0 < found <= 1:
            raise BadInputError.of("CP-STUDY-027", where=where, found=text)
        return found

    def recycled(self, entry: Recycled | None, path: Path) -> ResolvedRecycled | None:
        """Return the recycled content that an item states; None where it states none.

        Raises:
            CP-RULE-030: not above 0 and at most 1.
            CP-UNIT-…: see `value`.
        """
        if entry is None:
            return None
        where = self.where((*path, "recycled", "content"))
        found = convert(self.value(entry.content, where=where, unit="1"), "1", where=where).value
        if not 0 < found <= 1:
            raise BadInputError.of("CP-RULE-030", where=where, name="R1", found=entry.content)
        return ResolvedRecycled(entry=entry, content=found)

    def mass(self, text: str | None, derivation: Derivation, path: Path) -> float | None:
        """Return the mass of an amount per battery [kg], None where it is not known.

        Args:
            text: the mass as written, for amounts that are no mass themselves.
            derivation: the amount.
            path: where both stand.

        Raises:
            CP-UNIT-…: see `value`.
        """
        factor = derivation.per_battery / derivation.yield_
        if text is not None:
            return self.number(text, "kg", where=self.where((*path, "mass"))) * factor
        stated = derivation.stated
        basis = mass_basis(stated.unit)
        if basis == "":
            return convert(stated, "kg", where="").value * factor
        if basis == "treated":
            return convert(stated, "kg_treated", where="").value * factor
        return None


def derived(
    text: str,
    stated: Quantity,
    *,
    per: Per = "battery",
    per_battery: float = 1.0,
    yield_: float = 1,
) -> Derivation:
    """Return the derivation of a value that `text` was read as."""
    formula = parse_formula(text, where="") if is_formula(text) else None
    return Derivation(
        written=text,
        stated=stated,
        per=per,
        per_battery=per_battery,
        formula="" if formula is None else formula.text,
        uses=() if formula is None else formula.names,
        yield_=yield_,
    )
