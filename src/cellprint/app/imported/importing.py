"""Import a file of another tool: recognise, read, keep, link, map, compute, report."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cellprint.app.imported.columns import Columns
from cellprint.app.imported.flow_map import FlowMap, Match, load_flow_map
from cellprint.app.imported.issues import add_issues
from cellprint.app.imported.linking import CLASSES, CUT_OFF, ERROR, Links, link_columns
from cellprint.app.imported.store import Writer, folder_of, new_database
from cellprint.app.imported.system import GasAmounts, build_problem, gas_amounts, matches
from cellprint.errors import BadInputError, CellprintError
from cellprint.formats.package import Package, open_package
from cellprint.formats.readers import reader_of
from cellprint.formats.recognise import recognise
from cellprint.model.foreign import Dataset, ForeignProcess, Licence, first_words
from cellprint.model.loss_report import LossReport

FORBIDDEN = "forbidden"
ALLOWED = "allowed"
_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user decides about an import.

    Attributes:
        accept_proxies: apply rows of the flow map that are only near.
        accept_gaps: count product inputs without provider as cut off by the user's decision.
        may_pass_on: the user states the right to pass the data on; without it they stay private.
        replace: take the place of a database with the same name.
        maps: tables of elementary flows to ask before the others.
    """

    accept_proxies: bool = False
    accept_gaps: bool = False
    may_pass_on: bool = False
    replace: bool = False
    maps: tuple[Path, ...] = ()


