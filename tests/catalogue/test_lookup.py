from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.catalogue.lookup import ProviderAnswer, ProviderRequest, Why, find_provider
from cellprint.catalogue.places import chain
from cellprint.errors import BadInputError
from cellprint.model.inventory import Process, ProcessKind, Scope
from tests.catalogue import sample

CATALOGUE = sample.catalogue()


def asked(flow: str, user: str, **more: str) -> ProviderAnswer:
    return find_provider(
        CATALOGUE, ProviderRequest(flow=flow, user_location=user, period_year=2024, **more)
    )


def refused(flow: str, user: str = "CN", **more: str) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        asked(flow, user, **more)
    assert caught.value.findings[0].line("zh")
    return caught.value


def test_local_product_is_made_where_it_is_used() -> None:
    answer = asked("heat_steam", "CN-SC")

    assert answer.process.id == "steam_coal_cn"
    assert answer.location == "CN-SC"
    assert answer.asked_location == "CN-SC"
    assert answer.steps == ("province→grid_region", "grid_region→country")
    assert answer.distance == 2
    assert not answer.borrowed
    assert answer.why is Why.DEFAULT


def test_local_product_abroad_borrows_the_technology() -> None:
    answer = asked("heat_steam", "DE")

    assert (answer.process.id, answer.location) == ("steam_coal_cn", "DE")
    assert answer.borrowed
    assert answer.distance == 5
    assert answer.steps == ("country→region", "region→world", "world→elsewhere")


def test_national_product_is_asked_for_at_the_country() -> None:
    answer = asked("steel", "CN-SC")

    assert (answer.process.id, answer.location, answer.asked_location) == (
        "steel_bof_cn",
        "CN",
        "CN",
    )
    assert answer.distance == 0


def test_maker_of_the_same_country_comes_before_the_default_route_of_another() -> None:
    answer = asked("steel", "GB")

    assert (answer.process.id, answer.location) == ("steel_gb", "GB")
    assert answer.why is Why.NEAREST


def test_default_route_comes_before_a_neighbour_country() -> None:
    answer = asked("steel", "DE")

    assert (answer.process.id, answer.location) == ("steel_bof_cn", "DE")
    assert answer.borrowed
    assert answer.why is Why.DEFAULT


def test_traded_product_comes_from_its_default_provider_at_its_own_place() -> None:
    answer = asked("lithium_carbonate", "DE")

    assert (answer.process.id, answer.location) == ("li_market", "CN")
    assert (answer.asked_location, answer.distance, answer.steps) == ("", 0, ())
    assert not answer.borrowed


def test_pinned_route_wins_over_the_choice_of_the_study() -> None:
    answer = asked("lithium_carbonate", "DE", route="brine", choice="spodumene")

    assert answer.process.id == "li_atacama"
    assert answer.why is Why.PINNED


def test_choice_of_the_study_wins_over_the_default_route() -> None:
    answer = asked("lithium_carbonate", "DE", choice="spodumene")

    assert (answer.process.id, answer.location) == ("li_spodumene", "CN-SC")
    assert answer.why is Why.CHOSEN


def test_named_process_wins() -> None:
    answer = asked("lithium_carbonate", "DE", choice="li_world")

    assert answer.process.id == "li_world"
    assert answer.why is Why.NAMED


def test_explicit_place_takes_the_nearest_candidate() -> None:
    answer = asked("lithium_carbonate", "DE", location="CL")

    assert (answer.process.id, answer.location, answer.distance) == ("li_atacama", "CL", 0)
    assert answer.why is Why.NEAREST


def test_explicit_place_with_ties_takes_the_default_route() -> None:
    answer = asked("heat_steam", "DE", location="CN")

    assert answer.process.id == "steam_coal_cn"


def test_fixed_provider_stays_and_the_distance_is_recorded() -> None:
    answer = asked("lithium_carbonate", "CN", location="DE", route="brine")

    assert (answer.location, answer.asked_location, answer.distance) == ("CL", "DE", 5)
    assert not answer.borrowed


def test_world_average_is_four_steps_away() -> None:
    answer = asked("lithium_carbonate", "CN", location="DE", route="aggregate")

    assert answer.distance == 4
    assert answer.steps == ("country→region", "region→world")


def test_province_stands_for_its_country() -> None:
    answer = asked("soda_ash", "DE", location="CN", route="hou")

    assert answer.distance == 2
    assert answer.steps == ("country→province",)
    assert answer.location == "CN"


def test_neighbour_of_the_same_grid_region_is_one_step_away() -> None:
    answer = asked("soda_ash", "DE", location="CN-CQ")

    assert (answer.process.id, answer.distance) == ("soda_hou_sc", 1)
    assert answer.borrowed
    assert answer.location == "CN-CQ"


def test_market_comes_before_a_route_when_nothing_else_decides() -> None:
    flow = replace(CATALOGUE.flows["lithium_carbonate"], default_route="")
    rival = sample.process("li_aaa", "lithium_carbonate", "CN", "other")
    market = sample.process(
        "li_market", "lithium_carbonate", "CN", "market", kind=ProcessKind.MARKET
    )
    catalogue = sample.catalogue(flows=[flow], processes=[rival, market])

    answer = find_provider(
        catalogue,
        ProviderRequest(flow=flow.id, user_location="CN", period_year=2024),
    )

    assert answer.process.id == "li_market"


