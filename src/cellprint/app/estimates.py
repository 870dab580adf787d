"""Which unverified values a result rests on, largest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cellprint.app.compute import compute_study_file
from cellprint.app.documents import Json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.app.support import support
from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import Citation, Exchange, ProcessKind, Status
from cellprint.model.system import Link, LinkKind, System

# An estimate that counts for less is not listed [share of the result].
LEAST = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An unverified amount, or the unverified shares of a market together.

    `share` is the part of the result that would rest on unverified values if every other value
    were supported. The shares of several estimates on one path overlap, so they do not add up.
    """

    process: str
    exchange: Exchange
    is_mix: bool
    share: float


def estimates(system: System, root: int, total: float) -> tuple[Estimate, ...]:
    """Return the estimates under the footprint `total` of one unit of `root`, largest first."""
    found = (
        Estimate(
            process=process,
            exchange=links[0].exchange,
            is_mix=is_mix,
            share=support(_alone(system, links), root, total).unverified,
        )
        for process, is_mix, links in _groups(system)
    )
    listed = [one for one in found if one.share >= LEAST]
    return tuple(sorted(listed, key=lambda one: (-one.share, one.exchange.id)))


def study_estimates(path: Path, catalogue: Catalogue | None = None) -> Json:
    """Return the estimates under a study's footprint as a document.

    Raises:
        CP-CLI-004: there is no such file.
        CP-…: the study cannot be computed.
    """
    computed = compute_study_file(path, catalogue=catalogue)
    rows = estimates(computed.system, computed.root, computed.linked.per_battery)
    return {
        "study": computed.study.study.id,
        "unverified_share": decimal_string(computed.support.unverified),
        "unverified_paths_share": decimal_string(computed.support.paths),
        "estimates": [_document(one, computed.catalogue) for one in rows],
    }


def _groups(system: System) -> Iterator[tuple[str, bool, list[Link]]]:
    groups: dict[tuple[str, str], list[Link]] = {}
    mixes: set[tuple[str, str]] = set()
    for link in system.all_links():
        if link.kind is LinkKind.CUT_OFF or not _is_open(link):
            continue
        process = system.nodes[link.consumer].process
        is_mix = process.kind is ProcessKind.MARKET
        key = (process.id, "" if is_mix else link.exchange.id)
        groups.setdefault(key, []).append(link)
        if is_mix:
            mixes.add(key)
    for key, links in groups.items():
        yield key[0], key in mixes, links


def _alone(system: System, links: list[Link]) -> System:
    """Return the system with every unverified amount supported but those of `links`."""
    kept = {id(link) for link in links}
    changed = tuple(
        tuple(link if id(link) in kept or not _is_open(link) else _supported(link) for link in row)
        for row in system.links
    )
    return replace(system, links=changed)


def _is_open(link: Link) -> bool:
    return link.exchange.citation.status is Status.UNVERIFIED


def _supported(link: Link) -> Link:
    citation: Citation = replace(link.exchange.citation, status=Status.DERIVED)
    return replace(link, exchange=replace(link.exchange, citation=citation))


def _document(one: Estimate, catalogue: Catalogue) -> Json:
    flow = catalogue.flows.get(one.exchange.flow)
    name = text_json(flow.name) if flow else {"en": one.exchange.flow, "zh": one.exchange.flow}
    return {
        "process": one.process,
        "flow": one.exchange.flow,
        "name": name,
        "shares_of_a_market": one.is_mix,
        "amount": "" if one.is_mix else one.exchange.amount_text,
        "unit": one.exchange.unit,
        "note": one.exchange.citation.note,
        "share": decimal_string(one.share),
    }
