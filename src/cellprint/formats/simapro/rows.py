"""Rows of a SimaPro process: exchanges with their flows, and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from cellprint.formats.arithmetic import FormulaError, Values, amount_of
from cellprint.formats.made_ids import made_id, unseen
from cellprint.formats.numbers import is_number, shortest
from cellprint.formats.simapro import facts as names
from cellprint.formats.simapro.facts import Facts
from cellprint.formats.simapro.file import Row
from cellprint.formats.spreads import gsd_of_square, half, spread
from cellprint.model.foreign import (
    AllocationShare,
    Dataset,
    ForeignExchange,
    ForeignFlow,
    ForeignKind,
    ForeignParameter,
    ForeignRole,
    Pairs,
    PropertyFactor,
    Spread,
    words,
)
from cellprint.model.loss_report import LossReport

PREFIX = "sp:"
_ALL = "all waste types"
_UNDEFINED = ("", "undefined")
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class Reading:
    """What the rows of one process need, and what they give."""

    facts: Facts
    values: Values
    process: str
    file: str
    report: LossReport
    seen: set[str]
    exchanges: list[ForeignExchange] = field(default_factory=list)
    flows: list[Dataset] = field(default_factory=list)
    shares: list[AllocationShare] = field(default_factory=list)

    def product(self, row: Row, section: str) -> None:
        """Take a row of products, or the waste that a treatment takes in."""
        treats = section != names.PRODUCTS
        first = not any(one.role is ForeignRole.REFERENCE for one in self.exchanges)
        kept = (("waste type", 3), ("comment", 5)) if treats else (("waste type", 4),)
        fields = tuple((f"{PREFIX}{name}", row.cell(at)) for name, at in kept if row.cell(at))
        made = self.exchange(
            row,
            role=ForeignRole.REFERENCE if first else ForeignRole.COPRODUCT,
            columns=(0, 1, 2),
            is_input=treats,
            fields=fields,
            comment="" if treats else row.cell(6),
        )
        share = "" if treats else self.amount(row, 3, "allocation")[0]
        if share:
            part = str(Decimal(share) / _HUNDRED)
            self.shares.append(AllocationShare(method="other", product=made.flow, share=part))

    def technosphere(self, row: Row, section: str) -> None:
        """Take a row of what is bought, avoided or sent to treatment."""
        role, is_input = ForeignRole.INPUT, True
        if section == "Avoided products":
            role = ForeignRole.AVOIDED
        elif section == names.TO_TREATMENT or row.cell(0) in self.facts.wastes:
            role, is_input = ForeignRole.WASTE, False
        self.exchange(
            row,
            role=role,
            columns=(0, 1, 2),
            is_input=is_input,
            spread_at=3,
            fields=((f"{PREFIX}section", section),),
            comment=row.cell(7),
        )

    def elementary(self, row: Row, section: str) -> None:
        """Take a row of what nature gives or takes."""
        self.exchange(
            row,
            role=ForeignRole.ELEMENTARY,
            columns=(0, 2, 3),
            is_input=section == "Resources",
            section=section,
            spread_at=4,
            comment=row.cell(8),
        )

    def splits(self, sections: dict[str, list[Row]]) -> None:
        """Take the rows of a waste scenario that send parts of the waste on.

        Parts in per cent of a type of waste are amounts only when they are of all types; what is
        left of the others depends on the waste that comes in, so their amounts are not known.
        """
        separated, remaining = (sections.get(name, []) for name in names.SPLITS)
        if not separated and not remaining:
            return
        taker = next((one for one in self.exchanges if one.role is ForeignRole.REFERENCE), None)
        whole, unit = (Decimal(taker.amount or "0"), taker.unit) if taker else (Decimal(0), "")
        known = all(row.cell(1).casefold() == _ALL for row in separated)
        parts = [self.amount(row, 2, "waste split")[0] for row in (*separated, *remaining)]
        taken = sum((Decimal(one) for one in parts[: len(separated)] if one), Decimal(0))
        for position, row in enumerate((*separated, *remaining)):
            of = whole if position < len(separated) else whole * (1 - taken / _HUNDRED)
            part = parts[position]
            amount = str(of * Decimal(part) / _HUNDRED) if known and part and whole else ""
            self.add(
                self.flow(row.cell(0), unit, ""),
                Row(row.line, (row.cell(0), unit)),
                amount=(amount, "", "depends on the waste" if not amount else ""),
                role=ForeignRole.WASTE,
                is_input=False,
                fields=(
                    (f"{PREFIX}waste type", row.cell(1)),
                    (f"{PREFIX}per cent", row.cell(2)),
                ),
            )

    def exchange(
        self,
        row: Row,
        *,
        role: ForeignRole,
        columns: tuple[int, int, int],
        is_input: bool,
        section: str = "",
        spread_at: int | None = None,
        fields: Pairs = (),
        comment: str = "",
    ) -> ForeignExchange:
        """Take one row; `columns` are those of name, unit and amount."""
        name, unit = row.cell(columns[0]), row.cell(columns[1])
        place = row.cell(1) if section else ""
        flow = self.flow(name, self.facts.flow_unit.get((section, name), unit), section, place)
        amount = self.amount(row, columns[2], section or "amount")
        found = None if spread_at is None else self.spread(row, spread_at, amount[0])
        last = 6 if spread_at is None else spread_at + 4
        more = "; ".join(one for one in row.cells[last + 1 :] if one)
        return self.add(
            flow,
            Row(row.line, (name, unit)),
            amount=amount,
            role=role,
            is_input=is_input,
            spread=found,
            fields=(*fields, (f"{PREFIX}more", more)) if more else fields,
            comment=comment,
        )

    def add(
        self,
        flow: str,
        row: Row,
        *,
        amount: tuple[str, str, str],
        role: ForeignRole,
        is_input: bool,
        spread: Spread | None = None,
        fields: Pairs = (),
        comment: str = "",
    ) -> ForeignExchange:
        """Keep an exchange; an amount that is not known is told."""
        seq = len(self.exchanges) + 1
        text, formula, reason = amount
        if reason:
            self.report.add(
                "CP-FMT-048",
                "error",
                path=f"amount ({reason[:60]})",
                dataset=self.process,
                seq=seq,
                value=formula or row.cell(0),
            )
        made = ForeignExchange(
            seq=seq,
            flow=flow,
            is_input=is_input,
            role=role,
            amount=text,
            unit=row.cell(1),
            property=self.facts.property_of(row.cell(1)),
            formula=formula,
            spread=spread,
            comment=words(comment),
            fields=fields,
        )
        self.exchanges.append(made)
        return made

    def flow(self, name: str, unit: str, section: str, place: str = "") -> str:
        """Return the id of a flow and keep what is known of it."""
        identity = made_id("flow", section, place, name) if section else made_id("flow", name)
        if identity in self.seen:
            return identity
        self.seen.add(identity)
        listed = Row(0, ())
        category: tuple[str, ...]
        if section:
            listed = self.facts.substances.get((section, name), listed)
            kind, category = ForeignKind.ELEMENTARY, (section, place or "unspecified")
        else:
            kind = ForeignKind.WASTE if name in self.facts.wastes else ForeignKind.PRODUCT
            category = self.facts.categories.get(name, ())
        self.flows.extend(unseen(self.facts.measures(unit), self.seen))
        self.flows.append(
            ForeignFlow(
                id=identity,
                name=words(name),
                kind=kind,
                properties=(PropertyFactor(property=self.facts.property_of(unit), factor="1"),),
                category=category,
                cas=listed.cell(2).lstrip("0"),
                comment=words(listed.cell(3)),
            )
        )
        return identity

    def amount(self, row: Row, column: int, field: str) -> tuple[str, str, str]:
        """Return amount, formula, and why there is no amount."""
        where = f"{self.file}:{row.line} {field}"
        return amount_of(self.facts.plain(row.cell(column)), self.values, where=where)

    def spread(self, row: Row, at: int, amount: str) -> Spread | None:
        """Return the spread of a row; the columns are distribution and three parameters."""
        kind = row.cell(at).casefold()
        if kind in _UNDEFINED:
            return None
        first, low, high = (self.number(row.cell(at + step)) for step in (1, 2, 3))
        family, given = "", {}
        if kind == "lognormal":
            family, given = kind, {"gsd": gsd_of_square(first)}
        elif kind == "normal":
            family, given = kind, {"sd": half(first)}
            self.report.add("CP-FMT-049", "warning", path="normal distribution")
        elif kind == "triangle":
            family, given = "triangular", {"low": low, "mode": amount, "high": high}
        elif kind == "uniform":
            family, given = kind, {"low": low, "high": high}
        raw = {"distribution": row.cell(at), "p1": first, "p2": low, "p3": high}
        made, reason = spread(family, given, amount=amount or "0", raw=raw, convention="simapro")
        if reason:
            self.report.add(
                "CP-FMT-033", "warning", path=f"uncertainty ({reason})", dataset=self.process
            )
        return made

    def number(self, text: str) -> str:
        """Return a parameter of a spread as a number; a formula there by its value."""
        plain = self.facts.plain(text)
        if is_number(plain) or not plain:
            return plain
        try:
            return shortest(self.values.compute(plain))
        except FormulaError:
            return plain

    def parameter(self, row: Row, *, calculated: bool, scope: str = "") -> ForeignParameter:
        """Return a parameter: an input with its spread, or a calculated one with its formula."""
        amount, formula, reason = self.amount(row, 1, "parameter")
        if reason:
            self.report.add(
                "CP-FMT-048",
                "error",
                path=f"parameter ({reason[:60]})",
                dataset=self.process,
                value=row.cell(0),
            )
        fields = ((f"{PREFIX}hidden", row.cell(6)),) if row.cell(6) and not calculated else ()
        return ForeignParameter(
            name=row.cell(0),
            amount=amount,
            formula=formula,
            process=self.process,
            spread=None if calculated else self.spread(row, 2, amount),
            comment=words(row.cell(2 if calculated else 7)),
            fields=(*fields, *(((f"{PREFIX}scope", scope),) if scope else ())),
        )


def parameter_texts(facts: Facts, rows: Iterator[Row]) -> dict[str, str]:
    """Return name → number or formula of the parameters of a process."""
    return {row.cell(0): facts.plain(row.cell(1)) for row in rows}
