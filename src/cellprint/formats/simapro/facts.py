"""What a SimaPro file says outside its processes, and what products it makes: the first pass.

Units and quantities, CAS numbers of substances, parameters of the database and the project, and
the products with their units. Exchanges name all of these by text only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cellprint.formats.arithmetic import Values
from cellprint.formats.made_ids import lone_unit, made_id
from cellprint.formats.numbers import is_number
from cellprint.formats.simapro.file import Block, Header, Row
from cellprint.model.foreign import FlowProperty, ForeignUnit, UnitGroup, words
from cellprint.model.loss_report import LossReport

# Sections of processes, and the lists that describe their substances.
ELEMENTARY = {
    "Resources": "Raw materials",
    "Emissions to air": "Airborne emissions",
    "Emissions to water": "Waterborne emissions",
    "Emissions to soil": "Emissions to soil",
    "Final waste flows": "Final waste flows",
    "Non material emissions": "Non material emissions",
    "Social issues": "Social issues",
    "Economic issues": "Economic issues",
}
_LISTS = {listed: section for section, listed in ELEMENTARY.items()} | {
    "Non material emission": "Non material emissions"
}
PRODUCTS = "Products"
TREATMENT = "Waste treatment"
SCENARIO = "Waste scenario"
TO_TREATMENT = "Waste to treatment"
TECHNOSPHERE = ("Avoided products", "Materials/fuels", "Electricity/heat", TO_TREATMENT)
SPLITS = ("Separated waste", "Remaining waste")
_RECORDS = ("Literature reference", "System description")
_SCOPES = ("Database ", "Project ")


@dataclass(slots=True)
class Facts:
    """Tables by name.

    Attributes:
        header: how the file is written.
        quantity: unit → quantity it measures.
        units: quantity → unit → factor to the reference unit.
        reference: quantity → reference unit, where the list of units names it.
        substances: (section, name) → row of the list of substances.
        flow_unit: (section or nothing, name) → unit of the flow.
        wastes: names of products that are wastes.
        categories: product → category path.
        parameters: name → (block, row) of parameters of the database and the project.
        records: blocks that describe literature and systems.
    """

    header: Header
    quantity: dict[str, str] = field(default_factory=dict)
    units: dict[str, dict[str, str]] = field(default_factory=dict)
    reference: dict[str, str] = field(default_factory=dict)
    substances: dict[tuple[str, str], Row] = field(default_factory=dict)
    flow_unit: dict[tuple[str, str], str] = field(default_factory=dict)
    wastes: set[str] = field(default_factory=set)
    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: dict[str, tuple[str, Row]] = field(default_factory=dict)
    records: list[Block] = field(default_factory=list)

    def plain(self, text: str) -> str:
        """Return a number or formula with a decimal point.

        In a file with decimal commas a point in a cell becomes a mark that no number has, so that
        it is refused where it separates thousands.
        """
        if self.header.decimal == "." or not text:
            return text
        return text.replace(".", "\u2024").replace(",", ".")

    def values(self) -> Values:
        """Return the values of the parameters of project and database."""
        rows = self.parameters.items()
        return Values({name: self.plain(row.cell(1)) for name, (_, row) in rows})

    def property_of(self, unit: str) -> str:
        """Return the id of the property that a unit measures."""
        quantity = self.quantity.get(unit)
        return made_id("property", unit) if quantity is None else made_id("quantity", quantity)

    def measures(self, unit: str) -> list[UnitGroup | FlowProperty]:
        """Return the group and the property of a unit; one that no table has stands alone."""
        quantity = self.quantity.get(unit)
        if quantity is None:
            return lone_unit(unit)
        known = self.units[quantity]
        group = made_id("unit_group", "quantity", quantity)
        reference = self.reference.get(quantity, "")
        if float(known.get(reference, "0")) != 1.0:
            reference = next((one for one, factor in known.items() if float(factor) == 1.0), "")
        return [
            UnitGroup(
                id=group,
                name=words(quantity),
                units=tuple(
                    ForeignUnit(id=made_id("unit", quantity, one), name=one, factor=factor)
                    for one, factor in known.items()
                ),
                reference=made_id("unit", quantity, reference) if reference else "",
            ),
            FlowProperty(id=self.property_of(unit), name=words(quantity), unit_group=group),
        ]


def take_facts(facts: Facts, block: Block, report: LossReport) -> None:
    """Add what a block says to the tables; blocks that are not read are told."""
    rows = [row for _, rows in block.sections for row in rows]
    if block.name == "Process":
        _process(facts, block)
    elif block.name == "Units":
        for row in rows:
            _unit(facts, row, report)
    elif block.name in _LISTS:
        section = _LISTS[block.name]
        for row in rows:
            facts.substances[section, row.cell(0)] = row
            # the list says which unit a substance has, whatever its exchanges are stated in
            facts.flow_unit[section, row.cell(0)] = row.cell(1)
    elif block.name.startswith(_SCOPES):
        for row in rows:
            _parameter(facts, block.name, row, report)
    elif block.name in _RECORDS:
        facts.records.append(block)
    elif block.name != "Quantities":
        report.add("CP-FMT-030", "loss", path=f"block {block.name[:80]}", action="not read")


def _parameter(facts: Facts, scope: str, row: Row, report: LossReport) -> None:
    """Keep a parameter; one of the project hides one of the database."""
    name = row.cell(0).casefold()
    known = facts.parameters.get(name)
    hides = scope.startswith("Project ") and known and known[0].startswith("Database ")
    if known is None or hides:
        facts.parameters[name] = (scope, row)
    if known is not None:
        path = f"block {known[0] if hides else scope}"
        report.add("CP-FMT-030", "loss", path=path, action="dropped", value=row.cell(0))


def _unit(facts: Facts, row: Row, report: LossReport) -> None:
    name, quantity, factor = row.cell(0), row.cell(1), facts.plain(row.cell(2))
    if not is_number(factor) or float(factor) <= 0 or not quantity or name in facts.quantity:
        report.add("CP-FMT-030", "loss", path="block Units", action="dropped", value=name)
        return
    facts.quantity[name] = quantity
    facts.units.setdefault(quantity, {})[name] = factor
    facts.reference.setdefault(quantity, row.cell(3))


def _process(facts: Facts, block: Block) -> None:
    for section, rows in block.sections:
        if section in ELEMENTARY:
            for row in rows:
                facts.flow_unit.setdefault((section, row.cell(0)), row.cell(2))
        elif section in (PRODUCTS, TREATMENT, SCENARIO):
            for row in rows:
                # the unit of the maker counts, wherever it stands in the file
                facts.flow_unit["", row.cell(0)] = row.cell(1)
                path = row.cell(5 if section == PRODUCTS else 4)
                facts.categories[row.cell(0)] = tuple(one for one in path.split("\\") if one)
        if section in (TREATMENT, SCENARIO, TO_TREATMENT):
            facts.wastes |= {row.cell(0) for row in rows}