def import_file(
    path: Path,
    name: str = "",
    *,
    options: ImportOptions | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Import a file into the user's folder and return the report.

    Args:
        path: the file.
        name: name of the database; by default made from the file's name.
        options: decisions of the user.
        progress: told the number of data sets read so far.

    Raises:
        CP-FMT-001 to CP-FMT-012: the file cannot be read; nothing is kept of it.
        CP-FMT-014, CP-FMT-016: the name is taken, or no name.
        CP-FMT-018: there is no process in it.
    """
    chosen = options or ImportOptions()
    called = name or default_name(path)
    folder_of(called)
    flow_map = load_flow_map(extra=chosen.maps, accept_proxies=chosen.accept_proxies)
    with open_package(path) as package, new_database(called, replace=chosen.replace) as writer:
        return _import(package, writer, called, flow_map, chosen, progress)


def default_name(path: Path) -> str:
    """Return a name made from a file name.

    >>> default_name(Path("My Database 1.2.zip.zip"))
    'my-database-1-2'
    """
    stem = re.sub(r"(\.(zip|json|xml|csv|xlsx|spold))+$", "", path.name.casefold())
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60] or "imported"


def read_datasets(package: Package, report: LossReport) -> Iterator[Dataset]:
    """Yield the data sets of a file of any format that is read; see `formats`."""
    kind = recognise(package)
    report.format, report.version, report.evidence = kind.id, kind.version, kind.evidence
    yield from reader_of(kind.id)(package, kind, report)


def _import(
    package: Package,
    writer: Writer,
    name: str,
    flow_map: FlowMap,
    options: ImportOptions,
    progress: Callable[[int], None] | None,
) -> dict[str, Any]:
    report = LossReport()
    taken = _Taken(report)
    for number, dataset in enumerate(read_datasets(package, report), start=1):
        if writer.add(dataset, report):
            taken.add(dataset)
        if progress and number % 100 == 0:
            progress(number)
    if writer.replaced:
        # an older version was taken in before the newer one came: start again with what was kept
        report.counters.clear()
        taken = _Taken(report)
        for dataset in writer.datasets():
            taken.add(dataset)
    columns, licences = taken.columns, taken.licences
    if not columns.processes:
        raise BadInputError.of("CP-FMT-018", where=package.path.name)
    links = link_columns(columns, accept_gaps=options.accept_gaps)
    found = matches(columns, flow_map)
    computed = _compute(columns, links, found, writer)
    add_issues(report, columns, links, found, licences)
    about = {
        "name": name,
        "file": package.path.name,
        "size": package.path.stat().st_size,
        "sha256": digest(package.path),
        "format": report.format,
        "format_version": report.version,
        "licences": _licences(licences),
        "redistribution": ALLOWED if options.may_pass_on else FORBIDDEN,
        "processes": len(columns.processes),
        "flows": len(columns.flows),
        "exchanges": len(columns.numbers.amount),
    }
    document = {
        **about,
        "losses": report.to_json(),
        "linking": linking_report(columns, links),
        "elementary_flows": coverage_report(columns, found),
        "computing": computed,
    }
    writer.documents(about=about, report=document)
    return document


class _Taken:
    """What is needed of all data sets together, taken in one by one."""

    def __init__(self, report: LossReport) -> None:
        self.report = report
        self.columns = Columns()
        self.licences: Counter[Licence] = Counter()

    def add(self, dataset: Dataset) -> None:
        self.columns.add(dataset)
        self.report.counters[type(dataset).__name__] += 1
        if isinstance(dataset, ForeignProcess):
            self.licences[dataset.licence] += 1
            self.report.counters["exchanges"] += len(dataset.exchanges)


def _compute(
    columns: Columns, links: Links, found: Mapping[int, Match], writer: Writer
) -> dict[str, Any]:
    """Solve the system, keep it, and return how it went; no solution is told, not raised."""
    try:
        problem = build_problem(columns, links)
        gases = gas_amounts(columns, links, found, problem)
    except CellprintError as error:
        return {"solved": False, "findings": [one.to_json() for one in error.findings[:5]]}
    writer.system(problem, gases, _index(columns, links))
    ways = Counter(links.products[mine[0]].shares.way for mine in links.columns_of.values())
    return {
        "solved": True,
        "method": gases.method,
        "products": len(links.products),
        "complete_chains": int(gases.complete.sum()),
        "allocation": dict(sorted(ways.items())),
        "processes_without_product": len(columns.processes) - len(links.columns_of),
    }


def _index(columns: Columns, links: Links) -> dict[str, Any]:
    """Return the products in the order of the system."""
    products = []
    for product in links.products:
        process, flow = columns.processes[product.process], columns.flows[product.flow]
        products.append(
            {
                "process": process.id,
                "process_name": process.name,
                "flow": flow.id,
                "name": flow.name,
                "unit": columns.unit_of(flow),
                "location": columns.place(process.location),
                "allocation": product.shares.way,
            }
        )
    return {"products": products}


def linking_report(columns: Columns, links: Links) -> dict[str, Any]:
    """Return what became of every exchange; the counts add up to all of them."""
    counts = links.counts()
    by_class: dict[str, dict[str, int]] = {}
    for (state, reason), number in sorted(counts.items()):
        by_class.setdefault(state, {})[reason or "-"] = number
    open_ends: Counter[tuple[str, str, str]] = Counter()
    gap = {CLASSES.index(CUT_OFF), CLASSES.index(ERROR)}
    for number, state in enumerate(links.state.tolist()):
        if state in gap:
            flow = columns.flows.get(columns.numbers.flow[number])
            text = flow.name if flow else columns.flow_ids.texts[columns.numbers.flow[number]]
            open_ends[CLASSES[state], links.reason[number], text] += 1
    listed = [
        {"class": state, "reason": reason, "flow": flow, "exchanges": number}
        for (state, reason, flow), number in open_ends.most_common(_LISTED)
    ]
    total = sum(counts.values())
    return {
        "exchanges": len(columns.numbers.amount),
        "accounted": total,
        "classes": {state: sum(by_class.get(state, {}).values()) for state in CLASSES},
        "reasons": by_class,
        "open_ends": listed,
        "open_ends_not_listed": max(0, len(open_ends) - _LISTED),
    }


def coverage_report(columns: Columns, found: Mapping[int, Match]) -> dict[str, Any]:
    """Return how the elementary flows were matched, and which gases have no factor."""
    states = Counter(match.state for match in found.values())
    named: dict[str, list[str]] = {}
    for number, match in found.items():
        if match.state in ("greenhouse gas without factor", "proxy not accepted"):
            flow = columns.flows[number]
            named.setdefault(match.state, []).append(f"{flow.name} ({'/'.join(flow.category)})")
    return {
        "flows": len(found),
        "states": dict(sorted(states.items())),
        "mapped_to": sorted({one.target for one in found.values() if one.factor}),
        "named": {state: sorted(names)[:_LISTED] for state, names in sorted(named.items())},
    }


def _licences(licences: Counter[Licence]) -> list[dict[str, Any]]:
    """Return the licences that data sets state, the most frequent first."""
    return [
        {
            "kind": licence.kind,
            "copyright": licence.copyright,
            "restrictions": first_words(licence.restrictions, "en"),
            "owner": licence.owner,
            "processes": count,
        }
        for licence, count in licences.most_common(20)
    ]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


__all__ = [
    "GasAmounts",
    "ImportOptions",
    "coverage_report",
    "default_name",
    "import_file",
    "linking_report",
    "read_datasets",
]
