"""How much of an element is in a flow, and which compounds differ only by crystal water."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.view import LintView
from cellprint.model.inventory import Composition, Process, ProcessKind, Role

ELEMENTS = ("Li", "Ni", "Co", "Mn", "Fe", "P", "F", "Al", "Cu", "Na")
_WATER = re.compile(r"[·.•*]\s*\d*(?:\.\d+)?\s*H2O$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """An element in a process, per unit of its product [kg].

    Attributes:
        element: symbol.
        entering: with inputs and resources.
        product: in the product.
        byproducts: in by-products.
        lost: in declared losses; None when none is declared.
        carriers: flows by which it enters, with the mass of the element.
    """

    element: str
    entering: float
    product: float
    byproducts: float
    lost: float | None
    carriers: Mapping[str, float]

    @property
    def leaving(self) -> float:
        """Mass in product and by-products."""
        return self.product + self.byproducts

    @property
    def gap(self) -> float:
        """Share of what enters that neither leaves nor is declared as lost; below 0: created."""
        return (self.entering - self.leaving - (self.lost or 0.0)) / self.entering

    @property
    def recovered(self) -> float:
        """Yield: share of what enters that leaves in product and by-products."""
        return self.leaving / self.entering


def fractions(view: LintView, rules: LintRules, flow: str) -> Mapping[str, float]:
    """Return mass fractions of elements in `flow`; empty when they are not known."""
    known = view.flows.get(flow)
    composition = view.compositions.get(known.composition) if known else None
    if composition is not None:
        return composition.fractions
    content = rules.contents.get(flow)
    return content.fractions if content else {}


def balances(view: LintView, rules: LintRules, process: Process) -> Iterator[Balance]:
    """Yield the balance of each element that the outputs of `process` hold and that enters it."""
    if process.kind is not ProcessKind.UNIT:
        return
    for element in ELEMENTS:
        balance = balance_of(view, rules, process, element)
        if balance.entering > 0 and balance.leaving > 0:
            yield balance


def balance_of(view: LintView, rules: LintRules, process: Process, element: str) -> Balance:
    """Return the balance of `element` in `process`."""
    carriers: dict[str, float] = {}
    byproducts = 0.0
    lost: float | None = None
    for line in view.lines[process.id]:
        share = fractions(view, rules, line.flow).get(element, 0.0)
        if not share or line.amount is None:
            continue
        mass = share * line.amount
        if line.role in {Role.INPUT, Role.RESOURCE}:
            carriers[line.flow] = carriers.get(line.flow, 0.0) + mass
        elif line.role is Role.BYPRODUCT:
            byproducts += mass
        elif line.role is Role.LOSS:
            lost = (lost or 0.0) + mass
    return Balance(
        element=element,
        entering=sum(carriers.values()),
        product=fractions(view, rules, process.flow).get(element, 0.0),
        byproducts=byproducts,
        lost=lost,
        carriers=carriers,
    )


def without_water(formula: str) -> str:
    """Return a formula without its crystal water.

    >>> without_water("NiSO4·6H2O"), without_water("NiSO4")
    ('NiSO4', 'NiSO4')
    """
    return _WATER.sub("", formula)


def hydrate_siblings(view: LintView, composition: Composition) -> tuple[Composition, ...]:
    """Return the compositions that differ from `composition` only by crystal water."""
    if not composition.formula:
        return ()
    core = without_water(composition.formula)
    return tuple(
        other
        for other in view.compositions.values()
        if other.formula
        and other.formula != composition.formula
        and without_water(other.formula) == core
    )
