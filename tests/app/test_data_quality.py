"""Scores that follow from the link record, worked by hand on a system of three processes.

Soda ash in China, electricity of 2024: soda 0.5/0.9, steel 0.4/0.9, electricity 0.1/0.9 kg CO2e,
so that soda and steel are the processes that make at least 80 % of the result.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cellprint.app.compute import compute_study_file
from cellprint.app.data_quality import data_quality
from cellprint.app.linking import LinkSettings, link
from cellprint.app.process_quality import Context, Node, rated_nodes
from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import Role, Status
from cellprint.rules.data_quality import Scores
from tests.app import small

EXAMPLE = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"
DAY = date(2024, 7, 1)
EAF = small.process(
    "steel_eaf_cn", "steel", "CN", "eaf", small.exchange("eaf", Role.EMISSION, "co2_fossil", "1")
)


def context(catalogue: Catalogue, year: int = 2024, **choices: str) -> Context:
    return Context(catalogue=catalogue, year=year, choices=choices, on=DAY)


def quality(catalogue: Catalogue, year: int = 2024, **choices: str) -> dict[str, Any]:
    settings = LinkSettings(year=year, gwp_set="EF3.1", choices=choices)
    system = link(catalogue, settings, [(small.SODA, "CN")])
    asked = context(catalogue, year, **choices)
    return data_quality(system, 0, asked, statuses={Status.COMPANY: 0.25})


def nodes(catalogue: Catalogue, year: int = 2024, place: str = "CN") -> dict[str, Node]:
    settings = LinkSettings(year=year, gwp_set="EF3.1")
    system = link(catalogue, settings, [(small.SODA, place)])
    return {one.process.id: one for one in rated_nodes(system, 0, context(catalogue, year))}


def scores(catalogue: Catalogue, name: str, year: int = 2024, place: str = "CN") -> Scores | None:
    return nodes(catalogue, year, place)[name].scores


def undated(catalogue: Catalogue, year: str) -> Catalogue:
    source = replace(catalogue.sources["nobody"], year=year)
    return replace(catalogue, sources={"nobody": source})


def test_a_process_counts_with_its_own_emissions() -> None:
    found = {name: one.kgco2e for name, one in nodes(small.catalogue()).items()}

    assert found == {
        "soda_solvay_cn": pytest.approx(0.5 / 0.9),
        "steel_bof_cn": pytest.approx(0.4 / 0.9),
        "el_CN_life_cycle_2024": pytest.approx(0.1 / 0.9),
    }


def test_precision_is_the_weaker_of_what_is_used_and_what_it_rests_on() -> None:
    catalogue = small.catalogue()

    # published 2, unverified 5; the steel is bought by an unverified amount
    assert scores(catalogue, "soda_solvay_cn") == Scores(
        technology=1, geography=1, time=1, precision=2
    )
    assert scores(catalogue, "steel_bof_cn") == Scores(
        technology=1, geography=1, time=1, precision=5
    )


def test_the_rating_of_the_result_is_weighted_by_contribution() -> None:
    found = quality(small.catalogue())

    # P = (0.5 x 2 + 0.4 x 5) / 0.9 = 3.3333; (1 + 1 + 1 + 3.3333) / 4 = 1.5833
    assert float(found["scores"]["precision"]) == pytest.approx(10 / 3)
    assert float(found["rating"]) == pytest.approx(1.583333, abs=1e-6)
    assert found["level"] == "very_good"
    assert found["level_status"] == "unverified"
    assert float(found["covered_share"]) == pytest.approx(0.9)
    assert found["primary_data_share"] == "0.25"
    assert [(one["process"], one["share"], one["rating"]) for one in found["most_relevant"]] == [
        ("soda_solvay_cn@CN", "0.5", "1.25"),
        ("steel_bof_cn@CN", "0.4", "2"),
    ]


def test_an_open_route_is_a_step_of_technology_where_there_are_several() -> None:
    open_ = quality(small.catalogue(EAF))
    chosen = quality(small.catalogue(EAF), steel="bof")

    assert open_["most_relevant"][1]["scores"]["technology"] == "3"
    assert open_["shares"]["route_not_asked"] == "0.4"
    assert chosen["most_relevant"][1]["scores"]["technology"] == "1"
    assert chosen["shares"]["route_not_asked"] == "0"


def test_years_without_validity_are_counted_from_the_newest_source() -> None:
    catalogue = small.catalogue()

    # the source is of 2026: two years off in 2028 earns 2; the factor of 2024 is four off: 3
    soda = scores(catalogue, "soda_solvay_cn", year=2028)
    electricity = scores(catalogue, "el_CN_life_cycle_2024", year=2028)
    assert soda is not None
    assert electricity is not None
    assert (soda.time, electricity.time) == (2, 3)
    assert quality(catalogue)["shares"]["dated_by_source_only"] == "0.9"


def test_a_stated_validity_counts_instead_of_the_source() -> None:
    dated = replace(small.STEEL, valid_from=date(2019, 1, 1), valid_to=date(2022, 1, 1))
    catalogue = small.catalogue()
    catalogue = replace(
        catalogue,
        processes={**catalogue.processes, dated.id: dated},
        providers={**catalogue.providers, "steel": (dated,)},
    )

    # the last valid year is 2021, three years before 2024: score 3
    steel = scores(catalogue, dated.id)
    assert steel is not None
    assert steel.time == 3
    assert nodes(catalogue)[dated.id].dated


def test_borrowed_technology_and_another_country_cost_a_score_each() -> None:
    # Soda ash made in Germany buys its steel there: Chinese technology, run in Germany.
    steel = scores(small.catalogue(), "steel_bof_cn", place="DE")

    # China and Germany meet in the world only: elsewhere, five steps, score 5
    assert steel == Scores(technology=2, geography=5, time=1, precision=5)


def test_time_that_nobody_states_is_unknown_and_not_good() -> None:
    found = quality(undated(small.catalogue(), "not stated"))

    assert found["rating"] is None
    assert found["scores"] is None
    assert found["level"] is None
    assert found["covered_share"] == "0"
    assert found["unrated"] == ["soda_solvay_cn@CN", "steel_bof_cn@CN"]


def test_a_footprint_carries_its_data_quality_before_its_digest() -> None:
    document = compute_study_file(EXAMPLE).document

    found = document["data_quality"]
    assert list(document)[-1] == "digest"
    assert 1 <= float(found["rating"]) <= 5
    assert float(found["covered_share"]) >= 0.8
    shares = [float(one["share"]) for one in found["most_relevant"]]
    assert shares == sorted(shares, reverse=True)
    # the study states no amount of its own records
    assert found["primary_data_share"] == "0"
