"""Read SimaPro CSV in two passes: what the file says of units and names, then its processes.

Exchanges name products by text only, so flows are identified by name; a substance also by the
section and the sub-compartment it stands in. A waste that a treatment takes in is its reference
product and an input; waste sent to treatment is an output. Source: the format has no public
specification; the layout is what SimaPro 8 and 9 write, as other readers understand it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellprint.formats.arithmetic import Values
from cellprint.formats.made_ids import made_id
from cellprint.formats.package import Package
from cellprint.formats.simapro import facts as names
from cellprint.formats.simapro.facts import Facts, take_facts
from cellprint.formats.simapro.file import Block, Row, blocks, read_header, replaced
from cellprint.formats.simapro.rows import PREFIX, Reading, parameter_texts
from cellprint.model.foreign import (
    Dataset,
    ForeignFormat,
    ForeignProcess,
    ForeignRecord,
    Licence,
    Pairs,
    words,
)
from cellprint.model.loss_report import LossReport

_MARK = b"{CSV separator"
_INPUTS = "Input parameters"
_CALCULATED = "Calculated parameters"
_KINDS = {"Unit process": "unit", "System": "aggregated"}
_TOPICS = {
    "Technology": "technology",
    "Representativeness": "representativeness",
    "Cut off rules": "completeness",
    "Collection method": "sampling",
    "Data treatment": "data_treatment",
    "Verification": "review",
    "Comment": "description",
    "Allocation rules": "allocation",
    "Geography": "geography",
    "Time period": "time",
}
_REFERENCES = {"Literature references": "source", "System description": "system"}
_YEARS = re.compile(r"(\d{4})\s*-\s*(\d{4})")
_PLACE = re.compile(r"\{([A-Za-z][A-Za-z0-9 ,_+-]{0,30})\}")
_PROTECTED = re.compile(r"copyright protected: (true|false)", re.IGNORECASE)


def read_simapro(package: Package, kind: ForeignFormat, report: LossReport) -> Iterator[Dataset]:
    """Yield the data sets of a package; a flow and its unit come before their first use.

    Raises:
        CP-FMT-010: a cell that is neither a decimal number nor a formula.
        CP-FMT-012: the header does not state its separator.
        CP-FMT-023: a table that cannot be read.
    """
    report.options["identifiers"] = "made from names, sections and sub-compartments"
    report.options["normal distribution"] = "parameter is 2 sd"
    report.options["schema"] = kind.version or "not stated"
    seen: set[str] = set()
    for name in package.names:
        if _MARK not in package.head(name):
            continue
        header = read_header(package, name)
        report.options["encoding"] = header.encoding
        report.options["decimal mark"] = header.decimal
        facts = Facts(header)
        for block in blocks(package, name, header):
            take_facts(facts, block, report)
            if count := replaced(block):
                report.add("CP-FMT-050", "loss", path=f"block {block.name[:60]}", count=count)
        yield from _shared(facts, name, report, seen)
        for block in blocks(package, name, header):
            if block.name == "Process":
                yield from _process(block, facts, name, report, seen)


def _shared(facts: Facts, file: str, report: LossReport, seen: set[str]) -> Iterator[Dataset]:
    """Yield parameters of database and project, literature and systems."""
    reading = Reading(facts, facts.values(), "", file, report, seen)
    for scope, row in facts.parameters.values():
        yield reading.parameter(row, calculated=_CALCULATED in scope, scope=scope)
    for block in facts.records:
        fields = _texts(block)
        title = dict(fields).get("Name", block.name)
        identity = made_id(block.name, title)
        if identity not in seen:
            seen.add(identity)
            yield ForeignRecord(
                kind="source" if block.name.startswith("Lit") else "system",
                id=identity,
                name=words(title),
                fields=tuple((f"{PREFIX}{name}", text) for name, text in fields if name != "Name"),
            )


def _process(
    block: Block, facts: Facts, file: str, report: LossReport, seen: set[str]
) -> Iterator[Dataset]:
    sections: dict[str, list[Row]] = {}
    for name, rows in block.sections:
        if rows:
            sections.setdefault(name, []).extend(rows)
    texts = dict(_texts(block))
    made = [
        row.cell(0)
        for name in (names.PRODUCTS, names.TREATMENT, names.SCENARIO)
        for row in sections.get(name, [])
    ]
    identity = _identity(texts, made, report, seen)
    own = (row for name in (_INPUTS, _CALCULATED) for row in sections.get(name, []))
    values = Values(parameter_texts(facts, own), facts.values())
    reading = Reading(facts, values, identity, file, report, seen)
    _exchanges(reading, block, sections)
    yield from reading.flows
    documentation, references, licence, rest = _about(sections, report)
    time = _YEARS.search(texts.get("Time period", ""))
    place = _PLACE.search(made[0]) if made else None
    title = texts.get("Process name") or (made[0] if made else identity)
    yield ForeignProcess(
        id=identity,
        name=words(title),
        kind=_KINDS.get(texts.get("Type", ""), "unit"),
        category=facts.categories.get(made[0], ()) if made else (),
        location=place.group(1) if place else "",
        valid_from=time.group(1) if time else "",
        valid_to=time.group(2) if time else "",
        exchanges=tuple(reading.exchanges),
        parameters=tuple(
            reading.parameter(row, calculated=name == _CALCULATED)
            for name in (_INPUTS, _CALCULATED)
            for row in sections.get(name, [])
        ),
        allocation=tuple(reading.shares) if len(reading.shares) > 1 else (),
        licence=licence,
        documentation=documentation,
        references=references,
        fields=rest,
    )


def _exchanges(reading: Reading, block: Block, sections: dict[str, list[Row]]) -> None:
    """Take the rows of all sections in the order of the file."""
    for section, rows in block.sections:
        for row in rows:
            if section in (names.PRODUCTS, names.TREATMENT, names.SCENARIO):
                reading.product(row, section)
            elif section in names.TECHNOSPHERE:
                reading.technosphere(row, section)
            elif section in names.ELEMENTARY:
                reading.elementary(row, section)
    reading.splits(sections)


def _about(
    sections: dict[str, list[Row]], report: LossReport
) -> tuple[tuple[tuple[str, tuple[tuple[str, str], ...]], ...], Pairs, Licence, Pairs]:
    """Return documentation, references, licence and what is left, told where it is unknown."""
    documentation, references, rest = [], [], []
    protected = ""
    for section, rows in sections.items():
        text = "\n".join("; ".join(one for one in row.cells if one) for row in rows)
        if section in _TOPICS:
            documentation.append((_TOPICS[section], words(text)))
        elif section in _REFERENCES:
            for row in rows:
                block = "Literature reference" if section.startswith("Lit") else section
                references.append((_REFERENCES[section], made_id(block, row.cell(0))))
                if row.cell(1):
                    rest.append((f"{PREFIX}{section}: {row.cell(0)}", row.cell(1)))
            found = _PROTECTED.search(text)
            protected = found.group(1).casefold() if found else protected
        elif section in _KEPT:
            rest.append((f"{PREFIX}{section}", text))
        elif section not in _READ:
            count = len(rows)
            report.add(
                "CP-FMT-030", "loss", path=f"Process/{section[:60]}", action="not read", count=count
            )
    return tuple(documentation), tuple(references), Licence(copyright=protected), tuple(rest)


_KEPT = (
    "PlatformId",
    "Process identifier",
    "Type",
    "Process name",
    "Category type",
    "Status",
    "Multiple output allocation",
    "Substitution allocation",
    "Waste treatment allocation",
    "Capital goods",
    "Boundary with nature",
    "Infrastructure",
    "Date",
    "Record",
    "Generator",
    "External documents",
)
_READ = (
    names.PRODUCTS,
    names.TREATMENT,
    names.SCENARIO,
    *names.TECHNOSPHERE,
    *names.ELEMENTARY,
    *names.SPLITS,
    _INPUTS,
    _CALCULATED,
)


def _texts(block: Block) -> list[tuple[str, str]]:
    """Return section → text of its first row."""
    return [(name, rows[0].cell(0)) for name, rows in block.sections if name and rows]


def _identity(texts: dict[str, str], made: list[str], report: LossReport, seen: set[str]) -> str:
    """Return the id of a process; one that says the same of itself as another gets its own."""
    parts = ("process", texts.get("Process identifier", ""), *made)
    identity, number = made_id(*parts), 1
    while identity in seen:
        number += 1
        identity = made_id(*parts, str(number))
    if number > 1:
        report.add("CP-FMT-047", "warning", path="Process", dataset=made[0] if made else "")
    seen.add(identity)
    return identity
