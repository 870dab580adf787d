"""Footprints of many products at once: one linked system and one solve for each year and grid.

One transposed solve gives the footprint of every node (docs/explanation/engine.md), so all products
at all places that are asked for share it. Where a product cannot be linked, its error code stands
in place of a value; the others are not lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cellprint.app.linking import LinkSettings, link
from cellprint.app.product import GWP_SET, product_root
from cellprint.app.solving import intensities
from cellprint.catalogue.release import Catalogue
from cellprint.errors import CellprintError
from cellprint.model.inventory import Process


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A product at a place, or a process where `product` is the id of one."""

    product: str
    place: str


def footprints(
    catalogue: Catalogue, asked: Iterable[Asked], *, year: int
) -> dict[Asked, float | str]:
    """Return the cradle-to-gate footprint of one unit of each product [kg CO2e per unit].

    Args:
        catalogue: the data.
        asked: products with the places where they are made.
        year: year of the electricity factors.

    Returns:
        The value of each question; the code of the error where there is no answer.
    """
    settings = LinkSettings(year=year, gwp_set=GWP_SET)
    answers: dict[Asked, float | str] = {}
    roots: dict[Asked, tuple[Process, str]] = {}
    for one in asked:
        try:
            process, place = product_root(catalogue, settings, one.product, one.place)
        except CellprintError as error:
            answers[one] = error.code
        else:
            roots[one] = (process, place)
    return answers | _solved(catalogue, settings, roots)


def _solved(
    catalogue: Catalogue, settings: LinkSettings, roots: dict[Asked, tuple[Process, str]]
) -> dict[Asked, float | str]:
    """Return the values; a system that does not link is halved until the culprit stands alone."""
    if not roots:
        return {}
    try:
        system = link(catalogue, settings, list(roots.values()))
    except CellprintError as error:
        if len(roots) == 1:
            return dict.fromkeys(roots, error.code)
        items = list(roots.items())
        half = len(items) // 2
        return _solved(catalogue, settings, dict(items[:half])) | _solved(
            catalogue, settings, dict(items[half:])
        )
    values = intensities(system)
    return {one: float(values[index]) for one, index in zip(roots, system.roots, strict=True)}
