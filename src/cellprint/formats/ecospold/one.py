"""Read EcoSpold 1: one XML with one or many data sets, streamed.

Flows have no identifiers in this format; theirs are made from what identifies them: name,
category, subcategory, unit and infrastructure flag. The place of an exchange stays with the
exchange, so that linking can ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cellprint.errors import BadInputError
from cellprint.formats.ecospold.one_about import About, about, records
from cellprint.formats.ecospold.xml_object import XmlObject
from cellprint.formats.made_ids import lone_unit, made_id, unseen
from cellprint.formats.package import Package
from cellprint.formats.safe_xml import xml_elements
from cellprint.formats.spreads import gsd_of_square, half, mode_of_mean, spread
from cellprint.model.foreign import (
    AllocationShare,
    Dataset,
    ForeignExchange,
    ForeignFlow,
    ForeignFormat,
    ForeignKind,
    ForeignProcess,
    ForeignRole,
    PropertyFactor,
    Spread,
    words,
)
from cellprint.model.loss_report import LossReport

NAMESPACE = "http://www.EcoInvent.org/EcoSpold01"
PREFIX = "es1:"
_NO_VALUE = "NaN"
_KINDS = {"0": "partly_terminated", "1": "unit", "2": "aggregated", "5": "unit"}
_IMPACT = {"3", "4"}
_METHODS = {"-1": "", "0": "physical", "1": "economic", "2": "other"}
_INPUTS = {
    "1": ForeignRole.INPUT,
    "2": ForeignRole.INPUT,
    "3": ForeignRole.INPUT,
    "4": ForeignRole.ELEMENTARY,
    "5": ForeignRole.INPUT,
}
_OUTPUTS = {
    "0": ForeignRole.REFERENCE,
    "1": ForeignRole.AVOIDED,
    "2": ForeignRole.COPRODUCT,
    "3": ForeignRole.WASTE,
    "4": ForeignRole.ELEMENTARY,
}


def read_ecospold1(package: Package, kind: ForeignFormat, report: LossReport) -> Iterator[Dataset]:
    """Yield the data sets of a package; a flow and its unit come before their first use.

    Raises:
        CP-FMT-005, CP-FMT-006: XML that cannot be read.
        CP-FMT-010, CP-FMT-012: an amount that is no number or is missing.
    """
    report.options["identifiers"] = "made from name, category, unit and infrastructure flag"
    report.options["schema"] = kind.version or "1"
    seen: set[str] = set()
    for name in package.names:
        if b"EcoSpold01" not in package.head(name):
            continue
        with package.open(name) as stream:
            tags = (f"{{{NAMESPACE}}}dataset", "dataset")
            for element in xml_elements(stream, tags=tags, where=name):
                number = element.get("number", "?")
                found = XmlObject(element, where=f"{name}/dataset[{number}]", report=report)
                yield from _dataset(found, seen)


def _dataset(found: XmlObject, seen: set[str]) -> Iterator[Dataset]:
    meta = found.first("metaInformation")
    if meta is None:
        raise BadInputError.of("CP-FMT-012", where=found.place, field="metaInformation")
    facts = about(meta)
    if facts.dataset_type in _IMPACT or facts.is_impact:
        found.report.add(
            "CP-FMT-030", "loss", path="dataset (impact assessment)", action="not read"
        )
        return
    flows = found.first("flowData")
    exchanges: list[ForeignExchange] = []
    for one in flows.all("exchange") if flows else ():
        flow, exchange = _exchange(one, facts.language)
        yield from unseen(flow, seen)
        exchanges.append(exchange)
    for record in records(facts):
        if record.id not in seen:
            seen.add(record.id)
            yield record
    allocation = (
        tuple(share for one in flows.all("allocation") for share in _shares(one, exchanges))
        if flows
        else ()
    )
    if flows:
        flows.rest(PREFIX, path="flowData/")
    identity = _identity(facts, found, seen)
    yield ForeignProcess(
        id=identity,
        name=facts.names,
        version=facts.version,
        kind=_KINDS.get(facts.dataset_type, "unit"),
        category=facts.category,
        location=facts.location,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        exchanges=tuple(exchanges),
        allocation=allocation,
        allocation_method=next((one.method for one in allocation), ""),
        licence=facts.licence,
        documentation=facts.documentation,
        references=facts.references,
        fields=(*facts.fields, *found.rest(PREFIX, path="dataset/")),
    )


def _identity(facts: About, found: XmlObject, seen: set[str]) -> str:
    """Return the id of a process; one that says the same of itself as another gets its own."""
    parts = ("process", facts.name, *facts.category, facts.unit, facts.location)
    identity = made_id(*parts, facts.infrastructure)
    if identity in seen:
        found.report.add("CP-FMT-047", "warning", path="dataset", dataset=facts.name)
        identity = made_id(*parts, facts.infrastructure, found.element.get("number", ""))
    seen.add(identity)
    return identity


def _exchange(found: XmlObject, language: str) -> tuple[list[Dataset], ForeignExchange]:
    role, is_input, group = _role(found)
    name, unit = found.needed("name"), found.needed("unit")
    category = tuple(one for one in (found.text("category"), found.text("subCategory")) if one)
    infrastructure = found.text("infrastructureProcess")
    kind = ForeignKind.ELEMENTARY if role is ForeignRole.ELEMENTARY else ForeignKind.PRODUCT
    flow_id = made_id("flow", name, *category, unit, infrastructure)
    amount = found.number("meanValue")
    seq_text = found.needed("number")
    seq = int(seq_text) if seq_text.isdigit() else 0
    cas, formula = found.text("CASNumber"), found.text("formula")
    flow = ForeignFlow(
        id=flow_id,
        name=_names(name, found.text("localName"), language),
        kind=kind,
        properties=(PropertyFactor(property=made_id("property", unit), factor="1"),),
        category=category,
        cas="" if cas == _NO_VALUE else cas,
        formula="" if formula == _NO_VALUE else formula,
        fields=((f"{PREFIX}infrastructureProcess", infrastructure),) if infrastructure else (),
    )
    exchange = ForeignExchange(
        seq=seq,
        flow=flow_id,
        is_input=is_input,
        role=role,
        amount=amount,
        unit=unit,
        property=flow.properties[0].property,
        spread=_spread(found, amount, seq),
        location=found.text("location"),
        comment=words(found.text("generalComment"), "en"),
        fields=(
            (f"{PREFIX}group", group),
            *found.rest(
                PREFIX,
                known=("localCategory", "localSubCategory", "inputGroup", "outputGroup"),
                path="exchange/",
            ),
        ),
    )
    return [*lone_unit(unit), flow], exchange


def _role(found: XmlObject) -> tuple[ForeignRole, bool, str]:
    """Return role, whether it is an input, and the group as the file has it.

    Raises:
        CP-FMT-012: neither an input group nor an output group that is known.
    """
    group = found.content("inputGroup")
    if group in _INPUTS:
        return _INPUTS[group], True, f"input {group}"
    group = found.content("outputGroup")
    if group in _OUTPUTS:
        return _OUTPUTS[group], False, f"output {group}"
    raise BadInputError.of("CP-FMT-012", where=found.place, field="inputGroup / outputGroup")


def _names(name: str, local: str, language: str) -> tuple[tuple[str, str], ...]:
    if not local or language == "en" or local == name:
        return (("en", name),)
    return (("en", name), (language, local))


def _spread(found: XmlObject, amount: str, seq: int) -> Spread | None:
    fields = (
        "uncertaintyType",
        "standardDeviation95",
        "minValue",
        "maxValue",
        "mostLikelyValue",
    )
    raw = {name: text for name in fields if (text := found.text(name))}
    if not raw:
        return None
    kind, v = raw.get("uncertaintyType", ""), raw.get("standardDeviation95", "")
    low, high = raw.get("minValue", ""), raw.get("maxValue", "")
    family, given = "", {}
    if kind in ("1", "") and v:
        family, given = "lognormal", {"gsd": gsd_of_square(v)}
    elif kind == "2":
        family, given = "normal", {"sd": half(v)}
    elif kind == "3":
        mode = raw.get("mostLikelyValue") or mode_of_mean(mean=amount, low=low, high=high)[0]
        family, given = "triangular", {"low": low, "mode": mode, "high": high}
    elif kind == "4":
        family, given = "uniform", {"low": low, "high": high}
    made, reason = spread(family, given, amount=amount, raw=raw, convention="ecospold1")
    if reason:
        found.report.add(
            "CP-FMT-033",
            "warning",
            path=f"uncertainty ({reason})",
            seq=seq,
            value=v,
            dataset=found.where,
        )
    return made


def _shares(found: XmlObject, exchanges: list[ForeignExchange]) -> Iterator[AllocationShare]:
    """Yield one share for each exchange that an allocation names; per cent become parts of 1."""
    product_seq = found.needed("referenceToCoProduct")
    product = next((one.flow for one in exchanges if str(one.seq) == product_seq), "")
    method = _METHODS.get(found.text("allocationMethod"), "other")
    share = str(Decimal(found.number("fraction")) / 100)
    for one in found.all("referenceToInputOutput"):
        number = (one.element.text or "").strip()
        yield AllocationShare(
            method=method,
            product=product,
            share=share,
            exchange=int(number) if number.isdigit() else None,
        )
    found.rest(PREFIX, known=("explanations",), path="allocation/")
