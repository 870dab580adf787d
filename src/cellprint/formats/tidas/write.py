"""Write TIDAS JSON: the tree of ILCD under the same names, one JSON file for each data set.

TIDAS asks for more than ILCD does. What a data set does not state is not invented: it is told, and
the file is then not valid. Text without a language gets the tag of its script, since TIDAS wants
one; text that breaks the rule of its tag stands in the extension.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cellprint.formats.ilcd import names
from cellprint.formats.ilcd.dataset import dataset_tree, uid
from cellprint.formats.ilcd.order import in_order
from cellprint.formats.ilcd.read import EXTENSION, dataset_of
from cellprint.formats.ilcd.tree import COMMON, NAMESPACES, SCHEMA_VERSION, Tree
from cellprint.formats.ilcd.write import entry, fits, flow_kinds, set_aside
from cellprint.formats.lookup import Lookup
from cellprint.formats.residual import residual
from cellprint.model.foreign import Dataset, ForeignKind
from cellprint.model.foreign_json import dataset_id, dataset_kind
from cellprint.model.loss_report import LossReport

HAN = re.compile(r"[\u3400-\u9fff]")
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS = {
    root: f"{uri} ../../schemas/ILCD_{uri.rsplit('/', 1)[-1]}DataSet.xsd"
    for root, uri in NAMESPACES.items()
}
# Whole numbers in this format.
_YEARS = {"common:referenceYear", "common:dataSetValidUntil"}
_ALWAYS_LISTS = {"exchange", "common:class", "common:category"}
# What the schema of processes requires beyond what is always written.
REQUIRED = (
    "processInformation/dataSetInformation/name/treatmentStandardsRoutes",
    "processInformation/dataSetInformation/name/mixAndLocationTypes",
    "processInformation/dataSetInformation/classificationInformation",
    "processInformation/dataSetInformation/common:generalComment",
    "processInformation/quantitativeReference",
    "processInformation/time/common:referenceYear",
    "processInformation/geography/locationOfOperationSupplyOrProduction/@location",
    "modellingAndValidation/LCIMethodAndAllocation/typeOfDataSet",
    "modellingAndValidation/validation/review",
    "modellingAndValidation/complianceDeclarations/compliance",
    "administrativeInformation/common:commissionerAndGoal/common:referenceToCommissioner",
    "administrativeInformation/common:commissionerAndGoal/common:intendedApplications",
    "administrativeInformation/dataEntryBy/common:timeStamp",
    "administrativeInformation/dataEntryBy/common:referenceToDataSetFormat",
    "administrativeInformation/dataEntryBy/common:referenceToPersonOrEntityEnteringTheData",
    "administrativeInformation/publicationAndOwnership/common:permanentDataSetURI",
    "administrativeInformation/publicationAndOwnership/common:referenceToOwnershipOfDataSet",
    "administrativeInformation/publicationAndOwnership/common:copyright",
    "administrativeInformation/publicationAndOwnership/common:licenseType",
)


def write_tidas(
    path: Path, datasets: Iterable[Dataset], lookup: Lookup, report: LossReport
) -> None:
    """Write data sets into a zip; what does not fit and what TIDAS misses is reported.

    Raises:
        CP-FMT-022: an amount in a unit that cannot be brought to the unit of its flow.
    """
    report.format, report.version = "tidas", SCHEMA_VERSION
    kinds = flow_kinds(lookup)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for dataset in datasets:
            report.counters[dataset_kind(dataset)] += 1
            if not fits(dataset):
                set_aside(archive, dataset, report, folder="cellprint")
                continue
            tree = tidas_tree(dataset, lookup, kinds, report)
            folder = names.FOLDERS[next(iter(tree))]
            identity = uid(dataset_kind(dataset), dataset_id(dataset))
            text = json.dumps(tree, ensure_ascii=False, indent=1)
            entry(archive, f"{folder}/{identity}.json", text.encode())


def tidas_tree(
    dataset: Dataset, lookup: Lookup, kinds: dict[str, ForeignKind], report: LossReport
) -> Tree:
    """Return a data set as the JSON of TIDAS, with the extension that it needs."""
    tree = dataset_tree(dataset, lookup)
    root = next(iter(tree))
    content = {**_shaped(in_order(tree[root], root)), **_namespaces(root)}
    native = dataset_of(json.loads(json.dumps({root: content})), kinds, LossReport())
    rest = residual(dataset, native, report)
    if rest:
        content["common:other"] = {EXTENSION: json.dumps(rest)}
    if root == "processDataSet":
        for path in REQUIRED:
            if not _there(content, path):
                report.add("CP-FMT-036", "error", path=path, dataset=dataset_id(dataset))
        if not all("dataDerivationTypeStatus" in one for one in _exchanges(content)):
            report.add(
                "CP-FMT-036",
                "error",
                path="exchange/dataDerivationTypeStatus",
                dataset=dataset_id(dataset),
            )
    return {root: content}


def _namespaces(root: str) -> Tree:
    found = {
        "@xmlns": NAMESPACES[root],
        "@xmlns:common": COMMON,
        "@xmlns:xsi": INSTANCE,
        "@version": SCHEMA_VERSION,
        "@xsi:schemaLocation": _SCHEMAS[root],
    }
    if root in ("processDataSet", "flowDataSet"):
        found["@locations"] = "../ILCDLocations.xml"
    return found


def _shaped(value: Any, name: str = "") -> Any:
    """Return a tree with single items in place of lists of one, and a tag on every text."""
    if isinstance(value, dict):
        if set(value) == {"#text"}:
            tag = "zh" if HAN.search(value["#text"]) else "en"
            return {"@xml:lang": tag, "#text": value["#text"]}
        return {key: _shaped(one, key) for key, one in value.items() if _allowed(one)}
    if name in _YEARS and str(value).isdigit():
        return int(value)
    if isinstance(value, list):
        items = [_shaped(one, name) for one in value if _allowed(one)]
        return items[0] if len(items) == 1 and name not in _ALWAYS_LISTS else items
    return value


def _allowed(value: Any) -> bool:
    """Return whether text keeps the rule of its tag: Han in `zh`, none in `en`."""
    if isinstance(value, list):
        return any(_allowed(one) for one in value)
    if not isinstance(value, dict) or "@xml:lang" not in value:
        return True
    han = bool(HAN.search(str(value.get("#text", ""))))
    return {"zh": han, "en": not han}.get(str(value["@xml:lang"]), True)


def _there(content: Tree, path: str) -> bool:
    here: Any = content
    for name in path.split("/"):
        here = here[0] if isinstance(here, list) and here else here
        if not isinstance(here, dict) or name not in here:
            return False
        here = here[name]
    return here not in ("", [], {})


def _exchanges(content: Tree) -> list[Tree]:
    found = content.get("exchanges", {}).get("exchange", [])
    return found if isinstance(found, list) else [found]
