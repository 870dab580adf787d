from __future__ import annotations

import pytest

from cellprint.app.linking import LinkSettings, link
from cellprint.app.solving import intensities
from cellprint.app.tree import TreeLimits, contribution_tree
from cellprint.model.footprint import Contribution
from tests.app import small

# By hand, with 0.5 kg CO2e/kWh (China 2024): steel = 2 + 0.5 = 2.5;
# soda ash = (0.5 + 0.2 x 2.5) / (1 - 0.1) = 1 / 0.9
STEEL = 2.5
SODA = 1 / 0.9
SYSTEM = link(small.catalogue(), LinkSettings(year=2024, gwp_set="EF3.1"), [(small.SODA, "CN")])


def test_footprints_of_all_products_at_once() -> None:
    values = intensities(SYSTEM)

    by_process = {node.process.id: values[node.index] for node in SYSTEM.nodes}
    assert by_process["soda_solvay_cn"] == pytest.approx(SODA, rel=1e-12)
    assert by_process["steel_bof_cn"] == pytest.approx(STEEL, rel=1e-12)


def conserved(branch: Contribution) -> None:
    if branch.children:
        assert sum(child.value for child in branch.children) == pytest.approx(branch.value)
    for child in branch.children:
        conserved(child)


@pytest.mark.parametrize("limits", [TreeLimits(), TreeLimits(cut_off=0.3, depth=2)])
def test_branches_sum_to_their_parent(limits: TreeLimits) -> None:
    values = intensities(SYSTEM)
    branches = contribution_tree(SYSTEM, values, 0, flows={}, limits=limits)

    assert sum(branch.value for branch in branches) == pytest.approx(SODA)
    for branch in branches:
        conserved(branch)


def test_small_branches_are_gathered_in_a_rest() -> None:
    values = intensities(SYSTEM)
    branches = contribution_tree(SYSTEM, values, 0, flows={}, limits=TreeLimits(cut_off=0.2))

    assert branches[-1].kind == "rest"
    assert branches[-1].value == pytest.approx(0.1 * SODA)
