"""Where a footprint comes from, without any further solve.

With y the footprint per unit of every product, the branch "input i of process j" of a path on
which process j runs x_j times carries −a_ij x_j y_i. From the column of Aᵀ y = direct follows, for
the reference product r of process j and q = a_rj x_j units of it,

    q y_r = x_j direct_j + Σ_{i≠r} (−a_ij x_j) y_i,

so that each node is its direct part plus its branches, exactly. Self-consumption is inside a_rj.
Loops unroll into ever smaller branches; the cut-off and the depth limit end them, and what is not
followed is the node's `rest`. Co-products and avoided products are branches with negative value.

References:
    Heijungs & Suh 2002, doi:10.1007/978-94-015-9900-9, section 8.2 (contribution analysis).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from cellprint.engine.problem import Problem
from cellprint.engine.types import Bools, Demand, Floats, Ints, demand_matrix

DEFAULT_CUT_OFF = 0.005
DEFAULT_DEPTH = 30
DEFAULT_NODES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionTree:
    """Nodes of the paths from the demand upstream, level by level; parents come first.

    Attributes:
        product: product that the node delivers, shape (k,).
        process: process that makes it, shape (k,).
        parent: position of the parent node, −1 for a demanded product, shape (k,).
        depth: steps from the demand, shape (k,).
        amount: delivered amount [unit of the product], shape (k,).
        value: footprint that the node carries [kg CO2e], shape (k,).
        direct: direct emissions of its process on this path [kg CO2e], shape (k,).
        rest: value − direct − values of the shown branches [kg CO2e], shape (k,).
        total: footprint of the whole demand [kg CO2e].
        truncated: whether the depth or node limit, not only the cut-off, ended a branch.
    """

    product: Ints
    process: Ints
    parent: Ints
    depth: Ints
    amount: Floats
    value: Floats
    direct: Floats
    rest: Floats
    total: float
    truncated: bool

    @property
    def size(self) -> int:
        """Return the number of nodes."""
        return int(self.value.size)

    def children(self, node: int) -> Ints:
        """Return the positions of the branches of a node, largest value first."""
        found = np.flatnonzero(self.parent == node)
        return found[np.argsort(-np.abs(self.value[found]), kind="stable")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """Nodes of one depth before their branches are known."""

    product: Ints
    parent: Ints
    amount: Floats
    value: Floats


def contribution_tree(
    problem: Problem,
    intensities: Floats,
    demand: Demand,
    *,
    cut_off: float = DEFAULT_CUT_OFF,
    depth: int = DEFAULT_DEPTH,
    nodes: int = DEFAULT_NODES,
) -> ContributionTree:
    """Return the contribution tree of a demand.

    Args:
        problem: the system.
        intensities: y of `solve_adjoint` [kg CO2e / unit], by product, shape (n,).
        demand: amount of each demanded product.
        cut_off: a branch is followed when it carries at least this share of the gross total
            Σ |f_i y_i|.
        depth: largest number of steps from the demand.
        nodes: largest number of nodes; a level that would exceed it is left in the rest.

    Raises:
        CP-ENG-002, CP-ENG-003: an amount or product index of the demand.
    """
    amounts = demand_matrix([demand], size=problem.size)[:, 0]
    asked = np.flatnonzero(amounts).astype(np.int64)
    level = _Level(
        product=asked,
        parent=np.full(asked.size, -1, dtype=np.int64),
        amount=amounts[asked],
        value=amounts[asked] * intensities[asked],
    )
    threshold = cut_off * float(np.abs(level.value).sum())
    walk = _Walk.of(problem, intensities, threshold=threshold)
    levels, count = [level], asked.size
    truncated = False
    while level.product.size:
        following = walk.branches(level, offset=count - level.product.size)
        if not following.product.size:
            break
        if len(levels) > depth or count + following.product.size > nodes:
            truncated = True
            break
        levels.append(following)
        count += following.product.size
        level = following
    return _assembled(walk, levels, truncated=truncated)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """What every step upstream needs: A by columns without reference entries, and y."""

    problem: Problem
    inputs: sp.csc_array
    own: Floats
    maker: Ints
    intensities: Floats
    threshold: float

    @classmethod
    def of(cls, problem: Problem, intensities: Floats, *, threshold: float) -> _Walk:
        """Return the walk of a problem."""
        is_own = problem.rows == problem.reference[problem.cols]
        own = np.zeros(problem.size)
        own[problem.cols[is_own]] = problem.values[is_own]
        index = (problem.rows[~is_own], problem.cols[~is_own])
        shape = (problem.size, problem.size)
        return cls(
            problem=problem,
            inputs=sp.csc_array((problem.values[~is_own], index), shape=shape),
            own=own,
            maker=problem.maker,
            intensities=intensities,
            threshold=threshold,
        )

    def runs(self, level: _Level) -> tuple[Ints, Floats]:
        """Return process and runs of each node."""
        process = self.maker[level.product]
        return process, level.amount / self.own[process]

    def branches(self, level: _Level, *, offset: int) -> _Level:
        """Return the branches of a level that reach the threshold."""
        process, runs = self.runs(level)
        start = self.inputs.indptr[process].astype(np.int64)
        width = self.inputs.indptr[process + 1] - start
        node = np.repeat(np.arange(process.size), width)
        first = np.cumsum(width) - width
        entry = np.arange(int(width.sum())) - first[node] + start[node]
        product = self.inputs.indices[entry].astype(np.int64)
        amount = -self.inputs.data[entry] * runs[node]
        value = amount * self.intensities[product]
        kept: Bools = (np.abs(value) >= self.threshold) & (value != 0.0)
        return _Level(
            product=product[kept],
            parent=(node[kept] + offset).astype(np.int64),
            amount=amount[kept],
            value=value[kept],
        )


def _assembled(walk: _Walk, levels: list[_Level], *, truncated: bool) -> ContributionTree:
    """Return the levels as one tree with direct parts and rests."""
    every = _Level(
        product=np.concatenate([level.product for level in levels]),
        parent=np.concatenate([level.parent for level in levels]),
        amount=np.concatenate([level.amount for level in levels]),
        value=np.concatenate([level.value for level in levels]),
    )
    process, runs = walk.runs(every)
    direct = runs * walk.problem.direct[process]
    inner = every.parent >= 0
    shown = np.bincount(every.parent[inner], weights=every.value[inner], minlength=every.value.size)
    sizes = [level.product.size for level in levels]
    return ContributionTree(
        product=every.product,
        process=process,
        parent=every.parent,
        depth=np.repeat(np.arange(len(levels)), sizes),
        amount=every.amount,
        value=every.value,
        direct=direct,
        rest=every.value - direct - shown,
        total=float(levels[0].value.sum()),
        truncated=truncated,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowGraph:
    """Every link with what it carries when all processes run as demanded.

    Attributes:
        product: product of each link, shape (k,).
        consumer: process that takes it in, shape (k,).
        value: −a_ij s_j y_i [kg CO2e], shape (k,).
        direct: direct emissions of every process s_j direct_j [kg CO2e], shape (n,).
    """

    product: Ints
    consumer: Ints
    value: Floats
    direct: Floats


def flow_graph(problem: Problem, intensities: Floats, activity: Floats) -> FlowGraph:
    """Return what each link carries: −a_ij s_j y_i, with s the runs of the whole demand.

    Args:
        problem: the system.
        intensities: y [kg CO2e / unit], by product, shape (n,).
        activity: s [runs], by process, shape (n,).
    """
    link = problem.rows != problem.reference[problem.cols]
    product, consumer = problem.rows[link], problem.cols[link]
    return FlowGraph(
        product=product,
        consumer=consumer,
        value=-problem.values[link] * activity[consumer] * intensities[product],
        direct=problem.direct * activity,
    )
