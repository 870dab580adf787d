"""A computed study with what holds of the suppliers' declarations that it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cellprint.app.compute import Computation


def with_standing(computed: Computation, folder: Path, *, at: datetime) -> Computation:
    """Return a computed study with a finding for each declaration that does not simply stand.

    Nothing is raised and no house is made: what cannot be checked is said as a warning.

    Args:
        computed: the study.
        folder: where the study file lies, which the paths of the declarations start from.
        at: the moment that counts.
    """
    named = [
        footprint
        for footprint in computed.study.supplier_footprints.values()
        if footprint.entry.declaration is not None
    ]
    if not named:
        return computed
    # Signatures and the database are loaded for studies that rest on a declaration only.
    from cellprint.app.declaration.standing import standing_findings  # noqa: PLC0415

    return replace(computed, standing=standing_findings(named, folder, at=at))
