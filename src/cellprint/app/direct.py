"""Where the emissions of a footprint arise: by process, direct and upstream apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cellprint.app.documents import Json, location_json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.app.solving import problem
from cellprint.engine import prepare, solve_forward
from cellprint.model.system import System

if TYPE_CHECKING:
    from cellprint.app.compute import Computation

SCHEMA = "cellprint/direct/1"


def direct_document(computed: Computation) -> Json:
    """Return every process that emits something itself, the largest first.

    Numbers are kg CO2e per battery. `direct` is what a process emits itself in all its runs; the
    direct parts of all processes add up to the footprint. `upstream` is what everything carries
    that these runs take in; it holds the direct parts of other processes (and of the process
    itself where it takes in its own product), so upstream parts do not add up. An aggregated
    process is a factor of its source: its direct part holds whatever lies before it.

    References:
        Heijungs & Suh 2002, doi:10.1007/978-94-015-9900-9, section 8.2 (contribution analysis).
    """
    system = computed.system
    parts = direct_parts(system, computed.root, computed.intensities)
    total = computed.linked.per_battery
    document = computed.document
    return {
        "schema": SCHEMA,
        "study": document["study"],
        "rulebook": document["rulebook"],
        "catalogue": document["catalogue"],
        "footprint_digest": document["digest"],
        "total": document["per_product"],
        "processes": [
            {
                "id": system.nodes[index].process.id,
                "name": text_json(system.nodes[index].process.name),
                "kind": str(system.nodes[index].process.kind),
                "location": location_json(
                    system.nodes[index].location, computed.catalogue.locations
                ),
                "direct": decimal_string(direct),
                "upstream": decimal_string(upstream),
                "share": decimal_string(direct / total if total else 0.0),
            }
            for index, direct, upstream in parts
        ],
    }


def direct_parts(
    system: System, root: int, intensities: npt.NDArray[np.float64]
) -> list[tuple[int, float, float]]:
    """Return (node, direct part, upstream part) of every node that emits, the largest first.

    With s the runs for one unit of `root` and y the footprints per unit: the direct part is
    s_j direct_j, the upstream part s_j (y_j - direct_j) [kg CO2e].

    Args:
        system: the linked system.
        root: index of the node of which one unit is demanded.
        intensities: footprint of one unit of every node's product, shape (n,) [kg CO2e/unit].
    """
    matrices = problem(system)
    demand = np.zeros(len(system.nodes))
    demand[root] = 1.0
    runs = solve_forward(prepare(matrices), demand).values
    direct = runs * matrices.direct
    upstream = runs * intensities - direct
    order = sorted(np.flatnonzero(direct).tolist(), key=lambda index: -abs(direct[index]))
    return [(index, float(direct[index]), float(upstream[index])) for index in order]
