"""Data sets of the model as objects of openLCA JSON-LD, schema 2."""

from __future__ import annotations

import json
import re
from typing import Any

from cellprint.formats.lookup import Lookup
from cellprint.formats.numbers import is_number
from cellprint.formats.openlca import names
from cellprint.model.foreign import (
    AllocationShare,
    Dataset,
    FlowProperty,
    ForeignExchange,
    ForeignFlow,
    ForeignParameter,
    ForeignProcess,
    ForeignRecord,
    Pairs,
    Spread,
    UnitGroup,
    Words,
    first_words,
)

_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_KINDS = {value: key for key, value in names.KINDS.items()}
_PROCESS_KINDS = {value: key for key, value in names.PROCESS_KINDS.items()}
_METHODS = {value: key for key, value in names.METHODS.items()}
_TOPICS = {value: key for key, value in names.TEXTS.items()}
_PARTS = {value: key for key, value in names.PEOPLE.items()}
_FAMILIES = {family: (name, fields) for name, (family, fields) in names.DISTRIBUTIONS.items()}
_TYPES = {"source": "Source", "contact": "Actor", "location": "Location"}
_RECORD_TYPES = {
    **_TYPES,
    "reviewer": "Actor",
    "documentor": "Actor",
    "generator": "Actor",
    "owner": "Actor",
    "publication": "Source",
}
Object = dict[str, Any]


class Number(str):
    """A number that is written as it stands."""

    __slots__ = ()


def dataset_object(dataset: Dataset, lookup: Lookup) -> Object:
    """Return a data set as an object of the schema."""
    if isinstance(dataset, ForeignProcess):
        return _process(dataset, lookup)
    if isinstance(dataset, ForeignFlow):
        return _flow(dataset, lookup)
    if isinstance(dataset, UnitGroup):
        return _unit_group(dataset, lookup)
    if isinstance(dataset, FlowProperty):
        group = reference("UnitGroup", dataset.unit_group, lookup)
        return _lean({**_root("FlowProperty", dataset), "unitGroup": group})
    if isinstance(dataset, ForeignParameter):
        return _parameter(dataset)
    return _lean(_root(_TYPES.get(dataset.kind, "Source"), dataset) | _fields(dataset.fields, ""))


def number(text: str) -> Number | None:
    """Return a decimal text as a JSON number; forms that JSON has not are written another way."""
    if not is_number(text):
        return None
    return Number(text) if _JSON_NUMBER.fullmatch(text) else Number(repr(float(text)))


def reference(kind: str, identity: str, lookup: Lookup, **more: Any) -> Object | None:
    """Return a reference to a data set; none when there is no id."""
    if not identity:
        return None
    name = lookup.names.get(identity) or lookup.processes.get(identity) or ""
    return _lean({"@type": kind, "@id": identity, "name": name, **more})


def _root(kind: str, dataset: Any) -> Object:
    found = {
        "@type": kind,
        "@id": dataset.id,
        "name": first_words(dataset.name, "und", "en"),
        "version": dataset.version,
        "category": "/".join(dataset.category),
    }
    if not isinstance(dataset, ForeignProcess | ForeignRecord):
        found["description"] = first_words(dataset.comment, "und", "en")
        found |= _fields(dataset.fields)
    return found


def _lean(found: Object) -> Object:
    return {key: value for key, value in found.items() if value not in ("", None, [])}


def _fields(fields: Pairs, prefix: str = names.PREFIX) -> Object:
    """Return what was kept as it stood in a file of this format."""
    found: Object = {}
    for name, text in fields:
        if name.startswith(prefix) and not name.startswith(f"{names.PREFIX}doc:"):
            found[name.removeprefix(prefix)] = _value(text)
    return found


def _value(text: str) -> Any:
    """Return the value of a kept JSON text, its numbers as they stand."""
    try:
        return json.loads(text, parse_float=Number, parse_int=Number)
    except ValueError:
        return text


def _unit_group(group: UnitGroup, lookup: Lookup) -> Object:
    units = [
        _lean(
            {
                "@type": "Unit",
                "@id": one.id,
                "name": one.name,
                "conversionFactor": number(one.factor),
                "isRefUnit": one.id == group.reference or None,
                "synonyms": list(one.synonyms),
                "description": first_words(one.comment, "und", "en"),
            }
        )
        for one in group.units
    ]
    default = reference("FlowProperty", group.default_property, lookup)
    return _lean({**_root("UnitGroup", group), "units": units, "defaultFlowProperty": default})


def _flow(flow: ForeignFlow, lookup: Lookup) -> Object:
    factors = [
        _lean(
            {
                "@type": "FlowPropertyFactor",
                "isRefFlowProperty": position == 0 or None,
                "flowProperty": reference("FlowProperty", one.property, lookup),
                "conversionFactor": number(one.factor),
            }
        )
        for position, one in enumerate(flow.properties)
    ]
    return _lean(
        {
            **_root("Flow", flow),
            "flowType": _KINDS.get(flow.kind.value, ""),
            "cas": flow.cas,
            "formula": flow.formula,
            "synonyms": first_words(flow.synonyms, "und", "en"),
            "location": reference("Location", flow.location, lookup),
            "flowProperties": factors,
        }
    )


