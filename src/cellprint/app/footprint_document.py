"""The footprint as a document: what `compute --json` prints and every report reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cellprint import __version__
from cellprint.app.counting import unit_json, unit_label
from cellprint.app.data_quality import data_quality
from cellprint.app.documents import (
    Json,
    contribution_json,
    links_json,
    location_json,
    release_json,
    restricted_json,
    sources_json,
    status_json,
    text_json,
)
from cellprint.app.end_of_life_document import end_of_life_json
from cellprint.app.end_of_life_findings import end_of_life_findings
from cellprint.app.foreground import STAGE_NAMES
from cellprint.app.method_document import allocation_json, cut_off_json, impact_json
from cellprint.app.methods import Method
from cellprint.app.numbers import decimal_string
from cellprint.app.process_quality import Context
from cellprint.app.tree import TreeLimits, contribution_tree, link_value
from cellprint.catalogue.restricted import restricted
from cellprint.errors import Finding
from cellprint.model.canonical import digest
from cellprint.model.system import Link, LinkKind

if TYPE_CHECKING:
    from cellprint.app.compute import Computation

SCHEMA = "cellprint/footprint/1"


def footprint_document(computed: Computation) -> Json:
    """Return the footprint of a computed study.

    Values are decimal strings of twelve significant digits. `digest` is the SHA-256 of the
    canonical JSON (RFC 8785) of everything before it but the findings about suppliers'
    declarations (CP-DECL-…), which come last in `findings` and hold on a day only.
    """
    document = {
        "schema": SCHEMA,
        **_identity(computed),
        **_totals(computed),
        "stages": _stages(computed),
        "contributions": _contributions(computed),
        "electricity_methods": [_method(computed, method) for method in computed.methods],
        "end_of_life": end_of_life_json(computed),
        "allocation": allocation_json(computed),
        "impact": impact_json(computed),
        "links": links_json(computed.system),
        "unverified_share": decimal_string(computed.support.unverified),
        "unverified_paths_share": decimal_string(computed.support.paths),
        "data": {"by_status": status_json(computed.statuses)},
        "findings": [_finding(finding) for finding in _findings(computed)],
        "data_quality": _data_quality(computed),
        "cut_offs": _cut_offs(computed),
        "cut_off": cut_off_json(computed),
        **_recipe(computed),
        **restricted_json(restricted(computed.catalogue), computed.system),
    }
    standing = [_finding(finding) for finding in computed.standing]
    findings = [*document["findings"], *standing]
    return {**document, "findings": findings, "digest": digest(document)}


def _identity(computed: Computation) -> Json:
    study = computed.study.study
    place = location_json(study.plant.location, computed.catalogue.locations)
    first, last = computed.study.period_days
    battery = computed.study.battery
    return {
        "product": {
            "id": study.battery.model or study.id,
            "name": text_json(study.name.text()),
            "chemistry": study.battery.chemistry,
        },
        "study": {
            "id": study.id,
            "name": text_json(study.name.text()),
            "note": text_json(study.note.text()) if study.note else None,
            "digest": computed.study.digest,
            "overrides": dict(sorted(computed.study.overrides.items())),
        },
        "plant_location": {
            **place,
            "plant": text_json(study.plant.name.text()),
            "place": study.plant.place,
        },
        "period": {"from": first.isoformat(), "to": last.isoformat()},
        "battery": {
            "category": study.battery.category,
            "vehicle": study.battery.vehicle,
            "capacity_kwh": decimal_string(battery.capacity_kwh),
            "usable_energy_kwh": _optional(battery.usable_energy_kwh),
            "mass_kg": decimal_string(battery.mass_kg),
            "warranty_years": _optional(battery.warranty_years),
        },
    }


def _totals(computed: Computation) -> Json:
    total = computed.linked.per_battery
    per_unit = total / computed.counted.amount
    return {
        "functional_unit": unit_json(computed.counted),
        "total": {"value": decimal_string(per_unit), "unit": unit_label(computed.counted)},
        "per_kwh_capacity": {
            "value": decimal_string(total / computed.study.battery.capacity_kwh),
            "unit": "kg CO2e/kWh capacity",
        },
        "per_product": {"value": decimal_string(total), "unit": "kg CO2e/battery"},
    }


def _stages(computed: Computation) -> list[Json]:
    total = computed.linked.per_battery
    stages = []
    for link in _stage_links(computed):
        value = link_value(link, computed.intensities)
        stages.append(
            {
                "id": link.exchange.flow,
                "name": text_json(STAGE_NAMES[link.exchange.flow]),
                "value": decimal_string(value / computed.counted.amount),
                "per_product": decimal_string(value),
                "share": decimal_string(value / total if total else 0.0),
            }
        )
    return stages


def _stage_links(computed: Computation) -> tuple[Link, ...]:
    return computed.system.links[computed.root]


def _contributions(computed: Computation) -> list[Json]:
    branches = contribution_tree(
        computed.system,
        computed.intensities,
        computed.root,
        flows=computed.catalogue.flows,
        limits=TreeLimits(),
    )
    total = computed.linked.per_battery
    # Stages keep the order of the life cycle, also where one is smaller than the cut-off.
    order = {stage: number for number, stage in enumerate(STAGE_NAMES)}
    ordered = sorted(branches, key=lambda branch: order.get(branch.id, len(order)))
    closed = restricted(computed.catalogue)
    return [contribution_json(branch, total, closed) for branch in ordered]


def _method(computed: Computation, method: Method) -> Json:
    resolver, resolution = method.resolver, method.resolution
    document: Json = {
        "id": resolver.id,
        "name": text_json(resolver.name),
        "status": str(resolver.status),
        "reference": resolver.reference,
        "counts": method.counts,
        "assessable": resolution is not None and resolution.assessable,
        "total": None,
        "per_kwh_capacity": None,
        "difference": None,
        "note": text_json(resolver.note) if resolver.note else None,
        "flags": [],
        "refused": [],
    }
    if method.per_battery is None or resolution is None:
        return document
    counting = computed.linked.per_battery
    capacity = computed.study.battery.capacity_kwh
    return document | {
        "total": decimal_string(method.per_battery / computed.counted.amount),
        "per_kwh_capacity": decimal_string(method.per_battery / capacity),
        "difference": decimal_string(method.per_battery / counting - 1 if counting else 0.0),
        "flags": [
            {"id": flag.id, "en": flag.text.get("en"), "zh": flag.text.get("zh")}
            for flag in resolution.flags
        ],
        "refused": [
            {"claim": one.claim, "criterion": one.criterion, "reason": one.reason}
            for one in resolution.refused
        ],
    }


def _data_quality(computed: Computation) -> Json:
    context = Context(
        catalogue=computed.catalogue,
        year=computed.study.period_days[0].year,
        choices=computed.study.choices,
        on=computed.book.evidence_date,
    )
    return data_quality(computed.system, computed.root, context, statuses=computed.statuses)


def _findings(computed: Computation) -> list[Finding]:
    findings = [*computed.study.findings, *computed.linked.inputs.findings]
    if "end_of_life" in computed.book.stages:
        linked = computed.linked
        findings += end_of_life_findings(
            linked.ending, computed.study, computed.book, linked.supplied.lines
        )
    return findings


def _finding(finding: Finding) -> Json:
    both = {lang: finding.to_json(lang) for lang in ("en", "zh")}
    return {
        **{key: both["en"][key] for key in ("code", "where", "rule", "severity")},
        "what": {lang: both[lang]["what"] for lang in both},
        "fix": {lang: both[lang]["fix"] for lang in both},
    }


def _cut_offs(computed: Computation) -> list[Json]:
    """Return what the study leaves out by its own word."""
    return [
        {
            "what": text_json(entry.what.text()),
            "reason": text_json(entry.reason.text()),
            "estimated_share": entry.estimated_share,
        }
        for entry in computed.study.study.cut_offs
    ]


def _recipe(computed: Computation) -> Json:
    book = computed.book
    return {
        "rulebook": {
            "id": book.id,
            "name": text_json(book.name),
            "version": book.version,
            "status": str(book.status),
            "evidence_date": book.evidence_date.isoformat(),
        },
        "gwp_set": computed.system.gwp_set,
        "catalogue": release_json(computed.catalogue),
        "engine": {"version": __version__, "nodes": len(computed.system.nodes)},
        "choices": dict(sorted(computed.study.choices.items())),
        "electricity_factors": _electricity_factors(computed),
        "sources": sources_json(computed.system, computed.catalogue),
    }


def _electricity_factors(computed: Computation) -> list[Json]:
    used = {
        link.provider
        for link in computed.system.all_links()
        if link.kind is LinkKind.PROVIDER and link.provider is not None
    }
    nodes = (computed.system.nodes[index] for index in sorted(used))
    return [
        {
            "id": node.process.id,
            "location": node.location,
            "value": node.process.exchanges[0].amount_text,
            "unit": "kg CO2e/kWh",
            "status": str(node.process.exchanges[0].citation.status),
            "issuer": node.process.exchanges[0].citation.source,
            "document": node.process.exchanges[0].citation.page,
        }
        for node in nodes
        if node.process.flow == "electricity"
    ]


def _optional(value: float | None) -> str | None:
    return None if value is None else decimal_string(value)
