"""The linked system of a foreign database, and what each of its products emits over its chain.

One adjoint solve for each gas with a characterisation factor gives the life-cycle amount of that
gas per unit of every product. Every set of factors can be applied to these amounts afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order

from cellprint.app.imported.columns import NONE, ROLES, Columns
from cellprint.app.imported.flow_map import FlowMap, Match
from cellprint.app.imported.linking import CLASSES, CUT_OFF, ERROR, Links
from cellprint.engine.baseline import prepare, solve_adjoint
from cellprint.engine.problem import Problem, build
from cellprint.engine.types import Bools, Floats
from cellprint.model.foreign import ForeignRole


@dataclass(frozen=True, slots=True, kw_only=True)
class GasAmounts:
    """Life-cycle amounts of gases.

    Attributes:
        gases: ids of elementary flows of the catalogue.
        amounts: per unit of each product, shape (gases, products) [kg per reference unit].
        complete: whether every product input of the chain found a provider, shape (products,).
        method: how the engine solved the system.
    """

    gases: tuple[str, ...]
    amounts: Floats
    complete: Bools
    method: str


def matches(columns: Columns, flow_map: FlowMap) -> dict[int, Match]:
    """Return flow number → match, for the elementary flows that are used."""
    role = ROLES.index(ForeignRole.ELEMENTARY)
    used = np.unique(columns.column("flow")[columns.column("role") == role]).tolist()
    return {flow: flow_map.match(columns.flows[flow]) for flow in used if flow in columns.flows}


def build_problem(columns: Columns, links: Links) -> Problem:
    """Return the technosphere of a linked database; its direct emissions are zero.

    Rows and columns are the products. A waste that a provider takes in is an output here; an
    avoided product is a negative need.

    Raises:
        CP-ENG-002, CP-ENG-004: an amount that is not finite; a product without output.
    """
    size = len(links.products)
    rows, cols, values = (
        [list(range(size))],
        [list(range(size))],
        [[product.amount for product in links.products]],
    )
    linked = np.flatnonzero(links.provider != NONE)
    process, role = columns.column("process"), columns.column("role")
    avoided, waste = ROLES.index(ForeignRole.AVOIDED), ROLES.index(ForeignRole.WASTE)
    output = np.array([product.amount for product in links.products])
    for number in linked.tolist():
        provider = int(links.provider[number])
        amount = float(links.amounts[number])
        credit = role[number] == avoided
        treated = role[number] == waste and output[provider] < 0
        signed = amount if credit or treated else -amount
        mine = links.columns_of.get(int(process[number]), [])
        parts = [signed * share_of(columns, links, column, number) for column in mine]
        rows.append([provider] * len(mine))
        cols.append(mine)
        values.append(parts)
    labels = tuple(
        f"{columns.processes[one.process].name} [{columns.flows[one.flow].name}]"
        for one in links.products
    )
    return build(
        rows=np.concatenate([np.array(one, dtype=np.int64) for one in rows]),
        cols=np.concatenate([np.array(one, dtype=np.int64) for one in cols]),
        values=np.concatenate([np.array(one, dtype=np.float64) for one in values]),
        direct=np.zeros(size),
        labels=labels,
    )


def share_of(columns: Columns, links: Links, column: int, exchange: int) -> float:
    """Return the part of an exchange that the product of a column carries."""
    product = links.products[column]
    name = columns.flow_ids.texts[product.flow]
    single = product.shares.by_exchange
    if single:
        found = single.get((name, columns.numbers.seq[exchange]))
        if found is not None:
            return found
    return product.shares.by_product.get(name, 0.0)


def gas_amounts(
    columns: Columns, links: Links, found: Mapping[int, Match], problem: Problem
) -> GasAmounts:
    """Return what each product emits over its chain, gas by gas.

    Raises:
        CP-ENG-006, CP-ENG-007, CP-ENG-008: the system has no solution that can be relied on.
    """
    direct = _direct(columns, links, found)
    gases = tuple(sorted(direct))
    ready = prepare(problem)
    solved = [solve_adjoint(ready, direct=direct[gas]) for gas in gases]
    size = problem.size
    return GasAmounts(
        gases=gases,
        amounts=np.array([one.values for one in solved]).reshape(len(gases), size),
        complete=_complete(columns, links, problem),
        method=solved[0].method if solved else "",
    )


def _direct(columns: Columns, links: Links, found: Mapping[int, Match]) -> dict[str, Floats]:
    """Return gas → amount that each column emits itself [kg per run of the column]."""
    process, flow = columns.column("process"), columns.column("flow")
    is_input = columns.column("is_input")
    role = ROLES.index(ForeignRole.ELEMENTARY)
    applied = {number: one for number, one in found.items() if one.factor and one.target}
    wanted = np.isin(flow, np.array(sorted(applied), dtype=np.int64))
    direct: dict[str, Floats] = {}
    for number in np.flatnonzero((columns.column("role") == role) & wanted).tolist():
        match = applied[int(flow[number])]
        amount = float(links.amounts[number]) * match.factor
        amount = -amount if is_input[number] else amount
        vector = direct.setdefault(match.target, np.zeros(len(links.products)))
        for column in links.columns_of.get(int(process[number]), []):
            vector[column] += amount * share_of(columns, links, column, number)
    return direct


def _complete(columns: Columns, links: Links, problem: Problem) -> Bools:
    """Return which products have a chain without a missing provider."""
    size = problem.size
    gap_states = [CLASSES.index(CUT_OFF), CLASSES.index(ERROR)]
    process = columns.column("process")
    gaps = sorted(
        {
            column
            for number in np.flatnonzero(np.isin(links.state, gap_states)).tolist()
            for column in links.columns_of.get(int(process[number]), [])
        }
    )
    # An edge leads from each provider to its user; one more node leads to all with a gap.
    start = np.concatenate([problem.rows, np.full(len(gaps), size)])
    end = np.concatenate([problem.cols, np.array(gaps, dtype=np.int64)])
    graph = sp.csr_array((np.ones(start.size), (start, end)), shape=(size + 1, size + 1))
    reached = breadth_first_order(sp.csr_matrix(graph), size, return_predecessors=False)
    complete = np.ones(size + 1, dtype=bool)
    complete[reached] = False
    return complete[:size]


def footprints(gases: GasAmounts, factors: Mapping[str, float]) -> Floats:
    """Return the footprint of one unit of every product [kg CO2e per reference unit].

    Args:
        gases: life-cycle amounts.
        factors: characterisation factors [kg CO2e/kg]; a gas without one counts nothing, which
            the coverage tells.
    """
    weights = np.array([factors.get(gas, 0.0) for gas in gases.gases])
    if not len(weights):
        return np.zeros(gases.amounts.shape[1])
    return np.asarray(weights @ gases.amounts, dtype=np.float64)


def per_unit(problem: Problem, gases: GasAmounts) -> GasAmounts:
    """Return amounts per unit that each process makes or treats.

    A treatment takes its product in, so that a unit of output is a unit not treated; what its user
    needs is the opposite.
    """
    signs = np.where(problem.output < 0, -1.0, 1.0)
    return replace(gases, amounts=gases.amounts * signs)


def uncharacterised(gases: Sequence[str], factors: Mapping[str, float]) -> list[str]:
    """Return the gases that a set has no factor for."""
    return [gas for gas in gases if gas not in factors]
