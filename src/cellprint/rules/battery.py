"""Categories of batteries and vehicles as Regulation (EU) 2023/1542 names them."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """Battery category, Art. 3(1)(9)-(15), split where Art. 7 splits it.

    IND: industrial, not with exclusively external storage; IND_EXT: exclusively external storage;
    LMT: light means of transport; SLI: starting, lighting, ignition; PORT: portable.
    MATERIAL: no battery but something that goes into one (salt, active material, cell component).
    """

    EV = "EV"
    IND = "IND"
    IND_EXT = "IND_EXT"
    LMT = "LMT"
    SLI = "SLI"
    PORT = "PORT"
    MATERIAL = "MATERIAL"


class VehicleCategory(StrEnum):
    """Vehicle category of the type-approval regulations."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    N1 = "N1"
    N2 = "N2"
    N3 = "N3"
    L = "L"
    O = "O"  # noqa: E741  (the official letter for trailers)
    OTHER = "other"


class Application(StrEnum):
    """How an industrial battery is used (JRC CFB-IND, April 2025)."""

    REPEATED = "repeated"
    ON_DEMAND = "on_demand"
    BACKUP = "backup"


class PriorLife(StrEnum):
    """Operation a battery went through before it was placed on the market (again)."""

    NONE = "none"
    REUSE = "reuse"
    REPURPOSED = "repurposed"
    REMANUFACTURED = "remanufactured"
