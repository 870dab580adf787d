"""Our side: a figure computed with the catalogue under the settings of its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.reproduction.figures import Figure, Inventory, Kind, Ours, Setting
from cellprint.app.data import newest_year
from cellprint.app.linking import LinkSettings, link
from cellprint.app.product import GWP_SET, resolved_choices, usual_place
from cellprint.app.solving import intensities
from cellprint.app.tree import TreeLimits, contribution_tree
from cellprint.catalogue.lookup import ProviderRequest, find_provider
from cellprint.catalogue.release import Catalogue
from cellprint.model.footprint import Contribution
from cellprint.model.inventory import (
    Citation,
    Exchange,
    GridFactor,
    Process,
    ProcessKind,
    Role,
    Status,
    Text,
)

MJ_PER_KWH = 3.6
WHOLE_TREE = TreeLimits(cut_off=0.0, depth=2)
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class _Answer:
    """Footprint of one unit, and its first two levels."""

    value: float
    branches: tuple[Contribution, ...]


def computed(
    catalogue: Catalogue,
    figure: Figure,
    inventories: dict[str, Inventory],
    *,
    with_settings: bool = True,
) -> tuple[float, float]:
    """Return the smallest and the largest of our values for a figure, in its unit.

    They are equal where one product is compared. Without settings everything is as shipped.

    Raises:
        CP-DATA-…: a product, place or route is unknown, or a place has no electricity factor.
    """
    ours = figure.ours
    if ours is None:
        message = f"{figure.id} is not comparable"
        raise ValueError(message)
    settings = figure.settings if with_settings else ()
    factor = float(ours.scale.factor) if ours.scale else 1.0
    values = [
        factor * _value(catalogue, ours, process, place, settings)
        for process, place in _subjects(catalogue, ours, inventories, settings)
    ]
    return min(values), max(values)


def parts_of(
    catalogue: Catalogue, figure: Figure, inventories: dict[str, Inventory]
) -> tuple[float, ...]:
    """Return our value for each part of a figure's breakdown, in its unit."""
    if figure.ours is None or not figure.breakdown:
        return ()
    process, place = next(_subjects(catalogue, figure.ours, inventories, figure.settings))
    branches = _solved(catalogue, process, place, figure.settings).branches
    return tuple(
        sum(branch.value for branch in branches if _product(branch) in part.ours)
        for part in figure.breakdown
    )


def _subjects(
    catalogue: Catalogue,
    ours: Ours,
    inventories: dict[str, Inventory],
    settings: Sequence[Setting],
) -> Iterator[tuple[Process, str]]:
    """Yield each process that is computed, with its place."""
    if ours.inventory:
        process = own_process(ours.inventory, inventories[ours.inventory])
        yield process, process.location
    place = next((setting.at for setting in settings if setting.at), "")
    choices = _choices(catalogue, settings)
    for name in ours.products:
        named = catalogue.processes.get(name)
        if named is not None:
            moved = bool(place) and named.relocatable
            yield named, place if moved else _home(catalogue, named)
            continue
        flow = catalogue.flows[name]
        answer = find_provider(
            catalogue,
            ProviderRequest(
                flow=name,
                user_location=place or usual_place(catalogue, flow),
                period_year=newest_year(catalogue),
                location=place,
                choice=choices.get(name, ""),
                where=name,
            ),
        )
        yield answer.process, answer.location


def _home(catalogue: Catalogue, process: Process) -> str:
    """Return the place of a process; a technology described for the world runs at home."""
    if process.kind is ProcessKind.UNIT and process.relocatable:
        level = catalogue.locations[process.location].level
        if level in ("region", "world"):
            return usual_place(catalogue, catalogue.flows[process.flow])
    return process.location


def _value(
    catalogue: Catalogue, ours: Ours, process: Process, place: str, settings: Sequence[Setting]
) -> float:
    if ours.kind is Kind.ENERGY:
        return _energy(process)
    answer = _solved(catalogue, process, place, settings)
    if ours.kind is Kind.CHANGE:
        other = _solved(catalogue, process, place, ours.versus).value
        return PERCENT * (answer.value - other) / other
    if ours.kind in (Kind.SHARE, Kind.PART):
        part = sum(_matching(answer.branches, frozenset(ours.parts)))
        return part if ours.kind is Kind.PART else PERCENT * part / answer.value
    return answer.value


def _solved(
    catalogue: Catalogue, process: Process, place: str, settings: Sequence[Setting]
) -> _Answer:
    system = link(catalogue, _link_settings(catalogue, settings), [(process, place)])
    values = intensities(system)
    root = system.roots[0]
    branches = contribution_tree(system, values, root, flows=catalogue.flows, limits=WHOLE_TREE)
    return _Answer(float(values[root]), branches)


def _matching(branches: Sequence[Contribution], parts: frozenset[str]) -> Iterator[float]:
    """Yield the outermost branches whose product is one of `parts`."""
    for branch in branches:
        if _product(branch) in parts:
            yield branch.value
        else:
            yield from _matching(branch.children, parts)


def _product(branch: Contribution) -> str:
    """Return the flow of a branch; the tree numbers one that comes twice (`soda_ash-2`)."""
    name, dash, number = branch.id.rpartition("-")
    return name if dash and number.isdecimal() else branch.id


def _energy(process: Process) -> float:
    """Return the energy that a process takes in [kWh per unit]."""
    used = 0.0
    for exchange in process.exchanges:
        if exchange.role is Role.INPUT and exchange.unit in ("kWh", "MJ"):
            used += exchange.amount / (MJ_PER_KWH if exchange.unit == "MJ" else 1.0)
    return used / process.amount


def _choices(catalogue: Catalogue, settings: Sequence[Setting]) -> dict[str, str]:
    return resolved_choices(
        catalogue, {setting.choose: setting.route for setting in settings if setting.choose}
    )


def _link_settings(catalogue: Catalogue, settings: Sequence[Setting]) -> LinkSettings:
    years = [setting.year for setting in settings if setting.year is not None]
    return LinkSettings(
        year=years[0] if years else newest_year(catalogue),
        gwp_set=GWP_SET,
        choices=_choices(catalogue, settings),
        grid_factors={
            setting.grid: stated_power(setting) for setting in settings if setting.value is not None
        },
    )


def stated_power(setting: Setting) -> GridFactor:
    """Return the electricity factor that a source states or implies [kg CO2e/kWh]."""
    return GridFactor(
        id=f"reproduction.{setting.grid}",
        location=setting.grid,
        level="nation",
        kind="life_cycle",
        technology="",
        gas_basis="CO2e",
        value=float(setting.value or 0),
        value_text=str(setting.value),
        unit="kg/kWh",
        year=0,
        issuer=setting.because,
        document="",
        table="",
        licence="",
        status=Status.PUBLISHED,
    )


def own_process(name: str, inventory: Inventory) -> Process:
    """Return an inventory that a source states as a process of ours."""
    citation = Citation(source=inventory.source, status=Status.PUBLISHED)
    return Process(
        id=name,
        flow=inventory.product,
        name=Text(en=name, zh=name),
        unit=inventory.unit,
        location=inventory.location,
        route="",
        exchanges=tuple(
            Exchange(
                id=f"{name}#{number}",
                role=Role(item.role),
                flow=item.flow,
                amount=float(item.amount),
                amount_text=str(item.amount),
                unit=item.unit,
                citation=citation,
                route=item.route,
            )
            for number, item in enumerate(inventory.exchanges, start=1)
        ),
    )
