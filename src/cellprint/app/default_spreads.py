"""Spreads for amounts of the catalogue that state none: an option of the uncertainty analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cellprint.app.compute import Computation
from cellprint.app.documents import Json
from cellprint.app.process_quality import Context, precision_score, process_scores
from cellprint.model.inventory import Exchange, ProcessKind, Uncertainty
from cellprint.model.system import LinkKind, System
from cellprint.rules.book import parameter_set
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.pedigree import pedigree_gsd

BASIS = "pedigree"
_SET, _ANY = "pedigree", "pedigree.reliability.1"


def with_default_spreads(computed: Computation) -> Computation:
    """Return a computed study in which amounts without a stated spread have a default one.

    Lines of the study, shares of markets, electricity factors and amounts that are not positive
    keep what they state. The footprint itself does not change.
    """
    system = computed.system
    found = _spreads(computed)
    links = tuple(
        tuple(
            replace(link, exchange=replace(link.exchange, uncertainty=found[link.exchange.id]))
            if link.exchange.id in found
            else link
            for link in row
        )
        for row in system.links
    )
    changed: System = replace(system, links=links)
    return replace(computed, linked=replace(computed.linked, system=changed))


def default_spreads_json(computed: Computation) -> Json:
    """Return how many amounts have a default spread, and what it rests on."""
    names = {
        link.exchange.id
        for link in computed.system.all_links()
        if link.exchange.uncertainty is not None and link.exchange.uncertainty.basis == BASIS
    }
    value = parameter_set(_SET).value_at(_ANY, computed.book.evidence_date)
    return {"amounts": len(names), "reference": value.reference, "status": str(value.status)}


def _spreads(computed: Computation) -> Mapping[str, Uncertainty]:
    """Return exchange id → spread; the widest where a process runs at several places."""
    context = Context(
        catalogue=computed.catalogue,
        year=computed.study.period_days[0].year,
        choices=computed.study.choices,
        on=computed.book.evidence_date,
    )
    scored = process_scores(computed.system, computed.root, context)
    gsds: dict[str, float] = {}
    for node in computed.system.nodes:
        scores = scored.get(node.index)
        if scores is None or node.process.id not in computed.catalogue.processes:
            continue
        if node.process.kind is ProcessKind.MARKET:
            continue
        for link in computed.system.links[node.index]:
            if link.kind is LinkKind.CUT_OFF or not _needs(link.exchange):
                continue
            precision = precision_score(link.exchange.citation.status, context)
            own = replace(scores, precision=precision)
            gsd = pedigree_gsd(own, parameter_set(_SET), on=context.on)
            if not isinstance(gsd, NotAssessable) and gsd > 1:
                gsds[link.exchange.id] = max(gsd, gsds.get(link.exchange.id, 1.0))
    return {
        name: Uncertainty(distribution="lognormal", gsd=gsd, basis=BASIS)
        for name, gsd in gsds.items()
    }


def _needs(exchange: Exchange) -> bool:
    return exchange.uncertainty is None and exchange.amount > 0
