"""Why a number is what it is: one branch of a result, with its arithmetic and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cellprint.app.compute import Computation, compute_study_file
from cellprint.app.documents import Json, location_json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.app.tree import link_value, segments
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.model.inventory import Exchange, Process, Text
from cellprint.model.system import Link, LinkKind, System


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One link on the way down, with how many units of its consumer the product needs."""

    segment: str
    link: Link
    scale: float


def explain_file(
    path: Path, branch: str, *, rules: str = "", overrides: Mapping[str, str] | None = None
) -> Json:
    """Return why one branch of a study's footprint is what it is.

    Args:
        path: the study file.
        branch: path in the contribution tree, `a/b/c`; empty for the whole product.
        rules: rule book; empty for the study's own.
        overrides: parameters or fields of the study to set.

    Raises:
        CP-CLI-005: the result has no such branch.
    """
    return explanation(compute_study_file(path, rules=rules, overrides=overrides), branch)


def explanation(computed: Computation, branch: str) -> Json:
    """Return one branch of a computed study with its arithmetic, source and parts."""
    system, values = computed.system, computed.intensities
    steps = _walk(system, computed.root, [part for part in branch.split("/") if part], branch)
    total = float(values[computed.root])
    scale, index, value = 1.0, computed.root, total
    if steps:
        last = steps[-1]
        value = last.scale * link_value(last.link, values)
        scale = last.scale * last.link.amount
        index = -1 if last.link.provider is None else last.link.provider
    document: Json = {
        "path": "/".join(step.segment for step in steps),
        "value": decimal_string(value),
        "share": decimal_string(value / total if total else 0.0),
        "unit": "kg CO2e per product",
        "way": [_step_json(step, computed) for step in steps],
    }
    if index >= 0:
        document["process"] = _process_json(system, index, computed.catalogue)
        document["parts"] = _parts(computed, index, scale, total)
    return document


def _walk(system: System, root: int, parts: list[str], branch: str) -> list[_Step]:
    steps: list[_Step] = []
    index: int | None = root
    scale = 1.0
    for part in parts:
        links = system.links[index] if index is not None else ()
        names = segments(links)
        if part not in names:
            done = "/".join(step.segment for step in steps)
            near = tuple(f"{done}/{name}".strip("/") for name in names)[:3]
            raise BadInputError.of("CP-CLI-005", where=done or "/", found=branch, near=near)
        link = links[names.index(part)]
        steps.append(_Step(segment=part, link=link, scale=scale))
        scale *= link.amount
        index = link.provider
    return steps


def _step_json(step: _Step, computed: Computation) -> Json:
    link, values = step.link, computed.intensities
    each = link.factor if link.provider is None else float(values[link.provider])
    document: Json = {
        "id": step.segment,
        "name": text_json(_name(link, computed)),
        "amount": decimal_string(link.amount),
        "unit": link.exchange.unit,
        "needed_per_product": decimal_string(step.scale * link.amount),
        "intensity": {"value": decimal_string(each), "unit": f"kg CO2e/{link.exchange.unit}"},
        "value": decimal_string(step.scale * link_value(link, values)),
        "exchange": _exchange_json(link.exchange, computed),
    }
    if link.kind is LinkKind.CUT_OFF:
        document["cut_off"] = str(link.reason)
    if link.provider is not None:
        document["provider"] = {
            "process": computed.system.nodes[link.provider].process.id,
            "location": location_json(link.found_location, computed.catalogue.locations),
            "asked_location": link.asked_location,
            "steps": list(link.steps),
            "technology_borrowed": link.borrowed,
            "years_off": link.years_off,
        }
    return document


def _name(link: Link, computed: Computation) -> Text:
    if link.provider is not None:
        return computed.system.nodes[link.provider].process.name
    flow = computed.catalogue.flows.get(link.exchange.flow)
    return flow.name if flow else Text(en=link.exchange.flow, zh=link.exchange.flow)


def _exchange_json(exchange: Exchange, computed: Computation) -> Json:
    citation = exchange.citation
    document: Json = {
        "stated": f"{exchange.amount_text} {exchange.unit}".strip(),
        "status": str(citation.status),
        "source": citation.source,
        "page": citation.page,
        "note": citation.note,
    }
    formula = computed.formulas.get(exchange.id)
    if formula:
        document["formula"] = formula
    source = computed.catalogue.sources.get(citation.source)
    if source is not None:
        document |= {
            "title": source.title,
            "authors": source.authors,
            "year": source.year,
            "document": source.document,
            "licence": source.licence,
        }
    return document


def _process_json(system: System, index: int, catalogue: Catalogue) -> Json:
    node = system.nodes[index]
    process: Process = node.process
    return {
        "id": process.id,
        "name": text_json(process.name),
        "type": str(process.kind),
        "location": location_json(node.location, catalogue.locations),
        "technology": process.technology,
        "note": process.note,
        "allocated_share": decimal_string(node.share),
    }


def _parts(computed: Computation, index: int, scale: float, total: float) -> list[Json]:
    links, values = computed.system.links[index], computed.intensities
    parts = []
    for link, segment in zip(links, segments(links), strict=True):
        value = scale * link_value(link, values)
        part: Json = {
            "id": segment,
            "name": text_json(_name(link, computed)),
            "kind": str(link.kind),
            "amount": decimal_string(link.amount),
            "unit": link.exchange.unit,
            "value": decimal_string(value),
            "share": decimal_string(value / total if total else 0.0),
            "status": str(link.exchange.citation.status),
        }
        if link.reason is not None:
            part["cut_off"] = str(link.reason)
        parts.append(part)
    return sorted(parts, key=lambda part: -abs(float(part["value"])))
