"""Colours, sizes and fonts of all charts.

Colour belongs to the id of a life-cycle stage, never to a position. Each role has a light and a
dark value; the light one is written into the drawing, and a page maps it to the dark one. For
that the roles have different values even where the eye sees the same ink.
"""

from __future__ import annotations

from dataclasses import dataclass

STAGES = ("raw_materials", "manufacturing", "distribution", "end_of_life")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A colour role: what is drawn, and what replaces it on a dark page."""

    light: str
    dark: str


SURFACE = Role(light="#FFFFFF", dark="#16191D")
INK = Role(light="#1A1A1A", dark="#ECEDEE")
SECONDARY = Role(light="#54555A", dark="#B3B6BD")
GRID = Role(light="#C9CBD1", dark="#43474F")
RAW_MATERIALS = Role(light="#2B5C9E", dark="#4785EA")
MANUFACTURING = Role(light="#8F480A", dark="#BD6F0B")
DISTRIBUTION = Role(light="#8A8A9B", dark="#8E878E")
END_OF_LIFE = Role(light="#3D2037", dark="#F0CBEF")
CREDIT = Role(light="#32A76B", dark="#46E2A6")
TOTAL_FILL = Role(light="#FEFEFE", dark="#16191D")
TOTAL_LINE = Role(light="#1B1B1B", dark="#ECEDEE")
COUNTED = Role(light="#1C1C1C", dark="#ECEDEE")

STAGE_ROLES = {
    "raw_materials": RAW_MATERIALS,
    "manufacturing": MANUFACTURING,
    "distribution": DISTRIBUTION,
    "end_of_life": END_OF_LIFE,
}
REST = DISTRIBUTION
FILLS = (*STAGE_ROLES.values(), CREDIT)
ROLES = (*FILLS, INK, SECONDARY, GRID, TOTAL_FILL, TOTAL_LINE, COUNTED)
RAMP = ("#F2F6FB", "#9DBBE0", "#2B5C9E", "#10294C")

# Labels lie on the streams, also where two of them cross.
LINK_OPACITY = 0.34
LINK_OPACITY_DARK = 0.2

# Both families are named: Noto Sans CJK lacks the subscript two of CO₂e, Noto Sans lacks Han.
FONT = "Noto Sans, Noto Sans CJK SC, sans-serif"
SIZE = 12.0
NOTE_SIZE = 11.0
TITLE_SIZE = 15.0
LINE = 15.0
# Some fonts draw a J to the left of where it stands.
INSET = 2.0

WIDE = 620.0
NARROW = 340.0
COMPACT_BELOW = 480.0


def stage_fill(stage: str, value: float = 0.0) -> str:
    """Return the fill of a stage's mark; a negative value is a credit, whatever its stage.

    What belongs to no stage has the colour of the rest.
    """
    return CREDIT.light if value < 0 else STAGE_ROLES.get(stage, REST).light
