"""The coverage page: what the shipped catalogue holds by family, and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cellprint.catalogue.release import Catalogue
    from cellprint.model.inventory import Flow, Process

ROOT = Path(__file__).parents[1]
_EXAMPLES = ("lfp-ctp-yibin", "nmc811-ordos")
_LARGEST = 15
_ORDER = ("official", "published", "derived", "unverified", "company")


def coverage() -> str:
    """Return the tables of the page from the shipped catalogue."""
    from cellprint.app.data import shipped_catalogue  # noqa: PLC0415  (needs the package)

    return "\n".join(coverage_lines(shipped_catalogue()))


def coverage_lines(catalogue: Catalogue) -> Iterator[str]:
    """Yield the lines of the page: summary, electricity, one table for each family."""
    families: dict[str, list[Flow]] = {}
    for flow in catalogue.flows.values():
        if catalogue.providers.get(flow.id):
            families.setdefault(flow.family or "others", []).append(flow)
    amounts = [one for process in catalogue.processes.values() for one in process.exchanges]
    undated = sum(1 for one in catalogue.processes.values() if not (one.valid_from or one.valid_to))
    yield (
        f"Release {catalogue.release} of {catalogue.date.isoformat()}: "
        f"{sum(map(len, families.values()))} products, {len(catalogue.processes)} processes, "
        f"{len(amounts)} amounts ({_statuses(str(one.citation.status) for one in amounts)}), "
        f"{len(catalogue.grid_factors)} electricity factors, {len(catalogue.sources)} sources. "
        f"{undated} processes state no period."
    )
    yield from _estimates()
    yield from _electricity(catalogue)
    for family, flows in sorted(families.items()):
        yield from _family(catalogue, family, sorted(flows, key=lambda flow: flow.id))
    yield from _without_process(catalogue)


def _estimates() -> Iterator[str]:
    """Yield the values that the unverified share of two example packs rests on."""
    from cellprint.app.estimates import study_estimates  # noqa: PLC0415  (needs the package)

    yield "\n## What the example packs still rest on\n"
    for name in _EXAMPLES:
        document = study_estimates(ROOT / "examples" / name / "study.yaml")
        share, paths = (
            f"{100 * float(document[key]):.1f} %"
            for key in ("unverified_share", "unverified_paths_share")
        )
        yield (
            f"\n`{name}`: {share} rests on unverified values, {paths} passes through one. "
            "Each row says what would rest on it if all others were supported:\n"
        )
        yield "| process | value | amount | % | note |\n| --- | --- | --- | ---: | --- |"
        for one in document["estimates"][:_LARGEST]:
            is_mix = one["shares_of_a_market"]
            value = "market shares" if is_mix else one["name"]["en"]
            amount = "" if is_mix else f"{one['amount']} {one['unit']}"
            percent, note = f"{100 * float(one['share']):.1f}", one["note"].replace("|", "/")
            yield f"| `{one['process']}` | {value} | {amount} | {percent} | {note} |"


def _electricity(catalogue: Catalogue) -> Iterator[str]:
    years: dict[str, set[int]] = {}
    for factor in catalogue.grid_factors.values():
        average = not factor.technology or factor.technology == "ember"
        if factor.kind.startswith("life_cycle") and average:
            years.setdefault(factor.location, set()).add(factor.year)
    countries = sorted(one for one in years if catalogue.locations[one].level == "country")
    below = sorted(one for one in years if one not in countries)
    lacking = [one for one in catalogue.locations.values() if one.id not in years]
    inner = sorted(one.id for one in lacking if one.level in ("province", "grid_region"))
    bare = sorted(one.id for one in lacking if one.level == "country")
    yield from ("", "## Electricity", "", "| what | places |", "| --- | --- |")
    yield f"| country averages, life cycle | {_dated(countries, years)} |"
    yield f"| provinces, life cycle, scaled by this project | {_dated(below, years)} |"
    yield f"| inside a country, without a factor: the wider place stands in | {_ids(inner)} |"
    yield f"| countries without a factor: their electricity is an error | {_ids(bare)} |"


def _family(catalogue: Catalogue, family: str, flows: list[Flow]) -> Iterator[str]:
    yield from ("", f"## {family.replace('_', ' ').capitalize()}", "")
    yield "| product | routes (place) | amounts by status | what is missing |"
    yield "| --- | --- | --- | --- |"
    for flow in flows:
        makers = catalogue.providers[flow.id]
        amounts = [one for process in makers for one in process.exchanges]
        routes = ", ".join(_route(flow, process) for process in makers)
        name = flow.name.en.replace("|", "\\|")
        statuses = _statuses(str(one.citation.status) for one in amounts)
        missing = "; ".join(_missing(catalogue, flow, makers)) or "–"
        yield f"| {name}<br>`{flow.id}` | {routes} | {statuses or '–'} | {missing} |"


def _route(flow: Flow, process: Process) -> str:
    default = len(process.route) and process.route == flow.default_route
    return f"`{process.route}`{' (default)' if default else ''} {process.location}"


def _missing(catalogue: Catalogue, flow: Flow, makers: Iterable[Process]) -> Iterator[str]:
    """Yield what the data of a product do not hold."""
    makers = list(makers)
    amounts = [one for process in makers for one in process.exchanges]
    countries = {_country(catalogue, process.location) for process in makers}
    if countries == {"CN"} and flow.scope == "traded":
        yield "no maker outside China"
    if all(process.kind == "aggregated" for process in makers):
        yield "published totals only, no inventory"
    bare = sum(1 for one in amounts if one.uncertainty is None)
    if bare:
        yield f"no range for {bare} of {len(amounts)} amounts"
    if amounts and all(one.citation.status == "unverified" for one in amounts):
        yield "unverified throughout"


def _country(catalogue: Catalogue, place: str) -> str:
    from cellprint.catalogue.places import country_of  # noqa: PLC0415

    return country_of(catalogue.locations, place, where=place)


def _without_process(catalogue: Catalogue) -> Iterator[str]:
    lacking = sorted(
        flow.id
        for flow in catalogue.flows.values()
        if flow.kind == "product" and not catalogue.providers.get(flow.id)
    )
    yield from ("", "## Products without a process", "")
    yield f"By-products and residues that nothing buys yet: {_ids(lacking)}."


def _statuses(statuses: Iterable[str]) -> str:
    counts = Counter(statuses)
    return ", ".join(f"{counts[one]} {one}" for one in _ORDER if counts[one])


def _dated(places: list[str], years: dict[str, set[int]]) -> str:
    return ", ".join(f"`{one}` {'/'.join(map(str, sorted(years[one])))}" for one in places) or "–"


def _ids(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"
