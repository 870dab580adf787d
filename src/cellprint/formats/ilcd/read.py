"""Read ILCD XML and TIDAS JSON into the model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from cellprint.errors import BadInputError
from cellprint.formats.ilcd import names
from cellprint.formats.ilcd.model import MODEL, Connections, model
from cellprint.formats.ilcd.node import IlcdNode, category, left_over
from cellprint.formats.ilcd.process import Kinds, process
from cellprint.formats.ilcd.tree import OPENLCA_EXTENSION, Tree, tree_of
from cellprint.formats.package import Package
from cellprint.formats.residual import restored
from cellprint.formats.safe_json import read_json, without_number_types
from cellprint.formats.safe_xml import xml_root
from cellprint.model.foreign import (
    Dataset,
    FlowProperty,
    ForeignFlow,
    ForeignFormat,
    ForeignKind,
    ForeignProcess,
    ForeignRecord,
    ForeignUnit,
    PropertyFactor,
    UnitGroup,
)
from cellprint.model.foreign_json import from_plain
from cellprint.model.loss_report import LossReport

EXTENSION = "cellprint:data"
# A file with a data set that these formats have no kind for.
SET_ASIDE = "cellprintData"
_MARK = re.compile("|".join((*names.ORDER, MODEL, SET_ASIDE)).encode())


def read_ilcd(package: Package, kind: ForeignFormat, report: LossReport) -> Iterator[Dataset]:
    """Yield the data sets of a package of XML or JSON files, those that others need first.

    Raises:
        CP-FMT-005 to CP-FMT-008: a file that cannot be read.
        CP-FMT-010, CP-FMT-012: an amount that is no number; something needed is missing.
    """
    found: dict[str, list[str]] = {}
    for name in package.names:
        mark = _MARK.search(package.head(name))
        if mark:
            found.setdefault(mark[0].decode(), []).append(name)
        elif name.endswith((".xml", ".json")):
            report.add(
                "CP-FMT-030",
                "loss",
                path=name.split("/")[-2] if "/" in name else name,
                action="not read",
            )
    report.options["schema"] = kind.version
    for name in found.get(SET_ASIDE, ()):
        yield from _set_aside(package.read(name), name)
    connections = Connections()
    for name in found.get(MODEL, ()):
        yield _model(package.read(name), name, connections, report)
    kinds: dict[str, ForeignKind] = {}
    for root in names.ORDER:
        for name in found.get(root, ()):
            data = package.read(name)
            own = OPENLCA_EXTENSION.encode() in data[:4096]
            made = dataset_of(document(data, name), kinds, report, where=name, openlca=own)
            yield connections.linked(made, report) if isinstance(made, ForeignProcess) else made


def _model(data: bytes, where: str, connections: Connections, report: LossReport) -> ForeignRecord:
    """Return the life cycle model of a file, and add its links."""
    tree = document(data, where)
    inner = tree.get(MODEL)
    return model(IlcdNode(inner if inner is not None else {}, where=where), connections, report)


def _set_aside(data: bytes, where: str) -> Iterator[Dataset]:
    """Yield the data set of a file of ours; a file that is none is passed over."""
    value = without_number_types(read_json(data, where=where))
    inner = value.get(SET_ASIDE) if isinstance(value, dict) else None
    if isinstance(inner, dict) and isinstance(inner.get("data"), dict):
        try:
            yield from_plain(str(inner.get("kind")), inner["data"])
        except (KeyError, TypeError, ValueError):
            return


def document(data: bytes, where: str) -> Tree:
    """Return a file of either format as a tree."""
    if data.lstrip()[:1] in (b"{", b"["):
        value = read_json(data, where=where)
        if not isinstance(value, dict):
            raise BadInputError.of("CP-FMT-007", where=where, problem="no object")
        return value
    return tree_of(xml_root(data, where=where))


def dataset_of(
    tree: Tree,
    kinds: dict[str, ForeignKind],
    report: LossReport,
    *,
    where: str = "x",
    openlca: bool = False,
) -> Dataset:
    """Return the data set of a tree; learns the kinds of flows as it goes.

    Raises:
        CP-FMT-010, CP-FMT-012: see `read_ilcd`.
    """
    root = next((one for one in tree if one in names.FOLDERS), "")
    if not root:
        raise BadInputError.of("CP-FMT-012", where=where, field="dataSet")
    node = IlcdNode(tree[root] if not isinstance(tree[root], list) else {}, where=where)
    node.drop("@version", "@locations", "@xsi:schemaLocation", "@metaDataOnly")
    rest = _extension(node)
    makers: dict[str, Callable[[IlcdNode], Dataset]] = {
        "unitGroupDataSet": lambda one: _unit_group(one, report),
        "flowPropertyDataSet": lambda one: _flow_property(one, report),
        "flowDataSet": lambda one: _flow(one, report),
        "contactDataSet": lambda one: _record(one, "contact", report),
        "sourceDataSet": lambda one: _record(one, "source", report),
        "processDataSet": lambda one: process(one, Kinds(kinds, openlca=openlca), report),
    }
    made = makers[root](node)
    kept = restored(made, rest) if rest else made
    if isinstance(kept, ForeignFlow):
        kinds[made.id if isinstance(made, ForeignFlow) else kept.id] = ForeignKind(
            made.kind if isinstance(made, ForeignFlow) else kept.kind
        )
    return kept


def _extension(node: IlcdNode) -> dict[str, Any]:
    """Return what an extension of ours holds; nothing when it is not ours or not whole."""
    other = node.child("common:other")
    text = other.text(EXTENSION)
    if not other.left:
        node.drop("common:other")
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _version(node: IlcdNode) -> str:
    administration = node.child("administrativeInformation")
    return administration.child("publicationAndOwnership").text("common:dataSetVersion")


def _unit_group(node: IlcdNode, report: LossReport) -> UnitGroup:
    information = node.child("unitGroupInformation")
    facts = information.child("dataSetInformation")
    identity = facts.needed("common:UUID")
    wanted = information.child("quantitativeReference").text("referenceToReferenceUnit")
    units, reference = [], ""
    for one in node.child("units").children("unit"):
        number = one.attribute("dataSetInternalID")
        unit = ForeignUnit(
            id=f"{identity}-{number}",
            name=one.needed("name"),
            factor=one.number("meanValue") or "1",
            comment=one.words("generalComment"),
        )
        reference = unit.id if number == wanted else reference
        units.append(unit)
    return UnitGroup(
        id=identity,
        name=facts.words("common:name"),
        version=_version(node),
        category=category(facts),
        units=tuple(units),
        reference=reference,
        comment=facts.words("common:generalComment"),
        fields=left_over(node, report),
    )


def _flow_property(node: IlcdNode, report: LossReport) -> FlowProperty:
    information = node.child("flowPropertiesInformation")
    facts = information.child("dataSetInformation")
    group = information.child("quantitativeReference").reference("referenceToReferenceUnitGroup")
    return FlowProperty(
        id=facts.needed("common:UUID"),
        name=facts.words("common:name"),
        version=_version(node),
        category=category(facts),
        unit_group=group,
        comment=facts.words("common:generalComment"),
        fields=left_over(node, report),
    )


def _flow(node: IlcdNode, report: LossReport) -> ForeignFlow:
    information = node.child("flowInformation")
    facts = information.child("dataSetInformation")
    wanted = information.child("quantitativeReference").text("referenceToReferenceFlowProperty")
    factors: list[PropertyFactor] = []
    for one in node.child("flowProperties").children("flowProperty"):
        first = one.attribute("dataSetInternalID") == wanted
        factor = PropertyFactor(
            property=one.reference("referenceToFlowPropertyDataSet"),
            factor=one.number("meanValue") or "1",
        )
        factors.insert(0 if first else len(factors), factor)
    method = node.child("modellingAndValidation").child("LCIMethod")
    kind = names.FLOW_KINDS.get(method.text("typeOfDataSet"), "other")
    return ForeignFlow(
        id=facts.needed("common:UUID"),
        name=facts.child("name").words("baseName"),
        kind=ForeignKind(kind),
        properties=tuple(factors),
        version=_version(node),
        category=category(facts),
        cas=facts.text("CASNumber"),
        formula=facts.text("sumFormula"),
        synonyms=facts.words("common:synonyms"),
        comment=facts.words("common:generalComment"),
        fields=left_over(node, report),
    )


def _record(node: IlcdNode, kind: str, report: LossReport) -> ForeignRecord:
    facts = node.child(f"{kind}Information").child("dataSetInformation")
    return ForeignRecord(
        kind=kind,
        id=facts.needed("common:UUID"),
        name=facts.words("common:shortName"),
        version=_version(node),
        category=category(facts),
        fields=left_over(node, report),
    )
