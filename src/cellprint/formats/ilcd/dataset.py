"""Data sets of the model as trees of ILCD and TIDAS."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cellprint.formats.ilcd import names
from cellprint.formats.ilcd.node import REST, merged
from cellprint.formats.ilcd.tree import SCHEMA_VERSION, Tree
from cellprint.formats.lookup import Lookup
from cellprint.model.foreign import (
    UNDETERMINED,
    Dataset,
    FlowProperty,
    ForeignFlow,
    ForeignProcess,
    ForeignRecord,
    Pairs,
    UnitGroup,
    Words,
)

_UUID = re.compile(r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}")
_VERSION = re.compile(r"\d{2}\.\d{2}(\.\d{3})?")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})?")
_CAS = re.compile(r"\d{2,7}-\d{2}-\d")
NO_VERSION = "00.00.000"
STRING, SHORT_TEXT = 500, 1000
_FLOW_KINDS = {value: key for key, value in names.FLOW_KINDS.items()}


def uid(kind: str, identity: str) -> str:
    """Return the id where it is a UUID in small letters, else one that is made from it."""
    return (
        identity if _UUID.fullmatch(identity) else str(uuid5(NAMESPACE_URL, f"{kind}:{identity}"))
    )


def dataset_tree(dataset: Dataset, lookup: Lookup) -> Tree:
    """Return a data set as a tree; amounts stand in the reference unit of their flow.

    Raises:
        CP-FMT-022: an amount in a unit that cannot be brought there.
    """
    if isinstance(dataset, ForeignProcess):
        from cellprint.formats.ilcd.process_tree import process_tree  # noqa: PLC0415  (a pair)

        root, content = "processDataSet", process_tree(dataset, lookup)
    elif isinstance(dataset, ForeignFlow):
        root, content = "flowDataSet", _flow(dataset, lookup)
    elif isinstance(dataset, UnitGroup):
        root, content = "unitGroupDataSet", _unit_group(dataset)
    elif isinstance(dataset, FlowProperty):
        root, content = "flowPropertyDataSet", _flow_property(dataset, lookup)
    else:
        assert isinstance(dataset, ForeignRecord)  # noqa: S101  (all other kinds are set aside)
        root, content = f"{dataset.kind}DataSet", _record(dataset)
    return {root: merged(content, kept(dataset.fields))}


def kept(fields: Pairs) -> Tree:
    """Return what was kept of a file of these formats."""
    text = dict(fields).get(REST)
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def lean(content: Tree) -> Tree:
    """Return a tree without its empty parts."""
    return {name: one for name, one in content.items() if one not in ("", None, [], {})}


def texts(words: Words, limit: int = 0) -> list[Any]:
    """Return text in its languages; cut to what the format allows."""
    found = []
    for language, text in words:
        plain = text[:limit] if limit else text
        one: Tree = {"#text": plain}
        if language != UNDETERMINED and _LANGUAGE.fullmatch(language):
            one = {"@xml:lang": language, "#text": plain}
        if plain.strip():
            found.append(one)
    return found


def reference(kind: str, identity: str, lookup: Lookup) -> Tree | None:
    """Return a reference to a data set; none when there is no id."""
    if not identity:
        return None
    own = {"flow property": "flow_property", "unit group": "unit_group"}.get(kind, kind)
    if kind in ("source", "contact"):
        own = "record"
    found = uid(own, identity)
    folder = {"flow property": "flowproperties", "unit group": "unitgroups"}.get(kind, f"{kind}s")
    name = lookup.names.get(identity) or lookup.processes.get(identity) or identity
    return {
        "@type": names.REFERENCES[kind],
        "@refObjectId": found,
        "@version": NO_VERSION,
        "@uri": f"../{folder}/{found}.xml",
        "common:shortDescription": [{"@xml:lang": "en", "#text": name[:SHORT_TEXT]}],
    }


def version(text: str) -> str:
    """Return a version as the format writes it, `00.00.000` for any other."""
    return text if _VERSION.fullmatch(text) else NO_VERSION


def classes(path: tuple[str, ...]) -> Tree | None:
    """Return a path of classes."""
    if not path:
        return None
    found = [{"@level": str(level), "#text": one[:STRING]} for level, one in enumerate(path)]
    return {"common:classification": {"common:class": found}}


def _administration(text: str) -> Tree:
    return {"publicationAndOwnership": {"common:dataSetVersion": version(text)}}


def _root(content: Tree) -> Tree:
    return lean({"@version": SCHEMA_VERSION, **content})


def _facts(kind: str, dataset: Any, name: Tree) -> Tree:
    return lean(
        {
            "common:UUID": uid(kind, dataset.id),
            **name,
            "classificationInformation": classes(dataset.category),
            "common:generalComment": texts(dataset.comment),
        }
    )


def _unit_group(group: UnitGroup) -> Tree:
    units, reference_number = [], ""
    for number, one in enumerate(group.units):
        if one.id == group.reference:
            reference_number = str(number)
        units.append(
            lean(
                {
                    "@dataSetInternalID": str(number),
                    "name": one.name[:STRING],
                    "meanValue": one.factor,
                    "generalComment": texts(one.comment, STRING),
                }
            )
        )
    facts = _facts("unit_group", group, {"common:name": texts(group.name, STRING)})
    quantity = {"referenceToReferenceUnit": reference_number} if reference_number else None
    return _root(
        {
            "unitGroupInformation": lean(
                {"dataSetInformation": facts, "quantitativeReference": quantity}
            ),
            "administrativeInformation": _administration(group.version),
            "units": {"unit": units} if units else None,
        }
    )


def _flow_property(measure: FlowProperty, lookup: Lookup) -> Tree:
    facts = _facts("flow_property", measure, {"common:name": texts(measure.name, STRING)})
    group = reference("unit group", measure.unit_group, lookup)
    quantity = {"referenceToReferenceUnitGroup": group} if group else None
    return _root(
        {
            "flowPropertiesInformation": lean(
                {"dataSetInformation": facts, "quantitativeReference": quantity}
            ),
            "administrativeInformation": _administration(measure.version),
        }
    )


def _flow(flow: ForeignFlow, lookup: Lookup) -> Tree:
    name = texts(flow.name, STRING) or [{"#text": flow.id[:STRING]}]
    facts = _facts("flow", flow, {"name": {"baseName": name}})
    facts |= lean(
        {
            "CASNumber": flow.cas if _CAS.fullmatch(flow.cas) else "",
            "sumFormula": flow.formula[:STRING],
            "common:synonyms": texts(flow.synonyms),
        }
    )
    factors = [
        {
            "@dataSetInternalID": str(number),
            "referenceToFlowPropertyDataSet": reference("flow property", one.property, lookup),
            "meanValue": one.factor,
        }
        for number, one in enumerate(flow.properties)
    ]
    quantity = {"referenceToReferenceFlowProperty": "0"} if factors else None
    method = {"LCIMethod": {"typeOfDataSet": _FLOW_KINDS[flow.kind.value]}}
    return _root(
        {
            "flowInformation": lean(
                {"dataSetInformation": facts, "quantitativeReference": quantity}
            ),
            "modellingAndValidation": method,
            "administrativeInformation": _administration(flow.version),
            "flowProperties": {"flowProperty": factors} if factors else None,
        }
    )


def _record(record: ForeignRecord) -> Tree:
    facts = lean(
        {
            "common:UUID": uid("record", record.id),
            "common:shortName": texts(record.name, STRING),
            "classificationInformation": classes(record.category),
        }
    )
    return _root(
        {
            f"{record.kind}Information": {"dataSetInformation": facts},
            "administrativeInformation": _administration(record.version),
        }
    )
