"""Link the exchanges of a foreign database: each is linked, told why not, or needs no link.

Order (first hit wins): L0 the provider that the file names; L1 the only producer of the flow; L2
a producer at the place asked for; L3 a producer at a wider place, one step at a time. Several equal
candidates are told as ambiguous, never chosen among.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from cellprint.app.imported.allocation import Shares, shares_of
from cellprint.app.imported.amounts import reference_amounts
from cellprint.app.imported.columns import NONE, ROLES, Columns
from cellprint.engine.types import Floats, Ints
from cellprint.model.foreign import ForeignKind, ForeignRole

WORLD = ("GLO", "RoW", "WORLD", "")
CUT_OFF_MARK = "cutoff"
LINKED = "linked"
ELEMENTARY = "elementary"
REFERENCE = "reference or co-product"
REMINDER = "reminder"
CUT_OFF = "cut off"
ERROR = "error"
CLASSES = (LINKED, ELEMENTARY, REFERENCE, REMINDER, CUT_OFF, ERROR)
_INPUTS = (ForeignRole.INPUT, ForeignRole.TREATMENT, ForeignRole.WASTE, ForeignRole.AVOIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product of a process: one column of the system.

    `amount` is the output [reference unit of the flow]; negative for a treated waste.
    """

    process: int
    flow: int
    amount: float
    shares: Shares


@dataclass(slots=True, kw_only=True)
class Links:
    """What became of every exchange.

    Attributes:
        products: columns of the system.
        provider: column that provides each exchange, -1 where there is none, shape (k,).
        state: class of each exchange, index into `CLASSES`, shape (k,).
        reason: level of the link, or why there is none, by exchange.
        amounts: amounts [reference unit of the flow; 0 where not known], shape (k,).
    """

    products: list[Product]
    provider: Ints
    state: Ints
    reason: list[str]
    amounts: Floats
    columns_of: dict[int, list[int]] = field(default_factory=dict)

    def counts(self) -> Counter[tuple[str, str]]:
        """Return (class, level or reason) → number of exchanges; they add up to all of them."""
        return Counter(
            (CLASSES[state], reason)
            for state, reason in zip(self.state.tolist(), self.reason, strict=True)
        )


def link_columns(columns: Columns, *, accept_gaps: bool = False) -> Links:
    """Return the links of a database.

    Args:
        columns: the database.
        accept_gaps: whether a product input without provider counts as cut off by the user's
            decision instead of as an error.
    """
    amounts, no_flow, no_unit = reference_amounts(columns)
    unknown = np.isnan(amounts)
    amounts = np.where(unknown, 0.0, amounts)
    roles = columns.column("role")
    flows = columns.column("flow")
    size = len(amounts)
    links = Links(
        products=[],
        provider=np.full(size, NONE, dtype=np.int64),
        state=np.full(size, CLASSES.index(ERROR), dtype=np.int64),
        reason=[""] * size,
        amounts=amounts,
    )
    _products(columns, links, roles, flows)
    linker = _Linker(columns, links, accept_gaps=accept_gaps)
    fixed = {
        ROLES.index(ForeignRole.ELEMENTARY): ELEMENTARY,
        ROLES.index(ForeignRole.REFERENCE): REFERENCE,
        ROLES.index(ForeignRole.COPRODUCT): REFERENCE,
        ROLES.index(ForeignRole.REMINDER): REMINDER,
    }
    dangling, unitless, missing = no_flow.tolist(), no_unit.tolist(), unknown.tolist()
    for number, role in enumerate(roles.tolist()):
        if dangling[number]:
            links.reason[number] = "flow is not in the file"
        elif unitless[number]:
            links.reason[number] = "unit is not known"
        elif missing[number]:
            links.reason[number] = "amount is not known"
        elif role in fixed:
            links.state[number] = CLASSES.index(fixed[role])
        else:
            linker.link(number)
    return links


def _products(columns: Columns, links: Links, roles: Ints, flows: Ints) -> None:
    """Add a column for each product with an amount, the reference product first."""
    found: dict[int, dict[int, float]] = {}
    wanted = (ROLES.index(ForeignRole.REFERENCE), ROLES.index(ForeignRole.COPRODUCT))
    processes, is_input = columns.column("process"), columns.column("is_input")
    for role in wanted:
        for number in np.flatnonzero(roles == role).tolist():
            flow, amount = int(flows[number]), float(links.amounts[number])
            sign = -1.0 if is_input[number] else 1.0
            mine = found.setdefault(int(processes[number]), {})
            mine[flow] = mine.get(flow, 0.0) + sign * amount
    for process in sorted(found):
        products = [(flow, amount) for flow, amount in found[process].items() if amount]
        if not products:
            continue
        named = [(columns.flow_ids.texts[flow], amount) for flow, amount in products]
        shares = shares_of(columns, columns.processes[process], named)
        for flow, amount in products:
            links.columns_of.setdefault(process, []).append(len(links.products))
            links.products.append(Product(process=process, flow=flow, amount=amount, shares=shares))


