"""The palette against the published thresholds; the colour arithmetic against published values."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from cellprint.charts import theme
from tests.charts.colour_maths import VIEWS, blend, ciede2000, contrast, distance, lab

LIGHT = [role.light for role in theme.FILLS]
DARK = [role.dark for role in theme.FILLS]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Pairs 1, 7, 17 and 25 of doi:10.1002/col.20070, table 1.
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_colour_difference_equals_the_published_pairs(
    one: tuple[float, float, float], other: tuple[float, float, float], expected: float
) -> None:
    assert ciede2000(one, other) == pytest.approx(expected, abs=5e-5)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


@pytest.mark.parametrize(
    ("fills", "ground"), [(LIGHT, theme.SURFACE.light), (DARK, theme.SURFACE.dark)]
)
def test_every_fill_stands_out_from_the_ground(fills: list[str], ground: str) -> None:
    assert [fill for fill in fills if contrast(fill, ground) < 3.0] == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("fills", [LIGHT, DARK], ids=["light", "dark"])
def test_fills_differ_in_every_view(fills: list[str], view: str) -> None:
    nearest = min(distance(one, other, view) for one, other in combinations(fills, 2))

    assert nearest >= 20.0


@pytest.mark.parametrize("theme_of", ["light", "dark"])
def test_text_is_readable_on_the_ground(theme_of: str) -> None:
    ground = getattr(theme.SURFACE, theme_of)

    for role in (theme.INK, theme.SECONDARY):
        assert contrast(getattr(role, theme_of), ground) >= 4.5


@pytest.mark.parametrize("theme_of", ["light", "dark"])
def test_labels_are_readable_where_they_lie_on_streams(theme_of: str) -> None:
    ground, ink = getattr(theme.SURFACE, theme_of), getattr(theme.INK, theme_of)
    opacity = theme.LINK_OPACITY if theme_of == "light" else theme.LINK_OPACITY_DARK

    for role in theme.FILLS:
        once = blend(getattr(role, theme_of), opacity, ground)
        twice = blend(getattr(role, theme_of), opacity, once)
        assert contrast(ink, once) >= 4.5
        assert contrast(ink, twice) >= 4.5


@pytest.mark.parametrize("view", VIEWS)
def test_the_ramp_darkens_steadily_in_every_view(view: str) -> None:
    lightness = [lab(colour, view)[0] for colour in theme.RAMP]

    assert all(before > after + 10 for before, after in pairwise(lightness))


def test_every_role_is_told_apart_by_its_light_value() -> None:
    # A page maps the light value of a role to its dark one, so no two roles may share it.
    assert len({role.light for role in theme.ROLES}) == len(theme.ROLES)


def test_colour_belongs_to_the_stage_and_credits_have_their_own() -> None:
    fills = {stage: theme.stage_fill(stage, 1.0) for stage in reversed(theme.STAGES)}

    assert fills == {
        "raw_materials": "#2B5C9E",
        "manufacturing": "#8F480A",
        "distribution": "#8A8A9B",
        "end_of_life": "#3D2037",
    }
    assert {theme.stage_fill(stage, -1.0) for stage in theme.STAGES} == {"#32A76B"}
    assert theme.stage_fill("", 1.0) == theme.REST.light
