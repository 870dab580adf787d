"""Write ILCD XML (format 1.1): a zip with one file for each data set.

What the format cannot hold stands in `common:other`, where the schema allows it; see `residual`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path

from cellprint.formats.ilcd import names
from cellprint.formats.ilcd.dataset import dataset_tree, uid
from cellprint.formats.ilcd.order import in_order
from cellprint.formats.ilcd.read import EXTENSION, dataset_of
from cellprint.formats.ilcd.tree import Tree, tree_of, xml_of
from cellprint.formats.lookup import Lookup
from cellprint.formats.residual import residual
from cellprint.formats.safe_xml import xml_root
from cellprint.model.foreign import Dataset, ForeignKind, ForeignParameter, ForeignRecord
from cellprint.model.foreign_json import dataset_id, dataset_kind, to_plain
from cellprint.model.loss_report import LossReport

_MOMENT = (1980, 1, 1, 0, 0, 0)


def write_ilcd(path: Path, datasets: Iterable[Dataset], lookup: Lookup, report: LossReport) -> None:
    """Write data sets into a zip; what the format cannot hold is kept aside and reported.

    Raises:
        CP-FMT-022: an amount in a unit that cannot be brought to the unit of its flow.
    """
    report.format, report.version = "ilcd", "1.1"
    kinds = flow_kinds(lookup)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for dataset in datasets:
            report.counters[dataset_kind(dataset)] += 1
            if not fits(dataset):
                set_aside(archive, dataset, report)
                continue
            tree = whole_tree(dataset, lookup, kinds, report)
            folder = names.FOLDERS[next(iter(tree))]
            identity = uid(dataset_kind(dataset), dataset_id(dataset))
            entry(archive, f"ILCD/{folder}/{identity}.xml", xml_of(tree))


def flow_kinds(lookup: Lookup) -> dict[str, ForeignKind]:
    """Return the kinds of flows by the ids that they have in this format."""
    return {uid("flow", one.id): one.kind for one in lookup.flows.values()}


def whole_tree(
    dataset: Dataset, lookup: Lookup, kinds: dict[str, ForeignKind], report: LossReport
) -> Tree:
    """Return a data set as a tree with the extension that it needs."""
    tree = dataset_tree(dataset, lookup)
    root = next(iter(tree))
    made: Tree = {root: in_order(tree[root], root)}
    back = tree_of(xml_root(xml_of(made), where="x"))
    native = dataset_of(back, kinds, LossReport())
    rest = residual(dataset, native, report)
    if rest:
        content = dict(made[root])
        content["common:other"] = {EXTENSION: json.dumps(rest)}
        made = {root: in_order(content, root)}
    return made


def fits(dataset: Dataset) -> bool:
    """Return whether the format has data sets of this kind."""
    if isinstance(dataset, ForeignParameter):
        return False
    return not isinstance(dataset, ForeignRecord) or dataset.kind in ("source", "contact")


def set_aside(
    archive: zipfile.ZipFile,
    dataset: Dataset,
    report: LossReport,
    *,
    folder: str = "ILCD/cellprint",
) -> None:
    """Keep a data set that the format has no kind for in a file beside the others."""
    kind = dataset.kind if isinstance(dataset, ForeignRecord) else dataset_kind(dataset)
    report.add(
        "CP-FMT-034", "loss", path=kind, action="moved to extension", dataset=dataset_id(dataset)
    )
    plain = {"kind": dataset_kind(dataset), "data": to_plain(dataset)}
    name = uid(kind, dataset_id(dataset))
    entry(archive, f"{folder}/{name}.json", json.dumps({"cellprintData": plain}).encode())


def entry(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add an entry with a fixed moment, so that the same data give the same bytes."""
    info = zipfile.ZipInfo(name, _MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)