class _Linker:
    """Finds providers; remembers the answers to equal questions."""

    def __init__(self, columns: Columns, links: Links, *, accept_gaps: bool) -> None:
        self.columns = columns
        self.links = links
        self.accept_gaps = accept_gaps
        self.flow = columns.numbers.flow
        self.provider = columns.numbers.provider
        self.location = columns.numbers.location
        self.process = columns.numbers.process
        self.role = columns.numbers.role
        self.makers: dict[int, list[int]] = {}
        self.by_process: dict[tuple[int, int], int] = {}
        for column, product in enumerate(links.products):
            self.makers.setdefault(product.flow, []).append(column)
            self.by_process[product.process, product.flow] = column
        self.places = [columns.place(one.location) for one in columns.processes]
        self.known: dict[tuple[int, int, str], tuple[int, str]] = {}

    def link(self, number: int) -> None:
        """Find the provider of an exchange, or say why there is none."""
        flow = self.flow[number]
        asked = self.location[number]
        place = (
            self.columns.place(self.columns.words.texts[asked])
            if asked != NONE
            else self.places[self.process[number]]
        )
        key = (flow, self.provider[number], place)
        answer = self.known.get(key)
        if answer is None:
            answer = self.known[key] = self.find(*key)
        column, reason = answer
        if column != NONE:
            self.links.provider[number] = column
            self.links.state[number] = CLASSES.index(LINKED)
            self.links.reason[number] = reason
            return
        state, why = self.missing(number, flow, reason)
        self.links.state[number] = CLASSES.index(state)
        self.links.reason[number] = why

    def find(self, flow: int, provider: int, place: str) -> tuple[int, str]:
        """Return the column that provides a flow at a place, and the level or the reason."""
        if provider != NONE:
            process = self.columns.process_index.get(self.columns.words.texts[provider], NONE)
            column = self.by_process.get((process, flow), NONE)
            if column != NONE:
                return column, "L0 named provider"
        makers = self.makers.get(flow, [])
        if len(makers) == 1:
            return makers[0], "L1 only producer"
        if not makers:
            return NONE, "no provider"
        for step, here in enumerate(wider_places(place)):
            near = [one for one in makers if self.places[self.links.products[one].process] == here]
            if len(near) == 1:
                return near[0], "L2 same place" if step == 0 else "L3 wider place"
            if near:
                return self.main_maker(near)
        return NONE, "several providers, none at the place asked for"

    def main_maker(self, near: list[int]) -> tuple[int, str]:
        """Return the one that makes the flow as its reference product, if it is only one."""
        main = [
            one for one in near if self.links.columns_of[self.links.products[one].process][0] == one
        ]
        if len(main) == 1:
            return main[0], "L2 reference product at the place"
        return NONE, "several equal providers"

    def missing(self, number: int, flow: int, reason: str) -> tuple[str, str]:
        """Return class and reason of an exchange without provider."""
        facts = self.columns.flows[flow]
        declared = CUT_OFF_MARK in f"{facts.name} {' '.join(facts.category)}".casefold()
        if reason == "no provider" and declared:
            return CUT_OFF, "declared as cut off by the database"
        waste = facts.kind is ForeignKind.WASTE or ROLES[self.role[number]] is ForeignRole.WASTE
        if reason == "no provider" and waste:
            return CUT_OFF, "waste without treatment"
        if self.accept_gaps:
            return CUT_OFF, f"{reason}, accepted by the user"
        return ERROR, reason


def wider_places(place: str) -> tuple[str, ...]:
    """Return a place and the wider ones that its code shows, narrowest first.

    >>> wider_places("CN-GD")
    ('CN-GD', 'CN', 'GLO', 'RoW', 'WORLD', '')
    """
    steps = [place]
    while "-" in steps[-1]:
        steps.append(steps[-1].rpartition("-")[0])
    return (*steps, *(one for one in WORLD if one not in steps))
