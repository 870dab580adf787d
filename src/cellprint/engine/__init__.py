"""Numbers only: solve, certify, trace and vary a linked inventory system.

`build` makes a checked `Problem` from triples; `solve(problem, demands)` returns the footprint of
one unit of every product, the activity and score of each demand, and a certificate that bounds the
error of every number. `contribution_tree` and `flow_graph` say where a score comes from, with no
further solve.

Rows are products, columns are processes; outputs are positive, inputs negative; emissions are
characterised before they come here [kg CO2e per run of a process].
"""

from __future__ import annotations

from cellprint.engine.baseline import (
    Activity,
    Intensities,
    Prepared,
    prepare,
    solve_adjoint,
    solve_forward,
)
from cellprint.engine.certificate import Certificate
from cellprint.engine.contributions import (
    ContributionTree,
    FlowGraph,
    contribution_tree,
    flow_graph,
)
from cellprint.engine.problem import Problem, build
from cellprint.engine.solution import Solution, solve
from cellprint.engine.types import Demand

__all__ = [
    "Activity",
    "Certificate",
    "ContributionTree",
    "Demand",
    "FlowGraph",
    "Intensities",
    "Prepared",
    "Problem",
    "Solution",
    "build",
    "contribution_tree",
    "flow_graph",
    "prepare",
    "solve",
    "solve_adjoint",
    "solve_forward",
]
