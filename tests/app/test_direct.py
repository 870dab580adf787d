from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cellprint.app.compute import compute_study_file
from cellprint.app.direct import direct_document, direct_parts
from cellprint.app.linking import LinkSettings, link
from cellprint.app.solving import intensities
from tests.app import small

EXAMPLE = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"


def test_direct_and_upstream_parts_of_a_small_system() -> None:
    """By hand: soda ash runs 1/0.9 times, as it takes 0.1 of itself; steel 0.2 times as often."""
    system = link(small.catalogue(), LinkSettings(year=2024, gwp_set="EF3.1"), [(small.SODA, "CN")])
    runs, soda, steel = 1 / 0.9, 1 / 0.9, 2.5

    parts = {
        system.nodes[index].process.id: (direct, upstream)
        for index, direct, upstream in direct_parts(system, system.roots[0], intensities(system))
    }

    assert parts["soda_solvay_cn"] == pytest.approx((0.5 * runs, (0.2 * steel + 0.1 * soda) * runs))
    # 2 kg CO2 of its own, and 1 kWh of 0.5 kg CO2e.
    assert parts["steel_bof_cn"] == pytest.approx((2 * 0.2 * runs, 0.5 * 0.2 * runs))
    assert sum(direct for direct, _ in parts.values()) == pytest.approx(soda)


def test_direct_parts_of_a_study_add_up_to_its_footprint() -> None:
    computed = compute_study_file(EXAMPLE)

    document = direct_document(computed)

    rows = document["processes"]
    total = Decimal(computed.document["per_product"]["value"])
    assert float(sum(Decimal(row["direct"]) for row in rows)) == pytest.approx(float(total))
    assert [abs(float(row["direct"])) for row in rows] == sorted(
        (abs(float(row["direct"])) for row in rows), reverse=True
    )
    # A factor has nothing before it that the catalogue knows.
    factors = [row for row in rows if row["kind"] == "aggregated"]
    assert {row["upstream"] for row in factors} == {"0"}
