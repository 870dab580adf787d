"""The electricity factors as people look through them."""

from __future__ import annotations

import pytest

from cellprint.app.data import shipped_catalogue
from cellprint.app.grid_factors import grid_factor_list
from cellprint.errors import BadInputError


def test_every_factor_is_listed_with_its_identity() -> None:
    catalogue = shipped_catalogue()

    rows = grid_factor_list(catalogue)

    assert {row["id"] for row in rows} == set(catalogue.grid_factors)
    for row in rows:
        assert row["kind"]
        assert row["gas_basis"]
        assert row["issuer"]
        assert row["document"]


def test_a_place_comes_with_the_wider_ones_nearest_first() -> None:
    rows = grid_factor_list(shipped_catalogue(), location="CN-NM")

    places = list(dict.fromkeys(row["location"] for row in rows))
    assert places[0] == "CN-NM"
    assert places[-1] == "CN"
    assert "CN-SC" not in places


def test_direct_factors_are_told_apart_and_provincial_life_cycle_ones_are_never_official() -> None:
    rows = grid_factor_list(shipped_catalogue(), location="CN-NM")
    province = [row for row in rows if row["location"] == "CN-NM"]

    assert {row["may_enter"] for row in province if row["kind"] == "direct"} == {False}
    scaled = [row for row in province if row["kind"] == "life_cycle_scaled"]
    assert scaled
    assert all(row["may_enter"] and row["status"] == "derived" for row in scaled)


def test_year_and_kind_narrow_the_list() -> None:
    rows = grid_factor_list(shipped_catalogue(), year=2024, kind="life_cycle")

    assert rows
    assert {(row["year"], row["kind"]) for row in rows} == {(2024, "life_cycle")}


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"kind": "green"}, "CP-DATA-109"), ({"location": "Qinghai"}, "CP-DATA-103")],
)
def test_what_the_catalogue_does_not_know_is_refused(asked: dict[str, str], code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        grid_factor_list(shipped_catalogue(), **asked)  # type: ignore[arg-type]

    assert caught.value.code == code
