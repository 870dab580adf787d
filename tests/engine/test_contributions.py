"""Contribution trees: worked example, conservation, loops, credits, limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellprint.engine import contribution_tree, flow_graph, solve
from tests.engine.systems import HARD, system, two_loop

CHAIN = system([[1.0, 0.0, 0.0], [-2.0, 1.0, 0.0], [-1.0, -3.0, 1.0]], [1.0, 0.5, 0.1])


def test_chain_worked_by_hand() -> None:
    # y2 = 0.1; y1 = 0.5 + 0.3 = 0.8; y0 = 1 + 1.6 + 0.1 = 2.7
    y = solve(CHAIN).intensities.values

    tree = contribution_tree(CHAIN, y, {0: 10.0}, cut_off=0.0)

    assert tree.total == pytest.approx(27.0)
    assert tree.product.tolist() == [0, 1, 2, 2]
    assert tree.parent.tolist() == [-1, 0, 0, 1]
    assert tree.value == pytest.approx([27.0, 16.0, 1.0, 6.0])
    assert tree.direct == pytest.approx([10.0, 10.0, 1.0, 6.0])
    assert tree.amount == pytest.approx([10.0, 20.0, 10.0, 60.0])
    assert tree.children(0).tolist() == [1, 2]
    assert not tree.truncated


def test_cut_off_leaves_small_branches_in_the_rest() -> None:
    y = solve(CHAIN).intensities.values

    tree = contribution_tree(CHAIN, y, {0: 10.0}, cut_off=0.2)

    assert tree.product.tolist() == [0, 1, 2]
    assert tree.rest == pytest.approx([1.0, 0.0, 0.0], abs=1e-12)


def test_loop_unrolls_until_the_depth_limit() -> None:
    problem = two_loop()
    y = solve(problem).intensities.values

    tree = contribution_tree(problem, y, {0: 1.0}, cut_off=0.0, depth=6)

    assert tree.truncated
    assert tree.depth.max() == 6
    assert tree.value[2] == pytest.approx(0.1 * tree.value[0])  # once round the loop


def test_node_limit() -> None:
    problem = two_loop()
    y = solve(problem).intensities.values

    tree = contribution_tree(problem, y, {0: 1.0, 1: 1.0}, cut_off=0.0, nodes=5)

    assert tree.truncated
    assert tree.size <= 5


def test_nothing_demanded() -> None:
    tree = contribution_tree(two_loop(), np.ones(2), {})

    assert (tree.size, tree.total) == (0, 0.0)


def test_avoided_product_is_a_negative_branch() -> None:
    problem = HARD["avoided"]
    y = solve(problem).intensities.values

    tree = contribution_tree(problem, y, {0: 1.0}, cut_off=0.01)

    heat = (tree.product == 2) & (tree.parent == 0)
    assert (tree.value[heat] < 0.0).all()


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(HARD)),
    cut_off=st.floats(0.001, 0.5),
    amounts=st.lists(st.floats(0.1, 100.0), min_size=1, max_size=2),
)
def test_each_node_is_its_direct_part_its_branches_and_its_rest(
    name: str, cut_off: float, amounts: list[float]
) -> None:
    problem = HARD[name]
    y = solve(problem).intensities.values

    tree = contribution_tree(problem, y, dict(enumerate(amounts)), cut_off=cut_off, depth=40)

    for node in range(min(tree.size, 200)):
        branches = tree.value[tree.parent == node]
        parts = float(tree.direct[node] + branches.sum() + tree.rest[node])
        scale = float(np.abs(branches).sum() + abs(tree.direct[node]) + abs(tree.value[node]))
        assert abs(parts - tree.value[node]) <= 4e-16 * max(scale, 1e-300)
    assert tree.total == pytest.approx(sum(a * y[i] for i, a in enumerate(amounts)))


@pytest.mark.parametrize("name", HARD)
def test_flow_graph_balances_at_every_process(name: str) -> None:
    problem = HARD[name]
    solution = solve(problem, [{0: 1.0}])
    y, s = solution.intensities.values, solution.activity[0]

    graph = flow_graph(problem, y, s)

    inflow = np.bincount(graph.consumer, weights=graph.value, minlength=problem.size)
    own = problem.technosphere().toarray()[problem.reference, np.arange(problem.size)]
    assert own * s * y[problem.reference] == pytest.approx(graph.direct + inflow, rel=1e-6)
