"""Numbers only: solve, certify, trace and vary a linked inventory system.

- `build` makes a checked `Problem` from triples; `solve(problem, demands)` returns the footprint of
  one unit of every product, the activity and score of each demand, and a certificate that bounds
  the error of every number.
- `contribution_tree` and `flow_graph` say where a score comes from, with no further solve.
- `uncertain` and `simulate` draw joint samples of the whole system; `summary`, `paired` and
  `controlled_mean` say what they mean.
- `gradient`, `quantity_gradient`, `elasticity`, `variance_contributions`, `tornado` and
  `first_order_sobol` say what a score depends on.
- `presolve` and `scenario_scores` answer thousands of what-if cases exactly.

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
from cellprint.engine.drawing import draw
from cellprint.engine.montecarlo import Samples, simulate
from cellprint.engine.problem import Problem, build
from cellprint.engine.quantities import (
    Quantities,
    Quantity,
    beta,
    discrete,
    fixed,
    lognormal,
    normal,
    pert,
    table,
    triangular,
    uniform,
)
from cellprint.engine.scenarios import Lever, Levers, presolve
from cellprint.engine.scenarios import scores as scenario_scores
from cellprint.engine.sensitivity import (
    elasticity,
    first_order_sobol,
    gradient,
    quantity_gradient,
    tornado,
    variance_contributions,
)
from cellprint.engine.solution import Solution, solve
from cellprint.engine.statistics import (
    Comparison,
    ControlledMean,
    Summary,
    controlled_mean,
    paired,
    summary,
)
from cellprint.engine.types import Demand
from cellprint.engine.uncertain import (
    Links,
    UncertainSystem,
    entry_positions,
    links,
    uncertain,
)

__all__ = [
    "Activity",
    "Certificate",
    "Comparison",
    "ContributionTree",
    "ControlledMean",
    "Demand",
    "FlowGraph",
    "Intensities",
    "Lever",
    "Levers",
    "Links",
    "Prepared",
    "Problem",
    "Quantities",
    "Quantity",
    "Samples",
    "Solution",
    "Summary",
    "UncertainSystem",
    "beta",
    "build",
    "contribution_tree",
    "controlled_mean",
    "discrete",
    "draw",
    "elasticity",
    "entry_positions",
    "first_order_sobol",
    "fixed",
    "flow_graph",
    "gradient",
    "links",
    "lognormal",
    "normal",
    "paired",
    "pert",
    "prepare",
    "presolve",
    "quantity_gradient",
    "scenario_scores",
    "simulate",
    "solve",
    "solve_adjoint",
    "solve_forward",
    "summary",
    "table",
    "tornado",
    "triangular",
    "uncertain",
    "uniform",
    "variance_contributions",
]
