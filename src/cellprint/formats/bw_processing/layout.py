"""What stands where in a datapackage of `bw_processing`.

`datapackage.json` lists arrays by group: `indices` (row, column), `data`, `flip` (the sign is
changed in the matrix) and `distributions` (stats_arrays, 32-bit). Numbers have no names there, so
cellprint adds tables of its own, which other readers pass over. Source: bw_processing 1.x,
documentation and files written with it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

DESCRIPTION = "datapackage.json"
TECHNOSPHERE = "technosphere_matrix"
BIOSPHERE = "biosphere_matrix"
NODES = "cellprint-nodes"
SUFFIXES = ("indices", "data", "flip", "distributions")
INDICES = np.dtype([("row", np.int64), ("col", np.int64)])
DISTRIBUTIONS = np.dtype(
    [
        ("uncertainty_type", np.uint8),
        ("loc", np.float32),
        ("scale", np.float32),
        ("shape", np.float32),
        ("minimum", np.float32),
        ("maximum", np.float32),
        ("negative", np.bool_),
    ]
)
# Columns of the table that says what a row or column number means.
COLUMNS = (
    "id",
    "node",
    "dataset",
    "flow",
    "name",
    "flow_name",
    "unit",
    "location",
    "category",
    "cas",
    "kind",
    "is_input",
    "open_ends",
)
# Field of a resolved process: how many exchanges without provider or amount it had.
OPEN_ENDS = "cellprint:open ends"
PROCESS, ELEMENTARY = "process", "elementary"
STEP = " / "
NOT_STATED = "not-stated"


def resource(group: str, kind: str, matrix: str, rows: int) -> dict[str, Any]:
    """Return the entry of an array in the description."""
    return {
        "profile": "data-resource",
        "format": "npy",
        "mediatype": "application/octet-stream",
        "name": f"{group}.{kind}",
        "matrix": matrix,
        "kind": kind,
        "path": f"{group}.{kind}.npy",
        "group": group,
        "category": "vector",
        "nrows": rows,
    }