def _parameter(parameter: ForeignParameter) -> Object:
    return _lean(
        {
            "@type": "Parameter",
            "name": parameter.name,
            "value": number(parameter.amount),
            "formula": parameter.formula,
            "isInputParameter": not parameter.formula,
            "uncertainty": _uncertainty(parameter.spread, parameter.amount),
            "description": first_words(parameter.comment, "und", "en"),
            **_fields(parameter.fields),
        }
    )


def _process(process: ForeignProcess, lookup: Lookup) -> Object:
    description = dict(process.documentation).get("description", ())
    return _lean(
        {
            **_root("Process", process),
            "description": first_words(description, "und", "en"),
            "processType": _PROCESS_KINDS.get(process.kind, "UNIT_PROCESS"),
            "location": reference("Location", process.location, lookup),
            "defaultAllocationMethod": _METHODS.get(process.allocation_method, ""),
            "processDocumentation": _documentation(process, lookup),
            "exchanges": [_exchange(one, lookup) for one in process.exchanges],
            "parameters": [_parameter(one) for one in process.parameters],
            "allocationFactors": [_share(one, lookup) for one in process.allocation],
            **_fields(process.fields),
        }
    )


def _exchange(exchange: ForeignExchange, lookup: Lookup) -> Object:
    flow = lookup.flows.get(exchange.flow)
    kind = _KINDS.get(flow.kind.value, "") if flow else ""
    measure = exchange.property or (flow.properties[0].property if flow and flow.properties else "")
    unit = lookup.unit(measure, exchange.unit)
    role = exchange.role.value
    return _lean(
        {
            "@type": "Exchange",
            "isInput": exchange.is_input,
            "isAvoidedProduct": role == "avoided" or None,
            "isQuantitativeReference": role == "reference" or None,
            "internalId": Number(str(exchange.seq)),
            "amount": number(exchange.amount),
            "amountFormula": exchange.formula,
            "flow": reference("Flow", exchange.flow, lookup, flowType=kind),
            "unit": {
                "@type": "Unit",
                "@id": unit.id if unit else exchange.unit,
                "name": exchange.unit,
            }
            if exchange.unit
            else None,
            "flowProperty": reference("FlowProperty", exchange.property, lookup),
            "defaultProvider": reference("Process", exchange.provider, lookup),
            "location": reference("Location", exchange.location, lookup),
            "dqEntry": exchange.quality,
            "uncertainty": _uncertainty(exchange.spread, exchange.amount),
            "description": first_words(exchange.comment, "und", "en"),
            **_fields(exchange.fields),
        }
    )


def _unit(name: str, identity: str) -> Object | None:
    return {"@type": "Unit", "@id": identity, "name": name} if name else None


def _uncertainty(spread: Spread | None, amount: str) -> Object | None:
    """Return a spread as a record; one of this format as it stood."""
    if spread is None:
        return None
    if spread.convention == "openlca":
        raw = {name: number(text) or text for name, text in spread.raw}
        return {"@type": "Uncertainty", **raw}
    if not spread.family:
        return None
    name, fields = _FAMILIES[spread.family]
    given = dict(spread.parameters)
    found: Object = {"@type": "Uncertainty", "distributionType": name}
    found |= {key: number(given[canonical]) for canonical, key in fields.items()}
    centre = {"lognormal": "geomMean", "normal": "mean"}.get(spread.family)
    return {**found, centre: number(amount)} if centre else found


def _share(share: AllocationShare, lookup: Lookup) -> Object:
    exchange = None
    if share.exchange is not None:
        exchange = {"@type": "Exchange", "internalId": Number(str(share.exchange))}
    return _lean(
        {
            "@type": "AllocationFactor",
            "allocationType": _METHODS.get(share.method, ""),
            "product": reference("Flow", share.product, lookup),
            "value": number(share.share),
            "exchange": exchange,
            "formula": share.formula,
        }
    )


def _documentation(process: ForeignProcess, lookup: Lookup) -> Object | None:
    found: Object = {
        _TOPICS[topic]: _one(text) for topic, text in process.documentation if topic in _TOPICS
    }
    sources = []
    for part, identity in process.references:
        told = reference(_RECORD_TYPES.get(part, "Source"), identity, lookup)
        if part in _PARTS and _PARTS[part] not in found:
            found[_PARTS[part]] = told
        elif part == "source":
            sources.append(told)
    licence = process.licence
    flag = {"true": True, "false": False}.get(licence.copyright)
    found |= {
        "sources": sources,
        "validFrom": process.valid_from,
        "validUntil": process.valid_to,
        "isCopyrightProtected": flag,
        "restrictionsDescription": first_words(licence.restrictions, "und", "en"),
    }
    prefix = f"{names.PREFIX}doc:"
    for name, text in process.fields:
        if name.startswith(prefix):
            found[name.removeprefix(prefix)] = _value(text)
    lean = _lean(found)
    return {"@type": "ProcessDocumentation", **lean} if lean else None


def _one(texts: Words) -> str:
    return first_words(texts, "und", "en")
