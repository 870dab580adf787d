from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.catalogue.electricity import (
    LIFE_CYCLE_KINDS,
    ElectricityAnswer,
    Geography,
    find_electricity,
    require_life_cycle,
)
from cellprint.errors import BadInputError
from tests.catalogue import sample

CATALOGUE = sample.catalogue()


def asked(
    place: str, year: int, geography: Geography = "region", technology: str = ""
) -> ElectricityAnswer:
    return find_electricity(
        CATALOGUE, location=place, year=year, geography=geography, technology=technology
    )


@pytest.mark.parametrize(
    ("place", "year", "geography", "technology", "factor", "steps", "off"),
    [
        ("CN-SC", 2023, "region", "", "el_CN-SC_life_cycle_scaled_2023", (), 0),
        ("CN-SC", 2025, "region", "", "el_CN-SC_life_cycle_scaled_2023", (), 2),
        ("CN-SC", 2025, "country", "", "el_CN_life_cycle_2024", (), 1),
        (
            "CN-CQ",
            2023,
            "region",
            "",
            "el_CN_life_cycle_2023",
            ("province→grid_region", "grid_region→country"),
            0,
        ),
        ("CN-GRID-SW", 2024, "region", "", "el_CN_life_cycle_2024", ("grid_region→country",), 0),
        ("CN", 2010, "region", "", "el_CN_life_cycle_2023", (), 13),
        (
            "CN-SC",
            2024,
            "region",
            "coal",
            "el_CN_life_cycle_coal_2023",
            ("province→grid_region", "grid_region→country"),
            1,
        ),
        ("DE", 2023, "country", "", "el_DE_life_cycle_ember_2023", (), 0),
        ("CN", 2023, "country", "ember", "el_CN_life_cycle_ember_2023", (), 0),
    ],
)
def test_factor_of_a_place(
    place: str,
    year: int,
    geography: Geography,
    technology: str,
    factor: str,
    steps: tuple[str, ...],
    off: int,
) -> None:
    answer = asked(place, year, geography, technology)

    assert answer.factor.id == factor
    assert answer.steps == steps
    assert answer.years_off == off


def test_country_geography_asks_at_the_country() -> None:
    assert asked("CN-SC", 2024, "country").asked_location == "CN"
    assert asked("CN-SC", 2024, "region").asked_location == "CN-SC"


def test_later_year_is_taken_of_two_equally_near() -> None:
    factors = [sample.factor("CN", "life_cycle", year, "0.5") for year in (2022, 2024)]
    catalogue = sample.catalogue(factors=factors)

    answer = find_electricity(catalogue, location="CN", year=2023, geography="country")

    assert answer.factor.year == 2024


def test_issued_factor_comes_before_a_scaled_one_of_the_same_year() -> None:
    factors = [
        sample.factor("CN", kind, 2023, "0.5") for kind in ("life_cycle_scaled", "life_cycle")
    ]
    catalogue = sample.catalogue(factors=factors)

    answer = find_electricity(catalogue, location="CN", year=2023, geography="country")

    assert answer.factor.kind == "life_cycle"


@pytest.mark.parametrize("place", ["RER", "GLO"])
def test_place_wider_than_a_country_asks_for_a_country(place: str) -> None:
    with pytest.raises(BadInputError) as caught:
        asked(place, 2023)

    assert caught.value.code == "CP-DATA-106"
    assert "DE" in caught.value.findings[0].near
    assert caught.value.findings[0].line("zh")


@pytest.mark.parametrize(
    ("place", "technology"),
    [("CL", ""), ("CN", "tidal"), ("CN", "transmission_with_losses"), ("DE", "coal")],
)
def test_no_factor_is_an_error_and_never_zero(place: str, technology: str) -> None:
    with pytest.raises(BadInputError) as caught:
        asked(place, 2023, "region", technology)

    assert caught.value.code == "CP-DATA-107"
    assert caught.value.findings[0].line("zh")


def test_unknown_place_is_an_error() -> None:
    with pytest.raises(BadInputError) as caught:
        asked("CN-XX", 2023)

    assert caught.value.code == "CP-DATA-103"


@pytest.mark.parametrize(
    ("factor", "near"),
    [
        ("el_CN-SC_direct_2023", ("el_CN-SC_life_cycle_scaled_2023", "el_CN_life_cycle_2023")),
        ("el_CN-GRID-SW_direct_2023", ("el_CN_life_cycle_2023",)),
        ("el_CN_residual_like_2023", ("el_CN_life_cycle_2023",)),
        ("el_CN_direct_fossil_2023", ("el_CN_life_cycle_2023",)),
        ("el_CN_life_cycle_transmission_with_losses_2024", ("el_CN_life_cycle_2024",)),
    ],
)
def test_direct_factor_is_refused_and_the_right_one_named(
    factor: str, near: tuple[str, ...]
) -> None:
    with pytest.raises(BadInputError) as caught:
        require_life_cycle(CATALOGUE.grid_factors[factor], "contract.yaml:3", CATALOGUE)

    assert caught.value.code == "CP-DATA-108"
    assert caught.value.findings[0].near == near
    assert caught.value.findings[0].where == "contract.yaml:3"
    assert caught.value.findings[0].line("zh")


def test_direct_factor_is_refused_without_a_catalogue() -> None:
    with pytest.raises(BadInputError) as caught:
        require_life_cycle(CATALOGUE.grid_factors["el_CN_direct_2023"], "here")

    assert caught.value.findings[0].near == ()


def test_life_cycle_factor_passes() -> None:
    require_life_cycle(CATALOGUE.grid_factors["el_CN_life_cycle_coal_2023"], "here")
    require_life_cycle(CATALOGUE.grid_factors["el_CN-SC_life_cycle_scaled_2023"], "here")


KINDS = ("life_cycle", "life_cycle_scaled", "direct", "direct_fossil", "residual_like")
TECHNOLOGIES = ("", "ember", "coal", "transmission_with_losses")
PLACES = sorted(sample.PLACES)


@given(
    made=st.lists(
        st.tuples(
            st.sampled_from(PLACES),
            st.sampled_from(KINDS),
            st.integers(2018, 2026),
            st.sampled_from(TECHNOLOGIES),
        ),
        unique=True,
        max_size=12,
    ),
    place=st.sampled_from(PLACES),
    year=st.integers(2015, 2030),
    geography=st.sampled_from(["country", "region"]),
    technology=st.sampled_from(TECHNOLOGIES),
)
def test_only_life_cycle_factors_of_the_same_country_are_ever_returned(
    made: list[tuple[str, str, int, str]],
    place: str,
    year: int,
    geography: Geography,
    technology: str,
) -> None:
    factors = [sample.factor(where, kind, when, "0.5", tech) for where, kind, when, tech in made]
    catalogue = sample.catalogue(factors=factors)

    try:
        answer = find_electricity(
            catalogue, location=place, year=year, geography=geography, technology=technology
        )
    except BadInputError as error:
        refusal = error.code
    else:
        refusal = ""
        assert answer.factor.kind in LIFE_CYCLE_KINDS
        assert not answer.factor.technology.startswith("transmission")
        assert answer.factor.location[:2] == place[:2]
        assert answer.factor.technology == technology or not technology

    assert refusal in {"", "CP-DATA-106", "CP-DATA-107"}