@pytest.mark.parametrize(
    ("year", "process", "years_off"),
    [(2024, "ni_mhp_cn", 0), (2020, "ni_mhp_cn", 0)],
)
def test_equals_are_taken_by_period_then_id(year: int, process: str, years_off: int) -> None:
    answer = find_provider(
        CATALOGUE, ProviderRequest(flow="nickel_sulfate", user_location="CN", period_year=year)
    )

    assert (answer.process.id, answer.years_off) == (process, years_off)


@pytest.mark.parametrize(("year", "years_off"), [(2017, 2), (2019, 0), (2020, 0), (2021, 1)])
def test_years_off_count_from_the_half_open_validity(year: int, years_off: int) -> None:
    answer = find_provider(
        CATALOGUE,
        ProviderRequest(
            flow="nickel_sulfate", user_location="CN", period_year=year, route="ni_mhp_cn_2020"
        ),
    )

    assert answer.years_off == years_off


def test_only_provider_says_so() -> None:
    catalogue = sample.catalogue(processes=[sample.PROCESSES[0]])

    answer = find_provider(
        catalogue, ProviderRequest(flow="heat_steam", user_location="CN", period_year=2024)
    )

    assert answer.why is Why.ONLY


def test_unknown_flow_names_the_nearest() -> None:
    error = refused("lithium_carbonat", where="study.yaml:7")

    assert error.code == "CP-DATA-101"
    assert error.findings[0].where == "study.yaml:7"
    assert len(error.findings[0].near) == 3
    assert error.findings[0].near[0].startswith("lithium_carbonate")


def test_flow_without_provider_is_an_error() -> None:
    assert refused("cobalt").code == "CP-DATA-104"


def test_unknown_route_names_the_routes() -> None:
    error = refused("lithium_carbonate", route="spodumen")

    assert error.code == "CP-DATA-105"
    assert "aggregate, brine, market, spodumene" in error.findings[0].fix("en")
    assert error.findings[0].near[0] == "spodumene"


@pytest.mark.parametrize(
    ("user", "location"), [("XX", ""), ("CN", "CN-SX")], ids=["user", "explicit"]
)
def test_unknown_place_is_an_error(user: str, location: str) -> None:
    assert refused("heat_steam", user, location=location).code == "CP-DATA-103"


PLACES = st.sampled_from(sorted(sample.PLACES))
MADE = st.sampled_from(sorted(CATALOGUE.providers))


@given(flow=MADE, user=PLACES, explicit=PLACES | st.just(""), year=st.integers(2000, 2040))
def test_every_answer_makes_the_flow_somewhere_known(
    flow: str, user: str, explicit: str, year: int
) -> None:
    answer = find_provider(
        CATALOGUE,
        ProviderRequest(flow=flow, user_location=user, period_year=year, location=explicit),
    )

    assert answer.process.flow == flow
    assert answer.location in CATALOGUE.locations
    assert 0 <= answer.distance <= 5
    assert (answer.distance == 0) == (answer.steps == ())
    assert answer.process.relocatable or answer.location == answer.process.location
    assert answer.years_off >= 0


@given(flow=MADE, user=PLACES)
def test_fallback_is_monotone(flow: str, user: str) -> None:
    """A provider at a narrower place never makes the answer for that place farther away."""
    places = chain(CATALOGUE.locations, user, where="")
    distances = []
    for place in places:
        extra = sample.process("zz_extra", flow, place.id, "extra", relocatable=False)
        catalogue = sample.catalogue(processes=[extra])
        answer = find_provider(
            catalogue,
            ProviderRequest(flow=flow, user_location=user, period_year=2024, location=user),
        )
        distances.append(answer.distance)

    assert distances == sorted(distances)
    assert distances[0] == 0


@given(flow=MADE, user=PLACES, explicit=PLACES)
def test_no_candidate_is_nearer_than_the_one_taken(flow: str, user: str, explicit: str) -> None:
    request = ProviderRequest(flow=flow, user_location=user, period_year=2024, location=explicit)
    taken = find_provider(CATALOGUE, request)

    for rival in CATALOGUE.providers[flow]:
        assert find_provider(CATALOGUE, replace(request, route=rival.id)).distance >= taken.distance


@given(order=st.permutations(sample.PROCESSES), flow=MADE, user=PLACES, explicit=PLACES)
def test_answer_does_not_depend_on_the_order_of_the_data(
    order: list[Process], flow: str, user: str, explicit: str
) -> None:
    request = ProviderRequest(flow=flow, user_location=user, period_year=2024, location=explicit)

    assert find_provider(sample.catalogue(processes=order), request) == find_provider(
        CATALOGUE, request
    )


def test_scopes_of_the_sample_are_all_covered() -> None:
    assert {CATALOGUE.flows[flow].scope for flow in CATALOGUE.providers} == set(Scope)
