"""Write openLCA JSON-LD, schema 2: a zip with one JSON file for each data set.

What the schema has no place for stands under the key `cellprint` of the object, which openLCA
passes over; see `residual`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cellprint.formats.lookup import Lookup
from cellprint.formats.openlca import names
from cellprint.formats.openlca.json_object import JsonObject
from cellprint.formats.openlca.objects import Number, dataset_object
from cellprint.formats.openlca.read import EXTENSION, dataset_of
from cellprint.formats.residual import residual
from cellprint.formats.safe_json import read_json
from cellprint.model.foreign import Dataset, ForeignRecord
from cellprint.model.foreign_json import dataset_id, dataset_kind
from cellprint.model.loss_report import LossReport

# One fixed moment, so that the same data give the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def write_openlca(
    path: Path, datasets: Iterable[Dataset], lookup: Lookup, report: LossReport
) -> None:
    """Write data sets into a zip; what the format cannot hold is kept aside and reported.

    Args:
        path: file to write.
        datasets: in any order.
        lookup: what the data sets refer to.
        report: takes what does not fit.
    """
    report.format, report.version = "openlca", "2"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _entry(archive, "olca-schema.json", '{"version": 2}')
        for dataset in datasets:
            folder = folder_of(dataset)
            text = dataset_text(dataset, lookup, report)
            _entry(archive, f"{folder}/{_file_name(dataset)}.json", text)
            report.counters[dataset_kind(dataset)] += 1


def dataset_text(dataset: Dataset, lookup: Lookup, report: LossReport) -> str:
    """Return a data set as the text of a JSON file."""
    made = dataset_object(dataset, lookup)
    text = _json(made)
    folder = folder_of(dataset)
    # Reading back must not report anything: it is no import.
    native = dataset_of(
        JsonObject(read_json(text.encode(), where="x"), where="x", report=LossReport()), folder
    )
    rest = residual(dataset, native, report)
    return _json({**made, EXTENSION: json.dumps(rest, ensure_ascii=False)}) if rest else text


def folder_of(dataset: Dataset) -> str:
    """Return the folder of a data set; records of unknown kind become sources."""
    kind = dataset.kind if isinstance(dataset, ForeignRecord) else dataset_kind(dataset)
    return names.FOLDERS.get(kind, "sources")


def _json(value: Any) -> str:
    """Return a value as JSON; numbers as they stand."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)}: {_json(one)}" for key, one in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(_json(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _entry(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, _MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text.encode())


def _file_name(dataset: Dataset) -> str:
    identity = dataset_id(dataset)
    return "".join(one if one.isalnum() or one in "-_." else "_" for one in identity) or "_"
